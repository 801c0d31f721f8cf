#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "domain/dossier.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/domain/draft_fixture.h"

static char *body_of(const struct world *world, size_t *out_len)
{
    char *body = NULL;
    struct mc_error err = {0};
    enum mc_err rc =
        dossier_body(&world->draft, &world->ids, world->submitted, &body, out_len, &err);
    if (rc != MC_OK) {
        print_error("%s\n", err.text);
    }
    assert_int_equal(rc, MC_OK);
    assert_int_equal(strlen(body), *out_len);
    return body;
}

static void what_is_written_is_read_back(void **state)
{
    const struct world *world = *state;
    size_t len = 0;
    char *body = body_of(world, &len);
    struct dossier dossier = {0};
    struct mc_error err = {0};
    assert_int_equal(dossier_parse(body, len, &dossier, &err), MC_OK);
    assert_string_equal(dossier.kiosk, "K01");
    assert_string_equal(dossier.receiving_agency, "H29.12");
    assert_string_equal(dossier.procedure_code, "1.004194");
    assert_string_equal(dossier.procedure_name, "Đăng ký tạm trú");
    assert_string_equal(dossier.case_id, "default");
    assert_int_equal(dossier.duration.amount, 3);
    assert_int_equal(dossier.duration.unit, DURATION_WORKING_DAYS);
    const struct citizen *applicant = &dossier.applicant;
    assert_string_equal(applicant->id_number, world->applicant.id_number);
    assert_string_equal(applicant->old_id_number, world->applicant.old_id_number);
    assert_string_equal(applicant->name, world->applicant.name);
    assert_int_equal(date_compare(applicant->birth, world->applicant.birth), 0);
    assert_int_equal(applicant->sex, CITIZEN_MALE);
    assert_string_equal(applicant->residence, world->applicant.residence);
    assert_int_equal(date_compare(applicant->issued, world->applicant.issued), 0);
    assert_int_equal(applicant->assurance, CITIZEN_CHIP_UNVERIFIED);
    assert_int_equal(dossier.answer_count, 3);
    assert_string_equal(dossier.answers[0].id, "reason");
    assert_int_equal(dossier.answers[0].type, FORM_LONG_TEXT);
    assert_string_equal(dossier.answers[0].value, world->values.value[0]);
    assert_string_equal(dossier.answers[1].id, "from");
    assert_string_equal(dossier.answers[1].value, "2026-09-02");
    assert_string_equal(dossier.answers[2].value, "no");
    assert_int_equal(dossier.paper_count, 2);
    assert_string_equal(dossier.papers[0].name, "Tờ khai \"CT01\"");
    assert_int_equal(dossier.papers[0].originals, 1);
    assert_int_equal(dossier.papers[1].copies, 1);
    assert_string_equal(dossier.provisional_code, world->ids.provisional_code);
    assert_int_equal(dossier.submitted.second, 1);
    assert_int_equal(dossier.language, MC_LANGUAGE_EN);
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(TOKEN, strlen(TOKEN), hash);
    assert_string_equal(dossier.token_hash, hash);
    assert_null(strstr(body, TOKEN));
    dossier_finish(&dossier);
    dossier_finish(&dossier);
    dossier_finish(NULL);
    mc_secret_free(body);
}

static void a_year_alone_stays_one(void **state)
{
    struct world *world = *state;
    size_t len = 0;
    set_value(world, 1, "1950");
    char *body = body_of(world, &len);
    struct dossier dossier = {0};
    assert_int_equal(dossier_parse(body, len, &dossier, NULL), MC_OK);
    assert_int_equal(dossier.answers[1].type, FORM_DATE);
    assert_string_equal(dossier.answers[1].value, "1950");
    dossier_finish(&dossier);
    char *year = strstr(body, "\"1950\"");
    assert_non_null(year);
    year[4] = 'x';
    assert_int_not_equal(dossier_parse(body, len, &dossier, NULL), MC_OK);
    mc_secret_free(body);
}

static void every_filled_field_fits(void **state)
{
    struct world *world = *state;
    static struct form_field many[FORM_FIELDS_MAX];
    for (size_t i = 0; i < FORM_FIELDS_MAX; i++) {
        (void)snprintf(many[i].id, sizeof many[i].id, "field_%zu", i);
        many[i].type = FORM_TEXT;
        many[i].shown_if_field = -1;
        memset(world->values.value[i], 1, FORM_VALUE_BYTES - 1); /* six bytes each when escaped */
    }
    world->cases[1].form = (struct form){many, FORM_FIELDS_MAX};
    size_t len = 0;
    char *body = body_of(world, &len);
    struct dossier dossier = {0};
    assert_int_equal(dossier_parse(body, len, &dossier, NULL), MC_OK);
    assert_int_equal(dossier.answer_count, FORM_FIELDS_MAX);
    dossier_finish(&dossier);
    mc_secret_free(body);
}

