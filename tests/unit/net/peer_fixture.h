/* The scripted TLS peer (peer.py) as a child, and clients that speak to it. */
#ifndef MOTCUA_TESTS_UNIT_NET_PEER_FIXTURE_H
#define MOTCUA_TESTS_UNIT_NET_PEER_FIXTURE_H

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "kiosk/net/client.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define PATIENT_MS  20000
#define SHORT_MS    300
#define PORTS_MAX   12
#define LARGE_BYTES (NET_UPLOAD_ABOVE_BYTES + NET_PART_BYTES + 77)

static const char provisional[] = "TK01-261124-0001-CA";
static const char official[] = "H29.12-261124-0007";
static const char token[] = "AAAAAAAAAAAAAAAAAAAAAA";
static const char key_of_submission[] = "7f1d2f0a-3b7c-4c56-9a51-0d7c5a2f9b11";
static const char body[] = "{\"provisional_code\":\"TK01-261124-0001-CA\"}";

struct fixture {
    struct scratch scratch;
    struct mc_signing_key *signer;
    char *large; /* a body of LARGE_BYTES */
    pid_t peer;
    int quit; /* closing it ends the peer */
    struct {
        char name[16];
        int port;
    } ports[PORTS_MAX];
    size_t port_count;
};

/* One signed receipt as a member of DIR/receipts.json. */
static inline void add_receipt(struct mc_buffer *out, const char *name,
                               const struct mc_signing_key *signer,
                               const struct acceptance *acceptance, bool change)
{
    char statement[ACCEPTANCE_BYTES];
    char signature[MC_SIGNATURE_CHARS + 1];
    acceptance_format(acceptance, statement);
    mc_sign(signer, statement, strlen(statement), signature);
    if (change) {
        *strstr(statement, "-0007") = '+';
    }
    mc_buffer_format(out, "%s\"%s\":{\"statement\":\"", out->len > 1 ? "," : "", name);
    for (const char *at = statement; *at != '\0'; at++) {
        mc_buffer_format(out, *at == '\n' ? "\\n" : "%c", *at);
    }
    mc_buffer_format(out, "\",\"key\":\"%s\",\"signature\":\"%s\"}",
                     mc_signing_key_public(signer)->id, signature);
}

static inline void write_receipts(struct fixture *fixture)
{
    struct acceptance good = {.received = {{2026, 11, 24}, 9, 30, 5},
                              .appointed = {{2026, 11, 27}, 17, 0, 0}};
    mc_copy_text(good.key, sizeof good.key, key_of_submission);
    mc_copy_text(good.code, sizeof good.code, official);
    mc_copy_text(good.provisional_code, sizeof good.provisional_code, provisional);
    mc_copy_text(good.agency, sizeof good.agency, "H29.12");
    mc_sha256_hex(body, strlen(body), good.body_hash);
    struct mc_signing_key *stranger = mc_signing_key_make();
    struct mc_buffer out;
    mc_buffer_init(&out, 1 << 16);
    mc_buffer_put_text(&out, "{");
    add_receipt(&out, "good", fixture->signer, &good, false);
    add_receipt(&out, "other-key", stranger, &good, false);
    add_receipt(&out, "changed", fixture->signer, &good, true);
    struct acceptance other = good;
    other.body_hash[0] = other.body_hash[0] == '0' ? '1' : '0';
    add_receipt(&out, "other-body", fixture->signer, &other, false);
    other = good;
    mc_copy_text(other.provisional_code, sizeof other.provisional_code, "TK01-261124-0003-K6");
    assert_int_equal(dossier_code_format_provisional("K01", (struct date){2026, 11, 24}, 3,
                                                     other.provisional_code, NULL),
                     MC_OK);
    add_receipt(&out, "other-dossier", fixture->signer, &other, false);
    other = good;
    other.key[0] = '6';
    add_receipt(&out, "other-submission", fixture->signer, &other, false);
    other = good;
    mc_sha256_hex(fixture->large, LARGE_BYTES, other.body_hash);
    add_receipt(&out, "large", fixture->signer, &other, false);
    mc_buffer_put_text(&out, "}");
    (void)scratch_write(&fixture->scratch, "receipts.json", mc_buffer_text(&out));
    mc_buffer_finish(&out);
    mc_signing_key_destroy(stranger);
}

