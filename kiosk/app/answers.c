/* What arrives in the inbox, turned into the flow's events. */
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "drivers/camera/decoder_protocol.h"
#include "kiosk/app/app_internal.h"
#include "kiosk/app/card_identity.h"

static void on_code(struct app *app, const struct inbox_code *code)
{
    app_step(app, &(struct flow_event){.kind = FLOW_EV_CODE,
                                       .bytes = code->bytes,
                                       .len = code->len,
                                       .by_scanner = code->reader == INBOX_READER_SCANNER,
                                       .symbology = mc_symbology_name(code->symbology)});
}

static void on_hint(struct app *app, const struct inbox_hint *told)
{
    static const enum flow_hint hints[CAMERA_HINTS] = {
        [CAMERA_HINT_NONE] = FLOW_HINT_NONE,   [CAMERA_HINT_DARK] = FLOW_HINT_DARK,
        [CAMERA_HINT_GLARE] = FLOW_HINT_GLARE, [CAMERA_HINT_FAR] = FLOW_HINT_FAR,
        [CAMERA_HINT_CLOSE] = FLOW_HINT_CLOSE,
    };
    app_step(app, &(struct flow_event){.kind = FLOW_EV_HINT, .arg = (int)hints[told->hint]});
}

_Static_assert(DECODER_PREVIEW_WIDTH_PX *DECODER_PREVIEW_HEIGHT_PX <= FLOW_PICTURE_MAX_BYTES,
               "the flow has room for what the camera sees");

static void on_preview(struct app *app, struct inbox_preview *preview)
{
    const struct mc_grey picture = {preview->width_px, preview->height_px, preview->pixels};
    app_step(app, &(struct flow_event){.kind = FLOW_EV_PREVIEW, .picture = &picture});
}

static void on_chip(struct app *app, const struct inbox_chip *chip)
{
    static const enum flow_chip_card cards[] = {[CARD_INSERTED] = FLOW_CHIP_CARD_LIES,
                                                [CARD_REMOVED] = FLOW_CHIP_CARD_GONE,
                                                [CARD_UNREADABLE] = FLOW_CHIP_CARD_SILENT};
    app_step(app, &(struct flow_event){.kind = FLOW_EV_CHIP_CARD, .chip_card = cards[chip->event]});
}

static void on_chip_progress(struct app *app, const struct mc_message *message)
{
    const struct inbox_chip_progress *progress = message->payload;
    app_step(app, &(struct flow_event){.kind = FLOW_EV_CHIP_PROGRESS,
                                       .request = message->id,
                                       .arg = progress->percent});
}

static void on_chip_read(struct app *app, const struct mc_message *message)
{
    static const enum flow_chip_access accesses[] = {[CARD_PROTOCOL_NONE] = FLOW_CHIP_ACCESS_NONE,
                                                     [CARD_PROTOCOL_BAC] = FLOW_CHIP_ACCESS_BAC,
                                                     [CARD_PROTOCOL_PACE] = FLOW_CHIP_ACCESS_PACE};
    const struct inbox_chip_read *read = message->payload;
    if (!requests_take(&app->requests, message->id)) {
        return;
    }
    struct citizen *citizen = mc_secret_alloc(sizeof *citizen);
    struct mc_grey portrait = {.pixels = mc_secret_alloc(FLOW_PICTURE_MAX_BYTES)};
    struct mc_error err;
    card_portrait(read->content, &portrait);
    enum flow_chip_outcome outcome = card_identity_outcome(read->outcome, read->content->verdict);
    if (outcome == FLOW_CHIP_READ && card_identity(read->content, citizen, &err) != MC_OK) {
        mc_log_error("app", "a card's data makes no sense", &err);
        outcome = FLOW_CHIP_UNREADABLE;
    }
    app_step(app, &(struct flow_event){.kind = FLOW_EV_CHIP_DONE,
                                       .request = message->id,
                                       .chip = outcome,
                                       .citizen = citizen,
                                       .picture = portrait.width_px > 0 ? &portrait : NULL,
                                       .chip_access = accesses[read->content->protocol],
                                       .plain_name = read->content->name_is_plain != 0});
    mc_secret_free(portrait.pixels);
    mc_secret_free(citizen);
}

