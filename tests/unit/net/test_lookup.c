/* Looking up, and fetching the catalogue. */
#include "tests/unit/net/peer_fixture.h"

static const char permit[] = "1796182200.c2lnbmVk+/==";

static void looks_up(void **state)
{
    static const struct {
        const char *peer;
        const char *mode;
        const char *code;
        enum net_lookup_outcome outcome;
    } cases[] = {
        {"good", "found", "H29.12-261124-0007", NET_FOUND},
        {"good", "found-long", "H29.12-261124-0007", NET_FOUND},
        {"good", "404", "H29.12-261124-0007", NET_UNKNOWN},
        {"good", "found", "H29.12-261124-0007/..", NET_UNKNOWN},
        {"good", "found-other", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "found-moved-oddly", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "found-nonsense", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "proxy-404", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "portal", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "500", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "huge", "H29.12-261124-0007", NET_UNREACHABLE},
        {"wrong-ca", "found", "H29.12-261124-0007", NET_UNREACHABLE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_client *client = connect_to(*state, cases[i].peer, cases[i].mode);
        struct net_lookup_result result = {0};
        enum net_lookup_outcome outcome = look_up(client, cases[i].code, token, "", &result);
        const struct net_dossier *dossier = &result.dossier;
        if (outcome != cases[i].outcome) {
            fail_msg("%s, %s: outcome %d", cases[i].mode, cases[i].code, outcome);
        }
        /* The peer puts the token it was given into the note. */
        assert_string_equal(dossier->note, outcome == NET_FOUND ? token : "");
        if (outcome == NET_FOUND) {
            assert_int_equal(dossier->status, DOSSIER_NEEDS_PAPERS);
            assert_string_equal(dossier->procedure_name, "Đăng ký khai sinh");
            assert_int_equal(dossier->appointed.date.year, 0);
            assert_int_equal(dossier->updated.date.day, 25);
            assert_string_equal(dossier->receiving_agency, "Ủy ban nhân dân Phường Mẫu");
            assert_string_equal(dossier->deciding_agency, "Công an Phường Mẫu");
            assert_int_equal(dossier->moved.cause, OFFICE_CAUSE_LATE);
            assert_int_equal(dossier->moved.previous.date.day, 1);
            assert_string_equal(dossier->moved.reason, "Chờ xác minh");
        }
        net_client_destroy(client);
    }
    struct net_client *client = connect_to(*state, "good", "found");
    struct net_lookup_result result;
    assert_int_equal(look_up(client, official, "x\r\nHost: y", "", &result), NET_UNKNOWN);
    net_client_destroy(client);
}

static void looks_up_by_number(void **state)
{
    static const struct {
        const char *mode;
        const char *number;
        enum net_lookup_outcome outcome;
        int64_t wait_s;
        const char *permit;
    } cases[] = {
        {"by-number", "079090000123", NET_FOUND, 0, permit},
        {"odd-permit", "079090000123", NET_FOUND, 0},
        {"long-permit", "079090000123", NET_FOUND, 0},
        {"404", "079090000123", NET_UNKNOWN, 0},
        {"by-number", "", NET_UNKNOWN, 0},
        {"by-number", "07909\"", NET_UNKNOWN, 0},
        {"429", "079090000123", NET_UNREACHABLE, 0},
        {"portal", "079090000123", NET_UNREACHABLE, 0},
        {"wait-ever", "079090000123", NET_WAIT, 7 * 86400},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_client *client = connect_to(*state, "good", cases[i].mode);
        struct net_lookup_result result = {0};
        assert_int_equal(look_up(client, official, "", cases[i].number, &result), cases[i].outcome);
        assert_int_equal(result.retry_after_s, cases[i].wait_s);
        if (result.outcome == NET_FOUND) {
            assert_string_equal(result.dossier.note, cases[i].number);
            assert_string_equal(result.rating_permit,
                                cases[i].permit != NULL ? cases[i].permit : "");
        }
        assert_null(strstr(result.err.text, "079090000123"));
        net_client_destroy(client);
    }
}

static void take_rated(void *context, const struct net_rate_result *result)
{
    int *outcome = context;
    *outcome = (int)result->outcome;
}

static void rates_by_the_receipt_or_a_permit(void **state)
{
    static const struct {
        const char *mode;
        const char *code;
        const char *token;
        const char *permit;
        enum net_rate_outcome outcome;
    } cases[] = {
        {"by-token", official, token, "", NET_RATED},
        {"by-token", official, token, permit, NET_RATED},
        {"by-permit", official, "", permit, NET_RATED},
        {"by-permit", official, "", "", NET_RATE_FAILED},
        {"by-permit", official, "", "1.a\r\nHost: y", NET_RATE_FAILED},
        {"by-permit", "no-code", "", permit, NET_RATE_FAILED},
        {"rated-before", official, "", permit, NET_RATED_BEFORE},
        {"not-decided", official, "", permit, NET_RATE_FAILED},
        {"403", official, "", permit, NET_RATE_FAILED},
        {"portal", official, "", permit, NET_RATE_FAILED},
    };
    struct rating rating;
    rating_clear(&rating);
    for (int i = 0; i < RATING_INDICATORS; i++) {
        rating.points[i] = RATING_MOST;
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_client *client = connect_to(*state, "good", cases[i].mode);
        struct net_query query = {0};
        int outcome = -1;
        mc_copy_text(query.code, sizeof query.code, cases[i].code);
        mc_copy_text(query.token, sizeof query.token, cases[i].token);
        mc_copy_text(query.rating_permit, sizeof query.rating_permit, cases[i].permit);
        net_start_rate(client, &query, &rating, PATIENT_MS, take_rated, &outcome);
        while (outcome < 0) {
            net_client_turn(client, PATIENT_MS);
        }
        if (outcome != (int)cases[i].outcome) {
            fail_msg("%s, \"%s\": outcome %d", cases[i].mode, cases[i].permit, outcome);
        }
        net_client_destroy(client);
    }
}

static enum mc_err ask_version(struct fixture *fixture, const char *mode, int64_t have,
                               int64_t *out)
{
    struct net_client *client = connect_to(fixture, "good", mode);
    enum mc_err rc = net_catalogue_version(client, have, PATIENT_MS, out, NULL);
    net_client_destroy(client);
    return rc;
}

static void the_newest_version_is_told(void **state)
{
    struct fixture *fixture = *state;
    int64_t version = -1;
    assert_int_equal(ask_version(fixture, "published", 0, &version), MC_OK);
    assert_int_equal(version, 7);
    assert_int_equal(ask_version(fixture, "published", 6, &version), MC_OK);
    assert_int_equal(version, 7);
    version = -1;
    assert_int_equal(ask_version(fixture, "published", 7, &version), MC_OK);
    assert_int_equal(version, 7);
    assert_int_equal(ask_version(fixture, "unpublished", 3, &version), MC_OK);
    assert_int_equal(version, 0);
    static const char *const wrong[] = {"no-version", "portal", "proxy-404", "503",
                                        "redirect",   "huge",   "truncated"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        version = -1;
        assert_int_not_equal(ask_version(fixture, wrong[i], 3, &version), MC_OK);
        assert_int_equal(version, -1);
    }
}

static enum mc_err fetch(struct fixture *fixture, const char *mode, struct net_bundle *out)
{
    struct net_client *client = connect_to(fixture, "good", mode);
    enum mc_err rc = net_catalogue_fetch(client, 3, PATIENT_MS, out, NULL);
    net_client_destroy(client);
    return rc;
}

static void a_bundle_comes_as_it_is(void **state)
{
    struct fixture *fixture = *state;
    struct net_bundle bundle = {0};
    assert_int_equal(fetch(fixture, "bundle", &bundle), MC_OK);
    assert_string_equal(bundle.signature, "c2ln");
    assert_false(bundle.gzip);
    assert_int_equal(bundle.len, strlen("{\"schema\":1}"));
    free(bundle.bytes);
    assert_int_equal(fetch(fixture, "packed", &bundle), MC_OK);
    assert_string_equal(bundle.signature, "");
    assert_true(bundle.gzip);
    assert_memory_equal(bundle.bytes, "packed", bundle.len);
    free(bundle.bytes);
    bundle.bytes = NULL;
    assert_int_equal(fetch(fixture, "huge-bundle", &bundle), MC_ETOOBIG);
    static const char *const wrong[] = {"portal", "404", "503", "truncated", "redirect"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_not_equal(fetch(fixture, wrong[i], &bundle), MC_OK);
    }
    assert_null(bundle.bytes);
}

int main(void)
{
    mc_secure_init();
    (void)signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_up),
        cmocka_unit_test(looks_up_by_number),
        cmocka_unit_test(rates_by_the_receipt_or_a_permit),
        cmocka_unit_test(the_newest_version_is_told),
        cmocka_unit_test(a_bundle_comes_as_it_is),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
