#include "central/directory.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/file.h"

#define PATH_BYTES         1024
#define CALENDAR_MAX_BYTES ((size_t)256 * 1024)

enum mc_err directory_load(const char *path, struct agency_directory **out, struct mc_error *err)
{
    struct agency_directory *directory = NULL;
    char *json = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, AGENCY_JSON_MAX_BYTES, &json, &len, err);
    if (rc == MC_OK) {
        rc = agency_directory_parse(json, len, &directory, err);
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
    if (rc == MC_OK) {
        rc = calendar_parse(json, len, out, err);
    }
    free(json);
    return rc;
}
