#include "drivers/printer/printer_profile.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/file.h"
#include "core/json.h"
#include "core/memory.h"

#define PATH_BYTES   1280
#define USB_ID_CHARS 9 /* "04b8:0e15" */

static const char *const raster_names[] = {"gs_v_0", "gs_l", "esc_star", NULL};
static const char *const confirmation_names[] = {"none", "gs_r", "job_id", NULL};

/* ---- Reading one ---- */

static enum mc_err read_choice(const cJSON *object, const char *where, const char *key,
                               const char *const *names, int *out, struct mc_error *err)
{
    const char *text = NULL;
    enum mc_err rc = mc_json_text(object, where, key, &text, err);
    for (int i = 0; rc == MC_OK && names[i] != NULL; i++) {
        if (strcmp(names[i], text) == 0) {
            *out = i;
            return MC_OK;
        }
    }
    return rc != MC_OK ? rc : mc_fail(err, MC_EPARSE, "%s.%s: no such choice", where, key);
}

static enum mc_err read_number(const cJSON *object, const char *where, const char *key, int least,
                               int most, int *out, struct mc_error *err)
{
    int64_t number = 0;
    enum mc_err rc = mc_json_integer(object, where, key, least, most, &number, err);
    if (rc == MC_OK) {
        *out = (int)number;
    }
    return rc;
}

static bool parse_usb_id(const char *text, struct printer_usb_id *out)
{
    bool shaped = strlen(text) == USB_ID_CHARS && text[4] == ':' &&
                  strspn(text, "0123456789abcdef") == 4 &&
                  strspn(text + 5, "0123456789abcdef") == 4;
    if (shaped) {
        out->vendor = (uint16_t)strtoul(text, NULL, 16);
        out->product = (uint16_t)strtoul(text + 5, NULL, 16);
    }
    return shaped;
}

static enum mc_err read_usb(const cJSON *object, const char *where, struct printer_profile *out,
                            struct mc_error *err)
{
    const cJSON *list = NULL;
    enum mc_err rc = mc_json_array(object, where, "usb", PRINTER_PROFILE_MATCH_MAX, &list, err);
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, list)
    {
        if (rc == MC_OK && (!cJSON_IsString(item) ||
                            !parse_usb_id(item->valuestring, &out->usb[out->usb_count++]))) {
            rc = mc_fail(err, MC_EPARSE, "%s.usb: expected as \"04b8:0e15\"", where);
        }
    }
    return rc;
}

static enum mc_err read_models(const cJSON *object, const char *where, struct printer_profile *out,
                               struct mc_error *err)
{
    const cJSON *list = NULL;
    enum mc_err rc = mc_json_array(object, where, "models", PRINTER_PROFILE_MATCH_MAX, &list, err);
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, list)
    {
        if (rc == MC_OK && (!cJSON_IsString(item) || item->valuestring[0] == '\0' ||
                            strlen(item->valuestring) >= PRINTER_PROFILE_NAME_BYTES)) {
            rc = mc_fail(err, MC_EPARSE, "%s.models: expected the models' names", where);
        }
        if (rc == MC_OK) {
            mc_copy_text(out->models[out->model_count++], PRINTER_PROFILE_NAME_BYTES,
                         item->valuestring);
        }
    }
    return rc;
}

