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
    view->service_read = FLOW_READ_ID_CARD;
    view->service_reads = 2;
    view->test_print = FLOW_PRINT_DONE;
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
