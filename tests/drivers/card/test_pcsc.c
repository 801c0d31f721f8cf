/* The real pcscd with vpcd's two slots, and virtual chips behind them. Run by in_namespace.py. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <winscard.h>

#include "core/clock.h"
#include "core/file.h"
#include "core/memory.h"
#include "drivers/card/card_pcsc.h"
#include "drivers/card/virtual/vpcd.h"
#include "tests/drivers/card/conformance.h"
#include "tests/unit/cmocka_all.h"

#define PATIENCE_MS 20000
#define LOOK_MS     20
#define SLOTS       2

static const char config[] = "FRIENDLYNAME \"Virtual PCD\"\n"
                             "DEVICENAME /dev/null:0x8C7B\n"
                             "LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\n"
                             "CHANNELID 0x8C7B\n";

/* ---- pcscd ---- */

static char folder[64];
static pid_t pcscd;

static void start_pcscd(void)
{
    char program[] = "/usr/sbin/pcscd";
    char *argv[] = {program, (char[]){"--foreground"}, (char[]){"--config"}, folder, NULL};
    char *envp[] = {(char[]){"PATH=/usr/sbin:/usr/bin"}, NULL};
    posix_spawn_file_actions_t quiet;
    assert_int_equal(posix_spawn_file_actions_init(&quiet), 0);
    assert_int_equal(posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", 1, 0), 0);
    assert_int_equal(posix_spawn(&pcscd, program, &quiet, NULL, argv, envp), 0);
    (void)posix_spawn_file_actions_destroy(&quiet);
}

static void stop_pcscd(void)
{
    assert_int_equal(kill(pcscd, SIGTERM), 0);
    assert_int_equal(waitpid(pcscd, NULL, 0), pcscd);
}

static struct issuer *issuer;

static struct trust *own_trust(void)
{
    struct trust *trust = trust_create();
    struct mc_buffer certificate;
    mc_buffer_init(&certificate, 4096);
    issuer_certificate(issuer, &certificate);
    assert_int_equal(trust_add(trust, certificate.bytes, certificate.len, NULL), MC_OK);
    mc_buffer_finish(&certificate);
    return trust;
}

/* As soon as pcscd has brought its readers up. */
static struct card_reader *open_reader(const char *filter)
{
    int64_t until_ms = mc_clock_monotonic_ms() + PATIENCE_MS;
    struct card_reader *reader = NULL;
    struct mc_error err = {.text = ""};
    while (card_pcsc_open(filter, own_trust(), &reader, &err) != MC_OK) {
        assert_true(mc_clock_monotonic_ms() < until_ms);
        (void)poll(NULL, 0, LOOK_MS);
    }
    return reader;
}

/* ---- Cards on the slots ---- */

struct slot {
    int fd; /* -1: nothing lies there */
    struct chip *chip;
    pthread_t thread;
};

static struct slot slots[SLOTS] = {{.fd = -1}, {.fd = -1}};

static void *play(void *context)
{
    struct slot *slot = context;
    while (vpcd_serve(slot->fd, slot->chip, NULL) == MC_OK) {
    }
    /* Torn out by itself, or taken away: the reader sees it go. */
    (void)shutdown(slot->fd, SHUT_RDWR);
    return NULL;
}

static bool sees_card(SCARDCONTEXT context, size_t index)
{
    char names[1024] = "";
    DWORD len = sizeof names - 1;
    SCARD_READERSTATE state = {.szReader = names};
    if (SCardListReaders(context, NULL, names, &len) != SCARD_S_SUCCESS) {
        return false;
    }
    for (; index > 0; index--) {
        state.szReader += strlen(state.szReader) + 1;
    }
    return SCardGetStatusChange(context, 0, &state, 1) == SCARD_S_SUCCESS &&
           (state.dwEventState & SCARD_STATE_PRESENT) != 0;
}

/* pcscd looks at vpcd every 400 ms: a card swapped in between would be the same one to it. */
static void await_empty(const struct slot *slot)
{
    SCARDCONTEXT context;
    int64_t until_ms = mc_clock_monotonic_ms() + PATIENCE_MS;
    if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context) != SCARD_S_SUCCESS) {
        return;
    }
    while (sees_card(context, (size_t)(slot - slots))) {
        assert_true(mc_clock_monotonic_ms() < until_ms);
        (void)poll(NULL, 0, LOOK_MS);
    }
    (void)SCardReleaseContext(context);
}

