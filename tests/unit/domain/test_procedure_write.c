/* Reading what was written gives the same procedure: the shipped ones, and generated ones with
 * every key there is. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "domain/procedure.h"
#include "tests/unit/cmocka_all.h"

#define CATALOGUE MOTCUA_SOURCE_DIR "/assets/catalogue"
#define GENERATED 400

/* What may be left out because it says the same as nothing. */
static bool says_nothing(const cJSON *item)
{
    static const char *const WORDS[] = {"in_force", "none", "any"};
    if (cJSON_IsArray(item)) {
        return item->child == NULL;
    }
    if (cJSON_IsString(item)) {
        for (size_t i = 0; i < 3; i++) {
            if (strcmp(item->valuestring, WORDS[i]) == 0) {
                return true;
            }
        }
    }
    return cJSON_IsFalse(item) || (cJSON_IsNumber(item) && item->valuedouble == 0) ||
           (cJSON_IsNumber(item) && strcmp(item->string, "version") == 0 && item->valueint == 1);
}

static void prune(cJSON *value) // NOLINT(misc-no-recursion): as deep as the document
{
    cJSON *next;
    for (cJSON *item = value->child; item != NULL; item = next) {
        next = item->next;
        if (item->string != NULL && says_nothing(item) && strcmp(item->string, "fees") != 0) {
            cJSON_Delete(cJSON_DetachItemViaPointer(value, item));
        } else {
            prune(item);
        }
    }
}

static cJSON *pruned(const char *json, size_t len)
{
    cJSON *value = NULL;
    assert_int_equal(mc_json_parse(json, len, PROCEDURE_JSON_MAX_BYTES, &value, NULL), MC_OK);
    prune(value);
    return value;
}

static struct procedure *parse(const char *name, const char *json)
{
    struct mc_error err = {0};
    struct procedure *procedure = NULL;
    if (procedure_parse(json, strlen(json), &procedure, &err) != MC_OK) {
        fail_msg("%s: %s\n%s", name, err.text, json);
    }
    return procedure;
}

static void round_trip(const char *name, const char *json)
{
    struct procedure *first = parse(name, json);
    char *written = procedure_write(first);
    struct procedure *second = parse(name, written);
    char *again = procedure_write(second);
    assert_string_equal(written, again);
    cJSON *before = pruned(json, strlen(json));
    cJSON *after = pruned(written, strlen(written));
    if (!cJSON_Compare(before, after, true)) {
        fail_msg("%s is not the same any more:\n%s", name, written);
    }
    cJSON_Delete(before);
    cJSON_Delete(after);
    free(again);
    free(written);
    procedure_destroy(first);
    procedure_destroy(second);
}

static void test_shipped_procedures(void **state)
{
    (void)state;
    int count = 0;
    DIR *dir = opendir(CATALOGUE);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (entry->d_name[0] < '1' || entry->d_name[0] > '3' || dot == NULL ||
            strcmp(dot, ".json") != 0) {
            continue;
        }
        char path[512];
        char *json = NULL;
        size_t len = 0;
        (void)snprintf(path, sizeof path, CATALOGUE "/%s", entry->d_name);
        assert_int_equal(mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, &json, &len, NULL), MC_OK);
        round_trip(entry->d_name, json);
        free(json);
        count++;
    }
    closedir(dir);
    assert_true(count >= 5);
}

/* ---- Generated procedures: xorshift, so that every run is the same ---- */

static unsigned roll(uint32_t *seed, unsigned sides)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % sides;
}

static cJSON *some_text(uint32_t *seed)
{
    static const char *const WORDS[] = {
        "Đăng ký khai sinh", "a \"quoted\" \\ one", "hai\ndòng", "Ủy ban nhân dân", "\t", "một"};
    const char *word = WORDS[roll(seed, 6)];
    if (roll(seed, 2) == 0) {
        return cJSON_CreateString(word);
    }
    cJSON *text = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(text, "vi", word);
    (void)cJSON_AddStringToObject(text, "en", "English");
    return text;
}

static void add_text(cJSON *object, const char *key, uint32_t *seed, unsigned sides)
{
    if (roll(seed, sides) == 0) {
        (void)cJSON_AddItemToObject(object, key, some_text(seed));
    }
}

static void add_texts(cJSON *object, const char *key, uint32_t *seed)
{
    cJSON *array = cJSON_AddArrayToObject(object, key);
    for (unsigned i = roll(seed, 4); i > 0; i--) {
        (void)cJSON_AddItemToArray(array, some_text(seed));
    }
}

static const char *pick(uint32_t *seed, const char *const *words, unsigned count)
{
    return words[roll(seed, count)];
}

