/* motcua-ctl catalogue import: records of other systems become procedure files and a report. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "central/ctl_catalogue.h"
#include "central/ctl_usage.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/memory.h"
#include "domain/catalogue_bundle.h"
#include "domain/import_lines.h"
#include "domain/import_national.h"

#define INPUT_MAX_BYTES  ((size_t)256 * 1024 * 1024)
#define REPORT_MAX_BYTES ((size_t)256 * 1024 * 1024)
#define REPORT_FILE      "import-report.jsonl" /* a line a record */
#define FILES_MAX        16

typedef enum mc_err importer(const cJSON *record, struct procedure **out,
                             struct import_report *report, struct mc_error *err);

struct import {
    const char *files[FILES_MAX];
    int file_count;
    const char *format;
    const char *dir; /* NULL: only the report, to `out` */
    bool replace;
    importer *read;
    FILE *out;
    FILE *complaints;
    struct mc_buffer report;
    struct catalogue_code *codes; /* of this run */
    size_t records;
    size_t refused;
    size_t understood;                 /* nothing remarked but what the record does not say */
    size_t by_kind[IMPORT_KIND_COUNT]; /* records with such remarks */
};

static bool parse(struct import *import, int argc, const char *const *argv)
{
    for (int i = 0; i < argc; i++) {
        const char **value = strcmp(argv[i], "--format") == 0 ? &import->format
                             : strcmp(argv[i], "--out") == 0  ? &import->dir
                                                              : NULL;
        if (value != NULL) {
            if (*value != NULL || ++i == argc) {
                return false;
            }
            *value = argv[i];
        } else if (strcmp(argv[i], "--replace") == 0) {
            import->replace = true;
        } else if ((argv[i][0] == '-' && argv[i][1] != '\0') || import->file_count == FILES_MAX) {
            return false;
        } else {
            import->files[import->file_count++] = argv[i];
        }
    }
    if (import->format == NULL || import->file_count == 0) {
        return false;
    }
    import->read = strcmp(import->format, "national") == 0 ? import_national_record
                   : strcmp(import->format, "lines") == 0  ? import_lines_record
                                                           : NULL;
    return import->read != NULL;
}

/* ---- Writing ---- */

/* A file that is there already stays unless it is to be replaced: somebody may have written its
 * forms. A new version of it gets the next number. */
static enum mc_err settle_version(const struct import *import, const char *path,
                                  struct procedure *procedure, struct mc_error *err)
{
    char *json = NULL;
    size_t len = 0;
    struct procedure *before = NULL;
    enum mc_err rc = mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, &json, &len, err);
    if (rc == MC_ENOTFOUND) {
        return MC_OK;
    }
    if (rc == MC_OK && !import->replace) {
        rc = mc_fail(err, MC_ECONFLICT, "its file is there already (--replace overwrites it)");
    }
    if (rc == MC_OK) {
        rc = procedure_parse(json, len, &before, err);
    }
    if (rc == MC_OK) {
        procedure->version = before->version;
        char *same = procedure_write(procedure);
        if (strcmp(same, json) != 0 && before->version < PROCEDURE_VERSION_MAX) {
            procedure->version++;
        }
        free(same);
    }
    procedure_destroy(before);
    free(json);
    return rc;
}

static enum mc_err write_procedure(const struct import *import, struct procedure *procedure,
                                   struct mc_error *err)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/%s.json", import->dir, procedure->code);
    if (n < 0 || (size_t)n >= sizeof path) {
        return mc_fail(err, MC_ETOOBIG, "path too long");
    }
    enum mc_err rc = settle_version(import, path, procedure, err);
    if (rc == MC_OK) {
        char *json = procedure_write(procedure);
        rc = mc_file_write(path, json, strlen(json), err);
        free(json);
    }
    return rc;
}