void app_tell_devices(struct app *app)
{
    struct flow_devices devices = {
        .camera = app->reader_works[INBOX_READER_CAMERA],
        .scanner = app->reader_works[INBOX_READER_SCANNER],
        .card_reader = app->reader_works[INBOX_READER_CARD],
        .printer = printer_state_ready(app->printer_state),
        .printer_state = printer_state_name(app->printer_state),
        .network = app->sender.reached,
        .disk_low = app->disk_low,
    };
    app_step(app, &(struct flow_event){.kind = FLOW_EV_DEVICES, .devices = &devices});
}

static void on_switch(struct app *app, enum flow_event_kind kind, const struct inbox_switch *state)
{
    app_step(app, &(struct flow_event){.kind = kind, .ok = state->on != 0});
}

static void on_printed(struct app *app, const struct mc_message *message)
{
    const struct inbox_printed *printed = message->payload;
    bool changed = app->printer_state != printed->state;
    app->printer_state = printed->state;
    app->printer_width_px = printed->width_px;
    if (message->tag == INBOX_PRINTED) {
        bool ok = printed->outcome == PRINTER_PRINTED || printed->outcome == PRINTER_UNCONFIRMED;
        /* The citizen may have gone, and the next one's dossier been committed. */
        if (printed->key[0] != '\0') {
            store_worker_printed(app->store, printed->key,
                                 printed->outcome == PRINTER_PRINTED ? OUTBOX_PRINTED
                                 : ok                                ? OUTBOX_PRINT_UNKNOWN
                                                                     : OUTBOX_NOT_PRINTED);
        }
        if (requests_take(&app->requests, message->id)) {
            app_step(app,
                     &(struct flow_event){.kind = FLOW_EV_PRINT_DONE,
                                          .request = message->id,
                                          .ok = ok,
                                          .may_be_out = printed->outcome != PRINTER_NOT_PRINTED});
        }
    }
    if (changed) {
        app_tell_devices(app);
    }
}

static void on_pin(struct app *app, const struct mc_message *message)
{
    const struct inbox_pin *checked = message->payload;
    if (requests_take(&app->requests, message->id)) {
        app_step(app, &(struct flow_event){.kind = FLOW_EV_PIN_DONE,
                                           .request = message->id,
                                           .ok = checked->right != 0});
    }
}

static void on_hits(struct app *app, const struct mc_message *message)
{
    const struct store_hits *hits = message->payload;
    if (requests_take(&app->requests, message->id)) {
        app_step(app, &(struct flow_event){.kind = FLOW_EV_SEARCH_DONE,
                                           .request = message->id,
                                           .ok = hits->ok,
                                           .hits = hits->hits,
                                           .hit_count = hits->count});
    }
}

static void on_group(struct app *app, const struct mc_message *message)
{
    const struct store_hits *hits = message->payload;
    if (requests_take(&app->requests, message->id)) {
        app_step(app, &(struct flow_event){.kind = FLOW_EV_GROUP_DONE,
                                           .request = message->id,
                                           .ok = hits->ok,
                                           .hits = hits->hits,
                                           .hit_count = hits->count});
    }
}

static void on_groups(struct app *app, const struct mc_message *message)
{
    const struct store_groups *groups = message->payload;
    if (requests_take(&app->requests, message->id)) {
        app_step(app, &(struct flow_event){.kind = FLOW_EV_GROUPS_DONE,
                                           .request = message->id,
                                           .ok = groups->ok,
                                           .groups = groups->groups,
                                           .group_count = groups->count});
    }
}

static void on_procedure(struct app *app, struct mc_message *message)
{
    if (!requests_take(&app->requests, message->id)) {
        return;
    }
    struct procedure *procedure = message->payload;
    message->payload = NULL;
    app_step(app, &(struct flow_event){.kind = FLOW_EV_PROCEDURE_DONE,
                                       .request = message->id,
                                       .ok = procedure != NULL,
                                       .procedure = procedure});
}

static void fail_commit(struct app *app, uint64_t request)
{
    if (requests_take(&app->requests, request)) {
        app->draft = NULL;
        app_step(app, &(struct flow_event){.kind = FLOW_EV_COMMIT_DONE, .request = request});
    }
}

