#include "central/storage.h"

#include <stdlib.h>
#include <string.h>

#include "central/schema.h"
#include "central/storage_internal.h"
#include "core/memory.h"

void storage_dossier_finish(struct storage_dossier *dossier)
{
    if (dossier != NULL) {
        free(dossier->history);
        free(dossier->appointments);
        *dossier = (struct storage_dossier){0};
    }
}

void storage_bundle_finish(struct storage_bundle *bundle)
{
    if (bundle != NULL) {
        free(bundle->gzip);
        *bundle = (struct storage_bundle){0};
    }
}

enum mc_err storage_open(const struct sql_settings *settings, struct storage **out,
                         struct mc_error *err)
{
    struct sql *sql = NULL;
    enum mc_err rc = sql_open(settings, &sql, err);
    if (rc == MC_OK) {
        /* A URL may hold a password. */
        const char *name = sql_is_url(settings->where) ? "PostgreSQL" : settings->where;
        rc = schema_bring_up(sql, name, settings->create, err);
    }
    if (rc != MC_OK) {
        sql_close(sql);
        return rc;
    }
    struct storage *storage = MC_NEW(struct storage);
    storage->sql = sql;
    *out = storage;
    return MC_OK;
}

void storage_close(struct storage *storage)
{
    if (storage != NULL) {
        sql_close(storage->sql);
        free(storage);
    }
}

static enum mc_err check(struct sql_session *session, void *context, struct mc_error *err)
{
    return sql_get_int(session, "SELECT count(*) FROM (SELECT 1 FROM dossiers LIMIT 1) AS one",
                       context, err, "");
}

enum mc_err storage_check(struct storage *storage, struct mc_error *err)
{
    int64_t dossiers = 0;
    return sql_read_one(storage->sql, check, &dossiers, err);
}
