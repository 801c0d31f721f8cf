/*
 * The flow on a test bench: events go in, effects are kept and held against what must always be
 * true. There is no app, no thread and no clock: the bench's time moves when a test moves it.
 */
#ifndef MOTCUA_TESTS_FLOW_BENCH_H
#define MOTCUA_TESTS_FLOW_BENCH_H

#include "kiosk/flow/flow.h"
#include "tests/flow/sample.h"

#define BENCH_IDLE_MS      60000
#define BENCH_COUNTDOWN_MS 20000
#define BENCH_RECEIPT_MS   30000
#define BENCH_PATIENCE_MS  15000
#define BENCH_END_MS       8000
#define BENCH_ATTRACT_MS   70000
#define BENCH_STEP_MS      10000
#define BENCH_FX_KINDS     (FLOW_FX_SESSION_ENDED + 1)

struct bench {
    struct suggest suggest;
    struct flow *flow;
    const struct flow_view *view;
    struct flow_effects fx; /* of the last step */
    int64_t now_ms;
    int64_t unix_s;
    uint64_t request[BENCH_FX_KINDS]; /* the last id of each kind */
    int seen[BENCH_FX_KINDS];         /* how many of each kind so far */
    char query[FLOW_QUERY_BYTES];     /* of the last SEARCH */
    uint64_t highest_request;
    bool codes_on;
    bool committed;     /* a COMMIT was answered well in this session */
    bool decided;       /* what look-ups find can be rated */
    const char *permit; /* to rate it, that look-ups tell; NULL: none */
};

void bench_start(struct bench *bench);
/* With an end and an invitation, which bench_start() leaves out. */
void bench_start_resting(struct bench *bench);
/* Staff have a PIN. */
void bench_start_service(struct bench *bench);
void bench_stop(struct bench *bench);

/* Fills in the time, steps, checks. */
void bench_step(struct bench *bench, struct flow_event event);
void bench_do(struct bench *bench, enum flow_intent intent, int arg);
void bench_type(struct bench *bench, const char *text);
void bench_erase(struct bench *bench, int times);
void bench_tone(struct bench *bench, enum ime_tone tone);
void bench_code(struct bench *bench, const char *text);
void bench_tick(struct bench *bench);
void bench_wait(struct bench *bench, int64_t ms); /* and a TICK */
void bench_devices(struct bench *bench, struct flow_devices devices);
struct flow_devices bench_all_devices(void);

/* Answers to the last effect of the kind. */
void bench_found(struct bench *bench, size_t hits);
void bench_groups(struct bench *bench, size_t groups);
void bench_listed(struct bench *bench, bool ok, size_t entries);
void bench_list_printed(struct bench *bench, bool ok);
void bench_loaded(struct bench *bench, struct procedure *procedure);
void bench_commit(struct bench *bench, bool ok);
void bench_accepted(struct bench *bench);
void bench_sent(struct bench *bench, enum flow_send_outcome outcome);
void bench_printed(struct bench *bench, bool ok);
void bench_rated(struct bench *bench, enum flow_rate_outcome outcome);
void bench_looked_up(struct bench *bench, enum flow_lookup_outcome outcome);

/* From a fresh start to the screen, the sample's answers given on the way. FLOW_FAULT: refused. */
void bench_reach(struct bench *bench, enum flow_screen screen);
/* Answers the form's fields from the first step on, up to the review. */
void bench_fill(struct bench *bench);
/* Moves on to the step of that field. */
void bench_to_field(struct bench *bench, size_t field);

const struct flow_effect *bench_effect(const struct bench *bench, enum flow_effect_kind kind);
bool bench_holds_personal(const struct bench *bench);

#endif
