#include "drivers/card/card_sim.h"

#include <stdbool.h>

#include "core/json.h"
#include "core/memory.h"
#include "core/waiter.h"

struct pending {
    enum card_event event;
    struct card_fields fields;
};

struct card_sim {
    struct card_reader base;
    struct mc_waiter waiter; /* guards all below */
    struct pending pending[CARD_SIM_PENDING_MAX];
    size_t first;
    size_t count;
    bool card_in;
    bool unplugged;
};

static struct card_sim *self_of(struct card_reader *reader)
{
    return (struct card_sim *)reader;
}

static enum mc_err next_event(struct card_reader *reader, int timeout_ms, enum card_event *event,
                              struct card_fields *out, struct mc_error *err)
{
    struct card_sim *self = self_of(reader);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    enum mc_err rc = MC_OK;
    mc_waiter_lock(&self->waiter);
    while (rc == MC_OK && (self->count == 0 || self->waiter.cancelled)) {
        rc = self->unplugged ? MC_EGONE : mc_waiter_wait(&self->waiter, deadline_ms);
    }
    if (rc == MC_OK) {
        struct pending *next = &self->pending[self->first];
        *event = next->event;
        if (next->event == CARD_INSERTED) {
            *out = next->fields;
        }
        mc_wipe(next, sizeof *next);
        self->first = (self->first + 1) % CARD_SIM_PENDING_MAX;
        self->count--;
    }
    mc_waiter_unlock(&self->waiter);
    return rc == MC_OK ? MC_OK : mc_fail(err, rc, "simulated card reader: %s", mc_err_name(rc));
}

static void cancel(struct card_reader *reader)
{
    mc_waiter_cancel(&self_of(reader)->waiter);
}

static const char *describe(const struct card_reader *reader)
{
    (void)reader;
    return "simulated card reader";
}

static void destroy(struct card_reader *reader)
{
    if (reader != NULL) {
        mc_waiter_finish(&self_of(reader)->waiter);
        mc_secret_free(reader);
    }
}

struct card_reader *card_sim_create(void)
{
    static const struct card_reader_ops ops = {
        .next_event = next_event,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    struct card_sim *self = mc_secret_alloc(sizeof *self);
    self->base.ops = &ops;
    mc_waiter_init(&self->waiter);
    return &self->base;
}

static enum mc_err read_optional(const cJSON *card, struct card_fields *out, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    if (mc_json_find(card, "old_id_number") != NULL) {
        rc = mc_json_text_into(card, "card", "old_id_number", out->old_id_number,
                               sizeof out->old_id_number, err);
    }
    if (rc == MC_OK && mc_json_find(card, "chip_verified") != NULL) {
        bool verified = false;
        rc = mc_json_bool(card, "card", "chip_verified", &verified, err);
        out->chip_verified = verified;
    }
    return rc;
}

static enum mc_err read_fields(const cJSON *card, struct card_fields *out, struct mc_error *err)
{
    static const char *const keys[] = {"id_number", "old_id_number", "name",
                                       "birth",     "sex",           "residence",
                                       "issued",    "chip_verified", NULL};
    const struct {
        const char *key;
        char *to;
        size_t size;
    } texts[] = {
        {"id_number", out->id_number, sizeof out->id_number},
        {"name", out->name, sizeof out->name},
        {"birth", out->birth, sizeof out->birth},
        {"sex", out->sex, sizeof out->sex},
        {"residence", out->residence, sizeof out->residence},
        {"issued", out->issued, sizeof out->issued},
    };
    enum mc_err rc = mc_json_only_keys(card, "card", keys, err);
    for (size_t i = 0; rc == MC_OK && i < sizeof texts / sizeof texts[0]; i++) {
        rc = mc_json_text_into(card, "card", texts[i].key, texts[i].to, texts[i].size, err);
    }
    return rc == MC_OK ? read_optional(card, out, err) : rc;
}

static void push(struct card_sim *self, enum card_event event, const struct card_fields *fields)
{
    size_t at = (self->first + self->count) % CARD_SIM_PENDING_MAX;
    self->pending[at].event = event;
    if (fields != NULL) {
        self->pending[at].fields = *fields;
    }
    self->count++;
    mc_waiter_wake(&self->waiter);
}

static enum mc_err insert(struct card_sim *self, enum card_event event,
                          const struct card_fields *fields, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    mc_waiter_lock(&self->waiter);
    if (self->unplugged) {
        rc = mc_fail(err, MC_EGONE, "simulated card reader: unplugged");
    } else if (self->count + 3 > CARD_SIM_PENDING_MAX) {
        rc = mc_fail(err, MC_ECONFLICT, "simulated card reader: too many events pending");
    } else {
        if (self->card_in) {
            push(self, CARD_REMOVED, NULL);
        }
        push(self, event, fields);
        self->card_in = true;
    }
    mc_waiter_unlock(&self->waiter);
    return rc;
}

enum mc_err card_sim_insert_json(struct card_reader *reader, const void *bytes, size_t len,
                                 struct mc_error *err)
{
    cJSON *card = NULL;
    enum mc_err rc = mc_json_parse(bytes, len, CARD_SIM_JSON_MAX_BYTES, &card, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct card_fields *fields = mc_secret_alloc(sizeof *fields);
    rc = read_fields(card, fields, err);
    if (rc == MC_OK) {
        rc = insert(self_of(reader), CARD_INSERTED, fields, err);
    }
    mc_secret_free(fields);
    cJSON_Delete(card);
    return rc;
}

enum mc_err card_sim_insert_unreadable(struct card_reader *reader, struct mc_error *err)
{
    return insert(self_of(reader), CARD_UNREADABLE, NULL, err);
}

void card_sim_remove(struct card_reader *reader)
{
    struct card_sim *self = self_of(reader);
    mc_waiter_lock(&self->waiter);
    /* insert() left room for this one. */
    if (self->card_in && self->count < CARD_SIM_PENDING_MAX) {
        push(self, CARD_REMOVED, NULL);
        self->card_in = false;
    }
    mc_waiter_unlock(&self->waiter);
}

static void set_unplugged(struct card_reader *reader, bool unplugged)
{
    struct card_sim *self = self_of(reader);
    mc_waiter_lock(&self->waiter);
    self->unplugged = unplugged;
    self->card_in = false;
    mc_wipe(self->pending, sizeof self->pending);
    self->count = 0;
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

void card_sim_unplug(struct card_reader *reader)
{
    set_unplugged(reader, true);
}

void card_sim_plug_in(struct card_reader *reader)
{
    set_unplugged(reader, false);
}
