/*
 * What a finger waits for: from the event in the toolkit's queue to the picture on the window, by
 * the software renderer, over every view there is.
 *   bench-ui WIDTH HEIGHT
 * prints p50 and p99 of five kinds of change, in milliseconds of the clock and, for a machine that
 * others use too, of this thread's processor, and how many frames each kind had:
 *   press    a finger goes down on something and up again: the pressed look, twice
 *   key      a letter more in the field being typed in
 *   first    another screen, all of it, that this process has not shown yet
 *   screen   the same, known or not
 *   scroll   a list moves under the finger
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"
#include "core/memory.h"
#include "kiosk/screens/screens.h"
#include "tests/tools/views.h"
#include "ui/input.h"

#define SAMPLES_MAX 20000
#define ROUNDS      5
#define DRAGS       60
#define DRAG_PX     12

struct samples {
    int us[SAMPLES_MAX];
    int cpu_us[SAMPLES_MAX];
    int count;
};

struct moment {
    int64_t us;
    int64_t cpu_us;
};

struct bench {
    struct ui *ui;
    struct screens *screens;
    struct samples press;
    struct samples key;
    struct samples first;
    struct samples screen;
    struct samples scroll;
};

static struct moment now(void)
{
    struct timespec used = {0};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (struct moment){mc_clock_monotonic_us(),
                           (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000};
}

static void add(struct samples *samples, struct moment start)
{
    if (samples->count < SAMPLES_MAX) {
        struct moment end = now();
        samples->us[samples->count] = (int)(end.us - start.us);
        samples->cpu_us[samples->count++] = (int)(end.cpu_us - start.cpu_us);
    }
}

static int compare_int(const void *a, const void *b)
{
    int x = *(const int *)a;
    int y = *(const int *)b;
    return (x > y) - (x < y);
}

static double percentile_ms(int *us, int count, int percent)
{
    qsort(us, (size_t)count, sizeof us[0], compare_int);
    size_t at = (size_t)(count * percent) / 100;
    return count > 0 ? us[at] / 1000.0 : 0;
}

static void tell(const char *what, struct samples *samples)
{
    int count = samples->count;
    (void)printf("%-8s p50 %6.2f ms   p99 %6.2f ms   processor p50 %6.2f ms   p99 %6.2f ms   "
                 "%d frames\n",
                 what, percentile_ms(samples->us, count, 50), percentile_ms(samples->us, count, 99),
                 percentile_ms(samples->cpu_us, count, 50),
                 percentile_ms(samples->cpu_us, count, 99), count);
}

static void send(struct bench *bench, enum input_kind kind, int x, int y)
{
    struct input in = {.kind = kind, .finger = 1, .robot = true, .x = x, .y = y};
    struct ui_event out;
    (void)input_handle(bench->ui, &in, &out);
}

static void press_something(struct bench *bench)
{
    for (int i = 0; i < bench->ui->tree.count; i++) {
        struct ui_rect seen = node_visible(&bench->ui->tree.nodes[i]);
        if (!focus_can(bench->ui, i) || ui_rect_empty(seen)) {
            continue;
        }
        for (int k = 0; k < 2; k++) {
            struct moment start = now();
            send(bench, k == 0 ? INPUT_DOWN : INPUT_UP, seen.x + seen.w / 2, seen.y + seen.h / 2);
            (void)ui_paint(bench->ui);
            add(&bench->press, start);
        }
        return;
    }
}

static void drag_lists(struct bench *bench)
{
    for (int i = 0; i < bench->ui->tree.count; i++) {
        const struct ui_node *box = &bench->ui->tree.nodes[i];
        if (!box->scroll || box->content_h <= box->view_h) {
            continue;
        }
        int x = box->rect.x + box->rect.w / 3;
        int y = box->rect.y + box->rect.h * 3 / 4;
        send(bench, INPUT_DOWN, x, y);
        for (int k = 1; k <= DRAGS; k++) {
            struct moment start = now();
            send(bench, INPUT_MOVE, x, y - (k <= DRAGS / 2 ? k : DRAGS - k) * DRAG_PX);
            if (ui_paint(bench->ui)) {
                add(&bench->scroll, start);
            }
        }
        send(bench, INPUT_UP, x, y);
        return;
    }
}

static void type_letters(struct bench *bench, struct flow_view *view)
{
    char *text = view->screen == FLOW_SEARCH ? view->query : view->values.value[view->field];
    bool typed = view->screen == FLOW_SEARCH ||
                 (view->screen == FLOW_FORM && view->step_kind == FLOW_STEP_FIELD);
    size_t len = strlen(text);
    for (int i = 0; typed && i < 8; i++) {
        struct moment start = now();
        text[len + (size_t)i] = (char)('a' + i);
        text[len + (size_t)i + 1] = '\0';
        screens_show(bench->screens, bench->ui, view);
        (void)ui_paint(bench->ui);
        add(&bench->key, start);
    }
}

static void one_view(struct bench *bench, size_t index, bool first)
{
    struct flow_view *view = views_create(index, MC_LANGUAGE_VI);
    struct moment start = now();
    screens_show(bench->screens, bench->ui, view);
    (void)ui_paint(bench->ui);
    add(&bench->screen, start);
    if (first) {
        add(&bench->first, start);
    }
    press_something(bench);
    type_letters(bench, view);
    drag_lists(bench);
    views_destroy(view);
}

static enum mc_err run(int width_px, int height_px, struct mc_error *err)
{
    static const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/kiosk",
                                       MOTCUA_SOURCE_DIR "/assets/i18n/common"};
    static struct bench bench;
    const struct ui_options options = {.title = "bench",
                                       .width_px = width_px,
                                       .height_px = height_px,
                                       .panel_diagonal_tenth_inch = 215,
                                       .icon_dir = MOTCUA_SOURCE_DIR "/assets/icons"};
    struct mc_messages *messages = NULL;
    enum mc_err rc = mc_messages_load(dirs, 2, &messages, err);
    if (rc == MC_OK) {
        rc = ui_platform_start(err);
    }
    if (rc == MC_OK) {
        rc = ui_create(&options, &bench.ui, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    bench.screens = screens_create(messages);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < views_count(); i++) {
            one_view(&bench, i, round == 0);
        }
    }
    tell("press", &bench.press);
    tell("key", &bench.key);
    tell("first", &bench.first);
    tell("screen", &bench.screen);
    tell("scroll", &bench.scroll);
    screens_destroy(bench.screens);
    ui_destroy(bench.ui);
    ui_platform_stop();
    mc_messages_destroy(messages);
    return MC_OK;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fprintf(stderr, "usage: %s WIDTH HEIGHT\n", argv[0]);
        return 2;
    }
    struct mc_error err = {0};
    mc_secure_init();
    if (run((int)strtol(argv[1], NULL, 10), (int)strtol(argv[2], NULL, 10), &err) != MC_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    return 0;
}
