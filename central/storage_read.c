/* Looking dossiers up, and listing them. */
#include <stdlib.h>
#include <string.h>

#include "central/storage_internal.h"
#include "core/memory.h"

/* Spelled into the statement: of a bound limit PostgreSQL's general plan expects little, and it
 * plans anew each time. */
#define SPELLED(number) #number
#define SPELL(number)   SPELLED(number)
#define MOST            SPELL(STORAGE_HISTORY_MAX) /* the newest ones, then; told in order */

#define PAGE_ROWS 500 /* of a list, at a time */

void storage_read_dossier(const struct sql_rows *row, struct storage_dossier *out)
{
    int column = STORAGE_COLUMN_CODE;
    sql_copy_text(row, column++, out->code, sizeof out->code);
    sql_copy_text(row, column++, out->provisional_code, sizeof out->provisional_code);
    sql_copy_text(row, column++, out->agency, sizeof out->agency);
    sql_copy_text(row, column++, out->procedure_code, sizeof out->procedure_code);
    sql_copy_text(row, column++, out->procedure_name, sizeof out->procedure_name);
    sql_copy_text(row, column++, out->initials, sizeof out->initials);
    out->status = (enum dossier_status)sql_int(row, column++);
    sql_copy_text(row, column++, out->note, sizeof out->note);
    out->received_s = sql_int(row, column++);
    out->appointed_s = sql_int(row, column++);
    out->updated_s = sql_int(row, column++);
    sql_copy_text(row, column++, out->deciding_agency, sizeof out->deciding_agency);
    out->due_s = sql_int(row, column++);
    out->decided_s = sql_int(row, column++);
    out->online = strcmp(sql_text(row, column), STORAGE_CHANNEL_ONLINE) == 0;
}

/* What happened to the dossiers of `which`, the newest, in order. */
#define OF_THE_CODE "IN (SELECT id FROM dossiers WHERE code = $1 OR provisional_code = $1)"
#define HISTORY_OF(which)                                                                          \
    "SELECT status, at_s, note, action FROM (SELECT id, status, at_s, "                            \
    "note, action FROM history WHERE dossier_id " which " ORDER BY id DESC LIMIT " MOST            \
    ") newest ORDER BY id"
#define APPOINTMENTS_OF(which)                                                                     \
    "SELECT at_s, cause, previous_s, appointed_s, reason FROM (SELECT id, "                        \
    "at_s, cause, previous_s, appointed_s, reason FROM appointments WHERE "                        \
    "dossier_id " which " ORDER BY id DESC LIMIT " MOST ") newest ORDER BY id"

static enum mc_err take_history(struct sql_rows *rows, struct storage_dossier *out,
                                struct mc_error *err)
{
    bool found = true;
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && found) {
        rc = sql_next(rows, &found, err);
        if (rc == MC_OK && found) {
            out->history =
                mc_realloc(out->history, (out->history_count + 1) * sizeof *out->history);
            struct storage_event *event = &out->history[out->history_count++];
            event->status = (enum dossier_status)sql_int(rows, 0);
            event->at_s = sql_int(rows, 1);
            sql_copy_text(rows, 2, event->note, sizeof event->note);
            sql_copy_text(rows, 3, event->action, sizeof event->action);
        }
    }
    return rc;
}

static enum mc_err take_appointments(struct sql_rows *rows, struct storage_dossier *out,
                                     struct mc_error *err)
{
    bool found = true;
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && found) {
        rc = sql_next(rows, &found, err);
        if (rc == MC_OK && found) {
            out->appointments = mc_realloc(out->appointments, (out->appointment_count + 1) *
                                                                  sizeof *out->appointments);
            struct storage_appointment *moved = &out->appointments[out->appointment_count++];
            moved->at_s = sql_int(rows, 0);
            sql_copy_text(rows, 1, moved->cause, sizeof moved->cause);
            moved->previous_s = sql_int(rows, 2);
            moved->appointed_s = sql_int(rows, 3);
            sql_copy_text(rows, 4, moved->reason, sizeof moved->reason);
        }
    }
    return rc;
}

