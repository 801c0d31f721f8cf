/* The decoding process, the real one and some that misbehave: this program itself, started with an
 * option of its own. */
#include <errno.h>
#include <fcntl.h>
#include <qrencode.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/file.h"
#include "core/memory.h"
#include "drivers/camera/decoder.h"
#include "drivers/camera/decoder_child.h"
#include "drivers/camera/decoder_sandbox.h"
#include "tests/unit/cmocka_all.h"

#define TEXT      "079123456789|Đặng Thị Ẩn"
#define BUDGET_MS 30000
#define MODULE_PX 4

static struct mc_grey picture;
static struct camera_frame frame;

static int set_up(void **state)
{
    (void)state;
    QRcode *code =
        QRcode_encodeData((int)strlen(TEXT), (const unsigned char *)TEXT, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    int side = (code->width + 8) * MODULE_PX;
    mc_grey_init(&picture, side, side);
    for (int y = 0; y < code->width * MODULE_PX; y++) {
        for (int x = 0; x < code->width * MODULE_PX; x++) {
            if ((code->data[y / MODULE_PX * code->width + x / MODULE_PX] & 1) != 0) {
                picture.pixels[(y + 4 * MODULE_PX) * side + x + 4 * MODULE_PX] = 0;
            }
        }
    }
    QRcode_free(code);
    frame = (struct camera_frame){CAMERA_GREY, side,           side,
                                  side,        picture.pixels, (size_t)side * (size_t)side};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    mc_grey_finish(&picture);
    return 0;
}

static struct decoder *decoder_with(const char *argument, int hang_ms)
{
    return decoder_create(
        &(struct decoder_settings){"/proc/self/exe", argument, BUDGET_MS, hang_ms});
}

static void assert_found(struct decoder *decoder, unsigned flags)
{
    struct decoder_result result;
    assert_int_equal(decoder_read(decoder, &frame, flags, &result, NULL), MC_OK);
    assert_true(result.found);
    assert_int_equal(result.code.symbology, MC_SYMBOLOGY_QR);
    assert_int_equal(result.code.len, strlen(TEXT));
    assert_memory_equal(result.code.bytes, TEXT, strlen(TEXT));
}

static void a_frame_is_read_in_another_process(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_with(DECODER_OPTION, BUDGET_MS);
    assert_int_equal(decoder_pid(decoder), 0);
    assert_found(decoder, 0);
    pid_t first = decoder_pid(decoder);
    assert_true(first > 0 && first != getpid());
    assert_found(decoder, 0);
    assert_int_equal(decoder_pid(decoder), first);
    /* Nothing is found where nothing is, and a small picture comes along for the technician. */
    struct mc_grey white;
    mc_grey_init(&white, 640, 240);
    struct camera_frame blank = {CAMERA_GREY, 640, 240, 640, white.pixels, (size_t)640 * 240};
    struct decoder_result result;
    assert_int_equal(decoder_read(decoder, &blank, DECODER_PREVIEW, &result, NULL), MC_OK);
    assert_false(result.found);
    assert_int_equal(result.preview.width_px, 160);
    assert_int_equal(result.preview.height_px, 60);
    assert_int_equal(result.preview.pixels[0], 255);
    mc_grey_finish(&white);
    decoder_destroy(decoder);
}

static void live_frames_count_when_seen_twice(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_with(DECODER_OPTION, BUDGET_MS);
    struct decoder_result result;
    assert_int_equal(decoder_read(decoder, &frame, DECODER_LIVE, &result, NULL), MC_OK);
    assert_false(result.found);
    assert_int_equal(result.hint, CAMERA_HINT_NONE);
    assert_found(decoder, DECODER_LIVE);
    decoder_destroy(decoder);
}

static void a_damaged_frame_is_an_error_and_no_more(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_with(DECODER_OPTION, BUDGET_MS);
    struct decoder_result result;
    const uint8_t junk[] = {0xFF, 0xD8, 0xFF, 0xDA, 1, 2, 3};
    struct camera_frame damaged = {CAMERA_MJPEG, 640, 480, 0, junk, sizeof junk};
    assert_int_equal(decoder_read(decoder, &damaged, 0, &result, NULL), MC_EPARSE);
    pid_t pid = decoder_pid(decoder);
    struct camera_frame lying = frame;
    lying.height_px *= 2;
    assert_int_equal(decoder_read(decoder, &lying, 0, &result, NULL), MC_EPARSE);
    lying = frame;
    lying.format = CAMERA_FORMATS;
    assert_int_equal(decoder_read(decoder, &lying, 0, &result, NULL), MC_EPARSE);
    assert_found(decoder, 0);
    assert_int_equal(decoder_pid(decoder), pid);
    decoder_destroy(decoder);
}

static void killed_it_is_started_again(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_with(DECODER_OPTION, BUDGET_MS);
    assert_found(decoder, 0);
    pid_t first = decoder_pid(decoder);
    assert_int_equal(kill(first, SIGKILL), 0);
    struct decoder_result result;
    assert_int_equal(decoder_read(decoder, &frame, 0, &result, NULL), MC_EIO);
    assert_int_equal(decoder_pid(decoder), 0);
    assert_found(decoder, 0);
    assert_true(decoder_pid(decoder) != first);
    decoder_destroy(decoder);
}

static void when_the_citizen_has_gone_so_has_the_process(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_with(DECODER_OPTION, BUDGET_MS);
    assert_found(decoder, 0);
    pid_t first = decoder_pid(decoder);
    decoder_forget(decoder);
    assert_int_equal(decoder_pid(decoder), 0);
    assert_int_equal(kill(first, 0), -1);
    assert_int_equal(errno, ESRCH);
    assert_found(decoder, 0);
    decoder_destroy(decoder);
}

static void assert_fails(const char *argument, int hang_ms, const char *why)
{
    struct decoder *decoder = decoder_with(argument, hang_ms);
    struct decoder_result result;
    struct mc_error err = {0};
    assert_int_equal(decoder_read(decoder, &frame, 0, &result, &err), MC_EIO);
    assert_non_null(strstr(err.text, why));
    assert_int_equal(decoder_pid(decoder), 0);
    decoder_destroy(decoder);
}

static void whatever_it_does_it_is_ended(void **state)
{
    (void)state;
    assert_fails("--dies", BUDGET_MS, "died");
    assert_fails("--dies-later", BUDGET_MS, "died");
    assert_fails("--wrong-sequence", BUDGET_MS, "out of step");
    assert_fails("--too-long", BUDGET_MS, "out of step");
    assert_fails("--too-short", BUDGET_MS, "out of step");
    assert_fails("--no-such-option", BUDGET_MS, "died");
    struct decoder *decoder = decoder_create(
        &(struct decoder_settings){"/nonexistent/program", DECODER_OPTION, BUDGET_MS, BUDGET_MS});
    struct decoder_result result;
    assert_int_equal(decoder_read(decoder, &frame, 0, &result, NULL), MC_EIO);
    decoder_destroy(decoder);
}

static void hanging_it_is_ended(void **state)
{
    (void)state;
    struct decoder *decoder =
        decoder_create(&(struct decoder_settings){"/proc/self/exe", "--hangs", 0, 50});
    struct decoder_result result;
    struct mc_error err = {0};
    assert_int_equal(decoder_read(decoder, &frame, 0, &result, &err), MC_EIO);
    assert_non_null(strstr(err.text, "no answer"));
    assert_int_equal(decoder_pid(decoder), 0);
    decoder_destroy(decoder);
}

/* ---- What it is shut in by ---- */

static void it_runs_under_seccomp_and_without_privileges(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_with(DECODER_OPTION, BUDGET_MS);
    assert_found(decoder, 0);
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)decoder_pid(decoder));
    char *status = NULL;
    size_t len = 0;
    assert_int_equal(mc_file_read(path, 65536, &status, &len, NULL), MC_OK);
    assert_non_null(strstr(status, "Seccomp:\t2"));
    assert_non_null(strstr(status, "NoNewPrivs:\t1"));
    free(status);
    /* Nothing of this process's environment went along. */
    (void)snprintf(path, sizeof path, "/proc/%d/environ", (int)decoder_pid(decoder));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char byte = 0;
    assert_true(fd < 0 || read(fd, &byte, 1) <= 0);
    if (fd >= 0) {
        (void)close(fd);
    }
    decoder_destroy(decoder);
}

