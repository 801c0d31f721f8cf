/* `motcua-kiosk --decode`: the program itself, its lines and what it exits with. */
#include <fcntl.h>
#include <qrencode.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
/* It wants stdio.h before it. */
#include <jpeglib.h>

#include "core/image.h"
#include "tests/unit/cmocka_all.h"

#define PROGRAM    MOTCUA_BIN_DIR "/motcua-kiosk"
#define TEXT       "Đặng Thị Ẩn"
#define TEXT_HEX   "c490e1bab76e67205468e1bb8b20e1baa86e"
#define MODULE_PX  8
#define QUIET_PX   32
#define PATH_BYTES 64

static char dir[] = "/tmp/motcua-decode-XXXXXX";

static void path_of(const char *name, char out[PATH_BYTES])
{
    (void)snprintf(out, PATH_BYTES, "%s/%s", dir, name);
}

/* Dark blue modules on light yellow: told apart by their brightness, not by one channel. */
static uint32_t *draw(int *out_side)
{
    QRcode *code = QRcode_encodeData((int)strlen(TEXT), (const uint8_t *)TEXT, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    int side = code->width * MODULE_PX + 2 * QUIET_PX;
    uint32_t *pixels = calloc((size_t)side * (size_t)side, sizeof *pixels);
    assert_non_null(pixels);
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            int column = (x - QUIET_PX) / MODULE_PX;
            int row = (y - QUIET_PX) / MODULE_PX;
            bool inside =
                x >= QUIET_PX && y >= QUIET_PX && column < code->width && row < code->width;
            bool dark = inside && (code->data[row * code->width + column] & 1) != 0;
            pixels[(size_t)y * (size_t)side + (size_t)x] = dark ? 0xFF101060U : 0xFFF0F0A0U;
        }
    }
    QRcode_free(code);
    *out_side = side;
    return pixels;
}

static void write_jpeg(const char *path, const uint32_t *pixels, int side)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = (JDIMENSION)side;
    jpeg.image_height = (JDIMENSION)side;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    uint8_t *row = calloc((size_t)side, 3);
    assert_non_null(row);
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            uint32_t pixel = pixels[(size_t)y * (size_t)side + (size_t)x];
            row[3 * x] = (uint8_t)(pixel >> 16);
            row[3 * x + 1] = (uint8_t)(pixel >> 8);
            row[3 * x + 2] = (uint8_t)pixel;
        }
        (void)jpeg_write_scanlines(&jpeg, &row, 1);
    }
    free(row);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    assert_int_equal(fclose(file), 0);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    (void)state;
    char path[PATH_BYTES];
    int side = 0;
    assert_non_null(mkdtemp(dir));
    uint32_t *pixels = draw(&side);
    path_of("colour.png", path);
    assert_int_equal(mc_png_write_rgb(path, pixels, side, side, side, NULL), MC_OK);
    path_of("photo.jpg", path);
    write_jpeg(path, pixels, side);
    for (int i = 0; i < side * side; i++) {
        pixels[i] = 0xFFFFFFFFU;
    }
    path_of("blank.png", path);
    assert_int_equal(mc_png_write_rgb(path, pixels, side, side, side, NULL), MC_OK);
    free(pixels);
    path_of("no-picture.png", path);
    write_text(path, "Một Cửa\n");
    path_of("empty.jpg", path);
    write_text(path, "");
    path_of("broken.jpg", path);
    write_text(path, "\xFF\xD8\xFF\xDA no more");
    return 0;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"colour.png",     "photo.jpg", "blank.png",
                                        "no-picture.png", "empty.jpg", "broken.jpg"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[PATH_BYTES];
        path_of(names[i], path);
        (void)unlink(path);
    }
    return rmdir(dir);
}

struct outcome {
    int status;
    char out[512];
    char err[512];
};

static void read_all(int fd, char *out, size_t size)
{
    size_t len = 0;
    ssize_t part = 0;
    while (len + 1 < size && (part = read(fd, out + len, size - 1 - len)) > 0) {
        len += (size_t)part;
    }
    out[len] = '\0';
    (void)close(fd);
}

/* With up to three pictures; NULL: no more. */
static void decode(const char *first, const char *second, const char *third,
                   struct outcome *outcome)
{
    int out[2];
    int err[2];
    pid_t pid = 0;
    const char *const arguments[] = {"motcua-kiosk", "--decode", first, second, third, NULL};
    posix_spawn_file_actions_t actions;
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO), 0);
    assert_int_equal(
        posix_spawn(&pid, PROGRAM, &actions, NULL, (char *const *)(uintptr_t)arguments, environ),
        0);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(out[1]);
    (void)close(err[1]);
    read_all(out[0], outcome->out, sizeof outcome->out);
    read_all(err[0], outcome->err, sizeof outcome->err);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    outcome->status = WEXITSTATUS(status);
}

static void a_line_is_path_tab_and_hex(void **state)
{
    (void)state;
    static const char *const names[] = {"colour.png", "photo.jpg"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[PATH_BYTES];
        char expected[512];
        struct outcome outcome;
        path_of(names[i], path);
        decode(path, NULL, NULL, &outcome);
        (void)snprintf(expected, sizeof expected, "%s\t%s\n", path, TEXT_HEX);
        assert_string_equal(outcome.out, expected);
        assert_string_equal(outcome.err, "");
        assert_int_equal(outcome.status, 0);
    }
}

static void several_come_in_order_and_nothing_read_is_an_empty_line(void **state)
{
    (void)state;
    char photo[PATH_BYTES];
    char blank[PATH_BYTES];
    char expected[512];
    struct outcome outcome;
    path_of("photo.jpg", photo);
    path_of("blank.png", blank);
    decode(blank, photo, blank, &outcome);
    (void)snprintf(expected, sizeof expected, "%s\t\n%s\t%s\n%s\t\n", blank, photo, TEXT_HEX,
                   blank);
    assert_string_equal(outcome.out, expected);
    assert_string_equal(outcome.err, "");
    assert_int_equal(outcome.status, 0);
}

/* One line that names the file. */
static void assert_refused(const char *name)
{
    char path[PATH_BYTES];
    struct outcome outcome;
    path_of(name, path);
    decode(path, NULL, NULL, &outcome);
    assert_int_equal(outcome.status, 2);
    assert_string_equal(outcome.out, "");
    assert_non_null(strstr(outcome.err, path));
    const char *end = strchr(outcome.err, '\n');
    assert_non_null(end);
    assert_string_equal(end, "\n");
}

static void what_is_no_picture_is_refused(void **state)
{
    (void)state;
    assert_refused("missing.png");
    assert_refused("no-picture.png");
    assert_refused("empty.jpg");
    assert_refused("broken.jpg");
}

static void without_a_picture_it_says_so(void **state)
{
    (void)state;
    struct outcome outcome;
    decode(NULL, NULL, NULL, &outcome);
    assert_int_equal(outcome.status, 2);
    assert_string_equal(outcome.out, "");
    assert_string_not_equal(outcome.err, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_path_tab_and_hex),
        cmocka_unit_test(several_come_in_order_and_nothing_read_is_an_empty_line),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(without_a_picture_it_says_so),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
