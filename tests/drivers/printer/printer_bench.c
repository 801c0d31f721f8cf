#include "tests/drivers/printer/printer_bench.h"

#include <stdio.h>

#include "core/memory.h"

enum line bench_line;

static void open_printer(struct bench *bench)
{
    struct transport *transport = NULL;
    enum mc_err rc = virtual_printer_open(bench->virtual, &transport, &bench->err);
    if (rc != MC_OK) {
        fail_msg("%s", bench->err.text);
    }
    bench->printer = escpos_printer_create(transport, &bench->profile);
}

void bench_set_up(struct bench *bench, const struct printer_sim_lacks *lacks,
                  enum escpos_confirmation confirmation)
{
    *bench = (struct bench){.profile = {.width_dots = PRINTER_SIM_WIDTH_DOTS,
                                        .strip_feed = ESCPOS_STRIP_LINES,
                                        .dle_eot = lacks == NULL || !lacks->dle_eot,
                                        .cutter = true,
                                        .asb = true,
                                        .feed_lines = 3,
                                        .confirmation = confirmation}};
    bench->virtual = virtual_printer_create(bench_line, lacks);
    bench->sim = virtual_printer_sim(bench->virtual);
    open_printer(bench);
    mc_raster_init(&bench->picture, BENCH_WIDTH_PX, BENCH_HEIGHT_PX);
    for (int y = 0; y < BENCH_HEIGHT_PX; y++) {
        for (int x = 0; x < BENCH_WIDTH_PX; x++) {
            mc_raster_set(&bench->picture, x, y, (x * 7 + y * y) % 11 < 4);
        }
    }
}

void bench_tear_down(struct bench *bench)
{
    bench->printer->ops->destroy(bench->printer);
    virtual_printer_destroy(bench->virtual);
    mc_raster_finish(&bench->picture);
}

enum mc_err bench_print(struct bench *bench, int timeout_ms)
{
    return bench->printer->ops->print(bench->printer, &bench->picture, timeout_ms, &bench->outcome,
                                      &bench->state, &bench->err);
}

enum printer_state bench_state(struct bench *bench)
{
    return bench->printer->ops->state(bench->printer, LATER_MS);
}

void bench_reopen(struct bench *bench)
{
    bool torn = bench->printer->torn;
    bench->printer->ops->destroy(bench->printer);
    open_printer(bench);
    bench->printer->torn = torn;
}

void bench_assert_printed(struct bench *bench)
{
    struct mc_grey paper = {0};
    assert_true(printer_sim_take(bench->sim, &paper));
    assert_int_equal(paper.width_px, PRINTER_SIM_WIDTH_DOTS);
    assert_true(paper.height_px >= bench->picture.height_px);
    size_t wrong = 0;
    for (int y = 0; y < paper.height_px; y++) {
        for (int x = 0; x < paper.width_px; x++) {
            bool black = paper.pixels[(size_t)y * (size_t)paper.width_px + (size_t)x] < 128;
            wrong += black != mc_raster_get(&bench->picture, x, y);
        }
    }
    assert_int_equal(wrong, 0);
    mc_grey_finish(&paper);
    assert_false(printer_sim_take(bench->sim, &paper));
    assert_int_equal(printer_sim_uncut_lines(bench->sim), 0);
    assert_int_equal(printer_sim_garbage_bytes(bench->sim), 0);
}

void bench_clear_paper(struct bench *bench)
{
    struct mc_grey paper = {0};
    if (printer_sim_take(bench->sim, &paper)) {
        mc_grey_finish(&paper);
    }
}

void bench_assert_prints(struct bench *bench)
{
    enum mc_err rc = bench_print(bench, LATER_MS);
    if (rc != MC_OK) {
        fail_msg("%s", bench->err.text);
    }
    assert_int_equal(bench->outcome, PRINTER_PRINTED);
    bench_assert_printed(bench);
}

void bench_warm_up(struct bench *bench)
{
    bench_assert_prints(bench);
}

size_t bench_offset(int band, size_t byte)
{
    return BENCH_ASKING + BENCH_JOB_HEAD +
           (size_t)band *
               (BENCH_BAND_HEAD + BENCH_BAND_LINES * (size_t)((BENCH_WIDTH_PX + 7) / 8)) +
           byte;
}

int bench_run(const struct CMUnitTest *tests, size_t count)
{
    int failed = 0;
    mc_secure_init();
    for (int line = LINE_NONE; line < LINE_COUNT; line++) {
        bench_line = (enum line)line;
        if (!line_possible(bench_line)) {
            (void)fprintf(stderr, "line %s: skipped\n", line_name(bench_line));
            continue;
        }
        (void)fprintf(stderr, "line %s\n", line_name(bench_line));
        failed += _cmocka_run_group_tests(line_name(bench_line), tests, count, NULL, NULL);
    }
    return failed;
}
