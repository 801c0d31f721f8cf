#include <pthread.h>

#include "core/clock.h"
#include "kiosk/net/certificate.h"
#include "tests/unit/net/peer_fixture.h"

static void accepts_the_service_only(void **state)
{
    static const struct {
        const char *peer;
        const char *mode;
        enum net_submit_outcome outcome;
        const char *why; /* part of the text for staff; NULL: not looked at */
    } cases[] = {
        {"good", "good", NET_ACCEPTED},
        {"good", "accepted-202", NET_ACCEPTED},
        {"good", "echo-key", NET_ACCEPTED},
        {"wrong-ca", "good", NET_RETRY, "certificate"},
        {"host", "good", NET_RETRY, "localhost"},
        {"expired", "good", NET_RETRY, "expired"},
        {"old-tls", "good", NET_RETRY, "version"},
        {"plain", "good", NET_RETRY, "SSL"},
        {"good", "status-200", NET_RETRY},
        {"good", "portal", NET_RETRY, "not the service"},
        {"good", "portal-201", NET_RETRY},
        {"good", "redirect", NET_RETRY, "307"},
        {"good", "truncated", NET_RETRY},
        {"good", "hang-up", NET_RETRY},
        {"good", "endless", NET_RETRY, "maximum"},
        {"good", "huge", NET_RETRY},
        {"good", "headers", NET_RETRY, "maximum"},
        {"good", "not-json", NET_RETRY},
        {"good", "empty", NET_RETRY},
        {"good", "unsigned", NET_RETRY, "receipt"},
        {"good", "other-key", NET_RETRY, "not known"},
        {"good", "changed", NET_RETRY, "not signed"},
        {"good", "other-body", NET_RETRY, "another dossier"},
        {"good", "other-dossier", NET_RETRY, "another dossier"},
        {"good", "other-submission", NET_RETRY, "another dossier"},
        {"good", "500", NET_RETRY},
        {"good", "503", NET_RETRY},
        {"good", "401", NET_RETRY},
        {"good", "404", NET_RETRY},
        {"good", "408", NET_RETRY},
        {"good", "409", NET_RETRY},
        {"good", "429", NET_RETRY},
        {"good", "proxy-422", NET_RETRY},
        {"good", "400", NET_REFUSED},
        {"good", "413", NET_REFUSED},
        {"good", "415", NET_REFUSED},
        {"good", "422", NET_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_client *client = connect_to(*state, cases[i].peer, cases[i].mode);
        struct net_submit_result result = {0};
        enum net_submit_outcome outcome = submit_within(client, PATIENT_MS, &result);
        const struct mc_error *err = &result.err;
        if (outcome != cases[i].outcome) {
            fail_msg("%s, %s: outcome %d, %s", cases[i].peer, cases[i].mode, outcome, err->text);
        }
        if (cases[i].why != NULL && strstr(err->text, cases[i].why) == NULL) {
            fail_msg("%s, %s: %s", cases[i].peer, cases[i].mode, err->text);
        }
        bool accepted = outcome == NET_ACCEPTED;
        if (accepted) {
            assert_string_equal(result.acceptance.code, official);
        }
        assert_int_equal(err->code == MC_OK, accepted);
        assert_null(strstr(err->text, provisional));
        net_client_destroy(client);
    }
}

static void acceptance_is_what_was_signed(void **state)
{
    struct net_client *client = connect_to(*state, "good", "good");
    struct net_submit_result result;
    struct local_time received = {{2026, 11, 24}, 9, 30, 5};
    struct local_time appointed = {{2026, 11, 27}, 17, 0, 0};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(submit_within(client, PATIENT_MS, &result), NET_ACCEPTED);
        assert_memory_equal(&result.acceptance.received, &received, sizeof received);
        assert_memory_equal(&result.acceptance.appointed, &appointed, sizeof appointed);
        assert_non_null(strstr(result.statement, official));
        assert_int_equal(strlen(result.signature), MC_SIGNATURE_CHARS);
    }
    net_client_destroy(client);
}