static enum mc_err read_paper(const cJSON *object, const char *where, struct printer_profile *out,
                              struct mc_error *err)
{
    enum mc_err rc = mc_json_text_into(object, where, "name", out->name, sizeof out->name, err);
    if (rc == MC_OK) {
        rc = read_number(object, where, "width_dots", 256, ESCPOS_WIDTH_MAX_DOTS,
                         &out->escpos.width_dots, err);
    }
    if (rc == MC_OK && out->escpos.width_dots % 8 != 0) {
        rc = mc_fail(err, MC_EPARSE, "%s.width_dots: expected a multiple of 8", where);
    }
    if (rc == MC_OK) {
        rc = read_number(object, where, "dpi", 100, 600, &out->dpi, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_bool(object, where, "cutter", &out->escpos.cutter, err);
    }
    if (rc == MC_OK) {
        rc = read_number(object, where, "feed_lines", 0, 20, &out->escpos.feed_lines, err);
    }
    return rc;
}

static enum mc_err read_language(const cJSON *object, const char *where,
                                 struct printer_profile *out, struct mc_error *err)
{
    int raster = 0;
    int confirmation = 0;
    enum mc_err rc = read_choice(object, where, "raster", raster_names, &raster, err);
    if (rc == MC_OK) {
        rc = read_choice(object, where, "confirmation", confirmation_names, &confirmation, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_bool(object, where, "dle_eot", &out->escpos.dle_eot, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_bool(object, where, "asb", &out->escpos.asb, err);
    }
    if (rc == MC_OK) {
        rc = read_number(object, where, "strip_feed", 1, 255, &out->escpos.strip_feed, err);
    }
    out->escpos.raster = (enum escpos_raster)raster;
    out->escpos.confirmation = (enum escpos_confirmation)confirmation;
    return rc;
}

enum mc_err printer_profile_parse(const char *id, const void *bytes, size_t len,
                                  struct printer_profile *out, struct mc_error *err)
{
    static const char *const keys[] = {"name",   "width_dots",   "dpi",     "cutter", "feed_lines",
                                       "raster", "confirmation", "dle_eot", "asb",    "strip_feed",
                                       "usb",    "models",       NULL};
    struct printer_profile profile = {0};
    mc_copy_text(profile.id, sizeof profile.id, id);
    cJSON *json = NULL;
    enum mc_err rc = mc_json_parse(bytes, len, PRINTER_PROFILE_MAX_BYTES, &json, err);
    if (rc == MC_OK) {
        rc = mc_json_only_keys(json, id, keys, err);
    }
    if (rc == MC_OK) {
        rc = read_paper(json, id, &profile, err);
    }
    if (rc == MC_OK) {
        rc = read_language(json, id, &profile, err);
    }
    if (rc == MC_OK) {
        rc = read_usb(json, id, &profile, err);
    }
    if (rc == MC_OK) {
        rc = read_models(json, id, &profile, err);
    }
    cJSON_Delete(json);
    if (rc == MC_OK) {
        *out = profile;
    }
    return rc;
}

/* ---- The folder ---- */

static enum mc_err read_file(const char *dir, const char *file, struct printer_profile *out,
                             struct mc_error *err)
{
    char path[PATH_BYTES];
    int len = snprintf(path, sizeof path, "%s/%s", dir, file);
    if (len < 0 || (size_t)len >= sizeof path) {
        return mc_fail(err, MC_ETOOBIG, "%s: the path is too long", dir);
    }
    char *text = NULL;
    size_t text_len = 0;
    enum mc_err rc = mc_file_read(path, PRINTER_PROFILE_MAX_BYTES, &text, &text_len, err);
    if (rc == MC_OK) {
        char id[PRINTER_PROFILE_ID_BYTES] = "";
        (void)snprintf(id, sizeof id, "%.*s", (int)(strlen(file) - strlen(".json")), file);
        rc = printer_profile_parse(id, text, text_len, out, err);
    }
    free(text);
    return rc;
}

static int is_profile(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && dot != entry->d_name && strcmp(dot, ".json") == 0;
}

enum mc_err printer_profiles_load(const char *dir, struct printer_profiles *out,
                                  struct mc_error *err)
{
    struct dirent **entries = NULL;
    int found = scandir(dir, &entries, is_profile, alphasort);
    if (found < 0) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", dir);
    }
    struct printer_profiles profiles = {
        .list = mc_calloc(PRINTER_PROFILES_MAX, sizeof(struct printer_profile))};
    enum mc_err rc =
        found > PRINTER_PROFILES_MAX
            ? mc_fail(err, MC_ETOOBIG, "%s: more than %d profiles", dir, PRINTER_PROFILES_MAX)
            : MC_OK;
    for (int i = 0; i < found; i++) {
        if (rc == MC_OK) {
            rc = read_file(dir, entries[i]->d_name, &profiles.list[profiles.count], err);
            profiles.count += rc == MC_OK;
        }
        free(entries[i]);
    }
    free(entries);
    if (rc == MC_OK && printer_profiles_find(&profiles, PRINTER_PROFILE_GENERIC) == NULL) {
        rc = mc_fail(err, MC_ENOTFOUND, "%s: no generic.json", dir);
    }
    if (rc != MC_OK) {
        printer_profiles_finish(&profiles);
        return rc;
    }
    *out = profiles;
    return MC_OK;
}

void printer_profiles_finish(struct printer_profiles *profiles)
{
    free(profiles->list);
    *profiles = (struct printer_profiles){0};
}

/* ---- Finding ---- */

const struct printer_profile *printer_profiles_find(const struct printer_profiles *profiles,
                                                    const char *id)
{
    for (size_t i = 0; i < profiles->count; i++) {
        if (strcmp(profiles->list[i].id, id) == 0) {
            return &profiles->list[i];
        }
    }
    return NULL;
}

static bool has_usb(const struct printer_profile *profile, struct printer_usb_id usb)
{
    for (size_t i = 0; i < profile->usb_count; i++) {
        if (profile->usb[i].vendor == usb.vendor && profile->usb[i].product == usb.product) {
            return true;
        }
    }
    return false;
}

static bool has_model(const struct printer_profile *profile, const char *model)
{
    for (size_t i = 0; i < profile->model_count; i++) {
        if (strcasecmp(profile->models[i], model) == 0) {
            return true;
        }
    }
    return false;
}

const struct printer_profile *printer_profiles_match(const struct printer_profiles *profiles,
                                                     const struct printer_usb_id *usb,
                                                     const struct ieee1284_id *id)
{
    for (size_t i = 0; id != NULL && i < profiles->count; i++) {
        if (has_model(&profiles->list[i], id->model)) {
            return &profiles->list[i];
        }
    }
    for (size_t i = 0; usb != NULL && i < profiles->count; i++) {
        if (has_usb(&profiles->list[i], *usb)) {
            return &profiles->list[i];
        }
    }
    return printer_profiles_find(profiles, PRINTER_PROFILE_GENERIC);
}

bool printer_profiles_know_usb(const struct printer_profiles *profiles, struct printer_usb_id usb)
{
    for (size_t i = 0; i < profiles->count; i++) {
        if (has_usb(&profiles->list[i], usb)) {
            return true;
        }
    }
    return false;
}