/* How a process ends that does `act` inside the sandbox: its exit status, or minus the signal. */
static int outcome_of(int (*act)(void))
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (decoder_sandbox_enter(DECODER_SOCKET_FD, NULL) != MC_OK) {
            _exit(99);
        }
        _exit(act());
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int compute(void)
{
    void *memory = malloc((size_t)8 * 1024 * 1024);
    int ok = memory != NULL;
    free(memory);
    return ok ? 7 : 1;
}

static int open_a_file(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES ? 7 : 1;
}

static int open_a_socket(void)
{
    return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int start_a_program(void)
{
    return execl("/bin/true", "true", NULL);
}

static int start_a_process(void)
{
    return fork() < 0;
}

static int write_elsewhere(void)
{
    return (int)write(STDOUT_FILENO, "x", 1);
}

static int kill_the_parent(void)
{
    return kill(getppid(), 0);
}

static void it_can_compute_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(compute), 7);
    assert_int_equal(outcome_of(open_a_file), 7);
    assert_int_equal(outcome_of(open_a_socket), -SIGSYS);
    assert_int_equal(outcome_of(start_a_program), -SIGSYS);
    assert_int_equal(outcome_of(start_a_process), -SIGSYS);
    assert_int_equal(outcome_of(write_elsewhere), -SIGSYS);
    assert_int_equal(outcome_of(kill_the_parent), -SIGSYS);
    print_message("Landlock version %d\n", decoder_sandbox_landlock_version());
}

