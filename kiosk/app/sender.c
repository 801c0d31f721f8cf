#include "kiosk/app/sender.h"

#include <string.h>

#include "core/log.h"
#include "core/memory.h"

/* Answers of the sender are told apart from the flow's by these ids, which the flow never uses. */
#define FETCH_ID  (UINT64_MAX - 1)
#define SUBMIT_ID (UINT64_MAX - 2)
#define MARK_ID   (UINT64_MAX - 3)
#define RETRY_MS  5000 /* after the store itself failed */

void sender_init(struct sender *sender, struct store_worker *store, struct net_worker *net,
                 int64_t now_ms)
{
    *sender = (struct sender){
        .store = store, .net = net, .state = SENDER_RESTING, .next_ms = now_ms, .reached = true};
}

void sender_want(struct sender *sender, uint64_t request, const char *key)
{
    mc_copy_text(sender->wanted_key, sizeof sender->wanted_key, key);
    sender->wanted_request = request;
}

void sender_turn(struct sender *sender, int64_t now_ms)
{
    if (sender->state != SENDER_RESTING) {
        return;
    }
    bool wanted = sender->wanted_request != 0;
    bool due = sender->next_ms >= 0 && sender->next_ms <= now_ms;
    if ((wanted || due) &&
        store_worker_due(sender->store, FETCH_ID, wanted ? sender->wanted_key : NULL)) {
        sender->state = SENDER_FETCHING;
    }
}

/* Something is due but nothing can be done: a full disk must not turn into a busy loop. */
static void rest_a_while(struct sender *sender, int64_t now_ms)
{
    if (sender->next_ms >= 0 && sender->next_ms < now_ms + RETRY_MS) {
        sender->next_ms = now_ms + RETRY_MS;
    }
}

void sender_on_due(struct sender *sender, struct store_due *due, int64_t now_ms)
{
    sender->depth = due->depth;
    sender->next_ms = due->next_ms;
    sender->state = SENDER_RESTING;
    if (!due->found) {
        /* Already sent, or not to be read: the citizen's wait ends by the flow's own patience. */
        sender->wanted_request = 0;
        rest_a_while(sender, now_ms);
        return;
    }
    if (net_worker_submit(sender->net, SUBMIT_ID, due)) {
        sender->state = SENDER_SUBMITTING;
    } else {
        sender->wanted_request = 0;
        rest_a_while(sender, now_ms);
    }
}

void sender_on_submitted(struct sender *sender, const struct store_mark *mark, int64_t now_ms)
{
    sender->reached = mark->result != STORE_FAILED;
    mc_log(MC_LOG_INFO, "sender", "dossier %s: %s", mark->key,
           mark->result == STORE_ACCEPTED ? "accepted"
           : mark->result == STORE_FAILED ? "not sent, will be tried again"
                                          : "refused by the service: kept, staff have to look");
    if (store_worker_mark(sender->store, MARK_ID, mark)) {
        sender->state = SENDER_MARKING;
    } else {
        sender->state = SENDER_RESTING;
        sender->next_ms = now_ms + RETRY_MS;
    }
}

bool sender_on_marked(struct sender *sender, const struct store_marked *marked, int64_t now_ms,
                      uint64_t *out_request)
{
    sender->state = SENDER_RESTING;
    sender->depth = marked->depth;
    sender->next_ms = marked->next_ms;
    if (!marked->recorded) {
        rest_a_while(sender, now_ms);
    }
    if (sender->wanted_request == 0 || strcmp(sender->wanted_key, marked->mark.key) != 0) {
        return false;
    }
    *out_request = sender->wanted_request;
    sender->wanted_request = 0;
    return true;
}
