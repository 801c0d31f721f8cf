#include "tests/unit/store/outbox_fixture.h"

static void numbers_count_up_each_day(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids;
    static const struct {
        struct date day;
        const char *kiosk;
        const char *starts;
    } cases[] = {
        {{2026, 11, 24}, "K01", "TK01-261124-0001-"}, {{2026, 11, 24}, "K01", "TK01-261124-0002-"},
        {{2026, 11, 25}, "K01", "TK01-261125-0001-"}, {{2026, 11, 24}, "K02", "TK02-261124-0001-"},
        {{2026, 11, 24}, "K01", "TK01-261124-0003-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        reopen(fixture, NULL);
        assert_int_equal(outbox_make_ids(fixture->outbox, cases[i].kiosk, cases[i].day, &ids, NULL),
                         MC_OK);
        assert_memory_equal(ids.provisional_code, cases[i].starts, strlen(cases[i].starts));
        assert_int_equal(dossier_code_kind(ids.provisional_code), DOSSIER_CODE_PROVISIONAL);
        assert_true(mc_uuid_valid(ids.key));
        assert_true(mc_token_valid(ids.token));
        assert_int_equal(ids.sequence, i + 1);
        assert_string_equal(ids.boot, BOOT);
        assert_int_equal(commit(fixture->outbox, &ids, body), MC_OK);
    }
    assert_int_equal(outbox_make_ids(fixture->outbox, "not a kiosk", today, &ids, NULL), MC_EINVAL);
    assert_int_equal(outbox_make_ids(fixture->outbox, "K01", (struct date){0}, &ids, NULL),
                     MC_EINVAL);
}

static void commit_is_replayed_by_its_key(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(commit(fixture->outbox, &ids, body), MC_OK);
    assert_int_equal(commit(fixture->outbox, &ids, "{\"other\":1}"), MC_ECONFLICT);
    struct outbox_depth depth;
    assert_int_equal(outbox_depth(fixture->outbox, &depth, NULL), MC_OK);
    assert_int_equal(depth.waiting, 1);
    assert_int_equal(depth.oldest_unix_s, NOON);
}

static void malformed_entries_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids;
    assert_int_equal(outbox_make_ids(fixture->outbox, "K01", today, &ids, NULL), MC_OK);
    assert_int_equal(commit(fixture->outbox, &ids, ""), MC_ETOOBIG);
    char *huge = mc_calloc(1, OUTBOX_BODY_MAX_BYTES + 2);
    memset(huge, 'x', OUTBOX_BODY_MAX_BYTES + 1);
    assert_int_equal(commit(fixture->outbox, &ids, huge), MC_ETOOBIG);
    free(huge);
    struct dossier_ids bad = ids;
    bad.key[3] = '\'';
    assert_int_equal(commit(fixture->outbox, &bad, body), MC_EINVAL);
    bad = ids;
    bad.provisional_code[1] = 'X';
    assert_int_equal(commit(fixture->outbox, &bad, body), MC_EINVAL);
    struct outbox_depth depth;
    assert_int_equal(outbox_depth(fixture->outbox, &depth, NULL), MC_OK);
    assert_int_equal(depth.waiting, 0);
    assert_int_equal(depth.oldest_unix_s, -1);
}

static void attempt_fails_and_waits(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    int64_t next = 0;
    assert_true(due(fixture->outbox, UP, ids.key));
    assert_int_equal(outbox_next_time(fixture->outbox, UP, &next, NULL), MC_OK);
    assert_int_equal(next, UP);
    assert_int_equal(outbox_mark_failed(fixture->outbox, ids.key, UP, 0, 0, NULL), MC_ECONFLICT);
    int64_t now = UP;
    for (int i = 0; i < 12; i++) {
        int64_t most = (int64_t)OUTBOX_BACKOFF_FIRST_S << i;
        most = (most < OUTBOX_BACKOFF_MOST_S ? most : OUTBOX_BACKOFF_MOST_S) * 1000;
        assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, noon, NULL), MC_OK);
        assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, noon, NULL), MC_ECONFLICT);
        assert_false(due(fixture->outbox, now + 1000, ids.key));
        assert_int_equal(
            outbox_mark_failed(fixture->outbox, ids.key, now, 0, (uint32_t)most - 1000, NULL),
            MC_OK);
        assert_false(due(fixture->outbox, now + most - 1, ids.key));
        assert_true(due(fixture->outbox, now + most, ids.key));
        assert_int_equal(outbox_next_time(fixture->outbox, now, &next, NULL), MC_OK);
        assert_int_equal(next, now + most);
        now += most;
    }
}