/* ---- Processes that misbehave ---- */

static void say(struct decoder_reply *reply, size_t len)
{
    (void)!write(DECODER_SOCKET_FD, reply, len);
}

static void misbehave(const char *how)
{
    static struct decoder_reply reply = {.magic = DECODER_MAGIC, .status = DECODER_READY};
    static uint8_t longer[sizeof reply + 64];
    if (strcmp(how, "--dies") == 0) {
        _exit(3);
    }
    say(&reply, sizeof reply);
    struct decoder_request request;
    if (read(DECODER_SOCKET_FD, &request, sizeof request) != (ssize_t)sizeof request) {
        _exit(4);
    }
    reply.sequence = request.sequence;
    reply.status = DECODER_NOTHING;
    if (strcmp(how, "--dies-later") == 0) {
        _exit(3);
    } else if (strcmp(how, "--wrong-sequence") == 0) {
        reply.sequence++;
        say(&reply, sizeof reply);
    } else if (strcmp(how, "--too-short") == 0) {
        say(&reply, 40);
    } else if (strcmp(how, "--too-long") == 0) {
        memcpy(longer, &reply, sizeof reply);
        (void)!write(DECODER_SOCKET_FD, longer, sizeof longer);
    } else if (strcmp(how, "--hangs") != 0) {
        _exit(5);
    }
    /* Until it is killed. */
    for (;;) {
        (void)pause();
    }
}

int main(int argc, char *argv[])
{
    mc_secure_init();
    if (argc == 2 && strcmp(argv[1], DECODER_OPTION) == 0) {
        decoder_child_run();
    }
    if (argc == 2 && strncmp(argv[1], "--", 2) == 0) {
        misbehave(argv[1]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_is_read_in_another_process),
        cmocka_unit_test(live_frames_count_when_seen_twice),
        cmocka_unit_test(a_damaged_frame_is_an_error_and_no_more),
        cmocka_unit_test(killed_it_is_started_again),
        cmocka_unit_test(when_the_citizen_has_gone_so_has_the_process),
        cmocka_unit_test(whatever_it_does_it_is_ended),
        cmocka_unit_test(hanging_it_is_ended),
        cmocka_unit_test(it_runs_under_seccomp_and_without_privileges),
        cmocka_unit_test(it_can_compute_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
