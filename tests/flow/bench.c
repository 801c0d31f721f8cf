#include "tests/flow/bench.h"

#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"
#include "tests/unit/cmocka_all.h"

static const struct flow_settings settings = {
    .idle_warning_ms = BENCH_IDLE_MS,
    .idle_countdown_ms = BENCH_COUNTDOWN_MS,
    .receipt_idle_ms = BENCH_RECEIPT_MS,
    .send_patience_ms = BENCH_PATIENCE_MS,
    .kiosk = "K01",
    .receiving_agency = "H29.12",
    .agency_lines = {"UBND PHƯỜNG MẪU", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"},
    .collect_at = "Quầy trả kết quả",
    .hotline = "1900 0000",
    .public_base = "https://mot-cua.example",
};

static void read_list(const char *json, struct suggest_list *out)
{
    struct mc_error err;
    assert_int_equal(suggest_parse(json, strlen(json), "list", out, &err), MC_OK);
}

static void read_lists(struct suggest *out)
{
    read_list("{\"source\":\"s\",\"entries\":[{\"name\":\"Nguyễn\"},{\"name\":\"Thùy\"},"
              "{\"name\":\"Thúy\"}]}",
              &out->names);
    read_list("{\"source\":\"s\",\"entries\":[{\"name\":\"Lý Tự Trọng\"}]}", &out->streets);
    read_list("{\"source\":\"s\",\"entries\":[{\"name\":\"Phường Sài Gòn\",\"also\":[\"Quận 1\"]},"
              "{\"name\":\"Phường Bàn Cờ\",\"also\":[\"Phường 4, Quận 3\"]}]}",
              &out->wards);
    read_list("{\"source\":\"s\",\"entries\":[{\"name\":\"Thành phố Hồ Chí Minh\"}]}",
              &out->provinces);
}

static void start_with(struct bench *bench, const struct flow_settings *with)
{
    struct local_time start = {{2026, 11, 24}, 9, 30, 0};
    mc_secure_init();
    *bench = (struct bench){.now_ms = 1000000, .unix_s = local_time_to_unix(start)};
    read_lists(&bench->suggest);
    struct flow_settings with_lists = *with;
    with_lists.suggest = &bench->suggest;
    bench->flow = flow_create(&with_lists, bench->now_ms, bench->unix_s);
    bench->view = flow_view(bench->flow);
}

void bench_start(struct bench *bench)
{
    start_with(bench, &settings);
}

void bench_start_resting(struct bench *bench)
{
    struct flow_settings resting = settings;
    resting.end_ms = BENCH_END_MS;
    resting.attract_ms = BENCH_ATTRACT_MS;
    resting.attract_step_ms = BENCH_STEP_MS;
    start_with(bench, &resting);
}

void bench_start_service(struct bench *bench)
{
    struct flow_settings with_pin = settings;
    with_pin.service = true;
    start_with(bench, &with_pin);
}

void bench_stop(struct bench *bench)
{
    flow_destroy(bench->flow);
    suggest_finish(&bench->suggest.names);
    suggest_finish(&bench->suggest.streets);
    suggest_finish(&bench->suggest.wards);
    suggest_finish(&bench->suggest.provinces);
}

/* ---- What must always be true ---- */

static bool holds(const void *memory, size_t size, const char *text)
{
    return memmem(memory, size, text, strlen(text)) != NULL;
}

bool bench_holds_personal(const struct bench *bench)
{
    static const char *const marks[] = {SAMPLE_ID,       SAMPLE_CITIZEN,     SAMPLE_RESIDENCE,
                                        SAMPLE_CHILD,    SAMPLE_PHONE_NO,    SAMPLE_TOKEN,
                                        SAMPLE_OFFICIAL, SAMPLE_PROVISIONAL, "Phạm Văn"};
    bool found = false;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        found = found || holds(bench->flow, sizeof *bench->flow, marks[i]);
    }
    return found;
}