static void a_wait_is_at_least_a_second_and_what_was_asked_for(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    static const struct {
        int64_t asked_s;
        int64_t wait_ms;
    } cases[] = {{0, 1000},
                 {-5, 1000},
                 {120, 121000},
                 {INT64_MAX, (OUTBOX_RETRY_AFTER_MOST_S + 1) * INT64_C(1000)}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, noon, NULL), MC_OK);
        assert_int_equal(
            outbox_mark_failed(fixture->outbox, ids.key, UP, cases[i].asked_s, 0, NULL), MC_OK);
        assert_false(due(fixture->outbox, UP + cases[i].wait_ms - 1, ids.key));
        assert_true(due(fixture->outbox, UP + cases[i].wait_ms, ids.key));
    }
}

/* A wait is not measured by the wall clock, and does not outlive the boot it was measured in. */
static void no_clock_set_wrong_delays_or_reorders(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids one = hand_in(fixture->outbox);
    const struct outbox_now years_on = {NOON + 3 * 365 * 86400, UP + 10};
    const struct outbox_now years_ago = {NOON - 3 * 365 * 86400, UP + 20};
    assert_int_equal(outbox_mark_attempt(fixture->outbox, one.key, years_on, NULL), MC_OK);
    assert_int_equal(outbox_mark_failed(fixture->outbox, one.key, UP + 10, 60, 0, NULL), MC_OK);
    struct dossier_ids two = hand_in(fixture->outbox);
    assert_true(two.sequence > one.sequence);
    assert_true(due(fixture->outbox, UP + 20, two.key)); /* one waits, and blocks nobody */
    assert_true(due(fixture->outbox, UP + 61010, one.key));
    outbox_close(fixture->outbox);
    fixture->outbox = NULL;
    assert_int_equal(open_outbox(fixture, REBOOT, years_ago, &fixture->outbox, NULL), MC_OK);
    assert_true(due(fixture->outbox, 5, one.key));
    struct dossier_ids three = hand_in(fixture->outbox);
    assert_true(three.sequence > two.sequence);
    assert_string_equal(three.boot, REBOOT);
}

static struct dossier_ids hand_in_after(struct outbox *outbox, const char *follows)
{
    struct dossier_ids ids;
    assert_int_equal(outbox_make_ids(outbox, "K01", today, &ids, NULL), MC_OK);
    struct outbox_entry entry = {.ids = &ids,
                                 .follows = follows,
                                 .media_type = "application/json",
                                 .id_check = "",
                                 .body = body,
                                 .body_len = strlen(body),
                                 .procedure_code = "1.001193",
                                 .procedure_name = "Đăng ký khai sinh",
                                 .submitted_unix_s = NOON};
    assert_int_equal(outbox_commit(outbox, &entry, NULL), MC_OK);
    return ids;
}

static enum mc_err accept(struct outbox *outbox, const struct dossier_ids *ids, const char *code)
{
    struct acceptance acceptance = {.received = {{2026, 11, 24}, 12, 0, 5},
                                    .appointed = {{2026, 11, 27}, 17, 0, 0}};
    char statement[ACCEPTANCE_BYTES];
    mc_copy_text(acceptance.key, sizeof acceptance.key, ids->key);
    mc_copy_text(acceptance.code, sizeof acceptance.code, code);
    mc_copy_text(acceptance.provisional_code, sizeof acceptance.provisional_code,
                 ids->provisional_code);
    mc_copy_text(acceptance.agency, sizeof acceptance.agency, "H29.12");
    mc_sha256_hex(body, strlen(body), acceptance.body_hash);
    acceptance_format(&acceptance, statement);
    const struct outbox_proof proof = {&acceptance, statement, "21fe31dfa154a261", "c2ln"};
    return outbox_mark_accepted(outbox, &proof, noon, NULL);
}

