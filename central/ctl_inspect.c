/* motcua-ctl catalogue list, show, diff, verify: looking at catalogues. */
#include <stdlib.h>
#include <string.h>

#include "central/ctl_catalogue.h"
#include "central/ctl_folder.h"
#include "central/ctl_usage.h"
#include "core/buffer.h"
#include "core/json.h"
#include "core/memory.h"
#include "domain/procedure_check.h"

#define PATH_BYTES  256
#define SHOWN_BYTES 72 /* of a value in a list of changes */

static enum ctl_exit refuse_usage(FILE *complaints)
{
    return ctl_usage_refuse(complaints, "catalogue", NULL, "");
}

/* What catalogue_bundle_add() has let in can be read again. */
static struct procedure *entry_procedure(const struct catalogue_entry *entry)
{
    struct procedure *procedure = NULL;
    MC_CHECK(procedure_parse(entry->json, entry->len, &procedure, NULL) == MC_OK);
    return procedure;
}

/* ---- list ---- */

enum ctl_exit ctl_catalogue_list(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                 FILE *complaints)
{
    (void)now_s;
    static const char *const LEVELS[] = {"ministry", "province", "ward"};
    if (argc != 1) {
        return refuse_usage(complaints);
    }
    struct catalogue_bundle bundle = {0};
    enum ctl_exit status = ctl_catalogue_open(argv[0], &bundle, complaints);
    for (size_t i = 0; status == CTL_DONE && i < bundle.count; i++) {
        struct procedure *procedure = entry_procedure(&bundle.entries[i]);
        (void)fprintf(out, "%-24s v%-4d %-8s %-8s %s\n", procedure->code, procedure->version,
                      LEVELS[procedure->level],
                      procedure_can_hand_in(procedure) ? "hand-in" : "read",
                      mc_text_in(&procedure->name, MC_LANGUAGE_VI));
        procedure_destroy(procedure);
    }
    catalogue_bundle_finish(&bundle);
    return status;
}

/* ---- show ---- */

enum ctl_exit ctl_catalogue_show(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                 FILE *complaints)
{
    (void)now_s;
    if (argc != 2) {
        return refuse_usage(complaints);
    }
    struct catalogue_bundle bundle = {0};
    enum ctl_exit status = ctl_catalogue_open(argv[0], &bundle, complaints);
    if (status == CTL_DONE) {
        const struct catalogue_entry *entry = catalogue_bundle_find(&bundle, argv[1]);
        if (entry == NULL) {
            (void)fprintf(complaints, "motcua-ctl: no such procedure: %s\n", argv[1]);
            status = CTL_FAILED;
        } else {
            struct procedure *procedure = entry_procedure(entry);
            char *json = procedure_write(procedure);
            (void)fputs(json, out);
            free(json);
            procedure_destroy(procedure);
        }
    }
    catalogue_bundle_finish(&bundle);
    return status;
}

/* ---- diff ---- */

struct diff {
    FILE *out;
    size_t changes;
};

static void show_change(struct diff *diff, const char *path, const cJSON *before,
                        const cJSON *after)
{
    char shown[2][SHOWN_BYTES] = {"(nothing)", "(nothing)"};
    const cJSON *values[] = {before, after};
    for (size_t i = 0; i < 2; i++) {
        if (values[i] != NULL) {
            char *text = mc_json_print(values[i]);
            mc_copy_text(shown[i], sizeof shown[i], text);
            free(text);
        }
    }
    diff->changes++;
    (void)fprintf(diff->out, "    %s: %s -> %s\n", path, shown[0], shown[1]);
}

static void compare(struct diff *diff, const char *path, const cJSON *before, const cJSON *after);

// NOLINTNEXTLINE(misc-no-recursion)
static void compare_items(struct diff *diff, const char *path, const cJSON *before,
                          const cJSON *after)
{
    char inner[PATH_BYTES];
    int most = cJSON_GetArraySize(before);
    int others = cJSON_GetArraySize(after);
    most = others > most ? others : most;
    for (int i = 0; i < most; i++) {
        (void)snprintf(inner, sizeof inner, "%s[%d]", path, i);
        compare(diff, inner, cJSON_GetArrayItem(before, i), cJSON_GetArrayItem(after, i));
    }
}

// NOLINTNEXTLINE(misc-no-recursion)
static void compare_keys(struct diff *diff, const char *path, const cJSON *before,
                         const cJSON *after)
{
    char inner[PATH_BYTES];
    const char *dot = path[0] != '\0' ? "." : "";
    for (const cJSON *item = before->child; item != NULL; item = item->next) {
        (void)snprintf(inner, sizeof inner, "%s%s%s", path, dot, item->string);
        compare(diff, inner, item, mc_json_find(after, item->string));
    }
    for (const cJSON *item = after->child; item != NULL; item = item->next) {
        if (mc_json_find(before, item->string) == NULL) {
            (void)snprintf(inner, sizeof inner, "%s%s%s", path, dot, item->string);
            show_change(diff, inner, NULL, item);
        }
    }
}

/* As deep as the documents, which are bounded by MC_JSON_DEPTH_MAX. */
// NOLINTNEXTLINE(misc-no-recursion)
static void compare(struct diff *diff, const char *path, const cJSON *before, const cJSON *after)
{
    bool both = before != NULL && after != NULL && before->type == after->type;
    if (both && cJSON_IsArray(before)) {
        compare_items(diff, path, before, after);
    } else if (both && cJSON_IsObject(before)) {
        compare_keys(diff, path, before, after);
    } else if (!both || !cJSON_Compare(before, after, true)) {
        show_change(diff, path, before, after);
    }
}