static void check_effect(struct bench *bench, const struct flow_effect *effect)
{
    bench->seen[effect->kind]++;
    switch (effect->kind) {
    case FLOW_FX_CODES_ON:
        assert_false(bench->codes_on);
        bench->codes_on = true;
        /* Receipts are shown there; where a card is, no barcode is to be taken for anything. */
        assert_true(bench->view->screen != FLOW_SCAN || effect->barcodes);
        assert_true(bench->view->screen != FLOW_IDENTIFY || !effect->barcodes);
        break;
    case FLOW_FX_CODES_OFF:
        assert_true(bench->codes_on);
        bench->codes_on = false;
        break;
    case FLOW_FX_CANCEL: assert_true(effect->request <= bench->highest_request); break;
    case FLOW_FX_CHECK_PIN: assert_true(bench->view->screen == FLOW_SERVICE); break;
    case FLOW_FX_PRINT_TEST: assert_true(bench->view->service_open); break;
    case FLOW_FX_SESSION_ENDED:
        assert_false(bench_holds_personal(bench));
        assert_true(bench->view->screen == FLOW_HOME || bench->view->screen == FLOW_END ||
                    bench->view->screen == FLOW_ATTRACT);
        assert_null(bench->view->procedure);
        assert_false(bench->view->session_open);
        bench->committed = false;
        break;
    case FLOW_FX_SEARCH: mc_copy_text(bench->query, sizeof bench->query, effect->text); break;
    case FLOW_FX_PRINT:
        assert_true(bench->committed);
        assert_true(effect->receipt->code[0] != '\0');
        break;
    case FLOW_FX_SEND: assert_true(bench->committed); break;
    case FLOW_FX_GROUP:
        assert_true(effect->group >= bench->view->groups &&
                    effect->group < bench->view->groups + bench->view->group_count);
        break;
    case FLOW_FX_PRINT_LIST:
        assert_non_null(effect->procedure);
        assert_true(bench->view->devices.printer);
        break;
    case FLOW_FX_READ_CHIP:
        assert_true(bench->view->chip_card_lies);
        assert_true(citizen_id_valid(effect->citizen->id_number));
        break;
    case FLOW_FX_RATE:
        assert_true(rating_complete(effect->rating));
        assert_true(effect->query->token[0] != '\0' || effect->query->rating_permit[0] != '\0');
        break;
    case FLOW_FX_GROUPS:
    case FLOW_FX_LOAD_PROCEDURE:
    case FLOW_FX_COMMIT:
    case FLOW_FX_LOOKUP: break;
    }
    bool asks = effect->kind != FLOW_FX_CODES_ON && effect->kind != FLOW_FX_CODES_OFF &&
                effect->kind != FLOW_FX_CANCEL && effect->kind != FLOW_FX_SESSION_ENDED;
    if (asks) {
        assert_true(effect->request > bench->highest_request);
        bench->highest_request = effect->request;
        bench->request[effect->kind] = effect->request;
    }
}

static void check_view(const struct bench *bench, bool ticked)
{
    const struct flow_view *view = bench->view;
    assert_in_range(view->screen, 0, FLOW_SCREEN_COUNT - 1);
    bool reads = view->screen == FLOW_IDENTIFY || view->screen == FLOW_SCAN ||
                 (view->screen == FLOW_SERVICE && view->service_open);
    assert_int_equal(bench->codes_on, reads);
    assert_true((view->screen == FLOW_FAULT) == (view->fault != FLOW_FAULT_NONE));
    if (view->screen == FLOW_FORM) {
        assert_in_range(view->step, 0, view->step_count - 1);
        assert_non_null(view->procedure);
    }
    if (view->screen == FLOW_HOME) {
        assert_false(view->session_open);
        assert_false(view->leave_question);
    }
    assert_true(view->text_size >= 0 && view->text_size <= 3);
    int64_t next = flow_next_tick_ms(bench->flow);
    if (next < 0) {
        assert_int_equal(next, -1);
        assert_true(view->screen == FLOW_HOME || view->screen == FLOW_SENDING ||
                    view->screen == FLOW_ATTRACT);
    } else {
        assert_true(next <= bench->now_ms + BENCH_IDLE_MS + BENCH_COUNTDOWN_MS);
        assert_true(!ticked || next > bench->now_ms);
    }
    if (view->idle_warning) {
        assert_in_range(view->idle_left_s, 1, BENCH_COUNTDOWN_MS / 1000);
    }
}