struct find {
    const char *code;
    const char *token_hash; /* NULL: any */
    struct storage_dossier dossier;
    int64_t id;
    int candidates; /* dossiers that carry the code */
    int matches;
};

/* The dossier among `rows` that has the token; the newest if a kiosk handed one in twice. Without a
 * token all of them count. */
static enum mc_err pick(struct sql_rows *rows, struct find *find, struct mc_error *err)
{
    bool found = true;
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && found) {
        rc = sql_next(rows, &found, err);
        if (rc != MC_OK || !found) {
            continue;
        }
        find->candidates++;
        if (find->token_hash == NULL ||
            mc_same_secret(find->token_hash, sql_text(rows, STORAGE_COLUMN_TOKEN_HASH))) {
            storage_read_dossier(rows, &find->dossier);
            find->dossier.rated = sql_int(rows, STORAGE_COLUMN_TOKEN_HASH + 1) > 0;
            find->id = sql_int(rows, STORAGE_COLUMN_ID);
            find->matches = find->token_hash == NULL ? find->matches + 1 : 1;
        }
    }
    return rc;
}

static enum mc_err take_whole(struct sql_rows *history, struct sql_rows *appointments,
                              struct storage_dossier *out, struct mc_error *err)
{
    enum mc_err rc = take_history(history, out, err);
    return rc == MC_OK ? take_appointments(appointments, out, err) : rc;
}

static enum mc_err read_whole(struct sql_session *session, struct find *find, struct mc_error *err)
{
    static const char *const statements[] = {HISTORY_OF("= $1"), APPOINTMENTS_OF("= $1")};
    struct sql_rows rows[2] = {{0}};
    enum mc_err rc = sql_query_together(session, statements, 2, rows, err, "i", find->id);
    if (rc == MC_OK) {
        rc = take_whole(&rows[0], &rows[1], &find->dossier, err);
    }
    sql_finish(&rows[0]);
    sql_finish(&rows[1]);
    return rc;
}

/* Asked at once, as if the code were one dossier's, which it nearly always is. */
static enum mc_err find_one(struct sql_session *session, void *context, struct mc_error *err)
{
    static const char *const statements[] = {
        "SELECT " STORAGE_DOSSIER_COLUMNS
        ", (SELECT count(*) FROM ratings WHERE dossier_id = dossiers.id)"
        " FROM dossiers WHERE code = $1 OR provisional_code = $1 ORDER BY id",
        HISTORY_OF(OF_THE_CODE), APPOINTMENTS_OF(OF_THE_CODE)};
    struct find *find = context;
    struct sql_rows rows[3] = {{0}};
    storage_dossier_finish(&find->dossier);
    find->matches = 0;
    find->candidates = 0;
    enum mc_err rc = sql_query_together(session, statements, 3, rows, err, "t", find->code);
    if (rc == MC_OK) {
        rc = pick(&rows[0], find, err);
    }
    if (rc == MC_OK && find->matches == 0) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    if (rc == MC_OK && find->matches > 1) {
        rc = mc_fail(err, MC_ECONFLICT, "several dossiers carry this code");
    }
    if (rc == MC_OK && find->candidates == 1) {
        rc = take_whole(&rows[1], &rows[2], &find->dossier, err);
    }
    for (size_t i = 0; i < 3; i++) {
        sql_finish(&rows[i]);
    }
    return rc == MC_OK && find->candidates > 1 ? read_whole(session, find, err) : rc;
}

enum mc_err storage_find(struct storage *storage, const char *code, const char *token_hash,
                         struct storage_dossier *out, struct mc_error *err)
{
    struct find find = {.code = code, .token_hash = token_hash};
    enum mc_err rc = sql_read(storage->sql, find_one, &find, err);
    if (rc == MC_OK) {
        *out = find.dossier;
    } else {
        storage_dossier_finish(&find.dossier);
    }
    return rc;
}

