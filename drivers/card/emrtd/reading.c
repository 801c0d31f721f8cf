#include "drivers/card/emrtd/reading.h"

#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/access.h"
#include "drivers/card/emrtd/chip_proof.h"
#include "drivers/card/emrtd/file_reading.h"
#include "drivers/card/emrtd/portrait.h"
#include "drivers/card/emrtd/reading_internal.h"
#include "drivers/card/emrtd/sod.h"

/* How far a reading is when a part begins; the portrait takes most of the time. */
#define PERCENT_ACCESS   5
#define PERCENT_SOD      20
#define PERCENT_PROOF    25
#define PERCENT_DATA     35
#define PERCENT_PORTRAIT 50
#define PERCENT_DONE     100

static void tell_progress(struct reading *reading, int percent)
{
    if (percent > reading->percent && reading->options->progress != NULL) {
        reading->options->progress(reading->options->context, percent);
    }
    reading->percent = percent > reading->percent ? percent : reading->percent;
}

static void tell_part(void *context, size_t bytes, size_t of)
{
    size_t span = PERCENT_DONE - PERCENT_PORTRAIT;
    tell_progress(context, PERCENT_PORTRAIT + (int)(bytes * span / of));
}

static enum mc_err read_group(struct reading *reading, int group, const struct file_part *part,
                              struct mc_error *err)
{
    struct reading_file *file = &reading->groups[group];
    return file_read(reading->channel, (uint16_t)(FILE_ID_DG + group), READING_FILE_MAX_BYTES, part,
                     &file->bytes, &file->len, err);
}

/* EF.COM is not signed and only says what the security object says better: it is read so that a
 * card that has no good one is still read. */
static enum mc_err read_lists(struct reading *reading, struct mc_error *err)
{
    struct reading_file com = {0};
    enum mc_err rc = file_read(reading->channel, FILE_ID_COM, READING_FILE_MAX_BYTES, NULL,
                               &com.bytes, &com.len, err);
    if (rc == MC_OK && com.bytes != NULL &&
        com_parse(com.bytes, com.len, &reading->listed, NULL) != MC_OK) {
        reading->listed = 0;
    }
    mc_secret_free(com.bytes);
    if (rc == MC_OK) {
        rc = file_read(reading->channel, FILE_ID_SOD, READING_FILE_MAX_BYTES, NULL,
                       &reading->sod_file.bytes, &reading->sod_file.len, err);
    }
    if (rc == MC_OK) {
        reading_judge_signature(reading);
    }
    return rc;
}

static bool listed(const struct reading *reading, int group)
{
    return (reading->listed & 1u << group) != 0 || (reading->has_sod && reading->sod.listed[group]);
}

static enum mc_err prove_by_agreement(struct reading *reading, struct mc_error *err)
{
    static const uint8_t com[] = {FILE_ID_COM >> 8, FILE_ID_COM & 0xFF};
    static const struct apdu_command probe = {.ins = FILE_INS_SELECT,
                                              .p1 = FILE_P1_BY_ID,
                                              .p2 = FILE_P2_NO_ANSWER,
                                              .data = com,
                                              .data_len = sizeof com};
    const struct reading_file *file = &reading->groups[14];
    if (security_infos_parse_dg14(file->bytes, file->len, &reading->infos, NULL) != MC_OK) {
        return MC_OK;
    }
    reading->has_infos = true;
    return chip_authenticate(reading->channel, &reading->infos, &probe, &reading->chip, err);
}

/* Before the data: what is read after chip authentication is read under the new keys. */
static enum mc_err prove_chip(struct reading *reading, struct mc_error *err)
{
    enum mc_err rc = listed(reading, 14) ? read_group(reading, 14, NULL, err) : MC_OK;
    if (rc == MC_OK && reading->groups[14].bytes != NULL) {
        rc = prove_by_agreement(reading, err);
    }
    /* A chip that failed has lost its session with it. */
    bool go_on = rc == MC_OK && reading->channel->sm.on;
    if (go_on && listed(reading, 15)) {
        rc = read_group(reading, 15, NULL, err);
    }
    if (rc == MC_OK && reading->groups[15].bytes != NULL) {
        rc = active_authenticate(reading->channel, reading->groups[15].bytes,
                                 reading->groups[15].len, &reading->infos, &reading->active, err);
    }
    return rc;
}