void bench_step(struct bench *bench, struct flow_event event)
{
    bool commits = event.kind == FLOW_EV_COMMIT_DONE && event.ok && event.ids != NULL &&
                   event.request == bench->request[FLOW_FX_COMMIT] &&
                   bench->view->screen == FLOW_SENDING;
    bench->committed = bench->committed || commits;
    event.now_ms = bench->now_ms;
    event.unix_s = bench->unix_s;
    flow_step(bench->flow, &event, &bench->fx);
    assert_true(bench->fx.count <= FLOW_EFFECTS_MAX);
    for (size_t i = 0; i < bench->fx.count; i++) {
        check_effect(bench, &bench->fx.list[i]);
    }
    check_view(bench, event.kind == FLOW_EV_TICK);
}

/* ---- Events ---- */

void bench_do(struct bench *bench, enum flow_intent intent, int arg)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_INTENT, .intent = intent, .arg = arg});
}

void bench_type(struct bench *bench, const char *text)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_TEXT, .text = text});
}

void bench_erase(struct bench *bench, int times)
{
    for (int i = 0; i < times; i++) {
        bench_step(bench, (struct flow_event){.kind = FLOW_EV_BACKSPACE});
    }
}

void bench_tone(struct bench *bench, enum ime_tone tone)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_TONE, .arg = (int)tone});
}

void bench_code(struct bench *bench, const char *text)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_CODE,
                                          .bytes = (const uint8_t *)text,
                                          .len = strlen(text)});
}

void bench_tick(struct bench *bench)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_TICK});
}

void bench_wait(struct bench *bench, int64_t ms)
{
    bench->now_ms += ms;
    bench->unix_s += ms / 1000;
    bench_tick(bench);
}

struct flow_devices bench_all_devices(void)
{
    return (struct flow_devices){.camera = true,
                                 .scanner = true,
                                 .card_reader = true,
                                 .printer = true,
                                 .printer_state = "ready",
                                 .network = true};
}

void bench_devices(struct bench *bench, struct flow_devices devices)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_DEVICES, .devices = &devices});
}

/* ---- Answers ---- */

void bench_found(struct bench *bench, size_t count)
{
    static char name[] = "Thủ tục thử nghiệm";
    struct flow_hit hits[FLOW_RESULTS_MAX + 4];
    assert_true(count <= sizeof hits / sizeof hits[0]);
    for (size_t i = 0; i < count; i++) {
        hits[i] =
            (struct flow_hit){.code = "1.001193", .name = {{name, NULL}}, .field = {{name, name}}};
    }
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_SEARCH_DONE,
                                          .request = bench->request[FLOW_FX_SEARCH],
                                          .ok = true,
                                          .hits = hits,
                                          .hit_count = count});
}

void bench_groups(struct bench *bench, size_t count)
{
    static char title[] = "Lĩnh vực thử nghiệm";
    struct flow_group groups[FLOW_GROUPS_MAX + 4];
    assert_true(count <= sizeof groups / sizeof groups[0]);
    for (size_t i = 0; i < count; i++) {
        groups[i] = (struct flow_group){.kind = i < 3 ? FLOW_BY_LIFE_EVENT : FLOW_BY_FIELD,
                                        .id = "having_a_child",
                                        .title = {{i < 3 ? NULL : title, NULL}},
                                        .count = i + 1};
    }
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_GROUPS_DONE,
                                          .request = bench->request[FLOW_FX_GROUPS],
                                          .ok = true,
                                          .groups = groups,
                                          .group_count = count});
}

