/* The kernel's own records (struct input_event) through a pipe in the file system. */
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "drivers/headphones/headphones.h"
#include "tests/unit/cmocka_all.h"

struct jack {
    char folder[64];
    char path[96];
    int writer;
    struct headphones *headphones;
};

static int set_up(void **state)
{
    struct jack *jack = MC_NEW(struct jack);
    (void)snprintf(jack->folder, sizeof jack->folder, "/tmp/motcua-jack-XXXXXX");
    if (mkdtemp(jack->folder) == NULL) {
        return -1;
    }
    (void)snprintf(jack->path, sizeof jack->path, "%s/event0", jack->folder);
    jack->writer = mkfifo(jack->path, 0600) == 0 ? open(jack->path, O_RDWR | O_CLOEXEC) : -1;
    *state = jack;
    return jack->writer < 0 || headphones_open(jack->path, &jack->headphones, NULL) != MC_OK;
}

static int tear_down(void **state)
{
    struct jack *jack = *state;
    headphones_close(jack->headphones);
    if (jack->writer >= 0) {
        (void)close(jack->writer);
    }
    (void)unlink(jack->path);
    (void)rmdir(jack->folder);
    free(jack);
    return 0;
}

static void send(const struct jack *jack, uint16_t type, uint16_t code, int32_t value)
{
    const struct input_event event = {.type = type, .code = code, .value = value};
    assert_int_equal(write(jack->writer, &event, sizeof event), sizeof event);
}

static void tells_plugging_in_and_out_once(void **state)
{
    const struct jack *jack = *state;
    bool plugged = true;
    assert_int_equal(headphones_wait(jack->headphones, 0, &plugged, NULL), MC_OK);
    assert_false(plugged); /* at the start */
    assert_int_equal(headphones_wait(jack->headphones, 0, &plugged, NULL), MC_ETIMEOUT);
    send(jack, EV_SW, SW_HEADPHONE_INSERT, 1);
    send(jack, EV_SYN, SYN_REPORT, 0);
    assert_int_equal(headphones_wait(jack->headphones, 1000, &plugged, NULL), MC_OK);
    assert_true(plugged);
    send(jack, EV_SW, SW_MICROPHONE_INSERT, 1);
    send(jack, EV_SW, SW_HEADPHONE_INSERT, 1);
    assert_int_equal(headphones_wait(jack->headphones, 0, &plugged, NULL), MC_ETIMEOUT);
    send(jack, EV_SW, SW_HEADPHONE_INSERT, 0);
    assert_int_equal(headphones_wait(jack->headphones, 1000, &plugged, NULL), MC_OK);
    assert_false(plugged);
}

static void a_cancelled_wait_returns(void **state)
{
    const struct jack *jack = *state;
    bool plugged = false;
    assert_int_equal(headphones_wait(jack->headphones, 0, &plugged, NULL), MC_OK);
    headphones_cancel(jack->headphones);
    assert_int_equal(headphones_wait(jack->headphones, -1, &plugged, NULL), MC_ECANCELLED);
}

static void what_is_not_there_is_told(void **state)
{
    const struct jack *jack = *state;
    struct headphones *none = NULL;
    assert_int_equal(headphones_open("/no/such/device", &none, NULL), MC_ENOTFOUND);
    assert_int_equal(headphones_open(jack->folder, &none, NULL), MC_ENOTFOUND); /* no switch */
    assert_null(none);
}

static void a_device_that_goes_is_told(void **state)
{
    struct jack *jack = *state;
    bool plugged = false;
    assert_int_equal(headphones_wait(jack->headphones, 0, &plugged, NULL), MC_OK);
    (void)close(jack->writer);
    jack->writer = -1;
    assert_int_equal(headphones_wait(jack->headphones, 1000, &plugged, NULL), MC_EGONE);
}

#define JACK_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        JACK_TEST(tells_plugging_in_and_out_once),
        JACK_TEST(a_cancelled_wait_returns),
        JACK_TEST(what_is_not_there_is_told),
        JACK_TEST(a_device_that_goes_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