static void add_duration(cJSON *object, const char *key, uint32_t *seed)
{
    static const char *const UNITS[] = {"working_days", "days", "hours"};
    cJSON *duration = cJSON_AddObjectToObject(object, key);
    (void)cJSON_AddNumberToObject(duration, "amount", roll(seed, PROCEDURE_DURATION_MAX + 1));
    (void)cJSON_AddStringToObject(duration, "unit", pick(seed, UNITS, 3));
}

static void add_channels(cJSON *root, uint32_t *seed)
{
    static const char *const KINDS[] = {"counter", "online", "post"};
    static const char *const FEES[] = {"charge", "duty"};
    cJSON *channels = cJSON_AddArrayToObject(root, "channels");
    unsigned count = roll(seed, 3) + 1;
    for (unsigned i = 0; i < count; i++) {
        cJSON *channel = cJSON_CreateObject();
        (void)cJSON_AddStringToObject(channel, "kind", KINDS[i]);
        if (roll(seed, 3) > 0) {
            add_duration(channel, "duration", seed);
            if (roll(seed, 2) == 0) {
                add_duration(channel, "duration_max", seed);
            }
        }
        add_text(channel, "duration_note", seed, 2);
        add_text(channel, "fee_note", seed, 3);
        add_text(channel, "note", seed, 2);
        cJSON *fees = roll(seed, 4) > 0 ? cJSON_AddArrayToObject(channel, "fees") : NULL;
        for (unsigned k = roll(seed, 4); fees != NULL && k > 0; k--) {
            cJSON *fee = cJSON_CreateObject();
            (void)cJSON_AddStringToObject(fee, "kind", pick(seed, FEES, 2));
            (void)cJSON_AddNumberToObject(fee, "amount_dong", roll(seed, 1000000001));
            add_text(fee, "note", seed, 2);
            add_text(fee, "place", seed, 3);
            (void)cJSON_AddItemToArray(fees, fee);
        }
        (void)cJSON_AddItemToArray(channels, channel);
    }
}

static void add_form(cJSON *one)
{
    static const char FORM[] =
        "[{\"id\":\"sex\",\"type\":\"choice\",\"label\":\"Giới tính\",\"required\":true,"
        "\"card\":\"sex\",\"card_locked\":true,\"choices\":[{\"id\":\"male\",\"label\":\"Nam\"},"
        "{\"id\":\"female\",\"label\":{\"vi\":\"Nữ\",\"en\":\"Female\"}}]},"
        "{\"id\":\"born\",\"type\":\"date\",\"label\":\"Ngày sinh\",\"required\":false,"
        "\"date_bound\":\"past\",\"year_enough\":true,\"hint\":\"h\",\"section\":\"s\",\"shown_"
        "if\":{\"field\":\"sex\","
        "\"value\":\"male\"}},{\"id\":\"sum\",\"type\":\"money\",\"label\":\"Số tiền\","
        "\"required\":true,\"min_dong\":1,\"max_dong\":999999999999999},{\"id\":\"why\",\"type\":"
        "\"long_text\",\"label\":\"Lý do\",\"required\":true,\"min_length\":2,\"max_length\":9}]";
    cJSON *form = cJSON_Parse(FORM);
    assert_non_null(form);
    (void)cJSON_AddItemToObject(one, "form", form);
}

static void add_cases(cJSON *root, uint32_t *seed)
{
    cJSON *cases = cJSON_AddArrayToObject(root, "cases");
    for (unsigned i = roll(seed, 3) + 1; i > 0; i--) {
        char id[16];
        (void)snprintf(id, sizeof id, "case_%u", i);
        cJSON *one = cJSON_CreateObject();
        (void)cJSON_AddStringToObject(one, "id", id);
        (void)cJSON_AddItemToObject(one, "title", some_text(seed));
        cJSON *papers = cJSON_AddArrayToObject(one, "papers");
        for (unsigned k = roll(seed, 5); k > 0; k--) {
            cJSON *paper = cJSON_CreateObject();
            (void)cJSON_AddItemToObject(paper, "name", some_text(seed));
            (void)cJSON_AddNumberToObject(paper, "originals", roll(seed, 21));
            (void)cJSON_AddNumberToObject(paper, "copies", roll(seed, 21));
            (void)cJSON_AddBoolToObject(paper, "required", roll(seed, 2) == 0);
            (void)cJSON_AddBoolToObject(paper, "replaced_by_data", roll(seed, 2) == 0);
            (void)cJSON_AddStringToObject(paper, "template", "CT01");
            add_text(paper, "note", seed, 2);
            (void)cJSON_AddItemToArray(papers, paper);
        }
        if (roll(seed, 2) == 0) {
            add_texts(one, "steps", seed);
        }
        if (roll(seed, 2) == 0) {
            add_form(one);
        }
        (void)cJSON_AddItemToArray(cases, one);
    }
}

