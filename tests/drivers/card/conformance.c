#include "tests/drivers/card/conformance.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "tests/unit/cmocka_all.h"

#define TEARS_EVERY 5

void conformance_assert_event(struct conformance *self, enum card_event expected)
{
    enum card_event event = CARD_UNREADABLE;
    struct mc_error err = {.text = ""};
    enum mc_err rc =
        self->reader->ops->next_event(self->reader, CONFORMANCE_LATER_MS, &event, &err);
    if (rc != MC_OK) {
        print_error("event %d: %s: %s\n", (int)expected, mc_err_name(rc), err.text);
    }
    assert_int_equal(rc, MC_OK);
    assert_int_equal(event, expected);
}

static void assert_quiet(struct conformance *self)
{
    enum card_event event = CARD_UNREADABLE;
    assert_int_equal(self->reader->ops->next_event(self->reader, CONFORMANCE_SOON_MS, &event, NULL),
                     MC_ETIMEOUT);
}

static const struct card_access keys = {
    .id_number = "001199000123", .birth = "990905", .expiry = {"390905"}, .expiry_count = 1};

enum card_outcome conformance_read(struct conformance *self, struct card_content *out)
{
    enum card_outcome outcome = CARD_GARBLED;
    struct mc_error err = {.text = ""};
    enum mc_err rc = self->reader->ops->read(self->reader, &keys, NULL, out, &outcome, &err);
    if (rc != MC_OK) {
        print_error("%s: %s\n", mc_err_name(rc), err.text);
    }
    assert_int_equal(rc, MC_OK);
    return outcome;
}

static void assert_reads(struct conformance *self)
{
    struct card_content *content = card_content_create();
    enum card_outcome outcome = conformance_read(self, content);
    if (outcome != CARD_READ) {
        print_error("%s: %s\n", card_outcome_name(outcome), content->reason);
    }
    assert_int_equal(outcome, CARD_READ);
    assert_string_equal(content->id_number, "001199000123");
    assert_string_equal(content->name, "Lý Thị Ẩn");
    assert_string_equal(content->residence, "Xóm Ổi, Xã Bưởi Ngọt");
    assert_int_equal(content->verdict, CARD_VERIFIED);
    card_content_destroy(content);
}

static void assert_outcome(struct conformance *self, enum card_outcome expected)
{
    struct card_content *content = card_content_create();
    assert_int_equal(conformance_read(self, content), expected);
    assert_string_equal(content->name, "");
    card_content_destroy(content);
}

static void insert(struct conformance *self, const char *json)
{
    self->insert(self, json);
    conformance_assert_event(self, CARD_INSERTED);
}

static void take_off(struct conformance *self)
{
    self->remove(self);
    conformance_assert_event(self, CARD_REMOVED);
}

void conformance_a_card_comes_and_goes(struct conformance *self)
{
    for (int i = 0; i < 3; i++) {
        assert_quiet(self);
        insert(self, CONFORMANCE_WHOLE);
        assert_quiet(self);
        assert_reads(self);
        assert_quiet(self);
        take_off(self);
    }
    assert_outcome(self, CARD_TORN); /* nothing there */
}

void conformance_a_card_is_read_twice(struct conformance *self)
{
    insert(self, CONFORMANCE_WHOLE);
    assert_reads(self);
    assert_reads(self);
    take_off(self);
}

void conformance_another_card_on_top(struct conformance *self)
{
    insert(self, CONFORMANCE_CARD ",\"fault\":\"no-sod\"}");
    self->insert(self, CONFORMANCE_WHOLE);
    conformance_assert_event(self, CARD_REMOVED);
    conformance_assert_event(self, CARD_INSERTED);
    assert_reads(self);
    take_off(self);
}

void conformance_another_cards_key(struct conformance *self)
{
    insert(self, "{\"id_number\":\"001199000124\",\"name\":\"Võ An\",\"birth\":\"01/01/1999\","
                 "\"sex\":\"Nam\",\"residence\":\"Ấp Cầu Đỏ\",\"issued\":\"01/02/2022\"}");
    assert_outcome(self, CARD_REFUSED);
    take_off(self);
    insert(self, CONFORMANCE_WHOLE);
    assert_reads(self);
    take_off(self);
}

/* Here and there; test_torn.c does it at every command. */
void conformance_torn_while_read(struct conformance *self)
{
    for (int at = 2; at < 5 * TEARS_EVERY; at += TEARS_EVERY) {
        char json[1024];
        (void)snprintf(json, sizeof json, CONFORMANCE_CARD ",\"fault\":\"torn\",\"fault_at\":%d}",
                       at);
        insert(self, json);
        assert_outcome(self, CARD_TORN);
        self->remove(self); /* a back-end may not have seen it go */
        conformance_assert_event(self, CARD_REMOVED);
        insert(self, CONFORMANCE_WHOLE);
        assert_reads(self);
        take_off(self);
    }
}

void conformance_garbage(struct conformance *self)
{
    insert(self, CONFORMANCE_CARD ",\"fault\":\"wrong-mac\",\"fault_at\":1}");
    assert_outcome(self, CARD_GARBLED);
    take_off(self);
    insert(self, CONFORMANCE_WHOLE);
    assert_reads(self);
    take_off(self);
}

static void *cancel(void *context)
{
    struct card_reader *reader = context;
    reader->ops->cancel(reader);
    return NULL;
}

void conformance_called_off(struct conformance *self)
{
    pthread_t other;
    enum card_event event = CARD_UNREADABLE;
    int64_t began_ms = mc_clock_monotonic_ms();
    assert_int_equal(pthread_create(&other, NULL, cancel, self->reader), 0);
    assert_int_equal(
        self->reader->ops->next_event(self->reader, CONFORMANCE_LATER_MS, &event, NULL),
        MC_ECANCELLED);
    assert_int_equal(pthread_join(other, NULL), 0);
    assert_true(mc_clock_monotonic_ms() - began_ms < CONFORMANCE_LATER_MS);
    assert_quiet(self);
    /* While a slow card is read. */
    struct card_content *content = card_content_create();
    enum card_outcome outcome = CARD_GARBLED;
    insert(self, CONFORMANCE_CARD ",\"fault\":\"slow\",\"fault_at\":300}");
    assert_int_equal(pthread_create(&other, NULL, cancel, self->reader), 0);
    assert_int_equal(self->reader->ops->read(self->reader, &keys, NULL, content, &outcome, NULL),
                     MC_ECANCELLED);
    assert_int_equal(pthread_join(other, NULL), 0);
    card_content_destroy(content);
    take_off(self);
    insert(self, CONFORMANCE_WHOLE);
    assert_reads(self);
    take_off(self);
}

void conformance_all(struct conformance *self)
{
    conformance_a_card_comes_and_goes(self);
    conformance_a_card_is_read_twice(self);
    conformance_another_card_on_top(self);
    conformance_another_cards_key(self);
    conformance_torn_while_read(self);
    conformance_garbage(self);
    conformance_called_off(self);
}
