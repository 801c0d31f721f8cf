/* The printer's thread: what it says of each paper, and what a kiosk leaves that ends in the middle
 * of one. The printer is at the end of a serial line: it outlives the kiosk, and what the kiosk has
 * not sent by then is lost. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/options.h"
#include "kiosk/app/printer_worker.h"
#include "tests/drivers/printer/virtual_printer.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define MARK       "printing"
#define WIDTH_PX   400
#define HEIGHT_PX  1000 /* more than the line and the printer's buffer hold */
#define PATIENT_MS 60000
/* Of a job, before the paper is out: in the middle of the picture. Not of the first one, before
 * which more is sent. */
#define BEFORE_BYTES 5000

struct fixture {
    struct scratch scratch;
    struct virtual_printer *printer;
    struct transport *paper; /* borrowed */
    struct options options;
    struct device_slot slot;
    struct mc_queue *inbox;
    struct printer_worker *worker;
};

static void start_kiosk(struct fixture *f)
{
    device_slot_init(&f->slot, DEVICE_PRINTER, &f->options);
    f->worker = printer_worker_start(&f->slot, f->inbox);
}

static void end_kiosk(struct fixture *f)
{
    printer_worker_stop(f->worker);
    device_slot_finish(&f->slot);
}

static void set(struct fixture *f, const char *name, const char *value)
{
    char assignment[512];
    (void)snprintf(assignment, sizeof assignment, "%s=%s", name, value);
    assert_int_equal(mc_config_set(assignment, options_table, options_count, &f->options, NULL),
                     MC_OK);
}

static int set_up(void **state)
{
    struct fixture *f = MC_NEW(struct fixture);
    scratch_start(&f->scratch);
    f->printer = virtual_printer_create(LINE_SERIAL, NULL);
    f->paper = virtual_printer_sim(f->printer);
    mc_config_defaults(options_table, options_count, &f->options);
    set(f, "paths.data_dir", f->scratch.dir);
    set(f, "paths.assets_dir", MOTCUA_SOURCE_DIR "/assets");
    set(f, "devices.printer", "serial");
    set(f, "devices.printer_address", virtual_printer_address(f->printer));
    set(f, "devices.printer_profile", "epson-tm-t88vi");
    f->inbox = mc_queue_create(INBOX_CAPACITY, NULL, NULL);
    start_kiosk(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    end_kiosk(f);
    virtual_printer_destroy(f->printer);
    mc_queue_destroy(f->inbox);
    scratch_stop(&f->scratch);
    free(f);
    return 0;
}

/* Prints all black. */
static void print(struct fixture *f, enum printer_outcome expected)
{
    struct mc_raster picture;
    struct mc_message message;
    mc_raster_init(&picture, WIDTH_PX, HEIGHT_PX);
    memset(picture.bits, 0xFF, (size_t)picture.stride_bytes * HEIGHT_PX);
    assert_true(printer_worker_print(f->worker, 7, "", &picture));
    do {
        assert_true(mc_queue_pop(f->inbox, PATIENT_MS, &message));
        if (message.tag != INBOX_PRINTED) {
            mc_message_drop(&message);
        }
    } while (message.tag != INBOX_PRINTED);
    assert_int_equal(message.id, 7);
    assert_int_equal(((const struct inbox_printed *)message.payload)->outcome, expected);
    mc_message_drop(&message);
}

static bool is_marked(struct fixture *f)
{
    return access(scratch_path(&f->scratch, MARK), F_OK) == 0;
}

/* Of the paper that was cut off last. */
static int take_height(struct fixture *f)
{
    struct mc_grey sheet = {0};
    assert_true(printer_sim_take(f->paper, &sheet));
    int height_px = sheet.height_px;
    mc_grey_finish(&sheet);
    return height_px;
}

static void interrupt(struct fixture *f)
{
    printer_sim_fail_after(f->paper, BEFORE_BYTES, PRINTER_PAPER_OUT);
    print(f, PRINTER_INTERRUPTED);
    assert_true(is_marked(f));
}

static void after_a_whole_paper_nothing_is_left(void **state)
{
    struct fixture *f = *state;
    print(f, PRINTER_PRINTED);
    assert_false(is_marked(f));
    assert_true(take_height(f) >= HEIGHT_PX);
    printer_sim_set(f->paper, PRINTER_PAPER_OUT);
    print(f, PRINTER_NOT_PRINTED);
    assert_false(is_marked(f));
}

static void a_torn_paper_is_known_until_the_next_one(void **state)
{
    struct fixture *f = *state;
    print(f, PRINTER_PRINTED);
    interrupt(f);
    print(f, PRINTER_NOT_PRINTED);
    assert_true(is_marked(f));
    printer_sim_set(f->paper, PRINTER_OK);
    print(f, PRINTER_PRINTED);
    assert_false(is_marked(f));
}

/* The rest of one citizen's receipt does not hang on the next one's. */
static void the_next_kiosk_knows_it_too(void **state)
{
    struct fixture *f = *state;
    print(f, PRINTER_PRINTED);
    int height_px = take_height(f);
    interrupt(f);
    end_kiosk(f);
    printer_sim_set(f->paper, PRINTER_OK);
    start_kiosk(f);
    print(f, PRINTER_PRINTED);
    assert_int_equal(take_height(f), height_px);
    assert_false(is_marked(f));
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(after_a_whole_paper_nothing_is_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_torn_paper_is_known_until_the_next_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_next_kiosk_knows_it_too, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