struct body {
    const char *code;
    char *bytes; /* secret */
    size_t len;
};

static enum mc_err read_body(struct sql_session *session, void *context, struct mc_error *err)
{
    struct body *body = context;
    struct sql_rows row = {0};
    bool found = false;
    mc_secret_free(body->bytes);
    body->bytes = NULL;
    enum mc_err rc = sql_first(session, "SELECT body FROM dossiers WHERE code = $1", &row, &found,
                               err, "t", body->code);
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    if (rc == MC_OK) {
        const void *bytes = sql_bytes(&row, 0, &body->len);
        body->bytes = mc_secret_alloc(body->len + 1);
        if (body->len > 0) {
            memcpy(body->bytes, bytes, body->len);
        }
    }
    sql_finish(&row);
    return rc;
}

enum mc_err storage_body(struct storage *storage, const char *code, char **out, size_t *out_len,
                         struct mc_error *err)
{
    struct body body = {.code = code};
    enum mc_err rc = sql_read_one(storage->sql, read_body, &body, err);
    if (rc == MC_OK) {
        *out = body.bytes;
        *out_len = body.len;
    } else {
        mc_secret_free(body.bytes);
    }
    return rc;
}

/* A page of a list, and where the next one begins. */
struct page_of_list {
    const struct storage_filter *filter;
    char day[DATE_TEXT_BYTES]; /* "": any */
    struct storage_dossier *dossiers;
    size_t count;
    char last_day[DATE_TEXT_BYTES];
    char last_agency[DOSSIER_AGENCY_BYTES];
    int64_t last_id;
};

static enum mc_err read_page(struct sql_session *session, void *context, struct mc_error *err)
{
    struct page_of_list *page = context;
    const char *agency = page->filter->agency;
    struct sql_rows rows = {0};
    bool found = true;
    size_t count = 0;
    enum mc_err rc = sql_query(
        session,
        "SELECT " STORAGE_DOSSIER_COLUMNS ", day FROM dossiers "
        "WHERE ($1 = '' OR agency = $1 OR deciding_agency = $1) AND ($2 = 0 OR status = $2) AND "
        "($3 = '' OR day = $3) "
        "AND (day, agency, id) > ($4, $5, $6) ORDER BY day, agency, id LIMIT $7",
        &rows, err, "titttii", agency != NULL ? agency : "", (int64_t)page->filter->status,
        page->day, page->last_day, page->last_agency, page->last_id, (int64_t)PAGE_ROWS);
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found) {
            storage_read_dossier(&rows, &page->dossiers[count++]);
            sql_copy_text(&rows, STORAGE_COLUMN_TOKEN_HASH + 1, page->last_day,
                          sizeof page->last_day);
            page->last_id = sql_int(&rows, STORAGE_COLUMN_ID);
        }
    }
    sql_finish(&rows);
    if (rc == MC_OK && count > 0) {
        mc_copy_text(page->last_agency, sizeof page->last_agency, page->dossiers[count - 1].agency);
    }
    page->count = count;
    return rc;
}

enum mc_err storage_list(struct storage *storage, const struct storage_filter *filter,
                         const struct storage_visitor *visitor, struct mc_error *err)
{
    struct page_of_list page = {.filter = filter, .count = PAGE_ROWS};
    if (date_is_set(filter->day)) {
        date_format_iso(filter->day, page.day);
    }
    page.dossiers = mc_calloc(PAGE_ROWS, sizeof *page.dossiers);
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && page.count == PAGE_ROWS) {
        rc = sql_read(storage->sql, read_page, &page, err);
        for (size_t i = 0; rc == MC_OK && i < page.count; i++) {
            visitor->visit(visitor->context, &page.dossiers[i]);
        }
    }
    free(page.dossiers);
    return rc;
}
