/* Camera and scanner on their threads: what they read and see arrives, by whom it was read, and
 * only while it is wanted. */
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/camera_sim.h"
#include "drivers/camera/decoder.h"
#include "drivers/camera/decoder_child.h"
#include "drivers/scanner/scanner_sim.h"
#include "kiosk/app/options.h"
#include "kiosk/app/readers.h"
#include "tests/unit/cmocka_all.h"

#define TEXT       "079123456789|Đặng Thị Ẩn"
#define MODULE_PX  6
#define QUIET      4
#define BACKGROUND 255
#define AGAIN_MS   20
#define PATIENT_MS 120000 /* a busy machine; nothing waits so long when all is well */

struct fixture {
    struct options options;
    struct device_slot camera;
    struct device_slot scanner;
    struct mc_queue *inbox;
    struct readers *readers;
    struct mc_grey picture;
};

static void draw_code(struct mc_grey *out)
{
    QRcode *code =
        QRcode_encodeData((int)strlen(TEXT), (const unsigned char *)TEXT, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    int side = (code->width + 2 * QUIET) * MODULE_PX;
    mc_grey_init(out, side, side);
    for (int y = 0; y < code->width * MODULE_PX; y++) {
        for (int x = 0; x < code->width * MODULE_PX; x++) {
            if ((code->data[y / MODULE_PX * code->width + x / MODULE_PX] & 1) != 0) {
                out->pixels[(y + QUIET * MODULE_PX) * side + x + QUIET * MODULE_PX] = 0;
            }
        }
    }
    QRcode_free(code);
}

static int set_up(void **state)
{
    struct fixture *f = MC_NEW(struct fixture);
    mc_config_defaults(options_table, options_count, &f->options);
    device_slot_init(&f->camera, DEVICE_CAMERA, &f->options);
    device_slot_init(&f->scanner, DEVICE_SCANNER, &f->options);
    f->inbox = mc_queue_create(INBOX_CAPACITY, NULL, NULL);
    draw_code(&f->picture);
    struct device_slot *slots[READERS_WATCHED] = {
        [INBOX_READER_CAMERA] = &f->camera, [INBOX_READER_SCANNER] = &f->scanner};
    f->readers = readers_start(slots, f->inbox);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    readers_stop(f->readers);
    mc_queue_destroy(f->inbox);
    device_slot_finish(&f->camera);
    device_slot_finish(&f->scanner);
    mc_grey_finish(&f->picture);
    free(f);
    return 0;
}

/* The next message of that kind; *others counts the previews on the way. */
static void await(struct fixture *f, int tag, struct mc_message *out, int *previews)
{
    *previews = 0;
    for (;;) {
        assert_true(mc_queue_pop(f->inbox, PATIENT_MS, out));
        if (out->tag == tag) {
            return;
        }
        *previews += out->tag == INBOX_PREVIEW ? 1 : 0;
        mc_message_drop(out);
    }
}

static void expect_code(struct fixture *f, enum inbox_reader reader, int *previews)
{
    struct mc_message message;
    await(f, INBOX_CODE, &message, previews);
    const struct inbox_code *code = message.payload;
    assert_int_equal(code->reader, reader);
    assert_int_equal(code->symbology, MC_SYMBOLOGY_QR);
    assert_int_equal(code->len, strlen(TEXT));
    assert_memory_equal(code->bytes, TEXT, code->len);
    mc_message_drop(&message);
}

static void codes_say_by_whom_they_were_read(void **state)
{
    struct fixture *f = *state;
    int previews = 0;
    camera_sim_show(f->camera.device.camera, &f->picture);
    readers_switch(f->readers, READERS_CODES);
    expect_code(f, INBOX_READER_CAMERA, &previews);
    /* A citizen's picture goes nowhere. */
    assert_int_equal(previews, 0);
    assert_true(scanner_sim_scan(f->scanner.device.scanner, TEXT, strlen(TEXT)));
    expect_code(f, INBOX_READER_SCANNER, &previews);
    assert_int_equal(previews, 0);
}

/* Switched off twice: the second cancellation hits no wait, and stands before what comes then. */
static void what_was_scanned_while_off_reaches_nobody(void **state)
{
    struct fixture *f = *state;
    struct scanner *scanner = f->scanner.device.scanner;
    struct mc_message message = {.tag = INBOX_HINT};
    readers_switch(f->readers, READERS_OFF);
    assert_true(scanner_sim_scan(scanner, "of another", 10));
    readers_switch(f->readers, READERS_CODES);
    while (message.tag != INBOX_CODE) {
        /* Until the scanner's thread has seen the switch, this is dropped, too. */
        (void)scanner_sim_scan(scanner, TEXT, strlen(TEXT));
        if (mc_queue_pop(f->inbox, AGAIN_MS, &message) && message.tag != INBOX_CODE) {
            mc_message_drop(&message);
        }
    }
    const struct inbox_code *code = message.payload;
    assert_int_equal(code->reader, INBOX_READER_SCANNER);
    assert_int_equal(code->len, strlen(TEXT));
    mc_message_drop(&message);
}

static void on_trial_the_camera_shows_what_it_sees(void **state)
{
    struct fixture *f = *state;
    struct mc_message message;
    int previews = 0;
    camera_sim_show(f->camera.device.camera, &f->picture);
    readers_switch(f->readers, READERS_TRIAL);
    await(f, INBOX_PREVIEW, &message, &previews);
    const struct inbox_preview *preview = message.payload;
    assert_true(preview->width_px > 0 && preview->width_px <= DECODER_PREVIEW_WIDTH_PX);
    assert_true(preview->height_px > 0 && preview->height_px <= DECODER_PREVIEW_HEIGHT_PX);
    assert_int_equal(preview->pixels[0], BACKGROUND);
    mc_message_drop(&message);
    expect_code(f, INBOX_READER_CAMERA, &previews);
}

int main(int argc, char *argv[])
{
    mc_secure_init();
    if (argc == 2 && strcmp(argv[1], DECODER_OPTION) == 0) {
        decoder_child_run();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(codes_say_by_whom_they_were_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_scanned_while_off_reaches_nobody, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(on_trial_the_camera_shows_what_it_sees, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
