/* The kernel's virtual video driver, vivid: modes and pictures of a driver that nobody of us wrote,
 * at its real rate, and its end in the middle of a stream. */
#include <fcntl.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "drivers/camera/camera_v4l2.h"
#include "tests/unit/cmocka_all.h"

#define NODE     "/dev/video0"
#define DRIVER   "/sys/bus/platform/drivers/vivid/"
#define DEVICE   "vivid.0"
#define LATER_MS 60000
#define FRAMES   10

static void write_sys(const char *path)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, DEVICE, strlen(DEVICE)), strlen(DEVICE));
    assert_int_equal(close(fd), 0);
}

/* ---- The kernel, of whose formats only one is shown ---- */

static int open_node(void *context, const char *path)
{
    (void)context;
    return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

static int call(void *context, int fd, unsigned long request, void *argument)
{
    const uint32_t *only = context;
    int rc = ioctl(fd, request, argument);
    if (request == VIDIOC_ENUM_FMT && rc == 0) {
        struct v4l2_fmtdesc *format = argument;
        format->pixelformat = format->pixelformat == *only ? *only : 0;
    }
    return rc;
}

static void *map(void *context, int fd, size_t len, long offset)
{
    (void)context;
    return mmap(NULL, len, PROT_READ, MAP_SHARED, fd, offset);
}

/* The test picture's bars go from white, at three quarters, to black. */
static void assert_picture(const struct camera_frame *frame)
{
    struct mc_grey picture = {0};
    assert_int_equal(camera_frame_to_grey(frame, &picture, NULL), MC_OK);
    int darkest = 255;
    int lightest = 0;
    for (int i = 0; i < picture.width_px * picture.height_px; i++) {
        darkest = picture.pixels[i] < darkest ? picture.pixels[i] : darkest;
        lightest = picture.pixels[i] > lightest ? picture.pixels[i] : lightest;
    }
    mc_grey_finish(&picture);
    assert_in_range(darkest, 0, 32);
    assert_in_range(lightest, 160, 255);
}

static void frames_come_in_the_mode_nearest_to_720p(void **state)
{
    (void)state;
    static const struct {
        uint32_t fourcc;
        enum camera_format format;
    } formats[] = {{V4L2_PIX_FMT_GREY, CAMERA_GREY},
                   {V4L2_PIX_FMT_NV12, CAMERA_NV12},
                   {V4L2_PIX_FMT_YUYV, CAMERA_YUYV}};
    for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
        uint32_t only = formats[f].fourcc;
        const struct v4l2_system kernel = {&only, open_node, call, map};
        struct camera *camera = camera_v4l2_create(NODE, &kernel);
        assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
        for (int i = 0; i < FRAMES; i++) {
            const struct camera_frame *frame = NULL;
            assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
            assert_int_equal(frame->format, formats[f].format);
            assert_int_equal(frame->width_px, 1280);
            assert_int_equal(frame->height_px, 720);
            assert_picture(frame);
        }
        camera->ops->destroy(camera);
    }
}

static void started_again_and_again(void **state)
{
    (void)state;
    struct camera *camera = camera_v4l2_create(NODE, NULL);
    for (int i = 0; i < 5; i++) {
        const struct camera_frame *frame = NULL;
        assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
        assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    }
    camera->ops->destroy(camera);
}

static void its_driver_goes_and_comes_back(void **state)
{
    (void)state;
    struct camera *camera = camera_v4l2_create(NODE, NULL);
    const struct camera_frame *frame = NULL;
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    write_sys(DRIVER "unbind");
    enum mc_err rc = MC_OK;
    for (int i = 0; i < FRAMES && rc == MC_OK; i++) {
        rc = camera->ops->next_frame(camera, LATER_MS, &frame, NULL);
    }
    assert_int_equal(rc, MC_EGONE);
    assert_int_equal(camera->ops->start(camera, NULL), MC_ENOTFOUND);
    write_sys(DRIVER "bind");
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    camera->ops->destroy(camera);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_in_the_mode_nearest_to_720p),
        cmocka_unit_test(started_again_and_again),
        cmocka_unit_test(its_driver_goes_and_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
