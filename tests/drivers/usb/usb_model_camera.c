/* A camera of the USB video class (UVC 1.0), streaming over a bulk endpoint, with one
 * size a format. */
#include <string.h>

#include "tests/drivers/usb/usb_model.h"

#define FRAME_BYTES     ((size_t)USB_CAMERA_WIDTH_PX * USB_CAMERA_HEIGHT_PX)
#define HEAD_BYTES      2
#define PART_BYTES      1024
#define USB_PROBE_BYTES 26
#define INTERVAL_100NS  333333

enum { SET_CUR = 0x01, COMMIT = 2 };
/* Flags of a payload's head, section 2.4.3.3. */
enum { END_OF_FRAME = 0x02, END_OF_HEAD = 0x80 };

/* Adds a descriptor: its bytes in hex, and those in front that say how long it is. */
static size_t put(uint8_t *out, size_t at, const char *hex)
{
    size_t len = usb_model_hex(hex, out + at + 1) + 1;
    out[at] = (uint8_t)len;
    return at + len;
}

static size_t put_all(uint8_t *out, size_t at, const char *const *descriptors)
{
    for (; *descriptors != NULL; descriptors++) {
        at = put(out, at, *descriptors);
    }
    return at;
}

/* Sections 3.5 to 3.9: two interfaces that belong together, one to control a lens whose pictures
 * leave by USB, one for the stream of 64x48 pixels in uvcvideo's format for 8-bit grey ("Y800"), at
 * 30 frames a second. The formats' header says how many there are, and the bytes of it and them. */
size_t usb_model_camera_config(const struct usb_device *device, uint8_t out[USB_REPLY_MAX])
{
    static const char *const control[] = {"0200000201008032",
                                          "0B00020E030000",
                                          "040000000E010000",
                                          "240100012700006CDC020101",
                                          "24020101020000000000000000020000",
                                          "2403020101000100",
                                          "040100010E020000",
                                          NULL};
    static const char *const grey[] = {"240401015938303000001000800000AA00389B71080100000000",
                                       "240501004000300000400B0000400B00000C0000151605000115160500",
                                       NULL};
    /* MJPEG 1.0: 1280x720, at 30 frames a second, too. */
    static const char *const jpeg[] = {
        "24060201000100000000", "240701000005D00200008000000000F000000800151605000115160500", NULL};
    bool both = device->pictures != NULL;
    size_t start = put_all(out, 0, control);
    size_t len =
        put(out, start, both ? "2401020000810002000000010000" : "24010100008100020000000100");
    len = put_all(out, len, grey);
    len = both ? put_all(out, len, jpeg) : len;
    out[start + 4] = (uint8_t)(len - start);
    len = put(out, len, "058102400000");
    out[2] = (uint8_t)len;
    out[3] = (uint8_t)(len >> 8);
    return len;
}

static void put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

/* Whatever is proposed, this is what it can do: section 4.3.1.1. What was before a stream begins is
 * not part of it. */
int usb_model_camera_request(struct usb_model *model, const uint8_t setup[USB_SETUP_BYTES],
                             uint8_t reply[USB_REPLY_MAX], size_t *out_len)
{
    if (setup[1] == SET_CUR && setup[3] == COMMIT) {
        model->report_count = 0;
        model->frame_at = 0;
    }
    bool packed = model->device.pictures != NULL;
    memset(reply, 0, USB_PROBE_BYTES);
    reply[2] = packed ? 2 : 1; /* format */
    reply[3] = 1;              /* size */
    put_u32(reply + 4, INTERVAL_100NS);
    put_u32(reply + 18, packed ? USB_CAMERA_JPEG_MAX_BYTES : FRAME_BYTES);
    put_u32(reply + 22, HEAD_BYTES + PART_BYTES);
    *out_len = (setup[0] & 0x80) != 0 ? USB_PROBE_BYTES : 0;
    return 0;
}

/* A part of what is shown; how long all of it is. */
static size_t copy_part(const struct usb_model *model, uint8_t *out, size_t room, size_t *part)
{
    uint8_t shown = model->reports[0].bytes[0];
    const struct usb_picture *picture =
        model->device.pictures != NULL ? &model->device.pictures[shown] : NULL;
    size_t whole = picture != NULL ? picture->len : FRAME_BYTES;
    size_t left = whole - model->frame_at;
    *part = left < PART_BYTES ? left : PART_BYTES;
    *part = *part < room ? *part : room;
    if (picture != NULL) {
        memcpy(out, picture->bytes + model->frame_at, *part);
    } else {
        memset(out, shown, *part);
    }
    return whole;
}

bool usb_model_camera_in(struct usb_model *model, uint8_t *bytes, size_t room, size_t *len)
{
    if (model->report_count == 0 || room <= HEAD_BYTES) {
        return false;
    }
    size_t part = 0;
    size_t whole = copy_part(model, bytes + HEAD_BYTES, room - HEAD_BYTES, &part);
    bool last = model->frame_at + part == whole;
    bytes[0] = HEAD_BYTES;
    bytes[1] = (uint8_t)(END_OF_HEAD | (last ? END_OF_FRAME : 0) | model->frame_parity);
    *len = HEAD_BYTES + part;
    model->frame_at = last ? 0 : model->frame_at + part;
    if (last) {
        model->frame_parity ^= 1;
        model->report_count--;
        memmove(model->reports, model->reports + 1, model->report_count * sizeof model->reports[0]);
    }
    return true;
}
