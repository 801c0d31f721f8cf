/* What looks like a code and is none must not be read: noise, print, stripes, and finder patterns
 * around data that mean nothing. */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/qr_reader.h"
#include "tests/unit/cmocka_all.h"

#define BUDGET_MS 600000
#define WIDTH     320
#define HEIGHT    240
#define KINDS     5
#define EACH      2

static uint32_t seed;

static uint32_t next_random(uint32_t below)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) % below;
}

static void fill(struct mc_grey *picture, int left, int top, int width, int height, uint8_t grey)
{
    for (int y = top; y < top + height && y < picture->height_px; y++) {
        for (int x = left; x < left + width && x < picture->width_px; x++) {
            picture->pixels[(size_t)y * (size_t)picture->width_px + (size_t)x] = grey;
        }
    }
}

static void draw_noise(struct mc_grey *picture)
{
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        picture->pixels[i] = (uint8_t)next_random(256);
    }
}

static void draw_modules(struct mc_grey *picture)
{
    int side = 3 + (int)next_random(6);
    for (int y = 0; y < HEIGHT; y += side) {
        for (int x = 0; x < WIDTH; x += side) {
            fill(picture, x, y, side, side, next_random(2) == 0 ? 10 : 240);
        }
    }
}

static void draw_stripes(struct mc_grey *picture)
{
    for (int x = 0; x < WIDTH;) {
        int width = 1 + (int)next_random(8);
        fill(picture, x, 20, width, HEIGHT - 40, 20);
        x += width + 1 + (int)next_random(8);
    }
}

/* Lines of words of strokes, as print looks from afar. */
static void draw_print(struct mc_grey *picture)
{
    for (int y = 10; y + 10 < HEIGHT; y += 14) {
        for (int x = 10; x + 8 < WIDTH; x += 6 + (next_random(6) == 0 ? 8 : 0)) {
            fill(picture, x, y, 1, 9, 30);
            fill(picture, x, y + (int)next_random(9), 4, 1, 30);
            fill(picture, x + 3, y + (int)next_random(5), 1, 4, 30);
        }
    }
}

static void draw_finder(struct mc_grey *picture, int left, int top, int module)
{
    fill(picture, left - module, top - module, 9 * module, 9 * module, 240);
    fill(picture, left, top, 7 * module, 7 * module, 10);
    fill(picture, left + module, top + module, 5 * module, 5 * module, 240);
    fill(picture, left + 2 * module, top + 2 * module, 3 * module, 3 * module, 10);
}

/* The smallest code's size, with all that is fixed, and data by chance. */
static void draw_hollow_code(struct mc_grey *picture)
{
    const int module = 6;
    const int left = 60;
    const int top = 40;
    for (int i = 0; i < 21 * 21; i++) {
        fill(picture, left + i % 21 * module, top + i / 21 * module, module, module,
             next_random(2) == 0 ? 10 : 240);
    }
    for (int i = 0; i < 21; i++) {
        fill(picture, left + i * module, top + 6 * module, module, module, i % 2 == 0 ? 10 : 240);
        fill(picture, left + 6 * module, top + i * module, module, module, i % 2 == 0 ? 10 : 240);
    }
    draw_finder(picture, left, top, module);
    draw_finder(picture, left + 14 * module, top, module);
    draw_finder(picture, left, top + 14 * module, module);
}

static void nothing_is_read_where_there_is_nothing(void **state)
{
    (void)state;
    static void (*const kinds[KINDS])(struct mc_grey * picture) = {
        draw_noise, draw_modules, draw_stripes, draw_print, draw_hollow_code};
    struct qr_reader *reader = qr_reader_create();
    for (int i = 0; i < KINDS * EACH; i++) {
        seed = (uint32_t)i + 1;
        struct mc_grey picture;
        mc_grey_init(&picture, WIDTH, HEIGHT);
        kinds[i % KINDS](&picture);
        qr_reader_expect_barcodes(reader, i >= KINDS);
        const struct qr_code *code = NULL;
        assert_false(qr_reader_read(reader, &picture, BUDGET_MS, &code));
        assert_null(code);
        mc_grey_finish(&picture);
    }
    qr_reader_destroy(reader);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_read_where_there_is_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
