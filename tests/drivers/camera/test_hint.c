/* Frames as a camera would show them: a card's code at some distance, in some light. */
#include <qrencode.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/camera_hint.h"
#include "drivers/camera/picture.h"
#include "tests/unit/cmocka_all.h"

#define WIDTH  1280
#define HEIGHT 720

static void draw_card(struct mc_grey *frame, int module_px, int left, int top, uint8_t dark,
                      uint8_t light)
{
    static const char text[] = "079123456789|123456789|Nguyễn Thị Ánh Ngọc|01021990|Nữ|"
                               "12 Đường Lúa Chín, Phường Hoa Sữa, Thành phố Mẫu|05062021";
    QRcode *code =
        QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    int side = code->width * module_px;
    for (int y = -4 * module_px; y < side + 4 * module_px; y++) {
        for (int x = -4 * module_px; x < side + 4 * module_px; x++) {
            bool inside = x >= 0 && y >= 0 && x < side && y < side;
            bool black =
                inside && (code->data[y / module_px * code->width + x / module_px] & 1) != 0;
            int at_x = left + x;
            int at_y = top + y;
            if (at_x >= 0 && at_y >= 0 && at_x < WIDTH && at_y < HEIGHT) {
                frame->pixels[at_y * WIDTH + at_x] = black ? dark : light;
            }
        }
    }
    QRcode_free(code);
}

static struct mc_grey frame_of(uint8_t ground)
{
    struct mc_grey frame;
    mc_grey_init(&frame, WIDTH, HEIGHT);
    memset(frame.pixels, ground, (size_t)WIDTH * HEIGHT);
    return frame;
}

static void assert_hint(struct mc_grey *frame, enum camera_hint expected)
{
    assert_int_equal(camera_hint_of(frame), expected);
    picture_forget(frame);
}

static void far_close_dark_and_glare_are_told_apart(void **state)
{
    (void)state;
    struct mc_grey frame = frame_of(110);
    assert_hint(&frame, CAMERA_HINT_NONE);
    frame = frame_of(110);
    draw_card(&frame, 8, 400, 120, 30, 220);
    assert_hint(&frame, CAMERA_HINT_NONE);
    frame = frame_of(110);
    draw_card(&frame, 3, 600, 300, 30, 220);
    assert_hint(&frame, CAMERA_HINT_FAR);
    frame = frame_of(110);
    draw_card(&frame, 24, 60, 60, 30, 220);
    assert_hint(&frame, CAMERA_HINT_CLOSE);
    frame = frame_of(14);
    draw_card(&frame, 8, 400, 120, 8, 40);
    assert_hint(&frame, CAMERA_HINT_DARK);
    /* A lamp's reflection over the code, and its surroundings as they are. */
    frame = frame_of(60);
    draw_card(&frame, 8, 400, 120, 30, 220);
    for (int y = 100; y < 600; y++) {
        memset(frame.pixels + y * WIDTH + 380, 255, 420);
    }
    assert_hint(&frame, CAMERA_HINT_GLARE);
}

static void a_frame_of_any_size_is_looked_at(void **state)
{
    (void)state;
    const int sizes[][2] = {{1, 1}, {1, 5000}, {5000, 1}, {641, 2}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct mc_grey frame;
        mc_grey_init(&frame, sizes[i][0], sizes[i][1]);
        assert_hint(&frame, CAMERA_HINT_NONE);
    }
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(far_close_dark_and_glare_are_told_apart),
        cmocka_unit_test(a_frame_of_any_size_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