/* The ids are there: the dossier can be written out and committed. */
static void on_ids(struct app *app, const struct mc_message *message)
{
    if (!requests_is_open(&app->requests, message->id) || app->draft == NULL) {
        return;
    }
    const struct dossier_ids *ids = message->payload;
    struct local_time now = local_time_from_unix(mc_clock_unix_s());
    struct sealed_dossier outside = {0};
    char *body = NULL;
    size_t len = 0;
    struct mc_error err = {.code = MC_ECORRUPT};
    if (ids == NULL || sealed_dossier_describe(app->draft, ids, now, &outside, &err) != MC_OK ||
        dossier_body(app->draft, ids, now, &body, &len, &err) != MC_OK) {
        if (ids != NULL) {
            mc_log_error("app", "a dossier cannot be written out", &err);
        }
        sealed_dossier_finish(&outside);
        fail_commit(app, message->id);
        return;
    }
    if (!store_worker_commit(app->store, message->id, ids, &outside,
                             app->draft->applicant->id_number, body, len)) {
        fail_commit(app, message->id);
    }
}

static void on_committed(struct app *app, const struct mc_message *message)
{
    const struct store_committed *committed = message->payload;
    if (!committed->ok) {
        fail_commit(app, message->id);
        return;
    }
    if (requests_take(&app->requests, message->id)) {
        app->draft = NULL;
        mc_copy_text(app->committed_key, sizeof app->committed_key, committed->ids.key);
        app_step(app, &(struct flow_event){.kind = FLOW_EV_COMMIT_DONE,
                                           .request = message->id,
                                           .ok = true,
                                           .ids = &committed->ids});
    }
}

static void on_marked(struct app *app, const struct store_marked *marked)
{
    static const enum flow_send_outcome outcomes[] = {
        [STORE_ACCEPTED] = FLOW_SEND_ACCEPTED,
        [STORE_FAILED] = FLOW_SEND_UNREACHABLE,
        [STORE_REFUSED] = FLOW_SEND_REFUSED,
    };
    uint64_t request = 0;
    if (sender_on_marked(&app->sender, marked, mc_clock_monotonic_ms(), &request) &&
        requests_take(&app->requests, request)) {
        app_step(app, &(struct flow_event){.kind = FLOW_EV_SEND_DONE,
                                           .request = request,
                                           .send = outcomes[marked->mark.result],
                                           .code = marked->mark.acceptance.code,
                                           .received = marked->mark.acceptance.received,
                                           .appointed = marked->mark.acceptance.appointed});
    }
}

static void on_looked_up(struct app *app, const struct mc_message *message)
{
    const struct net_looked_up *answer = message->payload;
    if (!requests_is_open(&app->requests, message->id)) {
        return;
    }
    /* The service may not know yet what still waits in this kiosk, or may not be there at all. */
    if (answer->outcome != FLOW_LOOKUP_FOUND && answer->outcome != FLOW_LOOKUP_WAIT &&
        store_worker_find(app->store, message->id, answer->outcome, &app->lookup)) {
        return;
    }
    (void)requests_take(&app->requests, message->id);
    if (answer->outcome == FLOW_LOOKUP_FOUND) {
        store_worker_told(app->store, &answer->status);
    }
    app_step(app, &(struct flow_event){.kind = FLOW_EV_LOOKUP_DONE,
                                       .request = message->id,
                                       .lookup = answer->outcome,
                                       .wait_s = answer->wait_s,
                                       .status = &answer->status,
                                       .rating_permit = answer->rating_permit});
}

static void on_found(struct app *app, const struct mc_message *message)
{
    const struct store_found *found = message->payload;
    if (requests_take(&app->requests, message->id)) {
        app_step(app, &(struct flow_event){.kind = FLOW_EV_LOOKUP_DONE,
                                           .request = message->id,
                                           .lookup = found->outcome,
                                           .status = &found->status});
    }
}

static void on_rated(struct app *app, const struct mc_message *message)
{
    const enum flow_rate_outcome *outcome = message->payload;
    if (requests_take(&app->requests, message->id)) {
        app_step(app, &(struct flow_event){
                          .kind = FLOW_EV_RATE_DONE, .request = message->id, .rate = *outcome});
    }
}

static void on_reader_state(struct app *app, const struct inbox_reader_state *state)
{
    app->reader_works[state->reader] = state->works != 0;
    app_tell_devices(app);
}