_Noreturn static inline void run_peer(const char *dir, const int quit[2], const int says[2])
{
    if (dup2(quit[0], STDIN_FILENO) < 0 || dup2(says[1], STDOUT_FILENO) < 0) {
        _exit(1);
    }
    (void)execlp("python3", "python3", MOTCUA_SOURCE_DIR "/tests/unit/net/peer.py", dir, NULL);
    _exit(1);
}

static inline int start(void **state)
{
    struct fixture *fixture = MC_NEW(struct fixture);
    scratch_start(&fixture->scratch);
    fixture->signer = mc_signing_key_make();
    fixture->large = mc_calloc(LARGE_BYTES, 1);
    for (size_t i = 0; i < LARGE_BYTES; i++) {
        fixture->large[i] = (char)('a' + i / 1000 % 26);
    }
    write_receipts(fixture);
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

static inline int stop(void **state)
{
    struct fixture *fixture = *state;
    (void)close(fixture->quit);
    int status = 0;
    assert_int_equal(waitpid(fixture->peer, &status, 0), fixture->peer);
    scratch_stop(&fixture->scratch);
    mc_signing_key_destroy(fixture->signer);
    free(fixture->large);
    free(fixture);
    return 0;
}

static inline int port_of(const struct fixture *fixture, const char *peer)
{
    int port = 0;
    for (size_t i = 0; i < fixture->port_count; i++) {
        port = strcmp(fixture->ports[i].name, peer) == 0 ? fixture->ports[i].port : port;
    }
    assert_true(port > 0);
    return port;
}

static inline struct net_client *connect_as(struct fixture *fixture, const char *kiosk,
                                            const char *peer, const char *mode)
{
    char url[128];
    (void)snprintf(url, sizeof url, "https://localhost:%d/%s/", port_of(fixture, peer), mode);
    char files[3][256];
    char name[64];
    mc_copy_text(files[0], sizeof files[0], scratch_path(&fixture->scratch, "ca.pem"));
    (void)snprintf(name, sizeof name, "%s.pem", kiosk != NULL ? kiosk : "none");
    mc_copy_text(files[1], sizeof files[1], scratch_path(&fixture->scratch, name));
    (void)snprintf(name, sizeof name, "%s.key", kiosk != NULL ? kiosk : "none");
    mc_copy_text(files[2], sizeof files[2], scratch_path(&fixture->scratch, name));
    struct net_settings settings = {.base_url = url,
                                    .ca_file = files[0],
                                    .certificate_file = kiosk != NULL ? files[1] : NULL,
                                    .key_file = kiosk != NULL ? files[2] : NULL,
                                    .receipt_keys = {*mc_signing_key_public(fixture->signer)},
                                    .receipt_key_count = 1};
    struct net_client *client = NULL;
    assert_int_equal(net_client_create(&settings, &client, NULL), MC_OK);
    return client;
}

static inline struct net_client *connect_to(struct fixture *fixture, const char *peer,
                                            const char *mode)
{
    return connect_as(fixture, NULL, peer, mode);
}

static const struct net_submission small = {.key = key_of_submission,
                                            .provisional_code = provisional,
                                            .media_type = "application/json",
                                            .body = body,
                                            .body_len = sizeof body - 1};

static inline enum net_submit_outcome submit_within(struct net_client *client, int timeout_ms,
                                                    struct net_submit_result *out)
{
    net_submit(client, &small, timeout_ms, out);
    return out->outcome;
}

static inline enum net_lookup_outcome look_up(struct net_client *client, const char *code,
                                              const char *with_token, const char *number,
                                              struct net_lookup_result *out)
{
    struct net_query query = {0};
    mc_copy_text(query.code, sizeof query.code, code);
    mc_copy_text(query.token, sizeof query.token, with_token);
    mc_copy_text(query.id_number, sizeof query.id_number, number);
    net_lookup(client, &query, PATIENT_MS, out);
    return out->outcome;
}

#endif