void bench_listed(struct bench *bench, bool ok, size_t count)
{
    static char name[] = "Thủ tục thử nghiệm";
    struct flow_hit hits[FLOW_ENTRIES_MAX + 4];
    assert_true(count <= sizeof hits / sizeof hits[0]);
    for (size_t i = 0; i < count; i++) {
        hits[i] = (struct flow_hit){.code = "1.001193", .name = {{name, NULL}}};
    }
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_GROUP_DONE,
                                          .request = bench->request[FLOW_FX_GROUP],
                                          .ok = ok,
                                          .hits = hits,
                                          .hit_count = count});
}

void bench_list_printed(struct bench *bench, bool ok)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_PRINT_DONE,
                                          .request = bench->request[FLOW_FX_PRINT_LIST],
                                          .ok = ok});
}

void bench_loaded(struct bench *bench, struct procedure *procedure)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_PROCEDURE_DONE,
                                          .request = bench->request[FLOW_FX_LOAD_PROCEDURE],
                                          .ok = procedure != NULL,
                                          .procedure = procedure});
}

void bench_commit(struct bench *bench, bool ok)
{
    struct dossier_ids ids;
    sample_ids(&ids);
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_COMMIT_DONE,
                                          .request = bench->request[FLOW_FX_COMMIT],
                                          .ok = ok,
                                          .ids = ok ? &ids : NULL});
}

void bench_accepted(struct bench *bench)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_SEND_DONE,
                                          .request = bench->request[FLOW_FX_SEND],
                                          .send = FLOW_SEND_ACCEPTED,
                                          .code = SAMPLE_OFFICIAL,
                                          .received = {{2026, 11, 24}, 9, 31, 5},
                                          .appointed = {{2026, 11, 27}, 17, 0, 0}});
}

void bench_sent(struct bench *bench, enum flow_send_outcome outcome)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_SEND_DONE,
                                          .request = bench->request[FLOW_FX_SEND],
                                          .send = outcome});
}

void bench_printed(struct bench *bench, bool ok)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_PRINT_DONE,
                                          .request = bench->request[FLOW_FX_PRINT],
                                          .ok = ok,
                                          .may_be_out = true});
}

void bench_looked_up(struct bench *bench, enum flow_lookup_outcome outcome)
{
    struct flow_dossier_status status = {.code = SAMPLE_OFFICIAL, .status = DOSSIER_PROCESSING};
    status.rating_open = bench->decided;
    status.status = bench->decided ? DOSSIER_DECIDED : DOSSIER_PROCESSING;
    bool found = outcome == FLOW_LOOKUP_FOUND || outcome == FLOW_LOOKUP_QUEUED ||
                 outcome == FLOW_LOOKUP_KNOWN;
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_LOOKUP_DONE,
                                          .request = bench->request[FLOW_FX_LOOKUP],
                                          .lookup = outcome,
                                          .rating_permit = bench->permit,
                                          .status = found ? &status : NULL});
}

void bench_rated(struct bench *bench, enum flow_rate_outcome outcome)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_RATE_DONE,
                                          .request = bench->request[FLOW_FX_RATE],
                                          .rate = outcome});
}

/* ---- Going places ---- */

struct answer {
    size_t field;
    const char *text; /* NULL: a choice */
    int choice;
};

static const struct answer answers[] = {
    {SAMPLE_CHILD_NAME, SAMPLE_CHILD, 0}, {SAMPLE_BIRTH, "01022024", 0},
    {SAMPLE_PHONE, SAMPLE_PHONE_NO, 0},   {SAMPLE_MARRIED, NULL, 0},
    {SAMPLE_AMOUNT, "250000", 0},         {SAMPLE_REASON, NULL, 1},
};

static void answer_step(struct bench *bench)
{
    size_t count = sizeof answers / sizeof answers[0];
    bool is_field = bench->view->step_kind == FLOW_STEP_FIELD;
    for (size_t i = 0; is_field && i < count; i++) {
        const struct answer *answer = &answers[i];
        if (answer->field != bench->view->field) {
            continue;
        }
        if (answer->text == NULL) {
            bench_do(bench, FLOW_INTENT_CHOOSE, answer->choice);
        } else {
            bench_do(bench, FLOW_INTENT_CLEAR, 0);
            bench_type(bench, answer->text);
        }
    }
}

