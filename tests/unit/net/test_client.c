#include "kiosk/net/client.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "core/clock.h"
#include "core/memory.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define PATIENT_MS 20000
#define SHORT_MS   300
#define PORTS_MAX  8

static const char provisional[] = "TK01-261124-0001-CA";
static const char official[] = "H29.12-261124-0007";
static const char token[] = "AAAAAAAAAAAAAAAAAAAAAA";

struct fixture {
    struct scratch scratch;
    pid_t peer;
    int quit; /* closing it ends the peer */
    struct {
        char name[16];
        int port;
    } ports[PORTS_MAX];
    size_t port_count;
};

_Noreturn static void run_peer(const char *dir, const int quit[2], const int says[2])
{
    if (dup2(quit[0], STDIN_FILENO) < 0 || dup2(says[1], STDOUT_FILENO) < 0) {
        _exit(1);
    }
    (void)execlp("python3", "python3", MOTCUA_SOURCE_DIR "/tests/unit/net/peer.py", dir, NULL);
    _exit(1);
}

static int start(void **state)
{
    struct fixture *fixture = MC_NEW(struct fixture);
    scratch_start(&fixture->scratch);
    int quit[2];
    int says[2];
    assert_int_equal(pipe2(quit, O_CLOEXEC), 0);
    assert_int_equal(pipe2(says, O_CLOEXEC), 0);
    fixture->peer = fork();
    assert_true(fixture->peer >= 0);
    if (fixture->peer == 0) {
        run_peer(fixture->scratch.dir, quit, says);
    }
    (void)close(quit[0]);
    (void)close(says[1]);
    fixture->quit = quit[1];
    FILE *lines = fdopen(says[0], "r");
    assert_non_null(lines);
    char name[32];
    bool ready = false;
    while (!ready && fgets(name, sizeof name, lines) != NULL) {
        char *space = strchr(name, ' ');
        assert_non_null(space);
        *space = '\0';
        ready = strcmp(name, "ready") == 0;
        assert_true(fixture->port_count < PORTS_MAX);
        fixture->ports[fixture->port_count].port = (int)strtol(space + 1, NULL, 10);
        mc_copy_text(fixture->ports[fixture->port_count].name,
                     sizeof fixture->ports[fixture->port_count].name, name);
        fixture->port_count++;
    }
    (void)fclose(lines);
    assert_true(ready);
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    (void)close(fixture->quit);
    int status = 0;
    assert_int_equal(waitpid(fixture->peer, &status, 0), fixture->peer);
    scratch_stop(&fixture->scratch);
    free(fixture);
    return 0;
}

static struct net_client *connect_to(struct fixture *fixture, const char *peer, const char *mode)
{
    int port = 0;
    for (size_t i = 0; i < fixture->port_count; i++) {
        port = strcmp(fixture->ports[i].name, peer) == 0 ? fixture->ports[i].port : port;
    }
    assert_true(port > 0);
    char url[128];
    (void)snprintf(url, sizeof url, "https://localhost:%d/%s/", port, mode);
    struct net_client *client = NULL;
    assert_int_equal(
        net_client_create(url, scratch_path(&fixture->scratch, "ca.pem"), &client, NULL), MC_OK);
    return client;
}

static enum net_submit_outcome submit_within(struct net_client *client, int timeout_ms,
                                             struct net_acceptance *out, struct mc_error *err)
{
    static const char body[] = "{\"provisional_code\":\"TK01-261124-0001-CA\"}";
    struct net_submission submission = {.key = "7f1d2f0a-3b7c-4c56-9a51-0d7c5a2f9b11",
                                        .provisional_code = provisional,
                                        .media_type = "application/json",
                                        .body = body,
                                        .body_len = strlen(body)};
    return net_submit(client, &submission, timeout_ms, out, err);
}

static void accepts_the_service_only(void **state)
{
    static const struct {
        const char *peer;
        const char *mode;
        enum net_submit_outcome outcome;
        const char *why; /* part of the text for staff; NULL: not looked at */
    } cases[] = {
        {"good", "good", NET_ACCEPTED},
        {"good", "no-appointment", NET_ACCEPTED},
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
        {"good", "other-dossier", NET_RETRY, "another dossier"},
        {"good", "no-code", NET_RETRY},
        {"good", "no-time", NET_RETRY},
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
        struct net_acceptance acceptance = {.code = "untouched"};
        struct mc_error err = {0};
        enum net_submit_outcome outcome = submit_within(client, PATIENT_MS, &acceptance, &err);
        if (outcome != cases[i].outcome) {
            fail_msg("%s, %s: outcome %d, %s", cases[i].peer, cases[i].mode, outcome, err.text);
        }
        if (cases[i].why != NULL && strstr(err.text, cases[i].why) == NULL) {
            fail_msg("%s, %s: %s", cases[i].peer, cases[i].mode, err.text);
        }
        bool accepted = outcome == NET_ACCEPTED;
        assert_string_equal(acceptance.code, accepted ? official : "untouched");
        assert_int_equal(err.code == MC_OK, accepted);
        assert_null(strstr(err.text, provisional));
        net_client_destroy(client);
    }
}

static void acceptance_is_read_in_local_time(void **state)
{
    struct net_client *client = connect_to(*state, "good", "good");
    struct net_acceptance acceptance;
    struct local_time received = {{2026, 11, 24}, 9, 30, 5};
    struct local_time appointed = {{2026, 11, 27}, 17, 0, 0};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(submit_within(client, PATIENT_MS, &acceptance, NULL), NET_ACCEPTED);
        assert_memory_equal(&acceptance.received, &received, sizeof received);
        assert_memory_equal(&acceptance.appointed, &appointed, sizeof appointed);
    }
    net_client_destroy(client);
}

