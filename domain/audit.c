#include "domain/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/memory.h"

#define CANONICAL_MAX_BYTES 1024

const char audit_first_previous[MC_SHA256_CHARS + 1] =
    "0000000000000000000000000000000000000000000000000000000000000000";

static void put_field(struct mc_buffer *out, const char *text)
{
    mc_buffer_format(out, "%zu:", strlen(text));
    mc_buffer_put_text(out, text);
    mc_buffer_put_byte(out, ',');
}

static void put_number(struct mc_buffer *out, int64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRId64, number);
    put_field(out, text);
}

static void hash_of(const struct audit_entry *entry, char out[MC_SHA256_CHARS + 1])
{
    struct mc_buffer text;
    mc_buffer_init(&text, CANONICAL_MAX_BYTES);
    put_number(&text, entry->number);
    put_number(&text, entry->at_s);
    put_field(&text, entry->officer);
    put_field(&text, entry->act);
    put_field(&text, entry->subject);
    put_field(&text, entry->detail);
    put_field(&text, entry->previous);
    MC_CHECK(!text.overflowed);
    mc_sha256_hex(text.bytes, text.len, out);
    mc_buffer_finish(&text);
}

void audit_seal(struct audit_entry *entry)
{
    hash_of(entry, entry->hash);
}

enum mc_err audit_check_next(struct audit_check *check, const struct audit_entry *entry,
                             struct mc_error *err)
{
    const char *previous = check->count == 0 ? audit_first_previous : check->head;
    char hash[MC_SHA256_CHARS + 1];
    hash_of(entry, hash);
    if (entry->number != check->count + 1) {
        return mc_fail(err, MC_ECORRUPT,
                       "audit trail: entry %" PRId64 " stands where %" PRId64 " should",
                       entry->number, check->count + 1);
    }
    if (strcmp(entry->previous, previous) != 0) {
        return mc_fail(err, MC_ECORRUPT,
                       "audit trail: entry %" PRId64 " does not follow the one before it",
                       entry->number);
    }
    if (strcmp(entry->hash, hash) != 0) {
        return mc_fail(err, MC_ECORRUPT, "audit trail: entry %" PRId64 " was changed",
                       entry->number);
    }
    check->count++;
    mc_copy_text(check->head, sizeof check->head, entry->hash);
    return MC_OK;
}