void bench_fill(struct bench *bench)
{
    for (int i = 0; i < FORM_FIELDS_MAX && bench->view->screen == FLOW_FORM; i++) {
        answer_step(bench);
        if (bench->view->step_kind == FLOW_STEP_PAPERS) {
            bench_do(bench, FLOW_INTENT_TOGGLE_PAPER, 0);
        }
        bench_do(bench, FLOW_INTENT_NEXT, 0);
    }
    assert_int_equal(bench->view->screen, FLOW_REVIEW);
}

void bench_to_field(struct bench *bench, size_t field)
{
    for (int i = 0; i < FORM_FIELDS_MAX; i++) {
        if (bench->view->step_kind == FLOW_STEP_FIELD && bench->view->field == field) {
            return;
        }
        answer_step(bench);
        bench_do(bench, FLOW_INTENT_NEXT, 0);
        assert_int_equal(bench->view->screen, FLOW_FORM);
    }
    fail_msg("no step for field %zu", field);
}

static void reach_status(struct bench *bench, enum flow_screen screen)
{
    bench_do(bench, FLOW_INTENT_FOLLOW, 0);
    if (screen == FLOW_BY_HAND) {
        bench_do(bench, FLOW_INTENT_BY_HAND, 0);
    } else if (screen != FLOW_SCAN) {
        bench->decided = screen == FLOW_RATING;
        bench_code(bench, SAMPLE_RECEIPT_URL);
        bench_looked_up(bench, FLOW_LOOKUP_FOUND);
    }
    if (screen == FLOW_RATING) {
        bench_do(bench, FLOW_INTENT_RATE, 0);
    }
}

static void reach_form(struct bench *bench, enum flow_screen screen)
{
    bench_do(bench, FLOW_INTENT_FIND, 0);
    if (screen == FLOW_SEARCH) {
        return;
    }
    bench_type(bench, "khai sinh");
    bench_found(bench, 3);
    bench_do(bench, FLOW_INTENT_OPEN_RESULT, 1);
    bench_loaded(bench, sample_procedure());
    if (screen == FLOW_PROCEDURE) {
        return;
    }
    bench_do(bench, FLOW_INTENT_HAND_IN, 0);
    bench_code(bench, SAMPLE_CARD);
    if (screen == FLOW_IDENTIFY) {
        return;
    }
    bench_do(bench, FLOW_INTENT_NEXT, 0);
    if (screen == FLOW_FORM) {
        bench_to_field(bench, SAMPLE_AMOUNT);
    } else {
        bench_fill(bench);
    }
}

void bench_reach(struct bench *bench, enum flow_screen screen)
{
    bench_devices(bench, bench_all_devices());
    bench_found(bench, 5);
    if (screen == FLOW_SCAN || screen == FLOW_BY_HAND || screen == FLOW_STATUS ||
        screen == FLOW_RATING) {
        reach_status(bench, screen);
    } else if (screen == FLOW_BROWSE) {
        bench_groups(bench, 6);
        bench_do(bench, FLOW_INTENT_BROWSE, 0);
        bench_do(bench, FLOW_INTENT_OPEN_GROUP, 1);
        bench_listed(bench, true, 4);
    } else if (screen != FLOW_HOME) {
        reach_form(bench, screen);
    }
    if (screen == FLOW_SENDING || screen == FLOW_RECEIPT || screen == FLOW_FAULT) {
        bench_do(bench, FLOW_INTENT_SUBMIT, 0);
    }
    if (screen == FLOW_RECEIPT) {
        bench_commit(bench, true);
        bench_accepted(bench);
    } else if (screen == FLOW_FAULT) {
        bench_commit(bench, true);
        bench_sent(bench, FLOW_SEND_REFUSED);
    }
    assert_int_equal(bench->view->screen, screen);
}

const struct flow_effect *bench_effect(const struct bench *bench, enum flow_effect_kind kind)
{
    for (size_t i = 0; i < bench->fx.count; i++) {
        if (bench->fx.list[i].kind == kind) {
            return &bench->fx.list[i];
        }
    }
    return NULL;
}
