#include "drivers/card/card_sim.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/card/emrtd/atr.h"
#include "drivers/card/emrtd/reading.h"
#include "drivers/card/virtual/chip_transport.h"

#define READ_TIMEOUT_MS       30000
#define CERTIFICATE_MAX_BYTES 4096
#define REVOCATIONS_S         ((int64_t)90 * 86400) /* until a newer list is due */

struct card_sim {
    struct card_reader base;
    struct mc_waiter waiter; /* guards all below */
    bool card_in;
    unsigned card;     /* counts the cards put in */
    struct chip *chip; /* NULL: no card, or one that does not answer */
    bool unplugged;
    /* What next_event() has told. */
    bool told_in;
    unsigned told_card;
    struct issuer *believed;
    struct issuer *stranger;
    struct trust *trust;
};

static struct card_sim *self_of(struct card_reader *reader)
{
    return (struct card_sim *)reader;
}

/* Locked. */
static bool next_change(struct card_sim *self, enum card_event *event)
{
    if (self->told_in && (!self->card_in || self->told_card != self->card)) {
        self->told_in = false;
        *event = CARD_REMOVED;
        return true;
    }
    if (!self->told_in && self->card_in) {
        self->told_in = true;
        self->told_card = self->card;
        *event = self->chip != NULL ? CARD_INSERTED : CARD_UNREADABLE;
        return true;
    }
    return false;
}

static enum mc_err next_event(struct card_reader *reader, int timeout_ms, enum card_event *event,
                              struct mc_error *err)
{
    struct card_sim *self = self_of(reader);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    enum mc_err rc = MC_OK;
    mc_waiter_lock(&self->waiter);
    while (rc == MC_OK &&
           (self->unplugged || self->waiter.cancelled || !next_change(self, event))) {
        rc = self->unplugged ? MC_EGONE : mc_waiter_wait(&self->waiter, deadline_ms);
    }
    mc_waiter_unlock(&self->waiter);
    return rc == MC_OK ? MC_OK : mc_fail(err, rc, "simulated card reader: %s", mc_err_name(rc));
}

static enum mc_err read_card(struct card_reader *reader, const struct card_access *access,
                             const struct card_progress *progress, struct card_content *out,
                             enum card_outcome *out_outcome, struct mc_error *err)
{
    struct card_sim *self = self_of(reader);
    struct chip_transport *transport = mc_secret_alloc(sizeof *transport);
    const struct reading_options options = {
        .trust = self->trust,
        .unix_s = mc_clock_unix_s(),
        .timeout_ms = READ_TIMEOUT_MS,
        .progress = progress != NULL ? progress->tell : NULL,
        .context = progress != NULL ? progress->context : NULL,
    };
    chip_transport_init(transport, &self->chip, &self->waiter);
    mc_waiter_lock(&self->waiter);
    bool gone = self->unplugged;
    if (self->chip != NULL) {
        size_t len = 0;
        const uint8_t *atr = chip_atr(self->chip, &len);
        transport->base.extended_length = atr_extended_length(atr, len);
        chip_reset(self->chip);
    }
    mc_waiter_unlock(&self->waiter);
    enum mc_err rc = gone ? mc_fail(err, MC_EGONE, "simulated card reader: unplugged")
                          : reading_run(&transport->base, access, &options, out, out_outcome, err);
    mc_secret_free(transport);
    if (rc == MC_OK && *out_outcome == CARD_TORN) {
        card_sim_remove(reader); /* a chip that plays torn is away */
    }
    return rc;
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
        struct card_sim *self = self_of(reader);
        chip_destroy(self->chip);
        issuer_destroy(self->believed);
        issuer_destroy(self->stranger);
        trust_destroy(self->trust);
        mc_waiter_finish(&self->waiter);
        free(self);
    }
}

/* Two countries: the one the kiosk believes, with whom it has revoked, and another. */
static void found_issuers(struct card_sim *self)
{
    bool stale = false;
    struct mc_buffer certificate;
    int64_t now_s = mc_clock_unix_s();
    self->believed = issuer_create(now_s);
    self->stranger = issuer_create(now_s);
    mc_buffer_init(&certificate, CERTIFICATE_MAX_BYTES);
    issuer_certificate(self->believed, &certificate);
    MC_CHECK(trust_add(self->trust, certificate.bytes, certificate.len, NULL) == MC_OK);
    mc_buffer_clear(&certificate);
    issuer_revocations(self->believed, now_s + REVOCATIONS_S, false, &certificate);
    MC_CHECK(trust_add_revocations(self->trust, certificate.bytes, certificate.len, now_s, &stale,
                                   NULL) == MC_OK);
    mc_buffer_finish(&certificate);
}

struct card_reader *card_sim_create(struct trust *trust)
{
    static const struct card_reader_ops ops = {
        .next_event = next_event,
        .read = read_card,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    struct card_sim *self = MC_NEW(struct card_sim);
    self->base.ops = &ops;
    mc_waiter_init(&self->waiter);
    self->trust = trust != NULL ? trust : trust_create();
    found_issuers(self);
    return &self->base;
}

/* chip NULL: one that does not answer. It is the reader's from then on. */
static enum mc_err insert(struct card_sim *self, struct chip *chip, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    mc_waiter_lock(&self->waiter);
    if (self->unplugged) {
        chip_destroy(chip);
        rc = mc_fail(err, MC_EGONE, "simulated card reader: unplugged");
    } else {
        chip_destroy(self->chip);
        self->chip = chip;
        self->card_in = true;
        self->card++;
        mc_waiter_wake(&self->waiter);
    }
    mc_waiter_unlock(&self->waiter);
    return rc;
}

enum mc_err card_sim_insert_json(struct card_reader *reader, const void *bytes, size_t len,
                                 struct mc_error *err)
{
    struct card_sim *self = self_of(reader);
    struct profile *profile = mc_secret_alloc(sizeof *profile);
    enum mc_err rc = profile_parse(bytes, len, profile, err);
    if (rc == MC_OK) {
        struct issuer *by = profile->chip_verified ? self->believed : self->stranger;
        rc = insert(self, chip_create(profile, by), err);
    }
    mc_secret_free(profile);
    return rc;
}

enum mc_err card_sim_insert_unreadable(struct card_reader *reader, struct mc_error *err)
{
    return insert(self_of(reader), NULL, err);
}

static void take_out(struct card_sim *self)
{
    chip_destroy(self->chip);
    self->chip = NULL;
    self->card_in = false;
    mc_waiter_wake(&self->waiter);
}

void card_sim_remove(struct card_reader *reader)
{
    struct card_sim *self = self_of(reader);
    mc_waiter_lock(&self->waiter);
    take_out(self);
    mc_waiter_unlock(&self->waiter);
}

static void set_unplugged(struct card_reader *reader, bool unplugged)
{
    struct card_sim *self = self_of(reader);
    mc_waiter_lock(&self->waiter);
    self->unplugged = unplugged;
    take_out(self);
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