static void what_follows_waits_for_the_one_before(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids one = hand_in_after(fixture->outbox, NULL);
    struct dossier_ids two = hand_in_after(fixture->outbox, one.key);
    struct dossier_ids other = hand_in_after(fixture->outbox, NULL);
    int64_t next = 0;
    assert_int_equal(outbox_mark_attempt(fixture->outbox, one.key, noon, NULL), MC_OK);
    assert_true(due(fixture->outbox, UP, other.key));
    assert_int_equal(outbox_mark_attempt(fixture->outbox, other.key, noon, NULL), MC_OK);
    assert_int_equal(outbox_next_time(fixture->outbox, UP, &next, NULL), MC_OK);
    assert_int_equal(next, -1); /* nothing to do until the first is answered */
    assert_int_equal(accept(fixture->outbox, &one, OFFICIAL), MC_OK);
    assert_true(due(fixture->outbox, UP, two.key));
    size_t erased = 0;
    assert_int_equal(outbox_expire(fixture->outbox, NOON + 10, 5, &erased, NULL), MC_OK);
    assert_int_equal(erased, 1);
    assert_true(due(fixture->outbox, UP, two.key));
}

static void a_refused_one_takes_along_what_follows_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids one = hand_in_after(fixture->outbox, NULL);
    struct dossier_ids two = hand_in_after(fixture->outbox, one.key);
    struct dossier_ids three = hand_in_after(fixture->outbox, two.key);
    struct dossier_ids other = hand_in_after(fixture->outbox, NULL);
    assert_int_equal(outbox_mark_refused(fixture->outbox, one.key, "422", NULL), MC_OK);
    assert_int_equal(find(fixture->outbox, two.provisional_code, two.token).state, OUTBOX_REFUSED);
    assert_int_equal(find(fixture->outbox, three.provisional_code, three.token).state,
                     OUTBOX_REFUSED);
    assert_true(due(fixture->outbox, UP, other.key));
    assert_int_equal(outbox_mark_refused(fixture->outbox, one.key, "422", NULL), MC_ECONFLICT);
}

static void accepted_keeps_codes_and_erases_body(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    struct outbox_item item = {0};
    assert_int_equal(outbox_load(fixture->outbox, ids.key, &item, NULL), MC_OK);
    assert_int_equal(item.body_len, strlen(body));
    assert_memory_equal(item.body, body, strlen(body));
    assert_string_equal(item.media_type, "application/json");
    outbox_item_finish(&item);
    struct local_time received = {{2026, 11, 24}, 12, 0, 5};
    struct local_time appointed = {{2026, 11, 27}, 17, 0, 0};
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, noon, NULL), MC_OK);
    assert_int_equal(accept(fixture->outbox, &ids, ids.provisional_code), MC_EINVAL);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(accept(fixture->outbox, &ids, OFFICIAL), MC_OK);
    }
    assert_int_equal(accept(fixture->outbox, &ids, "H29.12-261124-0008"), MC_ECONFLICT);
    assert_int_equal(outbox_mark_refused(fixture->outbox, ids.key, "late", NULL), MC_ECONFLICT);
    assert_int_equal(outbox_load(fixture->outbox, ids.key, &item, NULL), MC_ENOTFOUND);
    assert_int_equal(outbox_mark_printed(fixture->outbox, ids.key, OUTBOX_PRINTED, NULL), MC_OK);

    /* Either code finds it. */
    struct outbox_record record = find(fixture->outbox, ids.provisional_code, ids.token);
    assert_string_equal(record.official_code, OFFICIAL);
    record = find(fixture->outbox, OFFICIAL, ids.token);
    assert_int_equal(record.state, OUTBOX_ACCEPTED);
    assert_int_equal(record.print, OUTBOX_PRINTED);
    assert_string_equal(record.provisional_code, ids.provisional_code);
    assert_memory_equal(&record.received, &received, sizeof received);
    assert_memory_equal(&record.appointed, &appointed, sizeof appointed);

    static const char *const files[] = {"outbox.db", "outbox.db-wal"};
    for (size_t i = 0; i < 2; i++) {
        char *content = NULL;
        size_t len = 0;
        assert_int_equal(
            mc_file_read(scratch_path(&fixture->scratch, files[i]), 1 << 24, &content, &len, NULL),
            MC_OK);
        assert_null(memmem(content, len, "ZZMARKED", 8));
        assert_null(memmem(content, len, ids.token, strlen(ids.token)));
        free(content);
    }
}

