#include "central/ctl_folder.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/file.h"
#include "core/gzip.h"
#include "core/memory.h"

#define SUFFIX       ".json"
#define SUFFIX_BYTES (sizeof SUFFIX - 1)

static enum ctl_exit complain(FILE *complaints, enum ctl_exit status, const char *text)
{
    (void)fprintf(complaints, "motcua-ctl: %s\n", text);
    return status;
}

static int is_json(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return entry->d_name[0] != '.' && len > SUFFIX_BYTES &&
           strcmp(entry->d_name + len - SUFFIX_BYTES, SUFFIX) == 0;
}

bool ctl_folder_file_code(const char *name, char out[PROCEDURE_CODE_BYTES])
{
    char code[PROCEDURE_CODE_BYTES];
    size_t len = strlen(name);
    if (len <= SUFFIX_BYTES || len - SUFFIX_BYTES >= sizeof code) {
        return false;
    }
    memcpy(code, name, len - SUFFIX_BYTES);
    code[len - SUFFIX_BYTES] = '\0';
    if (!procedure_code_valid(code)) {
        return false;
    }
    mc_copy_text(out, PROCEDURE_CODE_BYTES, code);
    return true;
}

enum ctl_exit ctl_folder_visit(const char *dir, void (*each)(void *context, const char *name),
                               void *context, FILE *complaints)
{
    struct dirent **entries = NULL;
    int count = scandir(dir, &entries, is_json, alphasort);
    if (count < 0) {
        (void)fprintf(complaints, "motcua-ctl: %s: %s\n", dir, strerror(errno));
        return CTL_FAILED;
    }
    for (int i = 0; i < count; i++) {
        each(context, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return CTL_DONE;
}

enum mc_err ctl_folder_file(const char *dir, const char *name, char **out, size_t *out_len,
                            struct mc_error *err)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof path) {
        return mc_fail(err, MC_ETOOBIG, "path too long");
    }
    return mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, out, out_len, err);
}

struct reading {
    const char *dir;
    struct catalogue_bundle *bundle;
    FILE *out;
    FILE *complaints;
    enum ctl_exit status;
};

static void take_file(void *context, const char *name)
{
    struct reading *reading = context;
    char code[PROCEDURE_CODE_BYTES];
    bool popular = strcmp(name, CTL_POPULAR_FILE) == 0;
    if (!popular && !ctl_folder_file_code(name, code)) {
        (void)fprintf(reading->out, "%s: no procedure's code, left out\n", name);
        return;
    }
    char *json = NULL;
    size_t len = 0;
    struct mc_error err;
    enum mc_err rc = ctl_folder_file(reading->dir, name, &json, &len, &err);
    if (rc == MC_OK) {
        rc = popular ? catalogue_bundle_add_popular(reading->bundle, json, len, &err)
                     : catalogue_bundle_add(reading->bundle, json, len, &err);
    }
    if (rc != MC_OK) {
        (void)fprintf(reading->complaints, "motcua-ctl: %s: %s\n", name, err.text);
        reading->status = CTL_FAILED;
    }
    free(json);
}

enum ctl_exit ctl_folder_read(const char *dir, struct catalogue_bundle *bundle, FILE *out,
                              FILE *complaints)
{
    struct reading reading = {
        .dir = dir, .bundle = bundle, .out = out, .complaints = complaints, .status = CTL_DONE};
    struct mc_error err;
    enum ctl_exit status = ctl_folder_visit(dir, take_file, &reading, complaints);
    if (status == CTL_DONE) {
        status = reading.status;
    }
    if (status == CTL_DONE && bundle->count == 0) {
        status = complain(complaints, CTL_FAILED, "the folder holds no procedures");
    }
    if (status == CTL_DONE && catalogue_bundle_complete(bundle, &err) != MC_OK) {
        status = complain(complaints, CTL_FAILED, err.text);
    }
    return status;
}

static enum mc_err read_newest(struct storage *storage, struct catalogue_bundle *bundle,
                               struct mc_error *err)
{
    struct storage_catalogue state;
    struct storage_bundle packed = {0};
    char *bytes = NULL;
    size_t len = 0;
    enum mc_err rc = storage_catalogue_state(storage, &state, err);
    if (rc == MC_OK) {
        rc = storage_catalogue_bundle(storage, state.version, 0, &packed, err);
    }
    if (rc == MC_OK) {
        rc = mc_gzip_unpack(packed.gzip, packed.gzip_len, CATALOGUE_BUNDLE_MAX_BYTES, &bytes, &len,
                            err);
    }
    if (rc == MC_OK) {
        rc = catalogue_bundle_parse(bytes, len, bundle, err);
    }
    free(bytes);
    storage_bundle_finish(&packed);
    return rc;
}

enum ctl_exit ctl_catalogue_open(const char *path, struct catalogue_bundle *bundle,
                                 FILE *complaints)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return ctl_folder_read(path, bundle, complaints, complaints);
    }
    struct storage *storage = NULL;
    struct mc_error err;
    enum mc_err rc = storage_open(&(struct sql_settings){.where = path}, &storage, &err);
    if (rc == MC_OK) {
        rc = read_newest(storage, bundle, &err);
        storage_close(storage);
    }
    return rc == MC_OK ? CTL_DONE : complain(complaints, CTL_FAILED, err.text);
}
