/* For staff: the PIN, all well, and as much as can be wrong at once. */
#include "core/memory.h"
#include "tests/tools/views_internal.h"

void views_service_pin(struct flow_view *view)
{
    view->screen = FLOW_SERVICE;
    view->pin_chars = 4;
}

void views_service_pin_wrong(struct flow_view *view)
{
    view->screen = FLOW_SERVICE;
    view->pin_wrong = true;
    view->pin_wait_s = 512;
}

void views_service_pin_waited(struct flow_view *view)
{
    view->screen = FLOW_SERVICE;
    view->pin_wrong = true;
}

static struct flow_service_device working(const char *model)
{
    struct flow_service_device device = {.configured = true, .works = true, .problem = ""};
    mc_copy_text(device.found, sizeof device.found, model);
    return device;
}

void views_service_open(struct flow_view *view)
{
    view->screen = FLOW_SERVICE;
    view->service_open = true;
    view->service = (struct flow_service_state){
        .camera = working("USB 2.0 Camera, 1280x720 MJPEG, /dev/video0"),
        .scanner = working("Barcode Scanner (keyboard wedge), /dev/input/event7"),
        .card_reader = working("ACS ACR1252 Dual Reader 00 00"),
        .printer = working("EPSON TM-T82, USB 04b8:0e15 at 1-2.3"),
        .outbox_waiting = 3,
        .catalogue_version = 41,
        .disk_free_mib = 20480};
}

/* A card held before the camera, as far as grey squares can be one. */
static void draw_preview(struct flow_picture *out)
{
    out->width_px = 160;
    out->height_px = 90;
    for (int y = 0; y < out->height_px; y++) {
        for (int x = 0; x < out->width_px; x++) {
            bool card = x >= 40 && x < 120 && y >= 20 && y < 70;
            bool code = x >= 90 && x < 114 && y >= 26 && y < 50 && ((x / 3) ^ (y / 3)) % 3 == 0;
            out->pixels[y * out->width_px + x] = (uint8_t)(code ? 20 : card ? 225 : 90 + y / 2);
        }
    }
}

/* All tried, and all well. */
void views_service_tried(struct flow_view *view)
{
    views_service_open(view);
    draw_preview(&view->preview);
    view->camera_try = (struct flow_service_try){FLOW_READ_ID_CARD, "QR", 2};
    view->scanner_try = (struct flow_service_try){FLOW_READ_OTHER, "Code 128", 14};
    view->chip_card_lies = true;
    view->chip = FLOW_CHIP_STATE_DONE;
    view->chip_try = (struct flow_service_chip){FLOW_CHIP_ACCESS_PACE, true};
    view->test_print = FLOW_PRINT_DONE;
}

/* The same, and little is well. */
void views_service_tried_in_vain(struct flow_view *view)
{
    views_service_open(view);
    draw_preview(&view->preview);
    view->hint = FLOW_HINT_FAR;
    view->chip_card_lies = true;
    view->chip = FLOW_CHIP_STATE_DOUBTFUL;
    view->chip_try = (struct flow_service_chip){FLOW_CHIP_ACCESS_BAC, false};
    view->test_print = FLOW_PRINT_FAILED;
}

/* The longest of what is said of a chip. */
void views_service_chip_silent(struct flow_view *view)
{
    views_service_open(view);
    view->chip = FLOW_CHIP_STATE_UNREADABLE;
}

static struct flow_service_device failing(const char *problem, const char *rules)
{
    return (struct flow_service_device){.configured = true, .problem = problem, .rules = rules};
}

void views_service_faults(struct flow_view *view)
{
    view->screen = FLOW_SERVICE;
    view->service_open = true;
    view->devices.printer = false;
    view->devices.network = false;
    view->service = (struct flow_service_state){
        .camera = failing("denied", "config/60-motcua.rules"),
        .scanner = failing("unfit", ""),
        .card_reader = failing("denied", "config/60-motcua-pcscd.rules"),
        .printer = failing("busy", ""),
        .outbox_waiting = 1200,
        .disk_free_mib = -1};
    view->test_print = FLOW_PRINT_FAILED;
}
