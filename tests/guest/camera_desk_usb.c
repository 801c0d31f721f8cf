/* USB cameras at the kernel's own driver, uvcvideo, found by the links that udevd makes. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/memory.h"
#include "drivers/camera/camera_v4l2.h"
#include "tests/drivers/camera/camera_bench.h"
#include "tests/drivers/nobody.h"
#include "tests/drivers/usb/usb_bus.h"

#define PATH_BYTES 160

struct camera_desk {
    struct usb_bus *bus;
    struct camera *rival; /* another program's */
};

struct camera_desk *camera_desk_create(void)
{
    struct camera_desk *desk = MC_NEW(struct camera_desk);
    desk->bus = usb_bus_create();
    return desk;
}

void camera_desk_destroy(struct camera_desk *desk)
{
    if (desk != NULL) {
        usb_bus_destroy(desk->bus);
        free(desk);
    }
}

bool camera_desk_is_only_line(void)
{
    return true;
}

/* Index 0 is the pictures' node, 1 that of what is told about them. */
static void name_link(int unit, int index, char out[PATH_BYTES])
{
    (void)snprintf(out, PATH_BYTES,
                   "/dev/v4l/by-path/platform-vhci_hcd.0-usb-0:%d:1.0-video-index%d", unit + 1,
                   index);
}

void camera_desk_plug(struct camera_desk *desk, int unit)
{
    usb_bus_plug(desk->bus, unit + 1,
                 &(struct usb_device){
                     .vendor = 0x046D, .product = 0x0825, .camera = true, .name = "Camera"});
}

void camera_desk_unplug(struct camera_desk *desk, int unit)
{
    usb_bus_unplug(desk->bus, unit + 1);
}

struct camera *camera_desk_open(struct camera_desk *desk, int unit)
{
    char link[PATH_BYTES];
    (void)desk;
    name_link(unit, 0, link);
    return camera_v4l2_create(link, NULL);
}

static void point_to(int unit, int index)
{
    char link[PATH_BYTES];
    char other[PATH_BYTES];
    char target[PATH_BYTES] = "";
    name_link(unit, index, other);
    name_link(unit, 0, link);
    assert_true(readlink(other, target, sizeof target - 1) > 0);
    assert_int_equal(unlink(link), 0);
    assert_int_equal(symlink(target, link), 0);
}

static void behave(struct camera_desk *desk)
{
    nobody_end();
    if (desk->rival != NULL) {
        desk->rival->ops->destroy(desk->rival);
        desk->rival = NULL;
    }
}

void camera_desk_misbehave(struct camera_desk *desk, int unit, enum camera_sim_fault fault)
{
    static char right_target[PATH_BYTES];
    char link[PATH_BYTES];
    behave(desk);
    switch (fault) {
    case CAMERA_SIM_WELL:
        if (right_target[0] != '\0') {
            name_link(unit, 0, link);
            assert_int_equal(unlink(link), 0);
            assert_int_equal(symlink(right_target, link), 0);
            right_target[0] = '\0';
        }
        break;
    case CAMERA_SIM_BUSY:
        desk->rival = camera_desk_open(desk, unit);
        assert_int_equal(desk->rival->ops->start(desk->rival, NULL), MC_OK);
        break;
    case CAMERA_SIM_DENIED: nobody_begin(); break;
    case CAMERA_SIM_NO_CAMERA:
        name_link(unit, 0, link);
        assert_true(readlink(link, right_target, sizeof right_target - 1) > 0);
        point_to(unit, 1);
        break;
    case CAMERA_SIM_SILENT: break;
    }
}

void camera_desk_show(struct camera_desk *desk, int unit, uint8_t grey)
{
    usb_bus_report(desk->bus, unit + 1, &grey, 1);
}
