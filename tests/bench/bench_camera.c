/* Photographed codes through plain ZBar and through the kiosk's ladder, in one run: read exactly,
 * read falsely, and how long a picture takes. Plain ZBar is given the same start: QR only, binary
 * mode, the picture as it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/camera/qr_reader.h"
#include "tests/drivers/camera/photographs.h"

#define BUDGET_MS 20000
#define SETS_MAX  32

enum { PLAIN, LADDER, READERS };

struct row {
    char set[64];
    int texts;
    int blanks;
    int exact[READERS];
    int false_reads[READERS]; /* a text that is not in the picture */
    int64_t us[READERS];
};

struct table {
    struct row rows[SETS_MAX];
    int count;
    struct row halves[2]; /* looked at for tuning, and held out */
    struct row all;
};

static struct row *row_of(struct table *table, const char *set)
{
    for (int i = 0; i < table->count; i++) {
        if (strcmp(table->rows[i].set, set) == 0) {
            return &table->rows[i];
        }
    }
    MC_CHECK(table->count < SETS_MAX);
    struct row *row = &table->rows[table->count++];
    (void)snprintf(row->set, sizeof row->set, "%s", set);
    return row;
}

static void count(struct row *row, const struct photograph *photograph, const bool exact[READERS],
                  const bool wrong[READERS], const int64_t us[READERS])
{
    row->texts += !photograph->blank;
    row->blanks += photograph->blank;
    for (int i = 0; i < READERS; i++) {
        row->exact[i] += exact[i];
        row->false_reads[i] += wrong[i];
        row->us[i] += us[i];
    }
}

static void try_photograph(struct table *table, const struct photograph *photograph,
                           struct qr_scan *plain, struct qr_reader *reader)
{
    struct mc_grey picture;
    if (!photograph_read(photograph, &picture)) {
        return;
    }
    struct qr_code seen = {0};
    const struct qr_code *codes[READERS] = {NULL, NULL};
    int64_t us[READERS];
    int64_t began_us = mc_clock_monotonic_us();
    codes[PLAIN] = qr_scan_look(plain, &picture, &seen) ? &seen : NULL;
    us[PLAIN] = mc_clock_monotonic_us() - began_us;
    began_us = mc_clock_monotonic_us();
    (void)qr_reader_read(reader, &picture, BUDGET_MS, &codes[LADDER]);
    us[LADDER] = mc_clock_monotonic_us() - began_us;
    bool exact[READERS];
    bool wrong[READERS];
    for (int i = 0; i < READERS; i++) {
        enum photograph_reading reading =
            codes[i] == NULL ? PHOTOGRAPH_NOTHING
                             : photograph_judge(photograph, codes[i]->bytes, codes[i]->len);
        exact[i] = reading == PHOTOGRAPH_EXACT;
        wrong[i] = reading == PHOTOGRAPH_FALSE;
    }
    count(row_of(table, photograph->set), photograph, exact, wrong, us);
    count(&table->halves[photograph->held_out], photograph, exact, wrong, us);
    count(&table->all, photograph, exact, wrong, us);
    mc_grey_finish(&picture);
}

static void print_row(const struct row *row, const char *name)
{
    int pictures = row->texts + row->blanks;
    (void)printf("%-28s %6d %6d | %6d %6d | %6d %6d | %7.1f %7.1f %6.1f\n", name, row->texts,
                 row->blanks, row->exact[PLAIN], row->exact[LADDER], row->false_reads[PLAIN],
                 row->false_reads[LADDER], (double)row->us[PLAIN] / 1000 / pictures,
                 (double)row->us[LADDER] / 1000 / pictures,
                 (double)row->us[LADDER] / (double)row->us[PLAIN]);
}

int main(void)
{
    mc_secure_init();
    struct photographs photographs;
    if (!photographs_load(&photographs)) {
        (void)printf("skipped: no sample photographs here\n");
        return EXIT_SUCCESS;
    }
    struct qr_scan *plain = qr_scan_create();
    struct qr_reader *reader = qr_reader_create();
    struct table *table = MC_NEW(struct table);
    for (size_t i = 0; i < photographs.count; i++) {
        try_photograph(table, &photographs.all[i], plain, reader);
    }
    (void)printf("%-28s %6s %6s | %6s %6s | %6s %6s | %7s %7s %6s\n", "set", "texts", "blanks",
                 "exact:", "", "false:", "", "ms:", "", "ratio");
    (void)printf("%-28s %6s %6s | %6s %6s | %6s %6s | %7s %7s\n", "", "", "", "ZBar", "kiosk",
                 "ZBar", "kiosk", "ZBar", "kiosk");
    for (int i = 0; i < table->count; i++) {
        print_row(&table->rows[i], table->rows[i].set);
    }
    print_row(&table->halves[false], "half looked at for tuning");
    print_row(&table->halves[true], "half held out");
    print_row(&table->all, "all");
    free(table);
    qr_reader_destroy(reader);
    qr_scan_destroy(plain);
    photographs_finish(&photographs);
    return EXIT_SUCCESS;
}
