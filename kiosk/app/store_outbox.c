/* The store worker's side of the outbox: sealing, committing, marking, finding. */
#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/steps.h"
#include "kiosk/app/store_worker_internal.h"
#include "kiosk/store/disk_space.h"

#define UNREADABLE_RETRY_MS 60000

static struct outbox_now clock_now(void)
{
    return (struct outbox_now){mc_clock_unix_s(), mc_clock_monotonic_ms()};
}

enum mc_err store_outbox_open(struct store_worker *store, struct mc_error *err)
{
    char path[PATH_MAX_BYTES];
    char boot[MC_BOOT_ID_CHARS + 1];
    (void)snprintf(path, sizeof path, "%s/" OUTBOX_FILE, store->data_dir);
    mc_clock_boot_id(boot);
    struct outbox_report *report = MC_NEW(struct outbox_report);
    enum mc_err rc = outbox_open(path, boot, clock_now(), &store->outbox, report, err);
    if (rc == MC_OK && report->damaged) {
        mc_log(MC_LOG_ERROR, "store", "the outbox was damaged: kept as %s, a new one begun",
               report->moved_to);
    }
    if (rc == MC_OK && report->resumed > 0) {
        mc_log(MC_LOG_INFO, "store", "%zu dossiers were being sent when the kiosk ended",
               report->resumed);
    }
    free(report);
    return rc;
}

void store_outbox_make_ids(struct store_worker *store, struct mc_message *request,
                           struct mc_queue *inbox)
{
    const struct ids_request *wanted = request->payload;
    struct dossier_ids *ids = mc_secret_alloc(sizeof *ids);
    struct mc_error err;
    if (outbox_make_ids(store->outbox, wanted->kiosk, wanted->day, ids, &err) != MC_OK) {
        mc_log_error("store", "a dossier cannot be numbered", &err);
        mc_secret_free(ids);
        ids = NULL;
    }
    worker_answer(inbox, INBOX_STORE_IDS, request->id, ids, mc_secret_free);
}

/* From here on nobody at this kiosk can read it: the plain body is wiped before the file is
 * touched.
 */
static enum mc_err seal(const struct store_worker *store, struct commit_request *wanted, char **out,
                        size_t *out_len, struct mc_error *err)
{
    sealed_dossier_id_check(wanted->outside.provisional_code, wanted->outside.token_hash,
                            wanted->id_number, wanted->outside.id_check);
    enum mc_err rc = sealed_dossier_write(&wanted->outside, wanted->body, wanted->len,
                                          &store->sealing_key, out, out_len, err);
    mc_secret_free(wanted->body);
    wanted->body = NULL;
    mc_wipe(wanted->id_number, sizeof wanted->id_number);
    return rc;
}

void store_outbox_commit(struct store_worker *store, struct mc_message *request,
                         struct mc_queue *inbox)
{
    struct commit_request *wanted = request->payload;
    struct store_committed *committed = mc_secret_alloc(sizeof *committed);
    char *sealed = NULL;
    size_t len = 0;
    struct mc_error err;
    mc_step("seal");
    enum mc_err rc = seal(store, wanted, &sealed, &len, &err);
    if (rc == MC_OK) {
        const struct outbox_entry entry = {
            .ids = &wanted->ids,
            .media_type = SEALED_MEDIA_TYPE,
            .body = sealed,
            .body_len = len,
            .id_check = wanted->outside.id_check,
            .procedure_code = wanted->outside.procedure_code,
            .procedure_name = wanted->outside.procedure_name,
            .submitted_unix_s = local_time_to_unix(wanted->outside.submitted),
        };
        mc_step("commit");
        rc = outbox_commit(store->outbox, &entry, &err);
        mc_step("committed");
    }
    free(sealed);
    committed->ok = rc == MC_OK;
    committed->ids = wanted->ids;
    if (!committed->ok) {
        mc_log_error("store", "a dossier cannot be saved", &err);
    }
    worker_answer(inbox, INBOX_STORE_COMMITTED, request->id, committed, mc_secret_free);
}

static void fill_next(struct store_worker *store, int64_t *out_next, long *out_depth)
{
    struct mc_error err;
    struct outbox_depth depth = {0};
    int64_t now_ms = mc_clock_monotonic_ms();
    if (outbox_next_time(store->outbox, now_ms, out_next, &err) != MC_OK ||
        outbox_depth(store->outbox, &depth, &err) != MC_OK) {
        mc_log_error("store", "the outbox cannot be read", &err);
        *out_next = now_ms + UNREADABLE_RETRY_MS;
        return;
    }
    *out_depth = (long)depth.waiting;
    if (store->unrecorded) {
        *out_next = now_ms;
    }
}

