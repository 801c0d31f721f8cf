#include "kiosk/app/suggestions.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/file.h"

#define PATH_BYTES 1200

enum mc_err suggestions_load(const char *assets_dir, struct suggest *out, struct mc_error *err)
{
    const struct {
        const char *file;
        struct suggest_list *list;
    } lists[] = {
        {"names/names.json", &out->names},
        {"places/streets.json", &out->streets},
        {"places/wards.json", &out->wards},
        {"places/provinces.json", &out->provinces},
    };
    *out = (struct suggest){0};
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && rc == MC_OK; i++) {
        char path[PATH_BYTES];
        char *json = NULL;
        size_t len = 0;
        (void)snprintf(path, sizeof path, "%s/%s", assets_dir, lists[i].file);
        rc = mc_file_read(path, SUGGEST_JSON_MAX_BYTES, &json, &len, err);
        if (rc == MC_OK) {
            rc = suggest_parse(json, len, path, lists[i].list, err);
        }
        free(json);
    }
    return rc;
}

void suggestions_finish(struct suggest *suggest)
{
    suggest_finish(&suggest->names);
    suggest_finish(&suggest->streets);
    suggest_finish(&suggest->wards);
    suggest_finish(&suggest->provinces);
}
