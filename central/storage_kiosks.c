#include "central/storage_kiosks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/storage_office_internal.h"
#include "core/memory.h"

#define PAGE_ROWS 200

/* What is changed about a kiosk holds sql_lock() of its id: a revocation waits for a renewal to end
 * and then finds its certificate, too. Each change is written into the audit trail with it. */

struct addition {
    const char *kiosk;
    const char *code_hash;
    int64_t now_s;
    int64_t expires_s;
};

static enum mc_err void_codes(struct sql_session *session, const char *kiosk, int64_t now_s,
                              struct mc_error *err)
{
    return sql_change(session,
                      "UPDATE enrolments SET expires_s = $1 WHERE kiosk = $2 AND used_s = 0 AND "
                      "expires_s > $1",
                      NULL, err, "it", now_s, kiosk);
}

static enum mc_err add(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct addition *addition = context;
    enum mc_err rc = sql_lock(session, addition->kiosk, err);
    if (rc == MC_OK) {
        rc = void_codes(session, addition->kiosk, addition->now_s, err);
    }
    if (rc == MC_OK) {
        rc = sql_later(session,
                       "INSERT INTO enrolments (code_hash, kiosk, created_s, expires_s, used_s, "
                       "key_hash, certificate) VALUES ($1, $2, $3, $4, 0, '', '')",
                       err, "ttii", addition->code_hash, addition->kiosk, addition->now_s,
                       addition->expires_s);
    }
    return rc == MC_OK ? storage_audit_add(session, STORAGE_OPERATOR, AUDIT_ACT_KIOSK_CODE,
                                           addition->kiosk, "", addition->now_s, err)
                       : rc;
}

enum mc_err storage_enrolment_add(struct storage *storage, const char *kiosk, const char *code_hash,
                                  int64_t now_s, int64_t expires_s, struct mc_error *err)
{
    struct addition addition = {kiosk, code_hash, now_s, expires_s};
    return sql_write(storage->sql, add, &addition, err);
}

/* ---- Certificates ---- */

/* The last thing its transaction does: the kiosk has it from now on. */
static enum mc_err insert_certificate(struct sql_session *session,
                                      const struct authority_certificate *certificate,
                                      const char *act, int64_t now_s, struct mc_error *err)
{
    const struct authority_identity *identity = &certificate->identity;
    char detail[AUDIT_DETAIL_BYTES];
    (void)snprintf(detail, sizeof detail, "certificate %s", identity->serial);
    enum mc_err rc = sql_change(
        session,
        "INSERT INTO certificates (serial, kiosk, issued_s, expires_s, revoked_s) "
        "VALUES ($1, $2, $3, $4, 0)",
        NULL, err, "ttii", identity->serial, identity->kiosk, now_s, identity->expires_s);
    return rc == MC_OK ? storage_audit_add(session, identity->kiosk, act, identity->kiosk, detail,
                                           now_s, err)
                       : rc;
}

/* None of them is given again for its code either. */
static enum mc_err revoke_certificates(struct sql_session *session, const char *kiosk,
                                       int64_t now_s, int64_t *count, struct mc_error *err)
{
    enum mc_err rc = sql_later(session,
                               "UPDATE enrolments SET expires_s = $1 WHERE kiosk = $2 AND "
                               "used_s <> 0 AND expires_s > $1",
                               err, "it", now_s, kiosk);
    return rc == MC_OK ? sql_change(session,
                                    "UPDATE certificates SET revoked_s = $1 WHERE kiosk = $2 AND "
                                    "revoked_s = 0",
                                    count, err, "it", now_s, kiosk)
                       : rc;
}

struct use {
    const char *code_hash;
    const struct authority_certificate *certificate;
    int64_t now_s;
    char *pem;
};

/* As safe as the first answer was to be: it may have been lost with the database, and what is seen
 * here not be on the standby yet. The commit behind it waits. */
static enum mc_err answer_again(struct sql_session *session, const char *code_hash,
                                struct mc_error *err)
{
    return sql_later(session, "UPDATE enrolments SET used_s = used_s WHERE code_hash = $1", err,
                     "t", code_hash);
}