static void official_code_belongs_to_one_dossier(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids one = hand_in(fixture->outbox);
    struct dossier_ids two = hand_in(fixture->outbox);
    assert_int_equal(accept(fixture->outbox, &one, OFFICIAL), MC_OK);
    assert_int_equal(accept(fixture->outbox, &two, OFFICIAL), MC_ECONFLICT);
    assert_true(due(fixture->outbox, UP, two.key));
    /* A receipt for one dossier is none for another. */
    struct dossier_ids mixed = two;
    mc_copy_text(mixed.provisional_code, sizeof mixed.provisional_code, one.provisional_code);
    assert_int_equal(accept(fixture->outbox, &mixed, "H29.12-261124-0009"), MC_ECONFLICT);
    assert_true(due(fixture->outbox, UP, two.key));
}

static void the_proof_outlives_the_dossier(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    struct dossier_ids waiting = hand_in(fixture->outbox);
    struct outbox_kept_proof proof = {0};
    assert_int_equal(outbox_find_proof(fixture->outbox, ids.provisional_code, &proof, NULL),
                     MC_ENOTFOUND);
    assert_int_equal(accept(fixture->outbox, &ids, OFFICIAL), MC_OK);
    size_t erased = 9;
    assert_int_equal(outbox_expire(fixture->outbox, NOON + 86400, 86400, &erased, NULL), MC_OK);
    assert_int_equal(erased, 0);
    assert_int_equal(outbox_expire(fixture->outbox, NOON + 86401, 86400, &erased, NULL), MC_OK);
    assert_int_equal(erased, 1);
    bool found = true;
    struct outbox_record record;
    assert_int_equal(outbox_find(fixture->outbox, OFFICIAL, ids.token, &found, &record, NULL),
                     MC_OK);
    assert_false(found);
    static const char official[] = OFFICIAL;
    const char *const codes[] = {ids.provisional_code, official};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(outbox_find_proof(fixture->outbox, codes[i], &proof, NULL), MC_OK);
        struct acceptance acceptance;
        assert_int_equal(acceptance_parse(proof.statement, &acceptance, NULL), MC_OK);
        assert_string_equal(acceptance.code, OFFICIAL);
        assert_string_equal(proof.signature, "c2ln");
        outbox_kept_proof_finish(&proof);
    }
    assert_true(due(fixture->outbox, UP, waiting.key));
}

static void numbers_of_what_was_erased_stay_used(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids last = {0};
    struct dossier_ids next;
    size_t erased = 0;
    static const char *const codes[] = {OFFICIAL, "H29.12-261124-0008", "H29.12-261124-0009"};
    for (size_t i = 0; i < 3; i++) {
        last = hand_in(fixture->outbox);
        assert_int_equal(accept(fixture->outbox, &last, codes[i]), MC_OK);
    }
    assert_int_equal(outbox_expire(fixture->outbox, NOON + 86401, 86400, &erased, NULL), MC_OK);
    assert_int_equal(erased, 3);
    reopen(fixture, NULL);
    assert_int_equal(outbox_make_ids(fixture->outbox, "K01", today, &next, NULL), MC_OK);
    assert_memory_equal(next.provisional_code, "TK01-261124-0004-", 17);
    assert_true(next.sequence == last.sequence + 1);
    /* Of another kiosk's or day's nothing was used. */
    assert_int_equal(outbox_make_ids(fixture->outbox, "K0", today, &next, NULL), MC_OK);
    assert_memory_equal(next.provisional_code, "TK0-261124-0001-", 16);
    struct date tomorrow = {2026, 11, 25};
    assert_int_equal(outbox_make_ids(fixture->outbox, "K01", tomorrow, &next, NULL), MC_OK);
    assert_memory_equal(next.provisional_code, "TK01-261125-0001-", 17);
}

