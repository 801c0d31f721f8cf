/* A citizen without any sense, 200,000 steps long: the bench's checks hold after each of them. */
#include <string.h>

#include "tests/flow/bench.h"
#include "tests/flow/sample.h"
#include "tests/unit/cmocka_all.h"

#define STEPS 200000
#define SEED  20261124U

struct walk {
    struct bench bench;
    uint32_t state;
    int visits[FLOW_SCREEN_COUNT];
};

/* xorshift32: the same walk on every machine. */
static uint32_t random_below(struct walk *walk, uint32_t limit)
{
    walk->state ^= walk->state << 13;
    walk->state ^= walk->state >> 17;
    walk->state ^= walk->state << 5;
    return walk->state % limit;
}

static bool one_in(struct walk *walk, uint32_t n)
{
    return random_below(walk, n) == 0;
}

static void walk_intent(struct walk *walk)
{
    /* Ways on are likelier than ways out, or it would never get anywhere. */
    static const enum flow_intent onward[] = {
        FLOW_INTENT_NEXT,       FLOW_INTENT_HAND_IN,     FLOW_INTENT_CHOOSE,
        FLOW_INTENT_SUBMIT,     FLOW_INTENT_STAY,        FLOW_INTENT_POPULAR,
        FLOW_INTENT_NEXT,       FLOW_INTENT_OPEN_RESULT, FLOW_INTENT_RETRY,
        FLOW_INTENT_PRINT,      FLOW_INTENT_OPEN_GROUP,  FLOW_INTENT_OPEN_ENTRY,
        FLOW_INTENT_PRINT_LIST, FLOW_INTENT_RATE,        FLOW_INTENT_POINTS,
        FLOW_INTENT_FOLLOW,     FLOW_INTENT_BY_HAND,
    };
    int arg = (int)random_below(walk, 12) - 2;
    if (one_in(walk, 3)) {
        bench_do(&walk->bench, (enum flow_intent)random_below(walk, FLOW_INTENT_COUNT + 1), arg);
    } else {
        bench_do(&walk->bench, onward[random_below(walk, sizeof onward / sizeof onward[0])], arg);
    }
}

static void walk_typing(struct walk *walk)
{
    static const char *const texts[] = {
        SAMPLE_CHILD, "0", "1", "01022024", SAMPLE_PHONE_NO, "250000", "ạ", "", "\xff\xfe",
        "\xcc\x81",   " ", "+", "/",        "079190001234",  "z\x01y", "😀",
    };
    switch (random_below(walk, 4)) {
    case 0: bench_erase(&walk->bench, 1); break;
    case 1: bench_tone(&walk->bench, (enum ime_tone)random_below(walk, 7)); break;
    default:
        bench_type(&walk->bench, texts[random_below(walk, sizeof texts / sizeof texts[0])]);
        break;
    }
}

static void walk_chip(struct walk *walk)
{
    struct bench *bench = &walk->bench;
    struct citizen chip = {0};
    if (one_in(walk, 2)) {
        bench_step(bench,
                   (struct flow_event){.kind = FLOW_EV_CHIP_CARD,
                                       .chip_card = (enum flow_chip_card)random_below(walk, 3)});
        return;
    }
    (void)card_qr_parse((const uint8_t *)SAMPLE_CARD, strlen(SAMPLE_CARD), &chip, NULL);
    chip.assurance = (enum citizen_assurance)random_below(walk, 3);
    chip.sex = one_in(walk, 5) ? CITIZEN_SEX_UNKNOWN : chip.sex;
    chip.birth.year = (int16_t)(chip.birth.year + (one_in(walk, 5) ? 1 : 0));
    chip.expires.year = one_in(walk, 5) ? 2000 : 0;
    chip.expires.month = 1;
    chip.expires.day = 1;
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_CHIP_DONE,
                                          .request = bench->request[FLOW_FX_READ_CHIP],
                                          .chip = (enum flow_chip_outcome)random_below(walk, 6),
                                          .citizen = &chip});
}

static void walk_code(struct walk *walk)
{
    if (one_in(walk, 2)) {
        walk_chip(walk);
        return;
    }
    static const char *const codes[] = {
        SAMPLE_CARD,
        SAMPLE_OTHER_CARD,
        SAMPLE_EXPIRED_CARD,
        SAMPLE_RECEIPT_URL,
        SAMPLE_OFFICIAL,
        "https://example.com/",
        "000201",
        "",
        "x|y",
        "\xff",
        SAMPLE_CARD,
    };
    bench_code(&walk->bench, codes[random_below(walk, sizeof codes / sizeof codes[0])]);
}

static void walk_devices(struct walk *walk)
{
    struct flow_devices devices = bench_all_devices();
    devices.camera = !one_in(walk, 3);
    devices.scanner = !one_in(walk, 3);
    devices.card_reader = !one_in(walk, 3);
    devices.printer = !one_in(walk, 3);
    bench_devices(&walk->bench, devices);
}

