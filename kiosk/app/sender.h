/*
 * Brings dossiers from the outbox to the central service, one at a time: fetch (the attempt is
 * marked before it is made), submit, mark. The one a citizen waits for goes first; the others go
 * when they are due.
 */
#ifndef MOTCUA_KIOSK_APP_SENDER_H
#define MOTCUA_KIOSK_APP_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/ident.h"
#include "kiosk/app/net_worker.h"
#include "kiosk/app/store_worker.h"

enum sender_state { SENDER_RESTING, SENDER_FETCHING, SENDER_SUBMITTING, SENDER_MARKING };

struct sender {
    struct store_worker *store; /* borrowed, like net */
    struct net_worker *net;
    enum sender_state state;
    char wanted_key[MC_UUID_CHARS + 1]; /* the one a citizen waits for, "" if none */
    uint64_t wanted_request;            /* the flow's, 0 if none */
    int64_t next_ms;                    /* monotonic: when something is due, -1: nothing waits */
    long depth;
    bool reached; /* the last call to the service went through */
};

void sender_init(struct sender *sender, struct store_worker *store, struct net_worker *net,
                 int64_t now_ms);
void sender_want(struct sender *sender, uint64_t request, const char *key);
/* Starts what is due; after each turn of the main loop. */
void sender_turn(struct sender *sender, int64_t now_ms);

/* The three answers. The last returns true when it was the one a citizen waits for; *out_request
 * is then its request. */
void sender_on_due(struct sender *sender, struct store_due *due, int64_t now_ms);
void sender_on_submitted(struct sender *sender, const struct store_mark *mark, int64_t now_ms);
bool sender_on_marked(struct sender *sender, const struct store_marked *marked, int64_t now_ms,
                      uint64_t *out_request);

#endif