static void take_off(struct slot *slot)
{
    if (slot->fd >= 0) {
        (void)shutdown(slot->fd, SHUT_RDWR);
        assert_int_equal(pthread_join(slot->thread, NULL), 0);
        (void)close(slot->fd);
        chip_destroy(slot->chip);
        *slot = (struct slot){.fd = -1};
        await_empty(slot);
    }
}

static void lay(struct slot *slot, const char *json)
{
    int64_t until_ms = mc_clock_monotonic_ms() + PATIENCE_MS;
    struct profile *profile = mc_secret_alloc(sizeof *profile);
    take_off(slot);
    assert_int_equal(profile_parse(json, strlen(json), profile, NULL), MC_OK);
    slot->chip = chip_create(profile, issuer);
    mc_secret_free(profile);
    while (vpcd_connect("127.0.0.1", VPCD_PORT + (int)(slot - slots), &slot->fd, NULL) != MC_OK) {
        assert_true(mc_clock_monotonic_ms() < until_ms);
        (void)poll(NULL, 0, LOOK_MS);
    }
    assert_int_equal(pthread_create(&slot->thread, NULL, play, slot), 0);
}

static void insert_card(struct conformance *self, const char *json)
{
    (void)self;
    lay(&slots[0], json);
}

static void remove_card(struct conformance *self)
{
    (void)self;
    take_off(&slots[0]);
}

/* ---- Tests ---- */

static struct conformance bench;

static int set_up(void **state)
{
    (void)state;
    char path[128];
    mc_secure_init();
    issuer = issuer_create(mc_clock_unix_s());
    (void)snprintf(folder, sizeof folder, "/tmp/motcua-pcsc-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/vpcd", folder);
    assert_int_equal(mc_file_write(path, config, sizeof config - 1, NULL), MC_OK);
    start_pcscd();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char path[128];
    stop_pcscd();
    (void)snprintf(path, sizeof path, "%s/vpcd", folder);
    (void)unlink(path);
    (void)rmdir(folder);
    issuer_destroy(issuer);
    return 0;
}

static int open_bench(void **state)
{
    (void)state;
    bench = (struct conformance){open_reader(""), insert_card, remove_card};
    return 0;
}

static int close_bench(void **state)
{
    (void)state;
    bench.reader->ops->destroy(bench.reader);
    for (size_t i = 0; i < SLOTS; i++) {
        take_off(&slots[i]);
    }
    return 0;
}

static void it_conforms(void **state)
{
    (void)state;
    conformance_all(&bench);
}

static void assert_reads(struct conformance *self)
{
    struct card_content *content = card_content_create();
    assert_int_equal(conformance_read(self, content), CARD_READ);
    assert_int_equal(content->verdict, CARD_VERIFIED);
    card_content_destroy(content);
}

/* With the portrait, extended lengths where the chip says so, and both proofs. */
static void whole_cards_over_the_wire(void **state)
{
    (void)state;
    static const char *const more[] = {"\"proof\":\"chip\"", "\"extended_length\":true",
                                       "\"pace\":\"none\",\"proof\":\"active-rsa\"",
                                       "\"fault\":\"chained\""};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        char json[1024];
        (void)snprintf(json, sizeof json, CONFORMANCE_CARD ",%s}", more[i]);
        lay(&slots[0], json);
        conformance_assert_event(&bench, CARD_INSERTED);
        assert_reads(&bench);
        take_off(&slots[0]);
        conformance_assert_event(&bench, CARD_REMOVED);
    }
}