static void what_the_service_told_is_remembered_with_its_time(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(find(fixture->outbox, ids.provisional_code, ids.token).known.date.year, 0);
    assert_int_equal(accept(fixture->outbox, &ids, OFFICIAL), MC_OK);
    struct outbox_record record = find(fixture->outbox, OFFICIAL, ids.token);
    assert_int_equal(record.status, DOSSIER_REGISTERED);
    assert_int_equal(record.known.hour, 12);
    const struct local_time updated = {{2026, 11, 25}, 9, 0, 0};
    assert_int_equal(outbox_note_status(fixture->outbox, OFFICIAL, DOSSIER_PROCESSING,
                                        (struct local_time){0}, updated, NOON + 3600, NULL),
                     MC_OK);
    record = find(fixture->outbox, ids.provisional_code, ids.token);
    assert_int_equal(record.status, DOSSIER_PROCESSING);
    assert_int_equal(record.appointed.date.year, 0);
    assert_int_equal(record.known.hour, 13);
    assert_memory_equal(&record.updated, &updated, sizeof updated);
    /* Of a dossier from elsewhere nothing is kept. */
    assert_int_equal(outbox_note_status(fixture->outbox, "H29.12-261124-0099", DOSSIER_DECIDED,
                                        updated, updated, NOON, NULL),
                     MC_OK);
}

static void only_its_token_finds_a_dossier(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids one = hand_in(fixture->outbox);
    struct dossier_ids two = hand_in(fixture->outbox);
    assert_int_equal(find(fixture->outbox, one.provisional_code, one.token).state, OUTBOX_SEALED);
    const struct {
        const char *code;
        const char *token;
    } cases[] = {
        {one.provisional_code, two.token},  {one.provisional_code, ""},
        {"TK01-261124-9999-00", one.token}, {"", one.token},
        {"' OR 1=1 --", one.token},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outbox_record record = {.print = OUTBOX_PRINT_UNKNOWN};
        bool found = true;
        assert_int_equal(
            outbox_find(fixture->outbox, cases[i].code, cases[i].token, &found, &record, NULL),
            MC_OK);
        assert_false(found);
        assert_int_equal(record.print, OUTBOX_PRINT_UNKNOWN);
    }
}

static void refused_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct dossier_ids ids = hand_in(fixture->outbox);
    assert_int_equal(outbox_mark_attempt(fixture->outbox, ids.key, noon, NULL), MC_OK);
    assert_int_equal(outbox_mark_refused(fixture->outbox, ids.key, "422 schema", NULL), MC_OK);
    reopen(fixture, NULL);
    assert_false(due(fixture->outbox, UP + 100000, ids.key));
    assert_int_equal(find(fixture->outbox, ids.provisional_code, ids.token).state, OUTBOX_REFUSED);
    struct outbox_depth depth;
    assert_int_equal(outbox_depth(fixture->outbox, &depth, NULL), MC_OK);
    assert_int_equal(depth.refused, 1);
    assert_int_equal(depth.waiting, 0);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_count_up_each_day, start, stop),
        cmocka_unit_test_setup_teardown(commit_is_replayed_by_its_key, start, stop),
        cmocka_unit_test_setup_teardown(malformed_entries_are_refused, start, stop),
        cmocka_unit_test_setup_teardown(attempt_fails_and_waits, start, stop),
        cmocka_unit_test_setup_teardown(a_wait_is_at_least_a_second_and_what_was_asked_for, start,
                                        stop),
        cmocka_unit_test_setup_teardown(no_clock_set_wrong_delays_or_reorders, start, stop),
        cmocka_unit_test_setup_teardown(what_follows_waits_for_the_one_before, start, stop),
        cmocka_unit_test_setup_teardown(a_refused_one_takes_along_what_follows_and_nothing_else,
                                        start, stop),
        cmocka_unit_test_setup_teardown(accepted_keeps_codes_and_erases_body, start, stop),
        cmocka_unit_test_setup_teardown(official_code_belongs_to_one_dossier, start, stop),
        cmocka_unit_test_setup_teardown(numbers_of_what_was_erased_stay_used, start, stop),
        cmocka_unit_test_setup_teardown(the_proof_outlives_the_dossier, start, stop),
        cmocka_unit_test_setup_teardown(what_the_service_told_is_remembered_with_its_time, start,
                                        stop),
        cmocka_unit_test_setup_teardown(only_its_token_finds_a_dossier, start, stop),
        cmocka_unit_test_setup_teardown(refused_is_kept, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