static void the_service_may_ask_to_wait(void **state)
{
    static const struct {
        const char *mode;
        int64_t wait_s;
    } cases[] = {
        {"wait-60", 60}, {"wait-date", 120},       {"wait-past", 0},
        {"503", 0},      {"wait-ever", 7 * 86400}, {"wait-soon", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_client *client = connect_to(*state, "good", cases[i].mode);
        struct net_submit_result result;
        assert_int_equal(submit_within(client, PATIENT_MS, &result), NET_RETRY);
        assert_int_equal(result.retry_after_s, cases[i].wait_s);
        net_client_destroy(client);
    }
}

static void the_kiosk_shows_its_certificate(void **state)
{
    static const struct {
        const char *kiosk;
        enum net_submit_outcome outcome;
    } cases[] = {{"kiosk", NET_ACCEPTED}, {"other-kiosk", NET_RETRY}, {NULL, NET_RETRY}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_client *client = connect_as(*state, cases[i].kiosk, "mutual", "good");
        struct net_submit_result result;
        assert_int_equal(submit_within(client, PATIENT_MS, &result), cases[i].outcome);
        net_client_destroy(client);
    }
}

static void slow_peer_times_out(void **state)
{
    struct net_client *client = connect_to(*state, "good", "slow");
    struct net_submit_result result;
    assert_int_equal(submit_within(client, SHORT_MS, &result), NET_RETRY);
    assert_int_equal(result.err.code, MC_ETIMEOUT);
    net_client_destroy(client);
}

struct order {
    char events[4];
    size_t count;
};

static void on_submitted(void *context, const struct net_submit_result *result)
{
    struct order *order = context;
    order->events[order->count++] = result->outcome == NET_ACCEPTED ? 'A' : 'r';
}

static void on_looked_up(void *context, const struct net_lookup_result *result)
{
    struct order *order = context;
    order->events[order->count++] = result->outcome == NET_FOUND ? 'F' : 'u';
}

/* The submission's peer does not answer; the look-up goes by, over a connection of its own. */
static void a_lookup_does_not_wait_for_a_submission(void **state)
{
    struct net_client *client = connect_to(*state, "good", "slow-dossiers");
    struct order order = {0};
    struct net_query query = {0};
    mc_copy_text(query.code, sizeof query.code, official);
    mc_copy_text(query.token, sizeof query.token, token);
    net_start_submit(client, &small, PATIENT_MS, on_submitted, &order);
    net_start_lookup(client, &query, PATIENT_MS, on_looked_up, &order);
    assert_int_equal(net_client_busy(client), 2);
    while (order.count == 0) {
        net_client_turn(client, PATIENT_MS);
    }
    assert_string_equal(order.events, "F");
    net_client_destroy(client); /* ends the other as cancelled */
    assert_string_equal(order.events, "Fr");
}

static void a_large_body_goes_up_in_parts(void **state)
{
    struct fixture *fixture = *state;
    const struct net_submission large = {.key = key_of_submission,
                                         .provisional_code = provisional,
                                         .media_type = "application/json",
                                         .body = fixture->large,
                                         .body_len = LARGE_BYTES};
    struct net_submit_result result;
    struct net_client *client = connect_to(fixture, "good", "whole");
    net_submit(client, &large, PATIENT_MS, &result);
    assert_string_equal(result.err.text, "");
    assert_int_equal(result.outcome, NET_ACCEPTED);
    net_client_destroy(client);
    /* The network is cut within the first part; what had arrived is not sent again. */
    client = connect_to(fixture, "good", "cut");
    net_submit(client, &large, PATIENT_MS, &result);
    if (result.outcome == NET_RETRY) { /* libcurl itself may have taken up a kept connection */
        net_submit(client, &large, PATIENT_MS, &result);
    }
    assert_int_equal(result.outcome, NET_ACCEPTED);
    net_client_destroy(client);
    /* A service that contradicts itself about the offset is given up, for now. */
    client = connect_to(fixture, "good", "wrong-offset");
    net_submit(client, &large, PATIENT_MS, &result);
    assert_int_equal(result.outcome, NET_RETRY);
    net_client_destroy(client);
    static const char *const others[] = {"404", "503", "portal"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        client = connect_to(fixture, "wrong-ca", others[i]);
        net_submit(client, &large, PATIENT_MS, &result);
        assert_int_equal(result.outcome, NET_RETRY);
        net_client_destroy(client);
    }
}

static void *cancel(void *client)
{
    net_client_cancel(client);
    return NULL;
}

static void cancelling_ends_a_call_at_once(void **state)
{
    struct net_client *client = connect_to(*state, "good", "slow");
    struct net_submit_result result;
    struct net_lookup_result found;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel, client), 0);
    int64_t started = mc_clock_monotonic_ms();
    assert_int_equal(submit_within(client, PATIENT_MS, &result), NET_RETRY);
    assert_true(mc_clock_monotonic_ms() - started < PATIENT_MS / 2);
    assert_int_equal(result.err.code, MC_ECANCELLED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(look_up(client, official, token, "", &found), NET_UNREACHABLE);
    net_client_resume(client);
    assert_int_equal(submit_within(client, SHORT_MS, &result), NET_RETRY);
    assert_int_equal(result.err.code, MC_ETIMEOUT);
    net_client_destroy(client);
}