static void slow_peer_times_out(void **state)
{
    struct net_client *client = connect_to(*state, "good", "slow");
    struct net_acceptance acceptance;
    struct mc_error err = {0};
    assert_int_equal(submit_within(client, SHORT_MS, &acceptance, &err), NET_RETRY);
    assert_int_equal(err.code, MC_ETIMEOUT);
    net_client_destroy(client);
}

static void *cancel(void *client)
{
    net_client_cancel(client);
    return NULL;
}

static void cancelling_ends_a_call_at_once(void **state)
{
    struct net_client *client = connect_to(*state, "good", "slow");
    struct net_acceptance acceptance;
    struct net_dossier dossier;
    struct mc_error err = {0};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel, client), 0);
    int64_t started = mc_clock_monotonic_ms();
    assert_int_equal(submit_within(client, PATIENT_MS, &acceptance, &err), NET_RETRY);
    assert_true(mc_clock_monotonic_ms() - started < PATIENT_MS / 2);
    assert_int_equal(err.code, MC_ECANCELLED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(net_lookup(client, official, token, PATIENT_MS, &dossier, &err),
                     NET_UNREACHABLE);
    net_client_resume(client);
    assert_int_equal(submit_within(client, SHORT_MS, &acceptance, &err), NET_RETRY);
    assert_int_equal(err.code, MC_ETIMEOUT);
    net_client_destroy(client);
}

static void nobody_listens(void **state)
{
    struct fixture *fixture = *state;
    struct net_client *client = NULL;
    /* Port 1 (tcpmux) has no listener on a machine of ours. */
    assert_int_equal(net_client_create("https://localhost:1",
                                       scratch_path(&fixture->scratch, "ca.pem"), &client, NULL),
                     MC_OK);
    struct net_acceptance acceptance;
    assert_int_equal(submit_within(client, PATIENT_MS, &acceptance, NULL), NET_RETRY);
    net_client_destroy(client);
}

static void proxies_of_the_environment_are_not_used(void **state)
{
    assert_int_equal(setenv("https_proxy", "http://localhost:1", 1), 0);
    assert_int_equal(setenv("ALL_PROXY", "http://localhost:1", 1), 0);
    struct net_client *client = connect_to(*state, "good", "good");
    struct net_acceptance acceptance;
    assert_int_equal(submit_within(client, PATIENT_MS, &acceptance, NULL), NET_ACCEPTED);
    net_client_destroy(client);
    assert_int_equal(unsetenv("https_proxy"), 0);
    assert_int_equal(unsetenv("ALL_PROXY"), 0);
}

static void looks_up(void **state)
{
    static const struct {
        const char *peer;
        const char *mode;
        const char *code;
        enum net_lookup_outcome outcome;
    } cases[] = {
        {"good", "found", "H29.12-261124-0007", NET_FOUND},
        {"good", "404", "H29.12-261124-0007", NET_UNKNOWN},
        {"good", "found", "H29.12-261124-0007/..", NET_UNKNOWN},
        {"good", "found-other", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "found-nonsense", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "proxy-404", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "portal", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "500", "H29.12-261124-0007", NET_UNREACHABLE},
        {"good", "huge", "H29.12-261124-0007", NET_UNREACHABLE},
        {"wrong-ca", "found", "H29.12-261124-0007", NET_UNREACHABLE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_client *client = connect_to(*state, cases[i].peer, cases[i].mode);
        struct net_dossier dossier = {.note = "untouched"};
        enum net_lookup_outcome outcome =
            net_lookup(client, cases[i].code, token, PATIENT_MS, &dossier, NULL);
        if (outcome != cases[i].outcome) {
            fail_msg("%s, %s: outcome %d", cases[i].mode, cases[i].code, outcome);
        }
        /* The peer puts the token it was given into the note. */
        assert_string_equal(dossier.note, outcome == NET_FOUND ? token : "untouched");
        if (outcome == NET_FOUND) {
            assert_int_equal(dossier.status, DOSSIER_NEEDS_PAPERS);
            assert_string_equal(dossier.procedure_name, "Đăng ký khai sinh");
            assert_int_equal(dossier.appointed.date.year, 0);
            assert_int_equal(dossier.updated.date.day, 25);
        }
        net_client_destroy(client);
    }
    struct net_client *client = connect_to(*state, "good", "found");
    struct net_dossier dossier;
    assert_int_equal(net_lookup(client, official, "x\r\nHost: y", PATIENT_MS, &dossier, NULL),
                     NET_UNKNOWN);
    net_client_destroy(client);
}

static void base_url_must_be_https(void **state)
{
    struct fixture *fixture = *state;
    static const char *const bad[] = {
        "http://localhost",     "localhost", "ftp://localhost",     "https://me:secret@localhost",
        "https://localhost?a=", "",          "https://localhost#x", "https://"};
    struct net_client *client = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(
            net_client_create(bad[i], scratch_path(&fixture->scratch, "ca.pem"), &client, NULL),
            MC_EINVAL);
    }
    assert_int_equal(net_client_create("https://localhost",
                                       scratch_path(&fixture->scratch, "no.pem"), &client, NULL),
                     MC_ENOTFOUND);
    assert_null(client);
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
        cmocka_unit_test(accepts_the_service_only),
        cmocka_unit_test(acceptance_is_read_in_local_time),
        cmocka_unit_test(slow_peer_times_out),
        cmocka_unit_test(cancelling_ends_a_call_at_once),
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(proxies_of_the_environment_are_not_used),
        cmocka_unit_test(looks_up),
        cmocka_unit_test(base_url_must_be_https),
        cmocka_unit_test(the_newest_version_is_told),
        cmocka_unit_test(a_bundle_comes_as_it_is),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