static void on_submitted(struct app *app, const struct store_mark *mark)
{
    bool reached = app->sender.reached;
    sender_on_submitted(&app->sender, mark, mc_clock_monotonic_ms());
    if (reached != app->sender.reached) {
        app_tell_devices(app);
    }
}

static void on_space(struct app *app, const struct store_space *space)
{
    if (app->disk_low != !space->enough) {
        app->disk_low = !space->enough;
        mc_log(app->disk_low ? MC_LOG_ERROR : MC_LOG_INFO, "app",
               app->disk_low ? "the disk is full: nothing new is taken in"
                             : "there is room on the disk again");
        app_tell_devices(app);
    }
}

static void on_swapped(struct app *app, const struct store_swapped *swapped)
{
    if (catalogue_sync_on_swapped(app->catalogue, swapped, mc_clock_monotonic_ms())) {
        app_step(app, &(struct flow_event){.kind = FLOW_EV_CATALOGUE});
    }
}

static void on_reported(struct app *app, const struct inbox_switch *taken)
{
    device_reporter_answered(&app->reporter, taken->on != 0, mc_clock_monotonic_ms());
}

static void dispatch(struct app *app, struct mc_message *message)
{
    switch (message->tag) {
    case INBOX_CODE: on_code(app, message->payload); return;
    case INBOX_CHIP: on_chip(app, message->payload); return;
    case INBOX_CHIP_PROGRESS: on_chip_progress(app, message); return;
    case INBOX_CHIP_READ: on_chip_read(app, message); return;
    case INBOX_HINT: on_hint(app, message->payload); return;
    case INBOX_PREVIEW: on_preview(app, message->payload); return;
    case INBOX_READER_STATE: on_reader_state(app, message->payload); return;
    case INBOX_VOICE: on_switch(app, FLOW_EV_VOICE, message->payload); return;
    case INBOX_HEADPHONES: on_switch(app, FLOW_EV_HEADPHONES, message->payload); return;
    case INBOX_PIN: on_pin(app, message); return;
    case INBOX_PRINTED:
    case INBOX_PRINTER_STATE: on_printed(app, message); return;
    case INBOX_STORE_HITS: on_hits(app, message); return;
    case INBOX_STORE_GROUPS: on_groups(app, message); return;
    case INBOX_STORE_GROUP: on_group(app, message); return;
    case INBOX_STORE_PROCEDURE: on_procedure(app, message); return;
    case INBOX_STORE_IDS: on_ids(app, message); return;
    case INBOX_STORE_COMMITTED: on_committed(app, message); return;
    case INBOX_STORE_DUE:
        sender_on_due(&app->sender, message->payload, mc_clock_monotonic_ms());
        return;
    case INBOX_STORE_MARKED: on_marked(app, message->payload); return;
    case INBOX_STORE_FOUND: on_found(app, message); return;
    case INBOX_STORE_SWAPPED: on_swapped(app, message->payload); return;
    case INBOX_STORE_SPACE: on_space(app, message->payload); return;
    case INBOX_CATALOGUE_CHECKED:
        catalogue_sync_on_checked(app->catalogue, message->payload, mc_clock_monotonic_ms());
        return;
    case INBOX_NET_SUBMITTED: on_submitted(app, message->payload); return;
    case INBOX_NET_LOOKED_UP: on_looked_up(app, message); return;
    case INBOX_NET_RATED: on_rated(app, message); return;
    case INBOX_NET_REPORTED: on_reported(app, message->payload); return;
    default: mc_log(MC_LOG_ERROR, "app", "message %d has no meaning", message->tag);
    }
}

void app_drain_inbox(struct app *app)
{
    struct mc_message message;
    while (mc_queue_try_pop(app->inbox, &message)) {
        dispatch(app, &message);
        mc_message_drop(&message);
    }
}

void app_answer_expired(struct app *app, const struct request *request)
{
    mc_log(MC_LOG_WARN, "app", "request %llu was not answered in time",
           (unsigned long long)request->id);
    app_step(app, &(struct flow_event){.kind = request->answer,
                                       .request = request->id,
                                       .may_be_out = true, /* of a paper nothing is known */
                                       .send = FLOW_SEND_UNREACHABLE,
                                       .lookup = FLOW_LOOKUP_UNREACHABLE,
                                       .rate = FLOW_RATE_UNREACHABLE});
}
