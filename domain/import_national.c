#include "domain/import_national.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "core/text.h"
#include "domain/import_national_internal.h"

#define SOURCE "Cơ sở dữ liệu quốc gia về thủ tục hành chính"

/* ---- Loosely typed values ---- */

char *national_text(const struct national *national, const cJSON *object, const char *key,
                    bool one_line)
{
    const cJSON *value = mc_json_find(object, key);
    if (value == NULL) {
        return mc_strdup("");
    }
    if (cJSON_IsString(value)) {
        return import_clean(value->valuestring, one_line, national->report, key);
    }
    char *text = mc_json_print(value);
    if (!cJSON_IsNumber(value) && !cJSON_IsBool(value)) {
        import_remark(national->report, IMPORT_TYPE, key, "no text: %s", text);
        text[0] = '\0';
    }
    return text;
}

static const cJSON *object_from(const struct national *national, const cJSON *item, const char *key)
{
    for (; item != NULL && !cJSON_IsObject(item); item = item->next) {
        char *text = mc_json_print(item);
        import_remark(national->report, IMPORT_TYPE, key, "no object: %s", text);
        free(text);
    }
    return item;
}

const cJSON *national_first(const struct national *national, const cJSON *object, const char *key)
{
    const cJSON *value = mc_json_find(object, key);
    if (value == NULL || (cJSON_IsString(value) && value->valuestring[0] == '\0')) {
        return NULL;
    }
    if (cJSON_IsObject(value)) {
        return value;
    }
    if (!cJSON_IsArray(value)) {
        char *text = mc_json_print(value);
        import_remark(national->report, IMPORT_TYPE, key, "no list: %s", text);
        free(text);
        return NULL;
    }
    return object_from(national, value->child, key);
}

const cJSON *national_next(const struct national *national, const cJSON *item, const char *key)
{
    /* An object that stands for a list of one has its siblings among its parent's keys. */
    return item->string != NULL ? NULL : object_from(national, item->next, key);
}

static void remark_unknown_keys(const struct national *national)
{
    static const char *const KEYS[] = {"ID",
                                       "MATTHC",
                                       "TENTTHC",
                                       "MACOQUANCONGBO",
                                       "TRANGTHAI",
                                       "QUYETDINH",
                                       "IDQUYETDINHCONGBO",
                                       "TUKHOA",
                                       "MOTA",
                                       "YEUCAU",
                                       "DIACHITIEPNHAN",
                                       "LOAITTHC",
                                       "CAPTHUCHIEN",
                                       "LINHVUCTHUCHIEN",
                                       "TRINHTUTHUCHIEN",
                                       "CACHTHUCTHUCHIEN",
                                       "THANHPHANHOSO",
                                       "DOITUONGTHUCHIEN",
                                       "MOTADOITUONGTHUCHIEN",
                                       "COQUANTHUCHIEN",
                                       "COQUANCOTHAMQUYEN",
                                       "COQUANDUOCUYQUYEN",
                                       "COQUANPHOIHOP",
                                       "KETQUATHUCHIEN",
                                       "CANCUPHAPLY",
                                       "TTHCLIENQUAN",
                                       "TTHCLIENTHONG",
                                       "MUCDO",
                                       "LAPHIDIAGIOI"};
    for (const cJSON *item = national->record->child; item != NULL; item = item->next) {
        bool known = false;
        for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0] && !known; i++) {
            known = strcmp(KEYS[i], item->string) == 0;
        }
        if (!known) {
            char *text = mc_json_print(item);
            import_remark(national->report, IMPORT_KEY, item->string, "%s", text);
            free(text);
        }
    }
}

/* The names in a list of objects, joined; owned. */
static char *joined_names(const struct national *national, const char *list, const char *name)
{
    struct mc_buffer names;
    mc_buffer_init(&names, PROCEDURE_JSON_MAX_BYTES);
    for (const cJSON *item = national_first(national, national->record, list); item != NULL;
         item = national_next(national, item, list)) {
        char *text = national_text(national, item, name, true);
        if (text[0] != '\0') {
            mc_buffer_format(&names, "%s%s", names.len > 0 ? ", " : "", text);
        }
        free(text);
    }
    char *joined = mc_strdup(mc_buffer_text(&names));
    mc_buffer_finish(&names);
    return joined;
}

/* ---- Single values ---- */

static char *told(const struct national *national, const char *key, bool one_line)
{
    char *text = national_text(national, national->record, key, one_line);
    if (import_says_nothing(text)) {
        text[0] = '\0';
    }
    return text;
}

/* The level nearest to citizens counts: that is where they go. */
static void read_levels(const struct national *national)
{
    size_t count = 0;
    for (const cJSON *item = national_first(national, national->record, "CAPTHUCHIEN");
         item != NULL; item = national_next(national, item, "CAPTHUCHIEN")) {
        enum procedure_level level;
        char *number = national_text(national, item, "CAPTHUCHIEN", true);
        if (!import_level(number, &level)) {
            char *name = national_text(national, item, "TENCAP", true);
            import_remark(national->report, IMPORT_LEVEL, "CAPTHUCHIEN", "\"%s\" (%s)", number,
                          name);
            free(name);
        } else {
            count++;
            if (level > national->procedure->level) {
                national->procedure->level = level;
            }
        }
        free(number);
    }
    if (count != 1) {
        import_remark(national->report, IMPORT_LEVEL, "CAPTHUCHIEN", "%zu levels", count);
    }
}

