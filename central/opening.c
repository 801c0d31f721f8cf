#include "central/opening.h"

#include <string.h>

#include "core/memory.h"
#include "domain/sealed_dossier.h"

enum mc_err opening_keys_add(struct opening_keys *keys, const char *path, struct mc_error *err)
{
    if (keys->count == OPENING_KEYS_MAX) {
        return mc_fail(err, MC_ETOOBIG, "more than %d keys", OPENING_KEYS_MAX);
    }
    enum mc_err rc = mc_opening_key_read(path, &keys->list[keys->count], err);
    if (rc == MC_OK) {
        keys->count++;
    }
    return rc;
}

void opening_keys_finish(struct opening_keys *keys)
{
    if (keys != NULL) {
        for (size_t i = 0; i < keys->count; i++) {
            mc_opening_key_destroy(keys->list[i]);
        }
        *keys = (struct opening_keys){0};
    }
}

static const struct mc_opening_key *find_key(const struct opening_keys *keys, const char *id)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(mc_opening_key_public(keys->list[i])->id, id) == 0) {
            return keys->list[i];
        }
    }
    return NULL;
}

static enum mc_err open_sealed(const struct opening_keys *keys, const struct sealed_dossier *sealed,
                               char **out, size_t *out_len, struct mc_error *err)
{
    const struct mc_opening_key *key = find_key(keys, sealed->key);
    if (key == NULL) {
        return mc_fail(err, MC_EDENIED, "%s: sealed to key %s, which is not here",
                       sealed->provisional_code, sealed->key);
    }
    return sealed_dossier_open(sealed, key, out, out_len, err);
}

enum mc_err opening_json(const struct opening_keys *keys, const void *body, size_t len, char **out,
                         size_t *out_len, struct mc_error *err)
{
    struct sealed_dossier sealed = {0};
    struct dossier plain = {0};
    if (sealed_dossier_parse(body, len, &sealed, err) == MC_OK) {
        enum mc_err rc = open_sealed(keys, &sealed, out, out_len, err);
        sealed_dossier_finish(&sealed);
        return rc;
    }
    if (dossier_parse(body, len, &plain, NULL) != MC_OK) {
        return mc_fail(err, MC_ECORRUPT, "the stored body is no dossier");
    }
    dossier_finish(&plain);
    *out = mc_secret_alloc(len + 1);
    memcpy(*out, body, len);
    *out_len = len;
    return MC_OK;
}

enum mc_err opening_dossier(const struct opening_keys *keys, const void *body, size_t len,
                            struct dossier *out, struct mc_error *err)
{
    char *json = NULL;
    size_t json_len = 0;
    enum mc_err rc = opening_json(keys, body, len, &json, &json_len, err);
    if (rc == MC_OK) {
        rc = dossier_parse(json, json_len, out, err);
    }
    mc_secret_free(json);
    return rc;
}