/* Of two cards the first one counts until it goes. */
static void two_readers(void **state)
{
    (void)state;
    lay(&slots[1], CONFORMANCE_WHOLE);
    conformance_assert_event(&bench, CARD_INSERTED);
    lay(&slots[0], CONFORMANCE_WHOLE);
    assert_reads(&bench);
    take_off(&slots[1]);
    conformance_assert_event(&bench, CARD_REMOVED);
    conformance_assert_event(&bench, CARD_INSERTED);
    assert_reads(&bench);
    take_off(&slots[0]);
    conformance_assert_event(&bench, CARD_REMOVED);
}

static void only_the_reader_of_that_name(void **state)
{
    (void)state;
    struct card_reader *none = NULL;
    struct mc_error err;
    assert_int_equal(card_pcsc_open("No Such Reader", trust_create(), &none, &err), MC_ENOTFOUND);
    assert_non_null(strstr(err.text, "No Such Reader"));
    bench.reader->ops->destroy(bench.reader);
    bench.reader = open_reader("00 01");
    lay(&slots[0], CONFORMANCE_WHOLE);
    enum card_event event = CARD_UNREADABLE;
    assert_int_equal(bench.reader->ops->next_event(bench.reader, 1000, &event, NULL), MC_ETIMEOUT);
    lay(&slots[1], CONFORMANCE_WHOLE);
    conformance_assert_event(&bench, CARD_INSERTED);
    assert_reads(&bench);
}

static char first_reader[MAX_READERNAME];

static SCARDCONTEXT other_program(void)
{
    SCARDCONTEXT context;
    DWORD len = sizeof first_reader;
    assert_int_equal(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context), 0);
    assert_int_equal(SCardListReaders(context, NULL, first_reader, &len), 0);
    return context;
}

static void another_program_uses_the_reader(void **state)
{
    (void)state;
    SCARDHANDLE card;
    DWORD protocol;
    struct card_content *content = card_content_create();
    lay(&slots[0], CONFORMANCE_WHOLE);
    conformance_assert_event(&bench, CARD_INSERTED);
    SCARDCONTEXT context = other_program();
    /* It only looks on: read beside it. */
    assert_int_equal(SCardConnect(context, first_reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T1,
                                  &card, &protocol),
                     0);
    assert_int_equal(conformance_read(&bench, content), CARD_READ);
    assert_int_equal(SCardDisconnect(card, SCARD_LEAVE_CARD), 0);
    /* It keeps the card for itself: said so, and read when it lets go. */
    assert_int_equal(SCardConnect(context, first_reader, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1,
                                  &card, &protocol),
                     0);
    assert_int_equal(conformance_read(&bench, content), CARD_GARBLED);
    assert_non_null(strstr(content->reason, "haring"));
    assert_int_equal(SCardDisconnect(card, SCARD_RESET_CARD), 0);
    assert_int_equal(conformance_read(&bench, content), CARD_READ);
    (void)SCardReleaseContext(context);
    card_content_destroy(content);
}

static void pcscd_goes_and_comes_back(void **state)
{
    (void)state;
    enum card_event event = CARD_UNREADABLE;
    struct card_content *content = card_content_create();
    struct card_reader *none = NULL;
    lay(&slots[0], CONFORMANCE_WHOLE);
    conformance_assert_event(&bench, CARD_INSERTED);
    stop_pcscd();
    conformance_assert_event(&bench, CARD_REMOVED);
    assert_int_equal(bench.reader->ops->next_event(bench.reader, 1000, &event, NULL), MC_EGONE);
    assert_int_equal(conformance_read(&bench, content), CARD_TORN);
    assert_int_equal(card_pcsc_open("", trust_create(), &none, NULL), MC_ENOTFOUND);
    take_off(&slots[0]);
    start_pcscd();
    bench.reader->ops->destroy(bench.reader);
    bench.reader = open_reader("");
    lay(&slots[0], CONFORMANCE_WHOLE);
    conformance_assert_event(&bench, CARD_INSERTED);
    assert_reads(&bench);
    card_content_destroy(content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, open_bench, close_bench)
        ROW(it_conforms),
        ROW(whole_cards_over_the_wire),
        ROW(two_readers),
        ROW(only_the_reader_of_that_name),
        ROW(another_program_uses_the_reader),
        ROW(pcscd_goes_and_comes_back),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