static void read_audiences(const struct national *national)
{
    struct procedure *procedure = national->procedure;
    for (const cJSON *item = national_first(national, national->record, "DOITUONGTHUCHIEN");
         item != NULL; item = national_next(national, item, "DOITUONGTHUCHIEN")) {
        char *name = national_text(national, item, "TENDOITUONG", true);
        if (!import_audience(name, &procedure->audiences)) {
            import_remark(national->report, IMPORT_AUDIENCE, "DOITUONGTHUCHIEN", "\"%s\"", name);
        }
        free(name);
    }
    char *described = told(national, "MOTADOITUONGTHUCHIEN", true);
    if (described[0] == '\0') {
        free(described);
        described = joined_names(national, "DOITUONGTHUCHIEN", "TENDOITUONG");
    }
    import_set_text(&procedure->audience, described);
}

static void read_agencies(const struct national *national)
{
    struct procedure *procedure = national->procedure;
    char *competent = joined_names(national, "COQUANCOTHAMQUYEN", "TENDONVI");
    char *acting = joined_names(national, "COQUANTHUCHIEN", "TENDONVI");
    char *address = told(national, "DIACHITIEPNHAN", true);
    bool both = competent[0] != '\0' && acting[0] != '\0';
    import_set_text(&procedure->deciding_agency,
                    mc_strdup(competent[0] != '\0' ? competent : acting));
    import_set_text(&procedure->receiving_agency, mc_strdup(address[0] != '\0' ? address
                                                            : both             ? acting
                                                                               : ""));
    import_set_text(&procedure->authorised_agency,
                    joined_names(national, "COQUANDUOCUYQUYEN", "TENDONVI"));
    for (const cJSON *item = national_first(national, national->record, "COQUANPHOIHOP");
         item != NULL; item = national_next(national, item, "COQUANPHOIHOP")) {
        import_add_text(&procedure->cooperating_agencies, &procedure->cooperating_agency_count,
                        PROCEDURE_LIST_MAX, national_text(national, item, "TENDONVI", true),
                        "COQUANPHOIHOP", national->report);
    }
    free(competent);
    free(acting);
    free(address);
}

static void read_status(const struct national *national)
{
    char *status = told(national, "TRANGTHAI", true);
    enum procedure_status found = PROCEDURE_IN_FORCE;
    if (import_fold_has(status, "het hieu luc") || import_fold_has(status, "bai bo")) {
        found = PROCEDURE_ENDED;
    } else if (import_fold_has(status, "tam dung") || import_fold_has(status, "tam ngung")) {
        found = PROCEDURE_SUSPENDED;
    } else if (status[0] != '\0' && strcmp(status, "1") != 0 &&
               !import_fold_has(status, "hieu luc") && !import_fold_has(status, "cong bo") &&
               !import_fold_has(status, "cong khai")) {
        import_remark(national->report, IMPORT_WORD, "TRANGTHAI", "\"%s\"", status);
    }
    national->procedure->status = found;
    free(status);
}

/* Where the record does not say how far it can be done online, an online channel means partly. */
static void read_online(const struct national *national)
{
    struct procedure *procedure = national->procedure;
    char *extent = told(national, "MUCDO", true);
    bool channel = procedure_channel_of(procedure, CHANNEL_ONLINE) != NULL;
    procedure->online = channel ? PROCEDURE_ONLINE_PARTIAL : PROCEDURE_ONLINE_NONE;
    if (import_fold_has(extent, "toan trinh") || strcmp(extent, "4") == 0) {
        procedure->online = PROCEDURE_ONLINE_FULL;
    } else if (import_fold_has(extent, "mot phan") || strcmp(extent, "3") == 0) {
        procedure->online = PROCEDURE_ONLINE_PARTIAL;
    } else if (extent[0] != '\0') {
        import_remark(national->report, IMPORT_WORD, "MUCDO", "\"%s\"", extent);
    }
    free(extent);
    char *anywhere = told(national, "LAPHIDIAGIOI", true);
    procedure->boundary_free = strcmp(anywhere, "true") == 0 || strcmp(anywhere, "1") == 0;
    free(anywhere);
}

static void read_keywords(const struct national *national)
{
    struct procedure *procedure = national->procedure;
    char *words = told(national, "TUKHOA", true);
    for (const char *word = words; *word != '\0';) {
        size_t len = strcspn(word, ",;");
        char *one = mc_strndup(word, len);
        mc_text_trim(one);
        import_add_string(&procedure->keywords, &procedure->keyword_count, one, "TUKHOA",
                          national->report);
        word += len + (word[len] != '\0');
    }
    free(words);
}

