/* What was read, turned into texts and a verdict. */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/reading_internal.h"

void reading_judge_signature(struct reading *reading)
{
    const struct reading_file *file = &reading->sod_file;
    if (file->bytes != NULL &&
        sod_open(file->bytes, file->len, reading->options->trust, reading->options->unix_s,
                 &reading->sod, &reading->signature, NULL) == MC_OK) {
        reading->has_sod = true;
    }
}

/* ---- Texts ---- */

static bool is_number(const char *text)
{
    return strlen(text) == CARD_ID_CHARS && strspn(text, "0123456789") == CARD_ID_CHARS;
}

/* YYMMDD → DD/MM/YYYY. */
static void spell_date(const char *date, int century, char *out, size_t size)
{
    if (strlen(date) == MRZ_DATE_CHARS) {
        (void)snprintf(out, size, "%.2s/%.2s/%02d%.2s", date + 4, date + 2, century, date);
    }
}

/* The fourth digit of the number tells the century of birth (Decree 137/2015 art. 13). */
static int century_of(const char *id_number)
{
    return is_number(id_number) ? 19 + (id_number[3] - '0') / 2 : 19;
}

/* A Vietnamese card has all twelve digits behind the document number. */
static void fill_from_zone(const struct mrz *mrz, struct card_content *out)
{
    char number[MRZ_OPTIONAL_CHARS + 1];
    mc_copy_text(number, sizeof number, mrz->optional);
    size_t digits = strspn(number, "0123456789");
    number[digits < CARD_ID_CHARS ? digits : CARD_ID_CHARS] = '\0';
    if (out->id_number[0] == '\0' && is_number(number)) {
        mc_copy_text(out->id_number, sizeof out->id_number, number);
    }
    if (out->name[0] == '\0') {
        mc_copy_text(out->name, sizeof out->name, mrz->name);
        out->name_is_plain = 1;
    }
    if (out->birth[0] == '\0') {
        spell_date(mrz->birth, century_of(out->id_number), out->birth, sizeof out->birth);
    }
    if (out->sex[0] == '\0' && mrz->sex != '<') {
        mc_copy_text(out->sex, sizeof out->sex, mrz->sex == 'M' ? "Nam" : "Nữ");
    }
    if (out->expires[0] == '\0') {
        spell_date(mrz->expiry, 20, out->expires, sizeof out->expires);
    }
    mc_wipe(number, sizeof number);
}

void reading_fill(const struct reading *reading, struct card_content *out)
{
    const struct dg13 *dg13 = &reading->dg13;
    if (is_number(dg13->text[DG13_ID_NUMBER])) {
        mc_copy_text(out->id_number, sizeof out->id_number, dg13->text[DG13_ID_NUMBER]);
    }
    const struct {
        enum dg13_field field;
        char *to;
        size_t size;
    } texts[] = {
        {DG13_OLD_ID_NUMBER, out->old_id_number, sizeof out->old_id_number},
        {DG13_NAME, out->name, sizeof out->name},
        {DG13_BIRTH, out->birth, sizeof out->birth},
        {DG13_SEX, out->sex, sizeof out->sex},
        {DG13_RESIDENCE, out->residence, sizeof out->residence},
        {DG13_ISSUED, out->issued, sizeof out->issued},
        {DG13_EXPIRES, out->expires, sizeof out->expires},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        mc_copy_text(texts[i].to, texts[i].size, dg13->text[texts[i].field]);
    }
    fill_from_zone(&reading->mrz, out);
}

/* ---- Verdict ---- */

/* The number of data group 13 and the zone's are of one card. */
static bool numbers_agree(const struct reading *reading, const struct card_content *content)
{
    const char *number = content->id_number;
    return is_number(number) &&
           strcmp(number + CARD_ID_CHARS - MRZ_DOCUMENT_CHARS, reading->mrz.document_number) == 0;
}

/* The first group read that the security object does not vouch for; 0: none. */
static int altered_group(const struct reading *reading)
{
    for (int group = 1; group <= DATA_GROUPS; group++) {
        const struct reading_file *file = &reading->groups[group];
        if (file->bytes != NULL && !sod_vouches(&reading->sod, group, file->bytes, file->len)) {
            return group;
        }
    }
    return 0;
}

/* A group that proves the chip is in the signed list, but the chip does not show it. */
static bool hides_proof(const struct reading *reading)
{
    return (reading->sod.listed[14] && reading->groups[14].bytes == NULL) ||
           (reading->sod.listed[15] && reading->groups[15].bytes == NULL);
}

/* PACE was offered before any key was known: somebody between chip and kiosk may have made it
 * weaker, but for the copy under signature (Doc 9303-11 section 4.4.5). */
static bool offer_changed(const struct reading *reading)
{
    return reading->access.by_pace && reading->has_infos &&
           !security_infos_hold(&reading->infos, reading->access.offer);
}

static const char *forgery(const struct reading *reading, const struct card_content *content)
{
    if (!numbers_agree(reading, content)) {
        return "data groups 1 and 13 are of different cards";
    }
    if (reading->chip == CHIP_PROOF_FAILED) {
        return "chip authentication failed";
    }
    if (reading->active == CHIP_PROOF_FAILED) {
        return "active authentication failed";
    }
    if (reading->has_sod && reading->signature == SIGNATURE_FORGED) {
        return "the signature does not fit";
    }
    if (reading->has_sod && hides_proof(reading)) {
        return "data group 14 or 15 is missing";
    }
    return reading->has_sod && offer_changed(reading) ? "EF.CardAccess is not what was signed"
                                                      : NULL;
}

void reading_judge(const struct reading *reading, struct card_content *out)
{
    const char *why = forgery(reading, out);
    int altered = reading->has_sod ? altered_group(reading) : 0;
    if (why != NULL) {
        out->verdict = CARD_FORGED;
        (void)snprintf(out->reason, sizeof out->reason, "%s", why);
    } else if (altered > 0) {
        out->verdict = CARD_FORGED;
        (void)snprintf(out->reason, sizeof out->reason, "data group %d was altered", altered);
    } else if (!reading->has_sod) {
        out->verdict = CARD_UNVERIFIED;
        (void)snprintf(out->reason, sizeof out->reason, "no security object");
    } else {
        out->verdict = reading->signature == SIGNATURE_TRUSTED ? CARD_VERIFIED : CARD_UNVERIFIED;
        (void)snprintf(out->reason, sizeof out->reason, "signature: %s",
                       signature_verdict_name(reading->signature));
    }
}
