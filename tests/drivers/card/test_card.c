/* The simulated reader: what every reader has to do, and what it adds for demo and tests. */
#include <pthread.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/card/card_sim.h"
#include "tests/drivers/card/conformance.h"
#include "tests/unit/cmocka_all.h"

static struct conformance bench;

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

static enum mc_err insert(const char *json)
{
    struct mc_error err;
    return card_sim_insert_json(bench.reader, json, strlen(json), &err);
}

static void insert_good(struct conformance *self, const char *json)
{
    (void)self;
    assert_int_equal(insert(json), MC_OK);
}

static void take_off(struct conformance *self)
{
    card_sim_remove(self->reader);
}

static int lay_bench(void **state)
{
    (void)state;
    bench = (struct conformance){card_sim_create(NULL), insert_good, take_off};
    return 0;
}

static int clear_bench(void **state)
{
    (void)state;
    bench.reader->ops->destroy(bench.reader);
    return 0;
}

static void it_conforms(void **state)
{
    (void)state;
    conformance_all(&bench);
}

static void an_unreadable_card_is_told(void **state)
{
    (void)state;
    assert_int_equal(card_sim_insert_unreadable(bench.reader, NULL), MC_OK);
    conformance_assert_event(&bench, CARD_UNREADABLE);
    card_sim_remove(bench.reader);
    card_sim_remove(bench.reader);
    conformance_assert_event(&bench, CARD_REMOVED);
}

static void only_the_issuer_it_knows_is_believed(void **state)
{
    (void)state;
    struct card_content *content = card_content_create();
    assert_int_equal(insert("{\"id_number\":\"001199000123\",\"name\":\"Lý Thị Ẩn\","
                            "\"birth\":\"05/09/1999\",\"sex\":\"Nữ\",\"residence\":\"\","
                            "\"issued\":\"01/02/2022\"}"),
                     MC_OK);
    assert_int_equal(conformance_read(&bench, content), CARD_READ);
    assert_int_equal(content->verdict, CARD_UNVERIFIED);
    assert_string_equal(content->old_id_number, "");
    assert_string_equal(content->residence, "");
    card_content_destroy(content);
}

static void bad_descriptions_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "[]",
        "{\"id_number\":\"001199000123\"}",
        "{\"id_number\":7}",
        "{\"nonsense\":\"\"}",
        CONFORMANCE_CARD ",\"pace\":\"rot13\"}",
        CONFORMANCE_CARD ",\"fault\":7}",
        CONFORMANCE_CARD ",\"fault_at\":-1}",
        CONFORMANCE_CARD ",\"bac\":\"yes\"}",
        CONFORMANCE_CARD ",\"expires\":\"05/09/2039\"}", /* twice */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(insert(bad[i]), MC_EPARSE);
    }
    assert_int_equal(insert("{\"id_number\":\"0011990001234\"}"), MC_ETOOBIG);
    assert_int_equal(insert("{\"id_number\":\"00119900012\",\"name\":\"\",\"birth\":\"\","
                            "\"sex\":\"\",\"residence\":\"\",\"issued\":\"\"}"),
                     MC_EPARSE);
    assert_int_equal(insert("{\"id_number\":\"001199000123\",\"name\":\"\",\"birth\":\"5/9/1999\","
                            "\"sex\":\"\",\"residence\":\"\",\"issued\":\"\"}"),
                     MC_EPARSE);
    enum card_event event = CARD_REMOVED;
    assert_int_equal(bench.reader->ops->next_event(bench.reader, CONFORMANCE_SOON_MS, &event, NULL),
                     MC_ETIMEOUT);
}

static void *put_in(void *context)
{
    (void)context;
    assert_int_equal(insert(CONFORMANCE_WHOLE), MC_OK);
    return NULL;
}

static void *unplug(void *context)
{
    (void)context;
    card_sim_unplug(bench.reader);
    return NULL;
}

static enum mc_err next_while(void *(*act)(void *))
{
    pthread_t other;
    enum card_event event = CARD_UNREADABLE;
    assert_int_equal(pthread_create(&other, NULL, act, NULL), 0);
    enum mc_err rc =
        bench.reader->ops->next_event(bench.reader, CONFORMANCE_LATER_MS, &event, NULL);
    assert_int_equal(pthread_join(other, NULL), 0);
    return rc;
}

static void the_reader_is_unplugged(void **state)
{
    (void)state;
    enum card_event event = CARD_UNREADABLE;
    struct card_content *content = card_content_create();
    const struct card_access access = {.id_number = "001199000123"};
    enum card_outcome outcome = CARD_GARBLED;
    assert_int_equal(next_while(put_in), MC_OK);
    assert_int_equal(next_while(unplug), MC_EGONE);
    assert_int_equal(insert(CONFORMANCE_WHOLE), MC_EGONE);
    assert_int_equal(bench.reader->ops->read(bench.reader, &access, NULL, content, &outcome, NULL),
                     MC_EGONE);
    card_sim_plug_in(bench.reader);
    conformance_assert_event(&bench, CARD_REMOVED); /* the one that was in */
    assert_int_equal(bench.reader->ops->next_event(bench.reader, CONFORMANCE_SOON_MS, &event, NULL),
                     MC_ETIMEOUT);
    assert_int_equal(insert(CONFORMANCE_WHOLE), MC_OK);
    conformance_assert_event(&bench, CARD_INSERTED);
    card_content_destroy(content);
}

static void *unplug_once_it_reads(void *context)
{
    card_sim_unplug(context);
    return NULL;
}

static void unplugged_while_read(void **state)
{
    (void)state;
    pthread_t other;
    struct card_content *content = card_content_create();
    assert_int_equal(insert(CONFORMANCE_CARD ",\"fault\":\"slow\",\"fault_at\":20}"), MC_OK);
    assert_int_equal(pthread_create(&other, NULL, unplug_once_it_reads, bench.reader), 0);
    const struct card_access access = {.id_number = "001199000123"};
    enum card_outcome outcome = CARD_GARBLED;
    enum mc_err rc = bench.reader->ops->read(bench.reader, &access, NULL, content, &outcome, NULL);
    assert_int_equal(pthread_join(other, NULL), 0);
    assert_true(rc == MC_EGONE || (rc == MC_OK && outcome == CARD_TORN));
    card_content_destroy(content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, lay_bench, clear_bench)
        ROW(it_conforms),
        ROW(an_unreadable_card_is_told),
        ROW(only_the_issuer_it_knows_is_believed),
        ROW(bad_descriptions_are_refused),
        ROW(the_reader_is_unplugged),
        ROW(unplugged_while_read),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