static void read_texts(const struct national *national)
{
    struct procedure *procedure = national->procedure;
    char *field = joined_names(national, "LINHVUCTHUCHIEN", "TENLINHVUC");
    procedure->field_code = mc_strdup(import_field_code(field));
    import_set_text(&procedure->field, field);
    import_set_text(&procedure->summary, told(national, "MOTA", false));
    import_set_text(&procedure->conditions, told(national, "YEUCAU", false));
    char *decision = told(national, "QUYETDINH", true);
    if (decision[0] != '\0') {
        procedure->decision = decision;
    } else {
        free(decision);
    }
    read_status(national);
    read_levels(national);
    read_audiences(national);
    read_agencies(national);
    read_keywords(national);
}

/* ---- Lists ---- */

static void read_results(const struct national *national)
{
    struct procedure *procedure = national->procedure;
    for (const cJSON *item = national_first(national, national->record, "KETQUATHUCHIEN");
         item != NULL; item = national_next(national, item, "KETQUATHUCHIEN")) {
        import_add_text(&procedure->results, &procedure->result_count, PROCEDURE_LIST_MAX,
                        national_text(national, item, "TENKETQUA", true), "KETQUATHUCHIEN",
                        national->report);
    }
}

static void read_act_date(const struct national *national, const cJSON *item, const char *key,
                          struct date *out)
{
    char *text = national_text(national, item, key, true);
    if (text[0] != '\0' && !import_date(text, out)) {
        import_remark(national->report, IMPORT_LEGAL, key, "\"%s\" is no date", text);
    }
    free(text);
}

static void read_legal(const struct national *national)
{
    struct procedure *procedure = national->procedure;
    for (const cJSON *item = national_first(national, national->record, "CANCUPHAPLY");
         item != NULL; item = national_next(national, item, "CANCUPHAPLY")) {
        size_t before = procedure->legal_count;
        import_add_legal(procedure, national_text(national, item, "SOVANBAN", true),
                         national_text(national, item, "TENVANBAN", true), national->report);
        if (procedure->legal_count == before || procedure->acts[before].number == NULL) {
            import_remark(national->report, IMPORT_LEGAL, "CANCUPHAPLY", "an act without a number");
            continue;
        }
        struct procedure_act *act = &procedure->acts[before];
        import_set_text(&act->issuer, national_text(national, item, "COQUANBANHANH", true));
        read_act_date(national, item, "NGAYBANHANH", &act->issued);
        read_act_date(national, item, "NGAYHIEULUC", &act->effective);
    }
}

/* A list of codes, or of objects with one. */
static void read_related(const struct national *national, const char *key)
{
    struct procedure *procedure = national->procedure;
    const cJSON *list = mc_json_find(national->record, key);
    for (const cJSON *item = cJSON_IsArray(list) ? list->child : NULL; item != NULL;
         item = item->next) {
        char *code = cJSON_IsString(item)
                         ? import_clean(item->valuestring, true, national->report, key)
                         : national_text(national, item, "MATTHC", true);
        if (procedure_code_valid(code)) {
            import_add_string(&procedure->related, &procedure->related_count, code, key,
                              national->report);
        } else {
            import_remark(national->report, IMPORT_WORD, key, "\"%s\" is no national code", code);
            free(code);
        }
    }
}

static enum mc_err read_identity(const struct national *national, struct mc_error *err)
{
    struct procedure *procedure = national->procedure;
    if (!cJSON_IsObject(national->record)) {
        return mc_fail(err, MC_EPARSE, "record: expected an object");
    }
    procedure->code = national_text(national, national->record, "MATTHC", true);
    if (!procedure_code_valid(procedure->code)) {
        return mc_fail(err, MC_EPARSE, "record.MATTHC: \"%.40s\" is no national code",
                       procedure->code);
    }
    import_set_text(&procedure->name, told(national, "TENTTHC", true));
    return procedure->name.in[MC_LANGUAGE_VI] != NULL
               ? MC_OK
               : mc_fail(err, MC_EPARSE, "record.TENTTHC: nothing is said");
}

enum mc_err import_national_record(const cJSON *record, struct procedure **out,
                                   struct import_report *report, struct mc_error *err)
{
    struct procedure *procedure = MC_NEW(struct procedure);
    const struct national national = {.record = record, .procedure = procedure, .report = report};
    enum mc_err code = read_identity(&national, err);
    if (code == MC_OK) {
        remark_unknown_keys(&national);
        read_texts(&national);
        national_channels(&national);
        national_cases(&national);
        national_steps(&national);
        read_online(&national);
        read_results(&national);
        read_legal(&national);
        read_related(&national, "TTHCLIENQUAN");
        read_related(&national, "TTHCLIENTHONG");
        code = import_complete(procedure, SOURCE, report, err);
    }
    if (code != MC_OK) {
        procedure_destroy(procedure);
        return code;
    }
    *out = procedure;
    return MC_OK;
}
