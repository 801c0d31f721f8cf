#include <pthread.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/card/card_sim.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  30
#define LATER_MS 20000

static const char card[] =
    "{\"id_number\":\"001199000123\",\"old_id_number\":\"012345678\",\"name\":\"Lý Thị Ẩn\","
    "\"birth\":\"05/09/1999\",\"sex\":\"Nữ\",\"residence\":\"Xóm Ổi, Xã Bưởi Ngọt\","
    "\"issued\":\"01/02/2022\",\"chip_verified\":true}";
static const char short_card[] =
    "{\"id_number\":\"001199000124\",\"name\":\"Võ An\",\"birth\":\"01/01/1999\",\"sex\":\"Nam\","
    "\"residence\":\"Ấp Cầu Đỏ\",\"issued\":\"01/02/2022\"}";

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

static enum mc_err insert(struct card_reader *reader, const char *json)
{
    struct mc_error err;
    return card_sim_insert_json(reader, json, strlen(json), &err);
}

static void assert_event(struct card_reader *reader, enum card_event expected,
                         struct card_fields *out)
{
    enum card_event event;
    assert_int_equal(reader->ops->next_event(reader, LATER_MS, &event, out, NULL), MC_OK);
    assert_int_equal(event, expected);
}

static enum mc_err next(struct card_reader *reader, int timeout_ms)
{
    enum card_event event;
    struct card_fields fields;
    struct mc_error err;
    return reader->ops->next_event(reader, timeout_ms, &event, &fields, &err);
}

static void a_card_comes_and_goes(void **state)
{
    (void)state;
    struct card_reader *reader = card_sim_create();
    struct card_fields fields;
    card_sim_remove(reader); /* none is in */
    assert_int_equal(insert(reader, card), MC_OK);
    assert_event(reader, CARD_INSERTED, &fields);
    assert_string_equal(fields.id_number, "001199000123");
    assert_string_equal(fields.old_id_number, "012345678");
    assert_string_equal(fields.name, "Lý Thị Ẩn");
    assert_string_equal(fields.birth, "05/09/1999");
    assert_string_equal(fields.sex, "Nữ");
    assert_string_equal(fields.residence, "Xóm Ổi, Xã Bưởi Ngọt");
    assert_string_equal(fields.issued, "01/02/2022");
    assert_int_equal(fields.chip_verified, 1);
    card_sim_remove(reader);
    assert_event(reader, CARD_REMOVED, &fields);
    assert_int_equal(insert(reader, short_card), MC_OK);
    assert_event(reader, CARD_INSERTED, &fields);
    assert_string_equal(fields.old_id_number, "");
    assert_int_equal(fields.chip_verified, 0);
    /* Another card on top: the first one went. */
    assert_int_equal(insert(reader, card), MC_OK);
    assert_event(reader, CARD_REMOVED, &fields);
    assert_event(reader, CARD_INSERTED, &fields);
    assert_int_equal(next(reader, SOON_MS), MC_ETIMEOUT);
    reader->ops->destroy(reader);
}

static void an_unreadable_card_is_told(void **state)
{
    (void)state;
    struct card_reader *reader = card_sim_create();
    struct card_fields fields = {.name = "untouched"};
    assert_int_equal(card_sim_insert_unreadable(reader, NULL), MC_OK);
    card_sim_remove(reader);
    assert_event(reader, CARD_UNREADABLE, &fields);
    assert_event(reader, CARD_REMOVED, &fields);
    assert_string_equal(fields.name, "untouched");
    reader->ops->destroy(reader);
}

static void bad_descriptions_are_refused(void **state)
{
    (void)state;
    struct card_reader *reader = card_sim_create();
    assert_int_equal(insert(reader, ""), MC_EPARSE);
    assert_int_equal(insert(reader, "[]"), MC_EPARSE);
    assert_int_equal(insert(reader, "{\"id_number\":\"001199000123\"}"), MC_EPARSE);
    assert_int_equal(insert(reader, "{\"id_number\":7}"), MC_EPARSE);
    assert_int_equal(insert(reader, "{\"nonsense\":\"\"}"), MC_EPARSE);
    char longer[sizeof short_card + 32];
    const char *number = strstr(short_card, "001199000124");
    size_t before = (size_t)(number - short_card);
    memcpy(longer, short_card, before);
    memset(longer + before, '0', 16);
    memcpy(longer + before + 16, number, strlen(number) + 1);
    assert_int_equal(insert(reader, longer), MC_ETOOBIG);
    assert_int_equal(next(reader, SOON_MS), MC_ETIMEOUT);
    reader->ops->destroy(reader);
}

static void it_is_bounded(void **state)
{
    (void)state;
    struct card_reader *reader = card_sim_create();
    struct card_fields fields;
    int taken = 0;
    while (card_sim_insert_unreadable(reader, NULL) == MC_OK) {
        taken++;
        assert_true(taken <= CARD_SIM_PENDING_MAX);
    }
    card_sim_remove(reader);
    for (int i = 0; i < taken; i++) {
        assert_event(reader, CARD_UNREADABLE, &fields);
        assert_event(reader, CARD_REMOVED, &fields);
    }
    assert_int_equal(next(reader, SOON_MS), MC_ETIMEOUT);
    reader->ops->destroy(reader);
}

static void *cancel(void *context)
{
    struct card_reader *reader = context;
    reader->ops->cancel(reader);
    return NULL;
}

static void *put_in(void *context)
{
    assert_int_equal(insert(context, card), MC_OK);
    return NULL;
}

static void *unplug(void *context)
{
    card_sim_unplug(context);
    return NULL;
}

static enum mc_err wait_while(struct card_reader *reader, void *(*act)(void *))
{
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, act, reader), 0);
    int64_t began_ms = mc_clock_monotonic_ms();
    enum mc_err rc = next(reader, LATER_MS);
    assert_true(mc_clock_monotonic_ms() - began_ms < LATER_MS / 2);
    assert_int_equal(pthread_join(other, NULL), 0);
    return rc;
}

static void another_thread_wakes_it(void **state)
{
    (void)state;
    struct card_reader *reader = card_sim_create();
    assert_int_equal(wait_while(reader, cancel), MC_ECANCELLED);
    assert_int_equal(wait_while(reader, put_in), MC_OK);
    assert_int_equal(wait_while(reader, unplug), MC_EGONE);
    assert_int_equal(insert(reader, card), MC_EGONE);
    card_sim_plug_in(reader);
    assert_int_equal(next(reader, SOON_MS), MC_ETIMEOUT);
    assert_int_equal(insert(reader, card), MC_OK);
    assert_int_equal(next(reader, LATER_MS), MC_OK);
    reader->ops->destroy(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_comes_and_goes),
        cmocka_unit_test(an_unreadable_card_is_told),
        cmocka_unit_test(bad_descriptions_are_refused),
        cmocka_unit_test(it_is_bounded),
        cmocka_unit_test(another_thread_wakes_it),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
