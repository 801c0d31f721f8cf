#include "drivers/scanner/scanner_sim.h"

#include <string.h>

#include "core/memory.h"
#include "core/waiter.h"

struct scanner_sim {
    struct scanner base;
    struct scanner_code lent; /* by next_code(); the scanner's own thread only */
    struct mc_waiter waiter;  /* guards all below */
    struct scanner_code pending[SCANNER_SIM_PENDING_MAX];
    size_t first;
    size_t count;
    bool unplugged;
};

static struct scanner_sim *self_of(struct scanner *scanner)
{
    return (struct scanner_sim *)scanner;
}

static enum mc_err next_code(struct scanner *scanner, int timeout_ms,
                             const struct scanner_code **out, struct mc_error *err)
{
    struct scanner_sim *self = self_of(scanner);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    mc_wipe(&self->lent, sizeof self->lent);
    enum mc_err rc = MC_OK;
    mc_waiter_lock(&self->waiter);
    while (rc == MC_OK && (self->count == 0 || self->waiter.cancelled)) {
        rc = self->unplugged ? MC_EGONE : mc_waiter_wait(&self->waiter, deadline_ms);
    }
    if (rc == MC_OK) {
        self->lent = self->pending[self->first];
        mc_wipe(&self->pending[self->first], sizeof self->pending[0]);
        self->first = (self->first + 1) % SCANNER_SIM_PENDING_MAX;
        self->count--;
        *out = &self->lent;
    }
    mc_waiter_unlock(&self->waiter);
    return rc == MC_OK ? MC_OK : mc_fail(err, rc, "simulated scanner: %s", mc_err_name(rc));
}

static void cancel(struct scanner *scanner)
{
    mc_waiter_cancel(&self_of(scanner)->waiter);
}

static const char *describe(const struct scanner *scanner)
{
    (void)scanner;
    return "simulated scanner";
}

static void destroy(struct scanner *scanner)
{
    if (scanner != NULL) {
        mc_waiter_finish(&self_of(scanner)->waiter);
        mc_secret_free(scanner);
    }
}

struct scanner *scanner_sim_create(void)
{
    static const struct scanner_ops ops = {
        .next_code = next_code,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    struct scanner_sim *self = mc_secret_alloc(sizeof *self);
    self->base.ops = &ops;
    mc_waiter_init(&self->waiter);
    return &self->base;
}

bool scanner_sim_scan(struct scanner *scanner, const void *bytes, size_t len)
{
    struct scanner_sim *self = self_of(scanner);
    mc_waiter_lock(&self->waiter);
    bool taken = len > 0 && len <= SCANNER_MAX_BYTES && !self->unplugged &&
                 self->count < SCANNER_SIM_PENDING_MAX;
    if (taken) {
        struct scanner_code *code =
            &self->pending[(self->first + self->count) % SCANNER_SIM_PENDING_MAX];
        memcpy(code->bytes, bytes, len);
        code->len = len;
        code->symbology = MC_SYMBOLOGY_QR;
        self->count++;
        mc_waiter_wake(&self->waiter);
    }
    mc_waiter_unlock(&self->waiter);
    return taken;
}

static void set_unplugged(struct scanner *scanner, bool unplugged)
{
    struct scanner_sim *self = self_of(scanner);
    mc_waiter_lock(&self->waiter);
    self->unplugged = unplugged;
    mc_wipe(self->pending, sizeof self->pending);
    self->count = 0;
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

void scanner_sim_unplug(struct scanner *scanner)
{
    set_unplugged(scanner, true);
}

void scanner_sim_plug_in(struct scanner *scanner)
{
    set_unplugged(scanner, false);
}