static enum mc_err read_data(struct reading *reading, struct mc_error *err)
{
    const struct file_part part = {.read = tell_part, .context = reading};
    enum mc_err rc = read_group(reading, 1, NULL, err);
    if (rc == MC_OK && reading->groups[1].bytes == NULL) {
        rc = mc_fail(err, MC_EPARSE, "card: no data group 1");
    }
    if (rc == MC_OK) {
        rc = dg1_parse(reading->groups[1].bytes, reading->groups[1].len, &reading->mrz, err);
    }
    if (rc == MC_OK && listed(reading, 13)) {
        rc = read_group(reading, 13, NULL, err);
    }
    if (rc == MC_OK && reading->groups[13].bytes != NULL) {
        rc = dg13_parse(reading->groups[13].bytes, reading->groups[13].len, &reading->dg13, err);
    }
    tell_progress(reading, PERCENT_PORTRAIT);
    if (rc == MC_OK && listed(reading, 2)) {
        rc = read_group(reading, 2, &part, err);
    }
    return rc;
}

/* A portrait that cannot be shown is no reason to refuse the card. */
static void take_portrait(struct reading *reading, struct card_content *out)
{
    const struct reading_file *file = &reading->groups[2];
    struct dg2 dg2;
    struct portrait portrait = {0};
    if (file->bytes != NULL && dg2_parse(file->bytes, file->len, &dg2, NULL) == MC_OK &&
        portrait_decode(&dg2, &portrait, NULL) == MC_OK) {
        out->portrait_width_px = portrait.width_px;
        out->portrait_height_px = portrait.height_px;
        out->portrait = portrait.pixels;
    }
}

static enum mc_err read_inside(struct reading *reading, struct mc_error *err)
{
    tell_progress(reading, PERCENT_SOD);
    enum mc_err rc = read_lists(reading, err);
    tell_progress(reading, PERCENT_PROOF);
    if (rc == MC_OK) {
        rc = prove_chip(reading, err);
    }
    tell_progress(reading, PERCENT_DATA);
    if (rc == MC_OK && !reading->channel->sm.on) {
        rc = mc_fail(err, MC_ECORRUPT, "card: the chip cannot prove what it is");
    }
    return rc == MC_OK ? read_data(reading, err) : rc;
}

static enum mc_err read_card(struct reading *reading, const struct card_access *access,
                             struct card_content *out, enum card_outcome *out_outcome,
                             struct mc_error *err)
{
    tell_progress(reading, PERCENT_ACCESS);
    enum mc_err rc = access_gain(reading->channel, access, READING_KEYS_MAX, &reading->access, err);
    if (rc == MC_OK && reading->access.outcome == CARD_READ) {
        out->protocol = reading->access.by_pace ? CARD_PROTOCOL_PACE : CARD_PROTOCOL_BAC;
        rc = read_inside(reading, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    *out_outcome = reading->access.outcome;
    if (*out_outcome == CARD_READ) {
        reading_fill(reading, out);
        reading_judge(reading, out);
        take_portrait(reading, out);
        tell_progress(reading, PERCENT_DONE);
    }
    return MC_OK;
}

/* What went wrong with the card is an outcome; what went wrong with the reader stays an error. */
static enum mc_err outcome_of(enum mc_err rc, enum card_outcome *out)
{
    switch (rc) {
    case MC_EGONE: *out = CARD_TORN; return MC_OK;
    case MC_ETIMEOUT: *out = CARD_TOO_SLOW; return MC_OK;
    case MC_EPARSE:
    case MC_ETOOBIG:
    case MC_ECORRUPT: *out = CARD_GARBLED; return MC_OK;
    case MC_OK:
    case MC_EINVAL:
    case MC_ENOTFOUND:
    case MC_EIO:
    case MC_ECONFLICT:
    case MC_EDENIED:
    case MC_ECANCELLED:
    case MC_EUNSUPPORTED: break;
    }
    return rc;
}

static void finish(struct reading *reading)
{
    for (int i = 0; i <= DATA_GROUPS; i++) {
        mc_secret_free(reading->groups[i].bytes);
    }
    mc_secret_free(reading->sod_file.bytes);
    access_finish(&reading->access);
    channel_destroy(reading->channel);
    mc_secret_free(reading);
}

enum mc_err reading_run(struct card_transport *transport, const struct card_access *access,
                        const struct reading_options *options, struct card_content *out,
                        enum card_outcome *out_outcome, struct mc_error *err)
{
    struct mc_error inner = {.code = MC_OK};
    struct reading *reading = mc_secret_alloc(sizeof *reading);
    reading->options = options;
    reading->channel = channel_create(transport, options->timeout_ms);
    enum card_outcome outcome = CARD_GARBLED;
    enum mc_err rc = read_card(reading, access, out, &outcome, &inner);
    if (rc != MC_OK) {
        mc_copy_text(out->reason, sizeof out->reason, inner.text);
        rc = outcome_of(rc, &outcome);
    }
    finish(reading);
    if (rc != MC_OK) {
        return mc_fail(err, rc, "%s", inner.text);
    }
    *out_outcome = outcome;
    return MC_OK;
}
