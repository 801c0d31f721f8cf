/* Draws lists of what to bring, sends them through the printer's bytes, and reads their code again
 * with the camera's reader. MOTCUA_TEST_OUT=DIR keeps the prints as PNG. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/qr_reader.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/printer/printer_sim.h"
#include "kiosk/paper/checklist_picture.h"
#include "tests/tools/views_internal.h"
#include "tests/unit/cmocka_all.h"

#define WIDTH 576

static struct mc_messages *messages;

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/receipt"};
    struct mc_error err = {0};
    if (mc_messages_load(dirs, 1, &messages, &err) != MC_OK) {
        print_error("%s\n", err.text);
        return 1;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    mc_messages_destroy(messages);
    return 0;
}

static struct checklist list_of(const struct procedure *procedure)
{
    return (struct checklist){.procedure = procedure,
                              .language = MC_LANGUAGE_VI,
                              .url = "https://motcua.suoitra.example/p/1.001193",
                              .printed = {2026, 11, 24}};
}

/* Through the bytes: what comes out of the printer. */
static void print(const struct mc_raster *picture, struct mc_grey *out)
{
    const struct escpos_profile profile = {.width_dots = WIDTH,
                                           .cutter = true,
                                           .feed_lines = 3,
                                           .confirmation = ESCPOS_CONFIRM_JOB_ID};
    struct transport *sim = printer_sim_create(NULL);
    struct printer *printer = escpos_printer_create(sim, &profile);
    enum printer_outcome outcome;
    enum printer_state state;
    assert_int_equal(printer->ops->print(printer, picture, 20000, &outcome, &state, NULL), MC_OK);
    assert_int_equal(outcome, PRINTER_PRINTED);
    assert_true(printer_sim_take(sim, out));
    assert_int_equal(printer_sim_garbage_bytes(sim), 0);
    printer->ops->destroy(printer);
}

static void keep(const char *name, const struct mc_grey *paper)
{
    const char *dir = getenv("MOTCUA_TEST_OUT");
    if (dir != NULL) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s.png", dir, name);
        assert_int_equal(mc_png_write_grey(path, paper, NULL), MC_OK);
    }
}

/* Returns how long the list is. */
static int assert_good(const char *name, const struct checklist *list)
{
    struct mc_raster picture = {0};
    struct mc_error err = {0};
    if (checklist_picture_draw(list, messages, WIDTH, &picture, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    /* Nothing touches the edges: nothing was cut off there. */
    for (int y = 0; y < picture.height_px; y++) {
        for (int x = 0; x < 4; x++) {
            assert_false(mc_raster_get(&picture, x, y));
            assert_false(mc_raster_get(&picture, WIDTH - 1 - x, y));
        }
    }
    struct mc_grey paper = {0};
    print(&picture, &paper);
    keep(name, &paper);
    struct qr_reader *reader = qr_reader_create();
    const struct qr_code *code = NULL;
    assert_true(qr_reader_read(reader, &paper, 0, &code));
    assert_int_equal(code->len, strlen(list->url));
    assert_memory_equal(code->bytes, list->url, code->len);
    qr_reader_destroy(reader);
    int height = picture.height_px;
    mc_grey_finish(&paper);
    mc_raster_finish(&picture);
    return height;
}

static void an_ordinary_list_leads_to_its_page(void **state)
{
    (void)state;
    struct procedure *procedure = views_procedure(false);
    struct checklist list = list_of(procedure);
    int height = assert_good("list-vi", &list);
    /* At 8 dots a millimetre: between 8 and 20 cm of paper. */
    assert_in_range(height, 640, 1600);
    list.language = MC_LANGUAGE_EN;
    assert_good("list-en", &list);
    procedure_destroy(procedure);
}

static void what_is_looked_up_has_no_box_to_tick(void **state)
{
    (void)state;
    struct procedure *procedure = views_procedure(false);
    struct checklist list = list_of(procedure);
    int before = assert_good("list-vi", &list);
    procedure->cases[0].papers[0].replaced_by_data = true;
    int after = assert_good("list-looked-up", &list);
    assert_true(after != before);
    procedure_destroy(procedure);
}

static void fifty_papers_and_a_name_of_a_thousand_letters_fit(void **state)
{
    (void)state;
    struct procedure *procedure = views_procedure(true);
    struct checklist list = list_of(procedure);
    int height = assert_good("list-nasty", &list);
    assert_true(height > 2400 && height <= MC_RASTER_HEIGHT_MAX_PX);
    procedure_destroy(procedure);
}

static void a_case_that_is_not_there_asks_for_nothing(void **state)
{
    (void)state;
    struct procedure *procedure = views_procedure(false);
    struct checklist list = list_of(procedure);
    int with = assert_good("list-vi", &list);
    list.case_index = 7;
    assert_true(assert_good("list-none", &list) < with);
    procedure_destroy(procedure);
}

static void what_cannot_be_drawn_is_refused(void **state)
{
    (void)state;
    struct procedure *procedure = views_procedure(false);
    struct checklist list = list_of(procedure);
    struct mc_raster picture = {0};
    struct mc_error err = {0};
    assert_int_equal(checklist_picture_draw(&list, messages, 100, &picture, &err), MC_EINVAL);
    char url[3000];
    memset(url, 'a', sizeof url - 1);
    url[sizeof url - 1] = '\0';
    list.url = url;
    assert_int_equal(checklist_picture_draw(&list, messages, WIDTH, &picture, &err), MC_ETOOBIG);
    assert_null(picture.bits);
    procedure_destroy(procedure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_list_leads_to_its_page),
        cmocka_unit_test(what_is_looked_up_has_no_box_to_tick),
        cmocka_unit_test(fifty_papers_and_a_name_of_a_thousand_letters_fit),
        cmocka_unit_test(a_case_that_is_not_there_asks_for_nothing),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
