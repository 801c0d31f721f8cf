/* Photographed codes and pictures without one; the samples lie beside the repository, if at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "drivers/camera/qr_reader.h"
#include "tests/unit/cmocka_all.h"

#define SAMPLES MOTCUA_SOURCE_DIR "/../shared/data/qr/"

struct tally {
    int texts;
    int exact;
    int wrong;
    int blanks;
    int false_reads;
};

static bool same_as_hex(const uint8_t *bytes, size_t len, const char *hex)
{
    if (strlen(hex) != 2 * len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char pair[3];
        (void)snprintf(pair, sizeof pair, "%02x", bytes[i]);
        if (memcmp(pair, hex + 2 * i, 2) != 0) {
            return false;
        }
    }
    return true;
}

static void try_sample(struct qr_reader *reader, char *line, struct tally *tally)
{
    char *rest = NULL;
    const char *name = strtok_r(line, "\t", &rest);
    const char *kind = strtok_r(NULL, "\t", &rest);
    const char *hex = strtok_r(NULL, "\t", &rest);
    if (name == NULL || name[0] == '#' || kind == NULL) {
        return;
    }
    char path[1024];
    (void)snprintf(path, sizeof path, "%s%s", SAMPLES, name);
    struct mc_grey picture;
    assert_int_equal(mc_png_read_grey(path, &picture, NULL), MC_OK);
    const uint8_t *out = NULL;
    size_t len = 0;
    bool read = qr_reader_read(reader, &picture, &out, &len);
    if (strcmp(kind, "fp") == 0) {
        tally->blanks++;
        tally->false_reads += read;
    } else {
        bool exact = read && hex != NULL && same_as_hex(out, len, hex);
        tally->texts++;
        tally->exact += exact;
        tally->wrong += read && !exact;
    }
    mc_grey_finish(&picture);
}

static void photographs_are_read_and_blanks_are_not(void **state)
{
    (void)state;
    char *list = NULL;
    size_t len = 0;
    if (mc_file_read(SAMPLES "expected.tsv", 1024 * 1024, &list, &len, NULL) != MC_OK) {
        print_message("skipped: no sample photographs here\n");
        skip();
    }
    mc_secure_init();
    struct qr_reader *reader = qr_reader_create();
    struct tally tally = {0};
    char *rest = NULL;
    for (char *line = strtok_r(list, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        try_sample(reader, line, &tally);
    }
    print_message("%d of %d photographs exact, %d in another character set than the sample list's; "
                  "%d false reads in %d pictures\n",
                  tally.exact, tally.texts, tally.wrong, tally.false_reads, tally.blanks);
    assert_true(tally.texts > 0 && tally.blanks > 0);
    assert_int_equal(tally.false_reads, 0);
    assert_true(tally.exact * 100 >= tally.texts * 75);
    qr_reader_destroy(reader);
    free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(photographs_are_read_and_blanks_are_not)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