static void nobody_listens(void **state)
{
    struct fixture *fixture = *state;
    struct net_client *client = NULL;
    /* Port 1 (tcpmux) has no listener on a machine of ours. */
    struct net_settings settings = {.base_url = "https://localhost:1",
                                    .ca_file = scratch_path(&fixture->scratch, "ca.pem")};
    assert_int_equal(net_client_create(&settings, &client, NULL), MC_OK);
    struct net_submit_result result;
    assert_int_equal(submit_within(client, PATIENT_MS, &result), NET_RETRY);
    net_client_destroy(client);
}

static void proxies_of_the_environment_are_not_used(void **state)
{
    assert_int_equal(setenv("https_proxy", "http://localhost:1", 1), 0);
    assert_int_equal(setenv("ALL_PROXY", "http://localhost:1", 1), 0);
    struct net_client *client = connect_to(*state, "good", "good");
    struct net_submit_result result;
    assert_int_equal(submit_within(client, PATIENT_MS, &result), NET_ACCEPTED);
    net_client_destroy(client);
    assert_int_equal(unsetenv("https_proxy"), 0);
    assert_int_equal(unsetenv("ALL_PROXY"), 0);
}

static void base_url_must_be_https(void **state)
{
    struct fixture *fixture = *state;
    static const char *const bad[] = {
        "http://localhost",     "localhost", "ftp://localhost",     "https://me:secret@localhost",
        "https://localhost?a=", "",          "https://localhost#x", "https://"};
    struct net_client *client = NULL;
    struct net_settings settings = {.ca_file = scratch_path(&fixture->scratch, "ca.pem")};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        settings.base_url = bad[i];
        assert_int_equal(net_client_create(&settings, &client, NULL), MC_EINVAL);
    }
    settings.base_url = "https://localhost";
    settings.certificate_file = "/no/such/file";
    assert_int_equal(net_client_create(&settings, &client, NULL), MC_ENOTFOUND);
    settings.certificate_file = NULL;
    settings.ca_file = "/no/such/file";
    assert_int_equal(net_client_create(&settings, &client, NULL), MC_ENOTFOUND);
    assert_null(client);
}

static void the_servers_certificate_tells_its_end(void **state)
{
    struct fixture *fixture = *state;
    char ca[256];
    char url[128];
    int64_t end_s = 0;
    struct mc_error err;
    mc_copy_text(ca, sizeof ca, scratch_path(&fixture->scratch, "ca.pem"));
    (void)snprintf(url, sizeof url, "https://localhost:%d/", port_of(fixture, "good"));
    if (certificate_of_server(url, ca, PATIENT_MS, &end_s, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    assert_true(end_s > mc_clock_unix_s());
    (void)snprintf(url, sizeof url, "https://localhost:%d/", port_of(fixture, "wrong-ca"));
    assert_int_equal(certificate_of_server(url, ca, PATIENT_MS, &end_s, &err), MC_EIO);
    assert_non_null(strstr(err.text, "certificate"));
}

int main(void)
{
    mc_secure_init();
    (void)signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_the_service_only),
        cmocka_unit_test(acceptance_is_what_was_signed),
        cmocka_unit_test(the_service_may_ask_to_wait),
        cmocka_unit_test(the_kiosk_shows_its_certificate),
        cmocka_unit_test(slow_peer_times_out),
        cmocka_unit_test(a_lookup_does_not_wait_for_a_submission),
        cmocka_unit_test(a_large_body_goes_up_in_parts),
        cmocka_unit_test(cancelling_ends_a_call_at_once),
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(proxies_of_the_environment_are_not_used),
        cmocka_unit_test(base_url_must_be_https),
        cmocka_unit_test(the_servers_certificate_tells_its_end),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