static enum mc_err note_code(struct import *import, const char *code, struct mc_error *err)
{
    size_t taken = import->records - import->refused - 1;
    for (size_t i = 0; i < taken; i++) {
        if (strcmp(import->codes[i].text, code) == 0) {
            return mc_fail(err, MC_ECONFLICT, "code %s is there twice", code);
        }
    }
    if (taken == CATALOGUE_BUNDLE_PROCEDURES_MAX) {
        return mc_fail(err, MC_ETOOBIG, "over %d procedures", CATALOGUE_BUNDLE_PROCEDURES_MAX);
    }
    mc_copy_text(import->codes[taken].text, sizeof import->codes[taken].text, code);
    return MC_OK;
}

/* ---- The report ---- */

static void report_record(struct import *import, const char *code, const char *refusal,
                          const struct import_report *report)
{
    cJSON *line = cJSON_CreateObject();
    (void)cJSON_AddNumberToObject(line, "record", (double)import->records);
    (void)cJSON_AddStringToObject(line, "code", code);
    if (refusal != NULL) {
        (void)cJSON_AddStringToObject(line, "refused", refusal);
    }
    cJSON *remarks = cJSON_AddArrayToObject(line, "remarks");
    for (size_t i = 0; i < report->count; i++) {
        cJSON *remark = cJSON_CreateObject();
        (void)cJSON_AddStringToObject(remark, "kind", import_kind_name(report->remarks[i].kind));
        (void)cJSON_AddStringToObject(remark, "path", report->remarks[i].path);
        (void)cJSON_AddStringToObject(remark, "what", report->remarks[i].what);
        (void)cJSON_AddItemToArray(remarks, remark);
    }
    char *text = mc_json_print(line);
    mc_buffer_format(&import->report, "%s\n", text);
    free(text);
    cJSON_Delete(line);
}

static void tally(struct import *import, const struct import_report *report)
{
    bool understood = true;
    for (int i = 0; i < IMPORT_KIND_COUNT; i++) {
        import->by_kind[i] += report->by_kind[i] > 0;
        understood = understood && (i == IMPORT_MISSING || report->by_kind[i] == 0);
    }
    import->understood += understood;
}

/* `rc` and *err: what was wrong with the record's bytes, if anything; `record` is NULL then. */
static void take_record(struct import *import, const cJSON *record, enum mc_err rc,
                        struct mc_error *err)
{
    struct import_report report = {0};
    struct procedure *procedure = NULL;
    import->records++;
    if (rc == MC_OK) {
        rc = import->read(record, &procedure, &report, err);
    }
    if (rc == MC_OK) {
        rc = note_code(import, procedure->code, err);
    }
    if (rc == MC_OK && import->dir != NULL) {
        rc = write_procedure(import, procedure, err);
    }
    const char *code = procedure != NULL ? procedure->code : "";
    if (rc != MC_OK) {
        import->refused++;
        (void)fprintf(import->complaints, "motcua-ctl: record %zu %s: %s\n", import->records, code,
                      err->text);
    } else {
        tally(import, &report);
    }
    report_record(import, code, rc != MC_OK ? err->text : NULL, &report);
    procedure_destroy(procedure);
    import_report_finish(&report);
}

/* ---- Reading ---- */

static enum mc_err read_input(const char *path, struct mc_buffer *input, struct mc_error *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    static const size_t CHUNK = (size_t)64 * 1024;
    char *chunk = mc_calloc(CHUNK, 1);
    for (size_t len; (len = fread(chunk, 1, CHUNK, file)) > 0 && !input->overflowed;) {
        mc_buffer_put(input, chunk, len);
    }
    free(chunk);
    enum mc_err rc = MC_OK;
    if (ferror(file) != 0) {
        rc = mc_fail(err, MC_EIO, "%s cannot be read", path);
    } else if (input->overflowed) {
        rc = mc_fail(err, MC_ETOOBIG, "%s: over %zu bytes", path, INPUT_MAX_BYTES);
    }
    if (file != stdin) {
        (void)fclose(file);
    }
    return rc;
}

static void take_lines(struct import *import, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        if (strspn(text, " \t\r") < len) {
            struct mc_error err = {0};
            cJSON *record = NULL;
            enum mc_err rc = mc_json_parse(text, len, IMPORT_LINE_MAX_BYTES, &record, &err);
            take_record(import, record, rc, &err);
            cJSON_Delete(record);
        }
        text += len + (text[len] == '\n');
    }
}