/* In canonical form, so that a default written out is no change. */
static cJSON *canonical(const struct catalogue_entry *entry)
{
    struct procedure *procedure = entry_procedure(entry);
    char *json = procedure_write(procedure);
    cJSON *value = NULL;
    MC_CHECK(mc_json_parse(json, strlen(json), PROCEDURE_JSON_MAX_BYTES, &value, NULL) == MC_OK);
    free(json);
    procedure_destroy(procedure);
    return value;
}

static void print_name(FILE *out, char sign, const struct catalogue_entry *entry)
{
    struct procedure *procedure = entry_procedure(entry);
    (void)fprintf(out, "%c %s %s\n", sign, entry->code,
                  mc_text_in(&procedure->name, MC_LANGUAGE_VI));
    procedure_destroy(procedure);
}

static bool diff_entry(FILE *out, const struct catalogue_entry *before,
                       const struct catalogue_entry *after)
{
    if (before->len == after->len && memcmp(before->json, after->json, before->len) == 0) {
        return false;
    }
    char *text = NULL;
    size_t len = 0;
    struct diff diff = {.out = open_memstream(&text, &len)};
    MC_CHECK(diff.out != NULL);
    cJSON *old = canonical(before);
    cJSON *new = canonical(after);
    compare(&diff, "", old, new);
    (void)fclose(diff.out);
    cJSON_Delete(old);
    cJSON_Delete(new);
    if (diff.changes > 0) {
        print_name(out, '~', after);
        (void)fputs(text, out);
    }
    free(text);
    return diff.changes > 0;
}

static void diff_bundles(FILE *out, const struct catalogue_bundle *before,
                         const struct catalogue_bundle *after)
{
    size_t added = 0;
    size_t removed = 0;
    size_t changed = 0;
    for (size_t i = 0; i < before->count; i++) {
        if (catalogue_bundle_find(after, before->entries[i].code) == NULL) {
            print_name(out, '-', &before->entries[i]);
            removed++;
        }
    }
    for (size_t i = 0; i < after->count; i++) {
        const struct catalogue_entry *old = catalogue_bundle_find(before, after->entries[i].code);
        if (old == NULL) {
            print_name(out, '+', &after->entries[i]);
            added++;
        } else {
            changed += diff_entry(out, old, &after->entries[i]);
        }
    }
    (void)fprintf(out, "%zu new, %zu removed, %zu changed\n", added, removed, changed);
}

enum ctl_exit ctl_catalogue_diff(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                 FILE *complaints)
{
    (void)now_s;
    if (argc != 2) {
        return refuse_usage(complaints);
    }
    struct catalogue_bundle before = {0};
    struct catalogue_bundle after = {0};
    enum ctl_exit status = ctl_catalogue_open(argv[0], &before, complaints);
    if (status == CTL_DONE) {
        status = ctl_catalogue_open(argv[1], &after, complaints);
    }
    if (status == CTL_DONE) {
        diff_bundles(out, &before, &after);
    }
    catalogue_bundle_finish(&before);
    catalogue_bundle_finish(&after);
    return status;
}

/* ---- verify ---- */

struct verify {
    const char *dir;
    const char *name;
    FILE *out;
    size_t files;
    size_t broken;
    size_t with_gaps;
};

static void print_gap(void *context, const char *path, const char *what)
{
    const struct verify *verify = context;
    (void)fprintf(verify->out, "%s: %s: %s\n", verify->name, path, what);
}

static void verify_file(void *context, const char *name)
{
    struct verify *verify = context;
    char code[PROCEDURE_CODE_BYTES];
    if (!ctl_folder_file_code(name, code)) {
        return;
    }
    char *json = NULL;
    size_t len = 0;
    struct procedure *procedure = NULL;
    struct mc_error err;
    verify->files++;
    verify->name = name;
    enum mc_err rc = ctl_folder_file(verify->dir, name, &json, &len, &err);
    if (rc == MC_OK) {
        rc = procedure_parse(json, len, &procedure, &err);
    }
    if (rc == MC_OK && strcmp(procedure->code, code) != 0) {
        rc = mc_fail(&err, MC_EINVAL, "code: is %s in the file", procedure->code);
    }
    if (rc != MC_OK) {
        (void)fprintf(verify->out, "%s: %s\n", name, err.text);
        verify->broken++;
    } else if (procedure_check(procedure, print_gap, verify) > 0) {
        verify->with_gaps++;
    }
    procedure_destroy(procedure);
    free(json);
}

enum ctl_exit ctl_catalogue_verify(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                   FILE *complaints)
{
    (void)now_s;
    if (argc != 1) {
        return refuse_usage(complaints);
    }
    struct verify verify = {.dir = argv[0], .out = out};
    enum ctl_exit status = ctl_folder_visit(argv[0], verify_file, &verify, complaints);
    if (status != CTL_DONE) {
        return status;
    }
    (void)fprintf(out, "%zu procedures: %zu complete, %zu with gaps, %zu broken\n", verify.files,
                  verify.files - verify.with_gaps - verify.broken, verify.with_gaps, verify.broken);
    return verify.files > 0 && verify.with_gaps + verify.broken == 0 ? CTL_DONE : CTL_FAILED;
}
