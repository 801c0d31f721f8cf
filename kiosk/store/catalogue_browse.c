#include "kiosk/store/catalogue_browse.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/catalogue_internal.h"
#include "kiosk/store/sql.h"

#define OTHER "other"

/* ---- Taking in ---- */

static enum mc_err insert_group(sqlite3 *db, int64_t row, enum catalogue_group_kind kind,
                                const char *id, struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc =
        sql_prepare(db, "INSERT OR IGNORE INTO grouping (kind, id, procedure) VALUES (?1, ?2, ?3)",
                    &insert, err);
    if (rc == MC_OK) {
        sql_bind_int(insert, 1, kind);
        sql_bind_text(insert, 2, id);
        sql_bind_int(insert, 3, row);
        rc = sql_finish(insert, err);
    }
    return rc;
}

static enum mc_err insert_field(sqlite3 *db, int64_t row, const struct procedure *procedure,
                                struct mc_error *err)
{
    if (procedure->field_code != NULL) {
        return insert_group(db, row, CATALOGUE_BY_FIELD, procedure->field_code, err);
    }
    char *folded = mc_text_fold(mc_text_in(&procedure->field, MC_LANGUAGE_VI));
    char id[CATALOGUE_GROUP_ID_BYTES];
    mc_copy_text(id, sizeof id, folded[0] != '\0' ? folded : OTHER);
    free(folded);
    return insert_group(db, row, CATALOGUE_BY_FIELD, id, err);
}

enum mc_err catalogue_insert_groups(sqlite3 *db, int64_t row, const struct procedure *procedure,
                                    struct mc_error *err)
{
    if (procedure->status == PROCEDURE_ENDED) {
        return MC_OK;
    }
    enum mc_err rc = insert_field(db, row, procedure, err);
    for (size_t i = 0; i < procedure->life_event_count && rc == MC_OK; i++) {
        rc = insert_group(db, row, CATALOGUE_BY_LIFE_EVENT, procedure->life_events[i], err);
    }
    return rc;
}

/* ---- Groups ---- */

static void read_group(sqlite3_stmt *row, struct catalogue_group *out)
{
    *out = (struct catalogue_group){0};
    out->kind = (enum catalogue_group_kind)sqlite3_column_int(row, 0);
    mc_copy_text(out->id, sizeof out->id, sql_text(row, 1));
    out->ward_count = (size_t)sqlite3_column_int64(row, 2);
    if (out->kind == CATALOGUE_BY_FIELD) {
        out->title.in[MC_LANGUAGE_VI] = catalogue_dup_column(row, 3);
        out->title.in[MC_LANGUAGE_EN] = catalogue_dup_column(row, 4);
    }
}

enum mc_err catalogue_groups(struct catalogue *catalogue, size_t max, struct catalogue_group *out,
                             size_t *count, struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc =
        sql_prepare(catalogue->db,
                    "SELECT g.kind, g.id, count(*) AS many, min(p.field_vi), min(p.field_en)"
                    " FROM grouping g JOIN procedure p ON p.id = g.procedure"
                    " LEFT JOIN popular o ON o.code = p.code"
                    " WHERE p.level = ?1 GROUP BY g.kind, g.id"
                    " ORDER BY g.kind, min(o.position) IS NULL, min(o.position), many DESC, g.id",
                    &query, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_int(query, 1, PROCEDURE_WARD);
    size_t limit = max < CATALOGUE_GROUPS_MAX ? max : CATALOGUE_GROUPS_MAX;
    size_t found = 0;
    bool row = false;
    while (found < limit && (rc = sql_step(query, &row, err)) == MC_OK && row) {
        read_group(query, &out[found++]);
    }
    (void)sqlite3_finalize(query);
    if (rc == MC_OK) {
        *count = found;
    } else {
        catalogue_groups_finish(out, found);
    }
    return rc;
}

void catalogue_groups_finish(struct catalogue_group *groups, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mc_text_finish(&groups[i].title);
    }
}

/* ---- In a group ---- */

enum mc_err catalogue_in_group(struct catalogue *catalogue, enum catalogue_group_kind kind,
                               const char *id, size_t max, struct catalogue_hit *hits,
                               size_t *count, struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc = sql_prepare(
        catalogue->db,
        "SELECT " CATALOGUE_HIT_COLUMNS " FROM grouping g JOIN procedure p ON p.id = g.procedure"
        " LEFT JOIN popular o ON o.code = p.code WHERE g.kind = ?1 AND g.id = ?2"
        " ORDER BY p.level = ?3 DESC, o.position IS NULL, o.position,"
        " coalesce(nullif(p.plain_folded, ''), p.name_folded), p.code",
        &query, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_int(query, 1, kind);
    sql_bind_text(query, 2, id);
    sql_bind_int(query, 3, PROCEDURE_WARD);
    size_t limit = max < CATALOGUE_GROUP_MAX ? max : CATALOGUE_GROUP_MAX;
    size_t found = 0;
    bool row = false;
    while (found < limit && (rc = sql_step(query, &row, err)) == MC_OK && row) {
        catalogue_read_hit(query, &hits[found++]);
    }
    (void)sqlite3_finalize(query);
    if (rc == MC_OK) {
        *count = found;
    } else {
        catalogue_hits_finish(hits, found);
    }
    return rc;
}
