/* Looking for the switch among devices that may not be opened: what sysfs says of them. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <umockdev.h>

#include "core/memory.h"
#include "drivers/headphones/headphones.h"
#include "tests/drivers/nobody.h"
#include "tests/drivers/usb/usb_bus.h"
#include "tests/unit/cmocka_all.h"

static UMockdevTestbed *testbed;

/* What the emulation is made of is for whoever the test is. */
static void let_everybody_in(void)
{
    static const char *const names[] = {"", "ioctl", "ioctl/_default"};
    char *root = umockdev_testbed_get_root_dir(testbed);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[256];
        (void)snprintf(path, sizeof path, "%s/%s", root, names[i]);
        MC_CHECK(chmod(path, 0777) == 0);
    }
    g_free(root);
}

static int set_up(void **state)
{
    (void)state;
    testbed = usb_bus_possible() ? umockdev_testbed_new() : NULL;
    if (testbed != NULL) {
        let_everybody_in();
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (testbed != NULL) {
        g_object_unref(testbed);
    }
    return 0;
}

static void add(const char *description)
{
    GError *error = NULL;
    if (!umockdev_testbed_add_from_string(testbed, description, &error)) {
        fail_msg("%s", error->message);
    }
}

/* /dev/input/event<number>, with these switches, which nobody may open. */
static void plug(int number, const char *switches)
{
    char text[512];
    (void)snprintf(text, sizeof text,
                   "P: /devices/platform/input%d\nE: SUBSYSTEM=input\n"
                   "A: capabilities/sw=%s\\n\n",
                   number, switches);
    add(text);
    (void)snprintf(text, sizeof text,
                   "P: /devices/platform/input%d/event%d\nN: input/event%d\n"
                   "E: DEVNAME=/dev/input/event%d\nE: SUBSYSTEM=input\n",
                   number, number, number, number);
    add(text);
    char *root = umockdev_testbed_get_root_dir(testbed);
    (void)snprintf(text, sizeof text, "%s/dev/input/event%d", root, number);
    assert_int_equal(chmod(text, 0), 0);
    g_free(root);
}

static enum mc_err look(struct mc_error *err)
{
    struct headphones *found = NULL;
    nobody_begin();
    enum mc_err rc = headphones_open("/dev/input", &found, err);
    nobody_end();
    assert_null(found);
    return rc;
}

static void only_one_with_the_switch_is_a_refusal(void **state)
{
    (void)state;
    if (testbed == NULL) {
        skip();
    }
    struct mc_error err = {.text = ""};
    plug(0, "0");   /* a keyboard */
    plug(1, "21");  /* a lid and a dock */
    plug(2, "4 0"); /* bit 66 */
    if (look(&err) != MC_ENOTFOUND) {
        fail_msg("%s", err.text);
    }
    plug(3, "10 14");
    assert_int_equal(look(&err), MC_EDENIED);
    assert_non_null(strstr(err.text, "/dev/input/event3"));
    assert_non_null(strstr(err.text, "config/60-motcua.rules"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_one_with_the_switch_is_a_refusal, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