/* One attempt is made at a time, and none while the next is taken out. */
static enum mc_err resume(struct store_worker *store, struct mc_error *err)
{
    if (!store->unrecorded) {
        return MC_OK;
    }
    size_t resumed = 0;
    enum mc_err rc = outbox_resume(store->outbox, &resumed, err);
    if (rc == MC_OK) {
        store->unrecorded = false;
        mc_log(MC_LOG_INFO, "store", "%zu dossiers whose attempt ended unrecorded are sent again",
               resumed);
    }
    return rc;
}

/* The item's body moves into due. */
static enum mc_err fetch(struct store_worker *store, const struct due_request *wanted,
                         struct store_due *due, struct mc_error *err)
{
    struct outbox_item item = {0};
    bool found = true;
    enum mc_err rc =
        wanted->key[0] != '\0'
            ? outbox_load(store->outbox, wanted->key, &item, err)
            : outbox_next_due(store->outbox, mc_clock_monotonic_ms(), &found, &item, err);
    if (rc != MC_OK || !found) {
        return rc;
    }
    mc_step("mark-attempt");
    rc = outbox_mark_attempt(store->outbox, item.key, clock_now(), err);
    mc_step("attempt-marked");
    if (rc == MC_OK) {
        due->found = true;
        mc_copy_text(due->key, sizeof due->key, item.key);
        mc_copy_text(due->provisional_code, sizeof due->provisional_code, item.provisional_code);
        mc_copy_text(due->media_type, sizeof due->media_type, item.media_type);
        due->body = item.body;
        due->len = item.body_len;
        item.body = NULL;
    }
    outbox_item_finish(&item);
    return rc;
}

void store_outbox_take_due(struct store_worker *store, struct mc_message *request,
                           struct mc_queue *inbox)
{
    const struct due_request *wanted = request->payload;
    struct store_due *due = MC_NEW(struct store_due);
    struct mc_error err;
    enum mc_err rc = resume(store, &err);
    if (rc == MC_OK) {
        rc = fetch(store, wanted, due, &err);
    }
    if (rc != MC_OK && rc != MC_ENOTFOUND) {
        mc_log_error("store", "a dossier cannot be taken out to be sent", &err);
    }
    fill_next(store, &due->next_ms, &due->depth);
    worker_answer(inbox, INBOX_STORE_DUE, request->id, due, store_due_destroy);
}

void store_outbox_expire(struct store_worker *store)
{
    size_t erased = 0;
    struct mc_error err;
    if (outbox_expire(store->outbox, mc_clock_unix_s(), store->keep_accepted_s, &erased, &err) !=
        MC_OK) {
        mc_log_error("store", "what was accepted long ago cannot be erased", &err);
    } else if (erased > 0) {
        mc_log(MC_LOG_INFO, "store", "%zu accepted dossiers erased, their receipts kept", erased);
    }
}

static enum mc_err mark_failed(struct store_worker *store, const struct store_mark *how,
                               struct mc_error *err)
{
    return outbox_mark_failed(store->outbox, how->key, mc_clock_monotonic_ms(), how->retry_after_s,
                              mc_random_u32(), err);
}

static enum mc_err mark_accepted(struct store_worker *store, const struct store_mark *how,
                                 struct mc_error *err)
{
    const struct outbox_proof proof = {&how->acceptance, how->statement, how->key_id,
                                       how->signature};
    mc_step("mark-accepted");
    enum mc_err rc = outbox_mark_accepted(store->outbox, &proof, clock_now(), err);
    mc_step("accepted");
    if (rc == MC_ECONFLICT) {
        /* The service gave a code twice. Asking again shows whether it means it. */
        mc_log_error("store", "an acceptance contradicts an earlier one", err);
        return mark_failed(store, how, err);
    }
    if (rc == MC_OK) {
        store_outbox_expire(store);
    }
    return rc;
}