static void walk_answer(struct walk *walk)
{
    struct bench *bench = &walk->bench;
    bool ok = !one_in(walk, 5);
    uint64_t kept[BENCH_FX_KINDS];
    bool stale = one_in(walk, 5);
    for (size_t i = 0; i < BENCH_FX_KINDS; i++) {
        kept[i] = bench->request[i];
        bench->request[i] -= stale && kept[i] > 0 ? 1 : 0;
    }
    uint64_t highest = bench->highest_request;
    switch (random_below(walk, 11)) {
    case 0: bench_found(bench, random_below(walk, FLOW_RESULTS_MAX + 4)); break;
    case 1: bench_loaded(bench, ok ? sample_procedure() : NULL); break;
    case 2: bench_commit(bench, ok); break;
    case 3: bench_accepted(bench); break;
    case 4: bench_sent(bench, (enum flow_send_outcome)random_below(walk, 3)); break;
    case 5: bench_printed(bench, ok); break;
    case 6: bench_groups(bench, random_below(walk, FLOW_GROUPS_MAX + 4)); break;
    case 7: bench_listed(bench, ok, random_below(walk, FLOW_ENTRIES_MAX + 4)); break;
    case 8: bench_list_printed(bench, ok); break;
    case 9: bench_rated(bench, (enum flow_rate_outcome)random_below(walk, 3)); break;
    default:
        bench->decided = one_in(walk, 2);
        bench->permit = one_in(walk, 2) ? "1796182200.AAAA" : NULL;
        bench_looked_up(bench, (enum flow_lookup_outcome)random_below(walk, 4));
        break;
    }
    for (size_t i = 0; i < BENCH_FX_KINDS; i++) {
        if (bench->request[i] <= highest) {
            bench->request[i] = kept[i];
        }
    }
}

static void walk_time(struct walk *walk)
{
    static const int64_t waits_ms[] = {0, 1, 250, 1000, 1000, 1000, 15000, 20000, 60000};
    bool asleep = one_in(walk, 2);
    int64_t due = flow_next_tick_ms(walk->bench.flow);
    int64_t wait = waits_ms[random_below(walk, sizeof waits_ms / sizeof waits_ms[0])];
    if (asleep && due > walk->bench.now_ms) {
        wait = due - walk->bench.now_ms;
    }
    bench_wait(&walk->bench, wait);
}

/* Now and then somebody who knows the way, so that the late screens are walked, too. */
static void walk_knowing(struct walk *walk)
{
    if (walk->bench.view->screen == FLOW_FORM && !walk->bench.view->idle_warning &&
        !walk->bench.view->leave_question && !walk->bench.view->help &&
        !walk->bench.view->sound_panel && walk->bench.view->case_index == 0 &&
        walk->bench.view->step_kind == FLOW_STEP_CASE && one_in(walk, 8)) {
        bench_fill(&walk->bench);
    }
    if (walk->bench.view->screen == FLOW_SCAN && one_in(walk, 8)) {
        bench_code(&walk->bench, SAMPLE_RECEIPT_URL);
    }
    if (walk->bench.view->screen == FLOW_STATUS && walk->bench.view->status.rating_open) {
        bench_do(&walk->bench, FLOW_INTENT_RATE, 0);
    }
}

static void walk_step(struct walk *walk)
{
    uint32_t what = random_below(walk, 100);
    if (what < 45) {
        walk_intent(walk);
    } else if (what < 60) {
        walk_typing(walk);
    } else if (what < 68) {
        walk_code(walk);
    } else if (what < 70) {
        walk_devices(walk);
    } else if (what < 95) {
        walk_answer(walk);
    } else if (what < 97) {
        bench_step(&walk->bench, (struct flow_event){.kind = FLOW_EV_TOUCH});
    } else {
        walk_time(walk);
    }
    walk->visits[walk->bench.view->screen]++;
    walk_knowing(walk);
}

static void a_random_walk_breaks_nothing(void **state)
{
    (void)state;
    static struct walk walk;
    walk.state = SEED;
    bench_start_resting(&walk.bench);
    for (int i = 0; i < STEPS; i++) {
        walk_step(&walk);
    }
    for (int i = 0; i < FLOW_SERVICE; i++) {
        if (walk.visits[i] < 100) {
            fail_msg("%s was visited %d times only", flow_screen_name((enum flow_screen)i),
                     walk.visits[i]);
        }
    }
    assert_true(walk.bench.seen[FLOW_FX_PRINT] > 10);
    assert_true(walk.bench.seen[FLOW_FX_PRINT_LIST] > 10);
    assert_true(walk.bench.seen[FLOW_FX_SESSION_ENDED] > 100);
    bench_stop(&walk.bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_random_walk_breaks_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