static void a_draft_that_cannot_be_sent_is_refused(void **state)
{
    struct world *world = *state;
    struct world good;
    memcpy(&good, world, sizeof good);
    char *body = NULL;
    size_t len = 0;
    for (int i = 0; i < 9; i++) {
        memcpy(world, &good, sizeof good);
        switch (i) {
        case 0: world->draft.kiosk = "k"; break;
        case 1: world->draft.receiving_agency = "the ward"; break;
        case 2: world->draft.case_index = 2; break;
        case 3: world->procedure.channel_count = 0; break;
        case 4: world->applicant.id_number[0] = '\0'; break;
        case 5: world->applicant.birth = (struct date){0}; break;
        case 6: world->ids.token[3] = '!'; break;
        case 7: world->ids.provisional_code[5] ^= 1; break;
        default: world->draft.kiosk = "K02"; break; /* another's code */
        }
        struct mc_error err = {0};
        assert_int_equal(
            dossier_body(&world->draft, &world->ids, world->submitted, &body, &len, &err),
            MC_EINVAL);
        assert_null(body);
        assert_true(err.text[0] != '\0');
        assert_null(strstr(err.text, "Nguyễn"));
    }
    char *huge = mc_calloc(DOSSIER_JSON_MAX_BYTES + 1, 1);
    memset(huge, 'x', DOSSIER_JSON_MAX_BYTES);
    memcpy(world, &good, sizeof good);
    world->procedure.name.in[0] = huge;
    assert_int_equal(dossier_body(&world->draft, &world->ids, world->submitted, &body, &len, NULL),
                     MC_ETOOBIG);
    assert_null(body);
    free(huge);
}

/* One member of a good body is taken away or given another value. */
static void break_body(const char *body, const char *path, const char *value, char **out)
{
    cJSON *json = cJSON_Parse(body);
    assert_non_null(json);
    cJSON *object = json;
    char part[64];
    for (const char *dot = NULL; (dot = strchr(path, '.')) != NULL; path = dot + 1) {
        (void)snprintf(part, sizeof part, "%.*s", (int)(dot - path), path);
        object = part[0] >= '0' && part[0] <= '9' ? cJSON_GetArrayItem(object, part[0] - '0')
                                                  : cJSON_GetObjectItemCaseSensitive(object, part);
        assert_non_null(object);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(object, path);
    if (value != NULL) {
        cJSON *item = cJSON_Parse(value);
        assert_non_null(item);
        assert_true(cJSON_AddItemToObject(object, path, item));
    }
    *out = cJSON_PrintUnformatted(json);
    cJSON_Delete(json);
}

static void a_broken_body_is_refused_with_the_key(void **state)
{
    static const struct {
        const char *path;
        const char *value;
    } rows[] = {
        {"schema", NULL},
        {"schema", "2"},
        {"schema", "\"1\""},
        {"more", "1"},
        {"kiosk", "\"k\""},
        {"kiosk", "\"K0123456789012345678901234567890\""},
        {"receiving_agency", "\"x\""},
        {"procedure", NULL},
        {"procedure", "[]"},
        {"procedure.code", "\"9.9\""},
        {"procedure.name", "\"\""},
        {"procedure.case", "\"\""},
        {"procedure.extra", "1"},
        {"procedure.duration", "3"},
        {"procedure.duration.amount", "-1"},
        {"procedure.duration.amount", "1.5"},
        {"procedure.duration.amount", "1e9"},
        {"procedure.duration.unit", "\"weeks\""},
        {"applicant.id_number", "\"07909000012\""},
        {"applicant.old_id_number", "\"1\""},
        {"applicant.old_id_number", "\"02512345x\""},
        {"applicant.name", "\"\""},
        {"applicant.name", NULL},
        {"applicant.birth", "\"\""},
        {"applicant.birth", "\"15/01/1990\""},
        {"applicant.birth", "\"1990-02-30\""},
        {"applicant.sex", "\"Nam\""},
        {"applicant.residence", "7"},
        {"applicant.issued", "\"never\""},
        {"applicant.assurance", "\"sure\""},
        {"answers", "{}"},
        {"answers", "[7]"},
        {"answers.0.id", "\"\""},
        {"answers.0.id", "\"from\""}, /* twice */
        {"answers.0.type", "\"number\""},
        {"answers.0.value", "\"\""},
        {"answers.1.value", "\"02/09/2026\""},
        {"answers.1.value", NULL},
        {"papers", NULL},
        {"papers.0.name", "\"\""},
        {"papers.0.originals", "-1"},
        {"papers.1.copies", "1000000"},
        {"token_hash", "\"abc\""},
        {"token_hash", "\"ABCDEF0000000000000000000000000000000000000000000000000000000000\""},
        {"provisional_code", "\"TK02-261125-0007-GO\""},
        {"provisional_code", "\"H29.12-261124-0001\""},
        {"submitted_at", "\"2026-11-25\""},
        {"language", "\"fr\""},
        {"language", "null"},
    };
    size_t len = 0;
    char *body = body_of(*state, &len);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *broken = NULL;
        break_body(body, rows[i].path, rows[i].value, &broken);
        struct dossier dossier;
        memset(&dossier, 0x55, sizeof dossier);
        struct dossier before = dossier;
        struct mc_error err = {0};
        if (dossier_parse(broken, strlen(broken), &dossier, &err) == MC_OK) {
            fail_msg("accepted: %s = %s", rows[i].path, rows[i].value);
        }
        const char *key = strrchr(rows[i].path, '.');
        assert_non_null(strstr(err.text, key != NULL ? key + 1 : rows[i].path));
        assert_null(strstr(err.text, "Nguyễn"));
        assert_memory_equal(&dossier, &before, sizeof dossier);
        free(broken);
    }
    mc_secret_free(body);
}

static void every_cut_is_refused(void **state)
{
    size_t len = 0;
    char *body = body_of(*state, &len);
    struct dossier dossier;
    for (size_t cut = 0; cut < len; cut++) {
        assert_int_not_equal(dossier_parse(body, cut, &dossier, NULL), MC_OK);
    }
    mc_secret_free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_year_alone_stays_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_filled_field_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_draft_that_cannot_be_sent_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_broken_body_is_refused_with_the_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_cut_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
