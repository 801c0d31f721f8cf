/* The audit trail: one entry after the other, each with the hash of the one before it. */
#include <string.h>

#include "central/storage_office_internal.h"
#include "core/memory.h"

static enum mc_err read_head(struct sql_session *session, struct audit_entry *next,
                             struct mc_error *err)
{
    struct sql_rows row = {0};
    bool found = false;
    enum mc_err rc =
        sql_first(session, "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1", &row,
                  &found, err, "");
    if (rc == MC_OK) {
        next->number = found ? sql_int(&row, 0) + 1 : 1;
        mc_copy_text(next->previous, sizeof next->previous,
                     found ? sql_text(&row, 1) : audit_first_previous);
    }
    sql_finish(&row);
    return rc;
}

enum mc_err storage_audit_add(struct sql_session *session, const char *officer, const char *act,
                              const char *subject, const char *detail, int64_t at_s,
                              struct mc_error *err)
{
    struct audit_entry entry = {.at_s = at_s};
    mc_copy_text(entry.officer, sizeof entry.officer, officer);
    mc_copy_text(entry.act, sizeof entry.act, act);
    mc_copy_text(entry.subject, sizeof entry.subject, subject);
    mc_copy_text(entry.detail, sizeof entry.detail, detail);
    /* One at a time, or two entries would follow the same one. */
    enum mc_err rc = sql_lock(session, "audit", err);
    if (rc == MC_OK) {
        rc = read_head(session, &entry, err);
    }
    if (rc == MC_OK) {
        audit_seal(&entry);
        rc = sql_change(session,
                        "INSERT INTO audit (number, at_s, officer, act, subject, detail, previous, "
                        "hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                        NULL, err, "iitttttt", entry.number, entry.at_s, entry.officer, entry.act,
                        entry.subject, entry.detail, entry.previous, entry.hash);
    }
    return rc;
}

static void read_entry(const struct sql_rows *row, struct audit_entry *out)
{
    *out = (struct audit_entry){.number = sql_int(row, 0), .at_s = sql_int(row, 1)};
    sql_copy_text(row, 2, out->officer, sizeof out->officer);
    sql_copy_text(row, 3, out->act, sizeof out->act);
    sql_copy_text(row, 4, out->subject, sizeof out->subject);
    sql_copy_text(row, 5, out->detail, sizeof out->detail);
    sql_copy_text(row, 6, out->previous, sizeof out->previous);
    sql_copy_text(row, 7, out->hash, sizeof out->hash);
}

struct page {
    int64_t after;
    size_t most;
    struct audit_entry *entries; /* room for `most` */
    size_t count;
};

static enum mc_err read_page(struct sql_session *session, void *context, struct mc_error *err)
{
    struct page *page = context;
    struct sql_rows rows = {0};
    bool found = true;
    page->count = 0;
    enum mc_err rc = sql_query(session,
                               "SELECT number, at_s, officer, act, subject, detail, previous, hash "
                               "FROM audit WHERE number > $1 ORDER BY number LIMIT $2",
                               &rows, err, "ii", page->after, (int64_t)page->most);
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found) {
            read_entry(&rows, &page->entries[page->count++]);
        }
    }
    sql_finish(&rows);
    return rc;
}

static struct page page_of(int64_t after, size_t most)
{
    struct page page = {.after = after,
                        .most = most < STORAGE_AUDIT_PAGE_MAX ? most : STORAGE_AUDIT_PAGE_MAX};
    page.entries = mc_calloc(page.most + 1, sizeof *page.entries);
    return page;
}

enum mc_err storage_audit_list(struct storage *storage, int64_t after, size_t most,
                               const struct storage_audit_visitor *visitor, struct mc_error *err)
{
    struct page page = page_of(after, most);
    enum mc_err rc = sql_read_one(storage->sql, read_page, &page, err);
    for (size_t i = 0; rc == MC_OK && i < page.count; i++) {
        visitor->visit(visitor->context, &page.entries[i]);
    }
    free(page.entries);
    return rc;
}

static enum mc_err check_entry(struct audit_check *check, const struct storage_audit_known *known,
                               const struct audit_entry *entry, struct mc_error *err)
{
    enum mc_err rc = audit_check_next(check, entry, err);
    if (rc == MC_OK && known->count == check->count && strcmp(known->head, check->head) != 0) {
        rc = mc_fail(err, MC_ECORRUPT, "audit trail: entry %lld is not the one that was known",
                     (long long)check->count);
    }
    return rc;
}

enum mc_err storage_audit_check(struct storage *storage, const struct storage_audit_known *known,
                                struct audit_check *out, struct mc_error *err)
{
    struct page page = page_of(0, STORAGE_AUDIT_PAGE_MAX);
    struct audit_check check = {0};
    enum mc_err rc = MC_OK;
    do {
        rc = sql_read_one(storage->sql, read_page, &page, err);
        for (size_t i = 0; rc == MC_OK && i < page.count; i++) {
            rc = check_entry(&check, known, &page.entries[i], err);
        }
        page.after = check.count;
    } while (rc == MC_OK && page.count == page.most);
    free(page.entries);
    if (rc == MC_OK && check.count < known->count) {
        rc = mc_fail(err, MC_ECORRUPT, "audit trail: entries were cut off: %lld of %lld",
                     (long long)check.count, (long long)known->count);
    }
    if (rc == MC_OK) {
        *out = check;
    }
    return rc;
}