static void add_optional(cJSON *root, uint32_t *seed)
{
    static const char REST[] =
        "{\"related\":[\"1.000656\",\"2.000815.000.00.00.H55\"],\"field_code\":\"land\","
        "\"templates\":[{\"name\":\"Tờ khai\",\"number\":\"CT01\",\"url\":\"https://x/y.docx\"},"
        "{\"name\":{\"vi\":\"Đơn\",\"en\":\"Form\"}}],\"decision\":\"1/QĐ-X\","
        "\"life_events\":[\"land\",\"working\"],\"audiences\":[\"household\",\"foreigner\"]}";
    static const char *const STATES[] = {"in_force", "suspended", "ended"};
    cJSON *rest = cJSON_Parse(REST);
    assert_non_null(rest);
    while (rest->child != NULL) {
        cJSON *item = cJSON_DetachItemViaPointer(rest, rest->child);
        if (roll(seed, 2) == 0) {
            (void)cJSON_AddItemToObject(root, item->string, item);
        } else {
            cJSON_Delete(item);
        }
    }
    cJSON_Delete(rest);
    (void)cJSON_AddStringToObject(root, "status", pick(seed, STATES, 3));
    (void)cJSON_AddNumberToObject(root, "version", roll(seed, 9) + 1);
    add_texts(root, "results", seed);
    add_texts(root, "cooperating_agencies", seed);
}

static char *generate(uint32_t *seed)
{
    static const char HEAD[] =
        "{\"code\":\"1.001193\",\"level\":\"ward\",\"online\":\"full\",\"boundary_free\":true,"
        "\"keywords\":[\"k\"],\"sources\":[\"s\"],\"legal\":[\"Luật\",{\"number\":\"60/2014/QH13\","
        "\"title\":\"Luật Hộ tịch\",\"issuer\":\"Quốc hội\",\"issued\":\"2014-11-20\","
        "\"effective\":\"2016-01-01\"},{\"number\":\"1/"
        "2\",\"title\":{\"vi\":\"a\",\"en\":\"b\"}}]}";
    static const char *const TEXTS[] = {"plain_name",       "field",      "audience",
                                        "summary",          "result",     "deciding_agency",
                                        "receiving_agency", "conditions", "authorised_agency"};
    cJSON *root = cJSON_Parse(HEAD);
    assert_non_null(root);
    (void)cJSON_AddItemToObject(root, "name", some_text(seed));
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        add_text(root, TEXTS[i], seed, 2);
    }
    add_channels(root, seed);
    add_cases(root, seed);
    add_texts(root, "steps", seed);
    add_optional(root, seed);
    char *json = mc_json_print(root);
    cJSON_Delete(root);
    return json;
}

static void test_generated_procedures(void **state)
{
    (void)state;
    uint32_t seed = 2463534242U;
    for (int i = 0; i < GENERATED; i++) {
        char *json = generate(&seed);
        round_trip("generated", json);
        free(json);
    }
}

static void test_unknown_is_not_free_and_not_today(void **state)
{
    (void)state;
    static const char JSON[] =
        "{\"code\":\"1.001193\",\"name\":\"A\",\"level\":\"ward\",\"online\":\"none\","
        "\"boundary_free\":false,\"channels\":[{\"kind\":\"counter\"},{\"kind\":\"post\",\"fees\":"
        "[],\"duration\":{\"amount\":0,\"unit\":\"days\"}}],\"cases\":[{\"id\":\"default\","
        "\"title\":\"T\",\"papers\":[],\"form\":[{\"id\":\"a\",\"type\":\"text\",\"label\":\"L\","
        "\"required\":true}]}],\"steps\":[],\"legal\":[],\"keywords\":[],\"sources\":[\"S\"]}";
    struct procedure *procedure = parse("gaps", JSON);
    assert_true(procedure->channels[0].duration_unknown);
    assert_true(procedure->channels[0].fees_unknown);
    assert_false(procedure->channels[1].duration_unknown);
    assert_false(procedure->channels[1].fees_unknown);
    assert_int_equal(procedure->version, 1);
    /* Nobody could be told when to come back. */
    assert_false(procedure_can_hand_in(procedure));
    procedure->channels[0].duration_unknown = false;
    assert_true(procedure_can_hand_in(procedure));
    procedure->status = PROCEDURE_SUSPENDED;
    assert_false(procedure_can_hand_in(procedure));
    procedure_destroy(procedure);
}

static void test_act_lines(void **state)
{
    (void)state;
    uint32_t seed = 7;
    char *json = generate(&seed);
    struct procedure *procedure = parse("acts", json);
    assert_int_equal(procedure->legal_count, 3);
    assert_null(procedure->acts[0].number);
    assert_string_equal(procedure->legal[1], "Luật Hộ tịch 60/2014/QH13");
    assert_int_equal(procedure->acts[1].effective.year, 2016);
    procedure_destroy(procedure);
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_procedures),
        cmocka_unit_test(test_generated_procedures),
        cmocka_unit_test(test_unknown_is_not_free_and_not_today),
        cmocka_unit_test(test_act_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
