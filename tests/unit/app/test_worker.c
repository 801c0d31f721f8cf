#include <semaphore.h>
#include <stdlib.h>

#include "core/memory.h"
#include "kiosk/app/worker.h"
#include "tests/unit/cmocka_all.h"

/* A world that blocks until it is let go, or cancelled. */
struct gate {
    sem_t entered;
    sem_t open;
    int handled;
};

static void handle(void *context, struct mc_message *request, struct mc_queue *inbox)
{
    struct gate *gate = context;
    (void)sem_post(&gate->entered);
    (void)sem_wait(&gate->open);
    gate->handled++;
    worker_answer(inbox, request->tag + 100, request->id, NULL, NULL);
}

static void cancel(void *context)
{
    struct gate *gate = context;
    (void)sem_post(&gate->open);
}

static const struct worker_ops ops = {.name = "gate", .handle = handle, .cancel = cancel};

static void gate_init(struct gate *gate)
{
    *gate = (struct gate){0};
    assert_int_equal(sem_init(&gate->entered, 0, 0), 0);
    assert_int_equal(sem_init(&gate->open, 0, 0), 0);
}

static void answers_carry_the_request_s_id(void **state)
{
    (void)state;
    struct gate gate;
    gate_init(&gate);
    struct mc_queue *inbox = mc_queue_create(8, NULL, NULL);
    struct worker *worker = worker_start(&ops, &gate, inbox);
    assert_true(worker_idle(worker));
    struct mc_message request = {.tag = 3, .id = 42};
    assert_true(worker_send(worker, &request));
    (void)sem_wait(&gate.entered);
    assert_false(worker_idle(worker));
    (void)sem_post(&gate.open);
    struct mc_message answer;
    assert_true(mc_queue_pop(inbox, 5000, &answer));
    assert_int_equal(answer.tag, 103);
    assert_int_equal(answer.id, 42);
    worker_stop(worker);
    mc_queue_destroy(inbox);
}

static void a_full_worker_refuses_and_frees(void **state)
{
    (void)state;
    struct gate gate;
    gate_init(&gate);
    struct mc_queue *inbox = mc_queue_create(64, NULL, NULL);
    struct worker *worker = worker_start(&ops, &gate, inbox);
    int taken = 0;
    struct mc_message request = {.payload = mc_calloc(1, 1), .destroy = free};
    while (worker_send(worker, &request)) {
        taken++;
        request = (struct mc_message){.payload = mc_calloc(1, 1), .destroy = free};
        assert_true(taken < 1000);
    }
    assert_null(request.payload);
    (void)sem_wait(&gate.entered);
    /* Stopping cancels the one at work and drops the rest. */
    worker_stop(worker);
    assert_int_equal(gate.handled, 1);
    mc_queue_destroy(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_carry_the_request_s_id),
        cmocka_unit_test(a_full_worker_refuses_and_frees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