/* One document: an array of records, or one record. */
static bool take_document(struct import *import, const struct mc_buffer *input)
{
    cJSON *document = NULL;
    if (mc_json_parse(input->bytes, input->len, INPUT_MAX_BYTES, &document, NULL) != MC_OK) {
        return false;
    }
    struct mc_error err = {0};
    if (!cJSON_IsArray(document)) {
        take_record(import, document, MC_OK, &err);
    }
    for (const cJSON *record = cJSON_IsArray(document) ? document->child : NULL; record != NULL;
         record = record->next) {
        take_record(import, record, MC_OK, &err);
    }
    cJSON_Delete(document);
    return true;
}

static enum mc_err take_file(struct import *import, const char *path, struct mc_error *err)
{
    struct mc_buffer input;
    mc_buffer_init(&input, INPUT_MAX_BYTES);
    enum mc_err rc = read_input(path, &input, err);
    /* A NUL would end the text before the records do. */
    if (rc == MC_OK && strlen(mc_buffer_text(&input)) != input.len) {
        rc = mc_fail(err, MC_EPARSE, "%s: a NUL among the records", path);
    }
    if (rc == MC_OK &&
        (import->read == import_lines_record || input.len == 0 || !take_document(import, &input))) {
        take_lines(import, mc_buffer_text(&input));
    }
    mc_buffer_finish(&input);
    return rc;
}

/* ---- The command ---- */

static enum mc_err finish_report(struct import *import, struct mc_error *err)
{
    if (import->report.overflowed) {
        return mc_fail(err, MC_ETOOBIG, "the report is over %zu bytes", REPORT_MAX_BYTES);
    }
    if (import->dir == NULL) {
        (void)fputs(mc_buffer_text(&import->report), import->out);
        return MC_OK;
    }
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/" REPORT_FILE, import->dir);
    if (n < 0 || (size_t)n >= sizeof path) {
        return mc_fail(err, MC_ETOOBIG, "path too long");
    }
    return mc_file_write(path, mc_buffer_text(&import->report), import->report.len, err);
}

static void print_summary(const struct import *import)
{
    (void)fprintf(
        import->out, "%zu records: %zu imported, %zu of them fully understood, %zu refused\n",
        import->records, import->records - import->refused, import->understood, import->refused);
    for (int i = 0; i < IMPORT_KIND_COUNT; i++) {
        if (import->by_kind[i] > 0) {
            (void)fprintf(import->out, "  %-9s remarked in %zu\n",
                          import_kind_name((enum import_kind)i), import->by_kind[i]);
        }
    }
}

static enum mc_err make_dir(const char *dir, struct mc_error *err)
{
    if (dir != NULL && mkdir(dir, 0777) != 0 && errno != EEXIST) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", dir);
    }
    return MC_OK;
}

enum ctl_exit ctl_import_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                             FILE *complaints)
{
    (void)now_s;
    struct import import = {.out = out, .complaints = complaints};
    if (!parse(&import, argc, argv)) {
        return ctl_usage_refuse(complaints, "catalogue", NULL, "");
    }
    import.codes = mc_calloc(CATALOGUE_BUNDLE_PROCEDURES_MAX + 1, sizeof *import.codes);
    mc_buffer_init(&import.report, REPORT_MAX_BYTES);
    struct mc_error err = {0};
    enum mc_err rc = make_dir(import.dir, &err);
    for (int i = 0; rc == MC_OK && i < import.file_count; i++) {
        rc = take_file(&import, import.files[i], &err);
    }
    if (rc == MC_OK) {
        rc = finish_report(&import, &err);
    }
    if (rc != MC_OK) {
        (void)fprintf(complaints, "motcua-ctl: %s\n", err.text);
    } else {
        print_summary(&import);
    }
    mc_buffer_finish(&import.report);
    free(import.codes);
    return rc == MC_OK && import.refused == 0 ? CTL_DONE : CTL_FAILED;
}
