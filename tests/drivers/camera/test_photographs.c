/* Photographed codes and pictures without one; the samples lie beside the repository, if at all.
 * Here a part of them, for the time it takes; scripts/bench camera reads them all. */
#include <stdio.h>

#include "core/memory.h"
#include "drivers/camera/qr_reader.h"
#include "tests/drivers/camera/photographs.h"
#include "tests/unit/cmocka_all.h"

#define EVERY     13
#define BUDGET_MS 600000

static void photographs_are_read_and_blanks_are_not(void **state)
{
    (void)state;
    struct photographs photographs;
    if (!photographs_load(&photographs)) {
        print_message("skipped: no sample photographs here\n");
        skip();
    }
    struct qr_reader *reader = qr_reader_create();
    int texts = 0;
    int exact = 0;
    int blanks = 0;
    for (size_t i = 0; i < photographs.count; i += EVERY) {
        const struct photograph *photograph = &photographs.all[i];
        struct mc_grey picture;
        assert_true(photograph_read(photograph, &picture));
        const struct qr_code *code = NULL;
        bool read = qr_reader_read(reader, &picture, BUDGET_MS, &code);
        mc_grey_finish(&picture);
        blanks += photograph->blank;
        texts += !photograph->blank;
        if (read) {
            enum photograph_reading reading = photograph_judge(photograph, code->bytes, code->len);
            assert_int_not_equal(reading, PHOTOGRAPH_FALSE);
            exact += reading == PHOTOGRAPH_EXACT;
        }
    }
    print_message("%d of %d photographs exact, nothing in %d blanks\n", exact, texts, blanks);
    assert_true(texts > 0 && blanks > 0);
    assert_true(exact * 100 >= texts * 90);
    qr_reader_destroy(reader);
    photographs_finish(&photographs);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {cmocka_unit_test(photographs_are_read_and_blanks_are_not)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
