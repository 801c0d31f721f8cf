/* A camera that packs its pictures itself, as most on USB do at this size: uvcvideo hands on what
 * it sent, and the decoding process reads the code in it. The process is this program once more. */
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* It wants stdio.h before it. */
#include <jpeglib.h>

#include "core/memory.h"
#include "drivers/camera/camera_v4l2.h"
#include "drivers/camera/decoder.h"
#include "drivers/camera/decoder_child.h"
#include "tests/drivers/usb/usb_bus.h"
#include "tests/unit/cmocka_all.h"

#define PORT        1
#define NODE        "/dev/v4l/by-path/platform-vhci_hcd.0-usb-0:1:1.0-video-index0"
#define WIDTH_PX    USB_CAMERA_JPEG_WIDTH_PX
#define HEIGHT_PX   USB_CAMERA_JPEG_HEIGHT_PX
#define CODE_PX     200 /* from the left, and from above */
#define MODULE_PX   8
#define CHANNELS    3
#define LATER_MS    60000
#define DECODING_MS 60000
#define TEXT        "079123456789|Đặng Thị Ẩn"

enum { OF_A_CODE, OF_NOTHING, CUT_OFF, PICTURES };

static uint8_t *packed[PICTURES]; /* owned */
static struct usb_picture pictures[PICTURES];
static struct usb_bus *bus;
static struct camera *camera;

/* ---- What it sends ---- */

/* Such cameras leave out the Huffman tables: everybody has the standard's (T.81, annex K.3). */
static size_t drop_tables(uint8_t *bytes, size_t len)
{
    size_t at = 2; /* behind FF D8 */
    while (at + 4 <= len && bytes[at + 1] != 0xDA) {
        size_t segment = 2 + (size_t)bytes[at + 2] * 256 + bytes[at + 3];
        if (bytes[at + 1] == 0xC4) {
            memmove(bytes + at, bytes + at + segment, len - at - segment);
            len -= segment;
        } else {
            at += segment;
        }
    }
    return len;
}

/* Dark blue on light yellow, or all of it yellow. */
static void draw_row(const QRcode *code, int y, uint8_t *row)
{
    static const uint8_t colours[2][CHANNELS] = {{0xF0, 0xF0, 0xA0}, {0x10, 0x10, 0x60}};
    for (int x = 0; x < WIDTH_PX; x++) {
        int column = (x - CODE_PX) / MODULE_PX;
        int line = (y - CODE_PX) / MODULE_PX;
        bool inside = code != NULL && x >= CODE_PX && y >= CODE_PX && column < code->width &&
                      line < code->width;
        bool dark = inside && (code->data[line * code->width + column] & 1) != 0;
        memcpy(row + (size_t)CHANNELS * (size_t)x, colours[dark ? 1 : 0], CHANNELS);
    }
}

/* With half the colour in every row, as the sensor of such a camera has it. */
static void pack(const QRcode *code, int number)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long len = 0;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &len);
    jpeg.image_width = WIDTH_PX;
    jpeg.image_height = HEIGHT_PX;
    jpeg.input_components = CHANNELS;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg.comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(&jpeg, TRUE);
    uint8_t *row = mc_calloc(WIDTH_PX, CHANNELS);
    while (jpeg.next_scanline < HEIGHT_PX) {
        draw_row(code, (int)jpeg.next_scanline, row);
        (void)jpeg_write_scanlines(&jpeg, &row, 1);
    }
    free(row);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    size_t left = drop_tables(bytes, (size_t)len);
    assert_true(left < len && left <= USB_CAMERA_JPEG_MAX_BYTES);
    packed[number] = bytes;
    pictures[number] = (struct usb_picture){bytes, left};
}

static int make_pictures(void **state)
{
    (void)state;
    QRcode *code =
        QRcode_encodeData((int)strlen(TEXT), (const unsigned char *)TEXT, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    pack(code, OF_A_CODE);
    pack(NULL, OF_NOTHING);
    pictures[CUT_OFF] =
        (struct usb_picture){pictures[OF_A_CODE].bytes, pictures[OF_A_CODE].len / 2};
    QRcode_free(code);
    return 0;
}

static int free_pictures(void **state)
{
    (void)state;
    for (int i = 0; i < PICTURES; i++) {
        free(packed[i]);
    }
    return 0;
}

/* ---- The camera ---- */

static int set_up(void **state)
{
    (void)state;
    bus = usb_bus_create();
    usb_bus_plug(bus, PORT,
                 &(struct usb_device){.vendor = 0x046D,
                                      .product = 0x0825,
                                      .camera = true,
                                      .pictures = pictures,
                                      .name = "Camera"});
    camera = camera_v4l2_create(NODE, NULL);
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    camera->ops->destroy(camera);
    usb_bus_destroy(bus);
    return 0;
}

static const struct camera_frame *see(uint8_t number)
{
    const struct camera_frame *frame = NULL;
    struct mc_error err = {0};
    usb_bus_report(bus, PORT, &number, 1);
    if (camera->ops->next_frame(camera, LATER_MS, &frame, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(frame->format, CAMERA_MJPEG);
    assert_int_equal(frame->width_px, WIDTH_PX);
    assert_int_equal(frame->height_px, HEIGHT_PX);
    return frame;
}

/* There is grey without any packing, too, and far too small. */
static void it_is_chosen_and_comes_as_it_was_sent(void **state)
{
    (void)state;
    static const uint8_t order[] = {OF_A_CODE, OF_NOTHING, OF_A_CODE,
                                    CUT_OFF,   OF_NOTHING, OF_A_CODE};
    for (size_t i = 0; i < sizeof order; i++) {
        const struct camera_frame *frame = see(order[i]);
        assert_int_equal(frame->len, pictures[order[i]].len);
        assert_memory_equal(frame->bytes, pictures[order[i]].bytes, frame->len);
    }
}

static void a_code_is_read_that_was_seen_twice(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_create(&(struct decoder_settings){
        "/proc/self/exe", DECODER_OPTION, DECODER_BUDGET_MOST_MS, DECODING_MS});
    struct decoder_result result;
    static const struct {
        uint8_t picture;
        enum mc_err rc;
        bool found;
    } steps[] = {{OF_NOTHING, MC_OK, false},
                 {OF_A_CODE, MC_OK, false},
                 {CUT_OFF, MC_EPARSE, false}, /* some cameras do send such */
                 {OF_A_CODE, MC_OK, true}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const struct camera_frame *frame = see(steps[i].picture);
        assert_int_equal(decoder_read(decoder, frame, DECODER_LIVE, &result, NULL), steps[i].rc);
        if (steps[i].rc == MC_OK) {
            assert_int_equal(result.found, steps[i].found);
        }
    }
    assert_int_equal(result.code.symbology, MC_SYMBOLOGY_QR);
    assert_int_equal(result.code.len, strlen(TEXT));
    assert_memory_equal(result.code.bytes, TEXT, strlen(TEXT));
    decoder_destroy(decoder);
}

int main(int argc, char *argv[])
{
    mc_secure_init();
    if (argc == 2 && strcmp(argv[1], DECODER_OPTION) == 0) {
        decoder_child_run();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_chosen_and_comes_as_it_was_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_code_is_read_that_was_seen_twice, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, make_pictures, free_pictures);
}
