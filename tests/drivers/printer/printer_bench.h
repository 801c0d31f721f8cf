/* What the printer's tests share: a virtual printer on a line, the real printer code in front of
 * it, and a picture whose every dot is checked on the paper. */
#ifndef MOTCUA_TESTS_DRIVERS_PRINTER_PRINTER_BENCH_H
#define MOTCUA_TESTS_DRIVERS_PRINTER_PRINTER_BENCH_H

#include "drivers/printer/escpos_printer.h"
#include "tests/drivers/printer/virtual_printer.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  150  /* for what shall not come in time */
#define VAIN_MS  2000 /* enough to print, not for long to wait for a word that never comes */
#define LATER_MS 30000

/* Of the picture and the job it makes. */
#define BENCH_WIDTH_PX   571
#define BENCH_HEIGHT_PX  300
#define BENCH_BAND_LINES 113 /* of 72 bytes: 8,192 NULs end it */
#define BENCH_BANDS      3
#define BENCH_JOB_HEAD   5  /* ESC @, GS a 255 */
#define BENCH_BAND_HEAD  8  /* GS v 0 … */
#define BENCH_ASKING     12 /* DLE EOT 1 to 4, before every job */

struct bench {
    struct virtual_printer *virtual;
    struct transport *sim;
    struct escpos_profile profile;
    struct printer *printer;
    struct mc_raster picture;
    enum printer_outcome outcome;
    enum printer_state state;
    struct mc_error err;
};

/* The line all of this is on now. */
extern enum line bench_line;

void bench_set_up(struct bench *bench, const struct printer_sim_lacks *lacks,
                  enum escpos_confirmation confirmation);
void bench_tear_down(struct bench *bench);
enum mc_err bench_print(struct bench *bench, int timeout_ms);
enum printer_state bench_state(struct bench *bench);
/* As the kiosk does after MC_EGONE: a new transport and a new printer, told of the torn paper. */
void bench_reopen(struct bench *bench);
/* The paper shows the picture, dot for dot, and nothing else. */
void bench_assert_printed(struct bench *bench);
/* Prints one and looks at it: what is sent once a line is over, and offsets count from the next
 * job on. */
void bench_warm_up(struct bench *bench);
/* Takes away what came out, whatever it is. */
void bench_clear_paper(struct bench *bench);
/* Prints, and it comes out whole and alone. */
void bench_assert_prints(struct bench *bench);
/* The offset in a warmed-up job, from its question for the state on, of a byte in a band. */
size_t bench_offset(int band, size_t byte);

/* Every test over each line that can be had in this run; the number of failures. */
int bench_run(const struct CMUnitTest *tests, size_t count);
#define BENCH_RUN(tests) bench_run(tests, sizeof(tests) / sizeof((tests)[0]))

#endif
