/* Serial scanners on a pseudo-terminal, and keyboard wedges by recorded events. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "drivers/scanner/scanner_feed.h"
#include "drivers/scanner/scanner_stream.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  20
#define LATER_MS 20000

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

static void assert_next(struct scanner *scanner, enum mc_symbology symbology, const void *bytes,
                        size_t len)
{
    const struct scanner_code *code = NULL;
    assert_int_equal(scanner->ops->next_code(scanner, LATER_MS, &code, NULL), MC_OK);
    assert_int_equal(code->symbology, symbology);
    assert_int_equal(code->len, len);
    assert_memory_equal(code->bytes, bytes, len);
}

static enum mc_err next(struct scanner *scanner, int timeout_ms)
{
    const struct scanner_code *code = NULL;
    return scanner->ops->next_code(scanner, timeout_ms, &code, NULL);
}

struct line {
    int fd; /* the device's end */
    char path[128];
};

static void line_open(struct line *line)
{
    line->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(line->fd >= 0);
    assert_int_equal(grantpt(line->fd), 0);
    assert_int_equal(unlockpt(line->fd), 0);
    assert_int_equal(ptsname_r(line->fd, line->path, sizeof line->path), 0);
}

static void send_bytes(const struct line *line, const void *bytes, size_t len)
{
    assert_int_equal(write(line->fd, bytes, len), len);
}

static void serial_codes_come_whole_with_their_kind(void **state)
{
    (void)state;
    struct line line;
    struct scanner *scanner = NULL;
    line_open(&line);
    assert_int_equal(scanner_serial_open(line.path, &scanner, NULL), MC_OK);
    assert_non_null(strstr(scanner->ops->describe(scanner), line.path));
    assert_int_equal(next(scanner, SOON_MS), MC_ETIMEOUT);
    const char text[] = "]Q1Đặng Thị Ẩn\r\n]C0ABC-123\rplain\n";
    send_bytes(&line, text, strlen(text));
    assert_next(scanner, MC_SYMBOLOGY_QR, "Đặng Thị Ẩn", strlen("Đặng Thị Ẩn"));
    assert_next(scanner, MC_SYMBOLOGY_CODE_128, "ABC-123", 7);
    assert_next(scanner, MC_SYMBOLOGY_UNKNOWN, "plain", 5);
    /* Raw: no byte is turned into a signal or another byte. */
    const uint8_t controls[] = {3, 4, 17, 19, 26, 28, 0x7F, 0xFF, 0, '\r'};
    send_bytes(&line, controls, sizeof controls);
    assert_next(scanner, MC_SYMBOLOGY_UNKNOWN, controls, sizeof controls - 1);
    /* Without an end, silence is the end. */
    send_bytes(&line, "no end", 6);
    assert_next(scanner, MC_SYMBOLOGY_UNKNOWN, "no end", 6);
    scanner->ops->destroy(scanner);
    (void)close(line.fd);
}

/* Whoever asks for what is there, to throw it away, leaves none of it to the next one. */
static void what_has_no_end_is_fetched_whole_without_any_time(void **state)
{
    (void)state;
    int pipe_fds[2];
    assert_int_equal(pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK), 0);
    struct scanner *scanner =
        scanner_stream_create(pipe_fds[0], SCANNER_STREAM_SERIAL, "serial line");
    assert_int_equal(next(scanner, 0), MC_ETIMEOUT);
    assert_int_equal(write(pipe_fds[1], "old", 3), 3);
    assert_int_equal(next(scanner, 0), MC_OK);
    assert_int_equal(next(scanner, 0), MC_ETIMEOUT);
    assert_int_equal(write(pipe_fds[1], "new\r", 4), 4);
    assert_next(scanner, MC_SYMBOLOGY_UNKNOWN, "new", 3);
    scanner->ops->destroy(scanner);
    (void)close(pipe_fds[1]);
}

static void too_long_is_dropped_whole(void **state)
{
    (void)state;
    static struct scanner_feed feed;
    for (int i = 0; i < SCANNER_MAX_BYTES + 100; i++) {
        assert_false(scanner_feed_byte(&feed, 'x'));
    }
    assert_false(scanner_feed_byte(&feed, '\r'));
    assert_false(scanner_feed_byte(&feed, 'o'));
    assert_false(scanner_feed_byte(&feed, 'k'));
    assert_true(scanner_feed_byte(&feed, '\r'));
    assert_int_equal(feed.code.len, 2);
}

static void *cancel(void *context)
{
    struct scanner *scanner = context;
    scanner->ops->cancel(scanner);
    return NULL;
}

static void another_thread_cancels_and_pulling_out_is_seen(void **state)
{
    (void)state;
    struct line line;
    struct scanner *scanner = NULL;
    line_open(&line);
    assert_int_equal(scanner_serial_open(line.path, &scanner, NULL), MC_OK);
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, cancel, scanner), 0);
    assert_int_equal(next(scanner, LATER_MS), MC_ECANCELLED);
    assert_int_equal(pthread_join(other, NULL), 0);
    /* In the middle of a code. */
    send_bytes(&line, "half", 4);
    (void)close(line.fd);
    struct scanner_code seen = {0};
    const struct scanner_code *code = NULL;
    enum mc_err rc = scanner->ops->next_code(scanner, LATER_MS, &code, NULL);
    if (rc == MC_OK) {
        seen = *code;
        rc = next(scanner, LATER_MS);
    }
    assert_int_equal(rc, MC_EGONE);
    assert_true(seen.len == 0 || seen.len == 4);
    scanner->ops->destroy(scanner);
}

