/* A citizen's draft of a dossier, with everything in it that is hard to write. */
#ifndef MOTCUA_TESTS_UNIT_DOMAIN_DRAFT_FIXTURE_H
#define MOTCUA_TESTS_UNIT_DOMAIN_DRAFT_FIXTURE_H

#include "core/memory.h"
#include "domain/dossier.h"
#include "tests/unit/cmocka_all.h"

#define TOKEN "AbCdEfGhIjKlMnOpQrStUw"
#define SHORT(text)                                                                                \
    {                                                                                              \
        .in = {(char *)(uintptr_t)(text) }                                                         \
    }

static struct form_field fields[] = {
    {.id = "reason", .type = FORM_LONG_TEXT, .shown_if_field = -1},
    {.id = "from", .type = FORM_DATE, .shown_if_field = -1},
    {.id = "rents", .type = FORM_YES_NO, .shown_if_field = -1},
    {.id = "owner", .type = FORM_TEXT, .shown_if_field = 2, .shown_if_value = "yes"},
    {.id = "phone", .type = FORM_PHONE, .shown_if_field = -1},
};
static struct procedure_paper papers[] = {
    {.name = SHORT("Tờ khai \"CT01\""), .originals = 1},
    {.name = SHORT("Ảnh"), .originals = 0, .copies = 2},
    {.name = SHORT("Giấy tờ khác"), .copies = 1},
};
static struct procedure_channel channels[] = {
    {.kind = CHANNEL_ONLINE, .duration = {3, DURATION_WORKING_DAYS}},
};

struct world {
    struct procedure_case cases[2];
    struct procedure procedure;
    struct citizen applicant;
    struct form_values values;
    bool papers[DOSSIER_PAPERS_MAX];
    struct dossier_draft draft;
    struct dossier_ids ids;
    struct local_time submitted;
};

static inline void set_value(struct world *world, size_t index, const char *value)
{
    mc_copy_text(world->values.value[index], FORM_VALUE_BYTES, value);
}

static inline int set_up(void **state)
{
    mc_secure_init();
    struct world *world = mc_secret_alloc(sizeof *world);
    world->cases[0] = (struct procedure_case){.id = (char *)(uintptr_t) "other"};
    world->cases[1] = (struct procedure_case){
        .id = (char *)(uintptr_t) "default",
        .papers = papers,
        .paper_count = sizeof papers / sizeof papers[0],
        .form = {.fields = fields, .field_count = sizeof fields / sizeof fields[0]},
    };
    world->procedure = (struct procedure){
        .code = (char *)(uintptr_t) "1.004194",
        .name = SHORT("Đăng ký tạm trú"),
        .channels = channels,
        .channel_count = 1,
        .cases = world->cases,
        .case_count = 2,
    };
    world->applicant = (struct citizen){
        .id_number = "079090000123",
        .old_id_number = "025123456",
        .name = "Nguyễn Văn An",
        .birth = {1990, 1, 15},
        .sex = CITIZEN_MALE,
        .residence = "12 Lý Tự Trọng, Bến Nghé, Quận 1",
        .issued = {2021, 5, 10},
        .assurance = CITIZEN_CHIP_UNVERIFIED,
    };
    set_value(world, 0, "Dòng 1\nDòng \"2\" \\ \x01 €");
    set_value(world, 1, "02/09/2026");
    set_value(world, 2, "no");
    set_value(world, 3, "left from before, not shown");
    world->papers[0] = true;
    world->papers[2] = true;
    world->draft = (struct dossier_draft){
        .kiosk = "K01",
        .receiving_agency = "H29.12",
        .procedure = &world->procedure,
        .case_index = 1,
        .applicant = &world->applicant,
        .values = &world->values,
        .papers = world->papers,
        .language = MC_LANGUAGE_EN,
    };
    world->submitted = (struct local_time){{2026, 11, 25}, 9, 30, 1};
    mc_copy_text(world->ids.token, sizeof world->ids.token, TOKEN);
    mc_copy_text(world->ids.boot, sizeof world->ids.boot, "6f1c2d3e-4a5b-4c6d-8e7f-001122334455");
    world->ids.sequence = 17;
    if (dossier_code_format_provisional("K01", world->submitted.date, 7,
                                        world->ids.provisional_code, NULL) != MC_OK) {
        return -1;
    }
    *state = world;
    return 0;
}

static inline int tear_down(void **state)
{
    mc_secret_free(*state);
    return 0;
}

#endif