void store_outbox_mark(struct store_worker *store, struct mc_message *request,
                       struct mc_queue *inbox)
{
    const struct store_mark *how = request->payload;
    struct mc_error err;
    enum mc_err rc = MC_OK;
    switch (how->result) {
    case STORE_ACCEPTED: rc = mark_accepted(store, how, &err); break;
    case STORE_FAILED: rc = mark_failed(store, how, &err); break;
    case STORE_REFUSED:
        rc = outbox_mark_refused(store->outbox, how->key, "refused by the service", &err);
        break;
    }
    if (rc != MC_OK) {
        mc_log_error("store", "an attempt's outcome cannot be recorded", &err);
        store->unrecorded = true;
    }
    struct store_marked *marked = MC_NEW(struct store_marked);
    marked->mark = *how;
    marked->recorded = rc == MC_OK;
    fill_next(store, &marked->next_ms, &marked->depth);
    worker_answer(inbox, INBOX_STORE_MARKED, request->id, marked, free);
}

/* By the token, or by the ID number and the slow check value. */
static enum mc_err find_record(struct store_worker *store, const struct flow_query *query,
                               bool *found, struct outbox_record *out, struct mc_error *err)
{
    if (query->token[0] != '\0') {
        return outbox_find(store->outbox, query->code, query->token, found, out, err);
    }
    enum mc_err rc = outbox_find_code(store->outbox, query->code, found, out, err);
    if (rc == MC_OK && *found) {
        char check[MC_SLOW_HASH_CHARS + 1];
        sealed_dossier_id_check(out->provisional_code, out->token_hash, query->id_number, check);
        *found = mc_same_secret(check, out->id_check);
    }
    return rc;
}

static void fill_found(const struct outbox_record *record, struct flow_dossier_status *status)
{
    bool accepted = record->state == OUTBOX_ACCEPTED;
    mc_copy_text(status->code, sizeof status->code,
                 accepted ? record->official_code : record->provisional_code);
    mc_copy_text(status->provisional_code, sizeof status->provisional_code,
                 record->provisional_code);
    mc_copy_text(status->procedure_name, sizeof status->procedure_name, record->procedure_name);
    status->status = record->status;
    status->received = accepted ? record->received : record->submitted;
    status->appointed = record->appointed;
    status->updated = accepted ? record->updated : record->submitted;
    status->known = record->known;
}

void store_outbox_find(struct store_worker *store, struct mc_message *request,
                       struct mc_queue *inbox)
{
    const struct find_request *wanted = request->payload;
    struct store_found *found = MC_NEW(struct store_found);
    found->outcome = wanted->otherwise;
    struct outbox_record *record = MC_NEW(struct outbox_record);
    bool here = false;
    struct mc_error err;
    if (find_record(store, &wanted->query, &here, record, &err) != MC_OK) {
        mc_log_error("store", "the outbox cannot be searched", &err);
        here = false;
    }
    bool accepted = here && record->state == OUTBOX_ACCEPTED;
    if (here && (!accepted || wanted->otherwise == FLOW_LOOKUP_UNREACHABLE)) {
        found->outcome = accepted ? FLOW_LOOKUP_KNOWN : FLOW_LOOKUP_QUEUED;
        fill_found(record, &found->status);
    }
    free(record);
    worker_answer(inbox, INBOX_STORE_FOUND, request->id, found, free);
}

void store_outbox_note_told(struct store_worker *store, struct mc_message *request)
{
    const struct flow_dossier_status *told = request->payload;
    struct mc_error err;
    if (outbox_note_status(store->outbox, told->code, told->status, told->appointed, told->updated,
                           mc_clock_unix_s(), &err) != MC_OK) {
        mc_log_error("store", "a status cannot be kept", &err);
    }
}

void store_outbox_measure_space(struct store_worker *store, struct mc_message *request,
                                struct mc_queue *inbox)
{
    struct store_space *space = MC_NEW(struct store_space);
    uint64_t left = 0;
    struct mc_error err;
    if (disk_space_left(store->data_dir, &left, &err) != MC_OK) {
        mc_log_error("store", "the disk's room is not known", &err);
    }
    space->enough = left > store->disk_floor_bytes;
    worker_answer(inbox, INBOX_STORE_SPACE, request->id, space, free);
}

void store_outbox_record_print(struct store_worker *store, struct mc_message *request)
{
    const struct printed_request *wanted = request->payload;
    struct mc_error err;
    mc_step("mark-printed");
    if (outbox_mark_printed(store->outbox, wanted->key, wanted->print, &err) != MC_OK) {
        mc_log_error("store", "a print cannot be recorded", &err);
    }
}
