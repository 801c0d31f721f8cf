#include "central/directory.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/file.h"
#include "core/json.h"
#include "core/memory.h"

#define PATH_BYTES         1024
#define WARDS_MAX_BYTES    ((size_t)256 * 1024)
#define CALENDAR_MAX_BYTES ((size_t)256 * 1024)

/* {"name": "Phường Sài Gòn", "also": ["Quận 1"]} */
static enum mc_err add_ward(const cJSON *entry, int number, struct agency_directory *directory,
                            struct mc_error *err)
{
    const char *districts[AGENCY_DISTRICTS_MAX] = {NULL};
    const cJSON *also = mc_json_find(entry, "also");
    const char *name = NULL;
    char code[AGENCY_WARD_BYTES];
    int written = snprintf(code, sizeof code, "%03d", number);
    MC_CHECK(written > 0 && (size_t)written < sizeof code);
    enum mc_err rc = mc_json_text(entry, "wards.entries", "name", &name, err);
    if (rc != MC_OK) {
        return rc;
    }
    char *copy = mc_strdup(name);
    struct mc_text text = {.in = {[MC_LANGUAGE_VI] = copy}};
    struct agency_ward_entry ward = {.code = code, .name = &text, .districts = districts};
    for (const cJSON *item = also != NULL ? also->child : NULL;
         item != NULL && ward.district_count < AGENCY_DISTRICTS_MAX; item = item->next) {
        if (cJSON_IsString(item)) {
            districts[ward.district_count++] = item->valuestring;
        }
    }
    rc = agency_directory_add_ward(directory, &ward, err);
    free(copy);
    return rc;
}

static enum mc_err add_wards(const char *assets, struct agency_directory *directory,
                             struct mc_error *err)
{
    char path[PATH_BYTES];
    char *bytes = NULL;
    size_t len = 0;
    cJSON *json = NULL;
    const cJSON *entries = NULL;
    int number = 0;
    (void)snprintf(path, sizeof path, "%s/places/wards.json", assets);
    enum mc_err rc = mc_file_read(path, WARDS_MAX_BYTES, &bytes, &len, err);
    if (rc == MC_OK) {
        rc = mc_json_parse(bytes, len, WARDS_MAX_BYTES, &json, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_array(json, "wards", "entries", AGENCIES_MAX, &entries, err);
    }
    for (const cJSON *entry = rc == MC_OK ? entries->child : NULL; entry != NULL && rc == MC_OK;
         entry = entry->next) {
        rc = add_ward(entry, ++number, directory, err);
    }
    cJSON_Delete(json);
    free(bytes);
    return rc;
}

enum mc_err directory_load(const char *path, const char *assets, struct agency_directory **out,
                           struct mc_error *err)
{
    struct agency_directory *directory = NULL;
    char *json = NULL;
    size_t len = 0;
    struct mc_error cause = {0};
    enum mc_err rc = mc_file_read(path, AGENCY_JSON_MAX_BYTES, &json, &len, err);
    if (rc == MC_OK && agency_directory_parse(json, len, &directory, &cause) != MC_OK) {
        rc = mc_fail(err, cause.code, "%s: %s", path, cause.text);
    }
    if (rc == MC_OK) {
        rc = add_wards(assets, directory, err);
    }
    if (rc == MC_OK) {
        rc = agency_directory_check(directory, err);
    }
    free(json);
    if (rc == MC_OK) {
        *out = directory;
    } else {
        agency_directory_destroy(directory);
    }
    return rc;
}

enum mc_err directory_load_calendar(const char *file, const char *assets, struct calendar *out,
                                    struct mc_error *err)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s%s", file[0] != '\0' ? file : assets,
                   file[0] != '\0' ? "" : "/calendar/holidays.json");
    char *json = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, CALENDAR_MAX_BYTES, &json, &len, err);
    struct mc_error cause = {0};
    if (rc == MC_OK && calendar_parse(json, len, out, &cause) != MC_OK) {
        rc = mc_fail(err, cause.code, "%s: %s", path, cause.text);
    }
    free(json);
    return rc;
}