static enum mc_err use_code(struct sql_session *session, void *context, struct mc_error *err)
{
    struct use *use = context;
    const struct authority_certificate *certificate = use->certificate;
    struct sql_rows row = {0};
    bool found = false;
    bool used = false;
    free(use->pem);
    use->pem = NULL;
    enum mc_err rc = sql_lock(session, certificate->identity.kiosk, err);
    if (rc == MC_OK) {
        rc = sql_first(session,
                       "SELECT used_s, key_hash, certificate FROM enrolments WHERE "
                       "code_hash = $1 AND kiosk = $2 AND expires_s > $3",
                       &row, &found, err, "tti", use->code_hash, certificate->identity.kiosk,
                       use->now_s);
    }
    if (rc == MC_OK && found) {
        used = sql_int(&row, 0) != 0;
        if (used && strcmp(sql_text(&row, 1), certificate->key_hash) == 0) {
            use->pem = mc_strdup(sql_text(&row, 2));
        }
    }
    sql_finish(&row);
    if (rc == MC_OK && use->pem != NULL) {
        return answer_again(session, use->code_hash, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    if (!found || used) {
        return mc_fail(err, MC_EDENIED, "no such enrolment");
    }
    rc = revoke_certificates(session, certificate->identity.kiosk, use->now_s, NULL, err);
    if (rc == MC_OK) {
        rc = sql_change(session,
                        "UPDATE enrolments SET used_s = $1, key_hash = $2, certificate = $3 "
                        "WHERE code_hash = $4",
                        NULL, err, "ittt", use->now_s, certificate->key_hash, certificate->pem,
                        use->code_hash);
    }
    if (rc == MC_OK) {
        rc = insert_certificate(session, certificate, AUDIT_ACT_KIOSK_ENROL, use->now_s, err);
    }
    use->pem = rc == MC_OK ? mc_strdup(certificate->pem) : NULL;
    return rc;
}

enum mc_err storage_enrolment_use(struct storage *storage, const char *code_hash,
                                  const struct authority_certificate *certificate, int64_t now_s,
                                  char **out_pem, struct mc_error *err)
{
    struct use use = {.code_hash = code_hash, .certificate = certificate, .now_s = now_s};
    enum mc_err rc = sql_write(storage->sql, use_code, &use, err);
    if (rc == MC_OK) {
        *out_pem = use.pem;
    } else {
        free(use.pem);
    }
    return rc;
}

enum mc_err storage_certificate_holds(struct sql_session *session, const char *kiosk,
                                      const char *serial, struct mc_error *err)
{
    struct sql_rows row = {0};
    bool found = false;
    enum mc_err rc =
        sql_first(session, "SELECT revoked_s FROM certificates WHERE serial = $1 AND kiosk = $2",
                  &row, &found, err, "tt", serial, kiosk);
    if (rc == MC_OK && (!found || sql_int(&row, 0) != 0)) {
        rc = mc_fail(err, MC_EDENIED, "kiosk %s: certificate %s", kiosk,
                     found ? "revoked" : "not known");
    }
    sql_finish(&row);
    return rc;
}

struct checking {
    const char *kiosk;
    const char *serial;
    const struct authority_certificate *renewed; /* NULL: none */
    int64_t now_s;
};

static enum mc_err check(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct checking *checking = context;
    return storage_certificate_holds(session, checking->kiosk, checking->serial, err);
}

static enum mc_err renew(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct checking *checking = context;
    enum mc_err rc = sql_lock(session, checking->kiosk, err);
    if (rc == MC_OK) {
        rc = storage_certificate_holds(session, checking->kiosk, checking->serial, err);
    }
    return rc == MC_OK ? insert_certificate(session, checking->renewed, AUDIT_ACT_KIOSK_RENEW,
                                            checking->now_s, err)
                       : rc;
}

enum mc_err storage_certificate_check(struct storage *storage, const char *kiosk,
                                      const char *serial, struct mc_error *err)
{
    struct checking checking = {.kiosk = kiosk, .serial = serial};
    return sql_read_one(storage->sql, check, &checking, err);
}

enum mc_err storage_certificate_renew(struct storage *storage, const char *serial,
                                      const struct authority_certificate *certificate,
                                      int64_t now_s, struct mc_error *err)
{
    struct checking checking = {certificate->identity.kiosk, serial, certificate, now_s};
    return sql_write(storage->sql, renew, &checking, err);
}

/* ---- Kiosks ---- */

struct revocation {
    const char *kiosk;
    int64_t now_s;
    int64_t count;
};

static enum mc_err revoke(struct sql_session *session, void *context, struct mc_error *err)
{
    struct revocation *revocation = context;
    enum mc_err rc = sql_lock(session, revocation->kiosk, err);
    if (rc == MC_OK) {
        rc = void_codes(session, revocation->kiosk, revocation->now_s, err);
    }
    if (rc == MC_OK) {
        rc = revoke_certificates(session, revocation->kiosk, revocation->now_s, &revocation->count,
                                 err);
    }
    if (rc == MC_OK) { /* it is no kiosk any more that could be silent */
        rc = sql_later(session, "DELETE FROM kiosk_devices WHERE kiosk = $1", err, "t",
                       revocation->kiosk);
    }
    char detail[AUDIT_DETAIL_BYTES];
    (void)snprintf(detail, sizeof detail, "%" PRId64 " certificates", revocation->count);
    return rc == MC_OK ? storage_audit_add(session, STORAGE_OPERATOR, AUDIT_ACT_KIOSK_REVOKE,
                                           revocation->kiosk, detail, revocation->now_s, err)
                       : rc;
}

enum mc_err storage_kiosk_revoke(struct storage *storage, const char *kiosk, int64_t now_s,
                                 int64_t *out, struct mc_error *err)
{
    struct revocation revocation = {.kiosk = kiosk, .now_s = now_s};
    enum mc_err rc = sql_write(storage->sql, revoke, &revocation, err);
    if (rc == MC_OK) {
        *out = revocation.count;
    }
    return rc;
}

struct kiosk_page {
    int64_t now_s;
    char last[AUTHORITY_KIOSK_BYTES];
    struct storage_kiosk kiosks[PAGE_ROWS];
    size_t count;
};

static enum mc_err read_kiosks(struct sql_session *session, void *context, struct mc_error *err)
{
    struct kiosk_page *page = context;
    struct sql_rows rows = {0};
    bool found = true;
    page->count = 0;
    enum mc_err rc = sql_query(
        session,
        "SELECT k.kiosk, coalesce(c.issued_s, 0), coalesce(c.expires_s, 0), "
        "coalesce(c.revoked_s, 0), coalesce((SELECT max(e.expires_s) FROM enrolments e WHERE "
        "e.kiosk = k.kiosk AND e.used_s = 0 AND e.expires_s > $1), 0) "
        "FROM (SELECT kiosk FROM enrolments UNION SELECT kiosk FROM certificates) AS k "
        "LEFT JOIN certificates c ON c.serial = (SELECT n.serial FROM certificates n WHERE "
        "n.kiosk = k.kiosk ORDER BY n.issued_s DESC, n.revoked_s, n.serial LIMIT 1) "
        "WHERE k.kiosk > $2 ORDER BY k.kiosk LIMIT $3",
        &rows, err, "iti", page->now_s, page->last, (int64_t)PAGE_ROWS);
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found) {
            struct storage_kiosk *kiosk = &page->kiosks[page->count++];
            sql_copy_text(&rows, 0, kiosk->id, sizeof kiosk->id);
            kiosk->enrolled_s = sql_int(&rows, 1);
            kiosk->expires_s = sql_int(&rows, 2);
            kiosk->revoked_s = sql_int(&rows, 3);
            kiosk->code_expires_s = sql_int(&rows, 4);
        }
    }
    sql_finish(&rows);
    return rc;
}

enum mc_err storage_kiosk_list(struct storage *storage, int64_t now_s,
                               const struct storage_kiosk_visitor *visitor, struct mc_error *err)
{
    struct kiosk_page *page = MC_NEW(struct kiosk_page);
    page->now_s = now_s;
    enum mc_err rc = MC_OK;
    do {
        rc = sql_read(storage->sql, read_kiosks, page, err);
        for (size_t i = 0; rc == MC_OK && i < page->count; i++) {
            visitor->visit(visitor->context, &page->kiosks[i]);
        }
        if (rc == MC_OK && page->count > 0) {
            mc_copy_text(page->last, sizeof page->last, page->kiosks[page->count - 1].id);
        }
    } while (rc == MC_OK && page->count == PAGE_ROWS);
    free(page);
    return rc;
}