static void what_is_no_scanner_is_refused(void **state)
{
    (void)state;
    struct scanner *scanner = NULL;
    struct mc_error err = {0};
    assert_int_equal(scanner_serial_open("/nonexistent/tty", &scanner, &err), MC_ENOTFOUND);
    assert_int_equal(scanner_serial_open("/dev/null", &scanner, &err), MC_EUNSUPPORTED);
    assert_int_equal(scanner_wedge_open("/dev/null", &scanner, &err), MC_EUNSUPPORTED);
    assert_int_equal(scanner_wedge_open("/nonexistent/event0", &scanner, &err), MC_ENOTFOUND);
    assert_null(scanner);
    if (geteuid() != 0) {
        char path[] = "/tmp/motcua-test-XXXXXX";
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        assert_int_equal(fchmod(fd, 0), 0);
        assert_int_equal(scanner_serial_open(path, &scanner, &err), MC_EDENIED);
        assert_non_null(strstr(err.text, "60-motcua.rules"));
        (void)close(fd);
        (void)unlink(path);
    }
}

/* ---- Wedge ---- */

static void press(int fd, uint16_t code, int value)
{
    struct input_event events[] = {{.type = EV_KEY, .code = code, .value = value},
                                   {.type = EV_SYN, .code = SYN_REPORT}};
    assert_int_equal(write(fd, events, sizeof events), sizeof events);
}

static void tap(int fd, uint16_t code)
{
    press(fd, code, 1);
    press(fd, code, 0);
}

static void a_wedges_keys_become_characters(void **state)
{
    (void)state;
    int pipe_fds[2];
    assert_int_equal(pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK), 0);
    struct scanner *scanner =
        scanner_stream_create(pipe_fds[0], SCANNER_STREAM_WEDGE, "recorded wedge");
    tap(pipe_fds[1], KEY_RIGHTBRACE);
    press(pipe_fds[1], KEY_LEFTSHIFT, 1);
    tap(pipe_fds[1], KEY_Q);
    press(pipe_fds[1], KEY_LEFTSHIFT, 0);
    tap(pipe_fds[1], KEY_1);
    press(pipe_fds[1], KEY_RIGHTSHIFT, 1);
    tap(pipe_fds[1], KEY_H);
    tap(pipe_fds[1], KEY_BACKSLASH);
    press(pipe_fds[1], KEY_RIGHTSHIFT, 0);
    press(pipe_fds[1], KEY_I, 1);
    press(pipe_fds[1], KEY_I, 2);
    press(pipe_fds[1], KEY_I, 0);
    tap(pipe_fds[1], KEY_F1);
    tap(pipe_fds[1], KEY_9);
    assert_int_equal(next(scanner, SOON_MS), MC_ETIMEOUT);
    tap(pipe_fds[1], KEY_ENTER);
    assert_next(scanner, MC_SYMBOLOGY_QR, "H|i9", 4);
    (void)close(pipe_fds[1]);
    assert_int_equal(next(scanner, LATER_MS), MC_EGONE);
    scanner->ops->destroy(scanner);
}

/* Nobody read for long, and the kernel's queue was full (input subsystem, SYN_DROPPED). */
static void of_a_code_with_keys_lost_nothing_is_taken(void **state)
{
    (void)state;
    int pipe_fds[2];
    const struct input_event lost = {.type = EV_SYN, .code = SYN_DROPPED};
    assert_int_equal(pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK), 0);
    struct scanner *scanner =
        scanner_stream_create(pipe_fds[0], SCANNER_STREAM_WEDGE, "recorded wedge");
    for (int keys_left = 0; keys_left < 2; keys_left++) {
        press(pipe_fds[1], KEY_LEFTSHIFT, 1);
        tap(pipe_fds[1], KEY_A);
        assert_int_equal(write(pipe_fds[1], &lost, sizeof lost), sizeof lost);
        if (keys_left > 0) {
            tap(pipe_fds[1], KEY_B);
        }
        tap(pipe_fds[1], KEY_ENTER);
        tap(pipe_fds[1], KEY_C);
        tap(pipe_fds[1], KEY_ENTER);
        assert_next(scanner, MC_SYMBOLOGY_UNKNOWN, "c", 1);
        assert_int_equal(next(scanner, 0), MC_ETIMEOUT);
    }
    scanner->ops->destroy(scanner);
    (void)close(pipe_fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serial_codes_come_whole_with_their_kind),
        cmocka_unit_test(what_has_no_end_is_fetched_whole_without_any_time),
        cmocka_unit_test(too_long_is_dropped_whole),
        cmocka_unit_test(another_thread_cancels_and_pulling_out_is_seen),
        cmocka_unit_test(what_is_no_scanner_is_refused),
        cmocka_unit_test(a_wedges_keys_become_characters),
        cmocka_unit_test(of_a_code_with_keys_lost_nothing_is_taken),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
