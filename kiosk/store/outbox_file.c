#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "kiosk/store/outbox_internal.h"
#include "kiosk/store/sql.h"

#define OUTBOX_VERSION  2
#define ASIDE           ".damaged-"
#define ASIDE_NAMES_MAX 100

/* A kiosk takes fewer dossiers a minute than this. When the day's numbers are lost with a damaged
 * file, counting goes on above any that can have been given out that day. */
#define NUMBERS_PER_MINUTE 6
/* The same for the sequence: further on than a lost file can have counted. */
#define SEQUENCE_PER_SECOND 4

static const char settings[] = "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA temp_store = MEMORY;";

static const char schema[] =
    "CREATE TABLE dossier ("
    " sequence INTEGER PRIMARY KEY," /* the kiosk's, never given twice */
    " boot TEXT NOT NULL,"           /* in which it was committed */
    " key TEXT NOT NULL UNIQUE,"
    " follows TEXT,"
    " body BLOB," /* NULL once accepted */
    " media_type TEXT NOT NULL,"
    " body_hash TEXT NOT NULL,"
    " provisional_code TEXT NOT NULL UNIQUE,"
    " official_code TEXT UNIQUE,"
    " token_hash TEXT NOT NULL,"
    " id_check TEXT NOT NULL,"
    " procedure_code TEXT NOT NULL,"
    " procedure_name TEXT NOT NULL,"
    " state INTEGER NOT NULL,"
    " print INTEGER NOT NULL,"
    " reason TEXT,"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " due_boot TEXT," /* NULL: due at once; another than the present boot, too */
    " due_ms INTEGER,"
    " last_attempt INTEGER,"
    " submitted INTEGER NOT NULL,"
    " received INTEGER,"
    " appointed INTEGER,"
    " status INTEGER," /* what the service last told, since when, and when it told */
    " updated INTEGER,"
    " known INTEGER) STRICT;"
    "CREATE INDEX dossier_waiting ON dossier (state, sequence);"
    "CREATE INDEX dossier_follows ON dossier (follows) WHERE follows IS NOT NULL;"
    "CREATE TABLE proof ("
    " key TEXT PRIMARY KEY,"
    " provisional_code TEXT NOT NULL UNIQUE,"
    " official_code TEXT NOT NULL UNIQUE,"
    " statement TEXT NOT NULL,"
    " key_id TEXT NOT NULL,"
    " signature TEXT NOT NULL,"
    " stored INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    /* What is used up of both by dossiers that were erased, or lost with a damaged file: of the
     * others the rows tell. */
    "CREATE TABLE day_number ("
    " kiosk TEXT NOT NULL, day TEXT NOT NULL, last INTEGER NOT NULL,"
    " PRIMARY KEY (kiosk, day)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE day_floor (day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sequence (last INTEGER NOT NULL) STRICT;"
    "INSERT INTO sequence (last) VALUES (0);"
    "PRAGMA application_id = " OUTBOX_APPLICATION_ID ";"
    "PRAGMA user_version = 2;";

static enum mc_err make_private(const char *path, struct mc_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    (void)close(fd);
    return MC_OK;
}

static enum mc_err check_integrity(sqlite3 *db, struct mc_error *err)
{
    sqlite3_stmt *check = NULL;
    enum mc_err rc = sql_prepare(db, "PRAGMA integrity_check(1)", &check, err);
    if (rc != MC_OK) {
        return rc;
    }
    bool row = false;
    rc = sql_step(check, &row, err);
    if (rc == MC_OK && (!row || strcmp(sql_text(check, 0), "ok") != 0)) {
        rc = mc_fail(err, MC_ECORRUPT, "integrity: %s", row ? sql_text(check, 0) : "no answer");
    }
    (void)sqlite3_finalize(check);
    return rc;
}

static enum mc_err check_schema(sqlite3 *db, struct mc_error *err)
{
    int64_t tables = 0;
    int64_t version = 0;
    int64_t application = 0;
    enum mc_err rc = sql_get_int(db, "SELECT count(*) FROM sqlite_schema", &tables, err);
    if (rc == MC_OK && tables == 0) {
        rc = sql_begin(db, err);
        return rc != MC_OK ? rc : sql_end(db, sql_run(db, schema, err), err);
    }
    if (rc == MC_OK) {
        rc = sql_get_int(db, "PRAGMA user_version", &version, err);
    }
    if (rc == MC_OK) {
        rc = sql_get_int(db, "PRAGMA application_id", &application, err);
    }
    if (rc == MC_OK &&
        (version != OUTBOX_VERSION || application != strtoll(OUTBOX_APPLICATION_ID, NULL, 10))) {
        rc = mc_fail(err, MC_EUNSUPPORTED, "not an outbox of version %d", OUTBOX_VERSION);
    }
    return rc;
}

static enum mc_err open_checked(const char *path, sqlite3 **out, struct mc_error *err)
{
    sqlite3 *db = NULL;
    enum mc_err rc = make_private(path, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = sql_open(path, SQLITE_OPEN_READWRITE, &db, err);
    if (rc != MC_OK) {
        return rc;
    }
    /* Until it is known to be whole, closing must not change it. */
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    rc = sql_run(db, settings, err);
    if (rc == MC_OK) {
        rc = check_integrity(db, err);
    }
    if (rc == MC_OK) {
        rc = check_schema(db, err);
    }
    if (rc != MC_OK) {
        (void)sqlite3_close(db);
        return rc;
    }
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    *out = db;
    return MC_OK;
}

/* Moves `path` + suffix to `target` + suffix; a missing one is fine. */
static enum mc_err move_part(const char *path, const char *target, const char *suffix,
                             struct mc_error *err)
{
    char from[PATH_MAX];
    char to[PATH_MAX];
    int n = snprintf(from, sizeof from, "%s%s", path, suffix);
    int m = snprintf(to, sizeof to, "%s%s", target, suffix);
    if (n < 0 || m < 0 || (size_t)n >= sizeof from || (size_t)m >= sizeof to) {
        return mc_fail(err, MC_ETOOBIG, "path too long: %.64s…", path);
    }
    if (rename(from, to) != 0 && errno != ENOENT) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", to);
    }
    return MC_OK;
}

static enum mc_err move_aside(const char *path, int64_t now_unix_s, char moved_to[PATH_MAX],
                              struct mc_error *err)
{
    char target[PATH_MAX - 8]; /* room for "-wal" */
    for (int i = 0; i < ASIDE_NAMES_MAX; i++) {
        int n = snprintf(target, sizeof target, "%s" ASIDE "%" PRId64 "-%d", path, now_unix_s, i);
        if (n < 0 || (size_t)n >= sizeof target) {
            return mc_fail(err, MC_ETOOBIG, "path too long: %.64s…", path);
        }
        if (access(target, F_OK) != 0) {
            break;
        }
        if (i + 1 == ASIDE_NAMES_MAX) {
            return mc_fail(err, MC_ECONFLICT, "%s: too many damaged files", path);
        }
    }
    /* The database last: as long as it is in its place, the next start moves aside what is left. */
    enum mc_err rc = move_part(path, target, "-wal", err);
    if (rc == MC_OK) {
        rc = move_part(path, target, "-shm", err);
    }
    if (rc == MC_OK) {
        rc = move_part(path, target, "", err);
    }
    if (rc == MC_OK) {
        mc_copy_text(moved_to, PATH_MAX, target);
    }
    return rc;
}

static bool ends_with(const char *text, const char *ending)
{
    size_t len = strlen(text);
    size_t ending_len = strlen(ending);
    return len >= ending_len && strcmp(text + len - ending_len, ending) == 0;
}

size_t outbox_put_aside(const char *dir, char *last, size_t size)
{
    size_t count = 0;
    DIR *entries = opendir(dir);
    const struct dirent *entry = NULL;
    last[0] = '\0';
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        const char *name = entry->d_name;
        if (strncmp(name, OUTBOX_FILE ASIDE, strlen(OUTBOX_FILE ASIDE)) != 0 ||
            ends_with(name, "-wal") || ends_with(name, "-shm")) {
            continue;
        }
        count++;
        if (strcmp(name, last) > 0) {
            mc_copy_text(last, size, name);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    return count;
}

static enum mc_err set_floor(sqlite3 *db, int64_t now_unix_s, struct mc_error *err)
{
    struct local_time now = local_time_from_unix(now_unix_s);
    char day[DATE_TEXT_BYTES];
    date_format_iso(now.date, day);
    sqlite3_stmt *insert = NULL;
    enum mc_err rc =
        sql_prepare(db, "INSERT INTO day_floor (day, last) VALUES (?1, ?2)", &insert, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(insert, 1, day);
    sql_bind_int(insert, 2, (now.hour * INT64_C(60) + now.minute) * NUMBERS_PER_MINUTE);
    rc = sql_finish(insert, err);
    sqlite3_stmt *sequence = NULL;
    if (rc == MC_OK) {
        rc = sql_prepare(db, "UPDATE sequence SET last = ?1", &sequence, err);
    }
    if (rc == MC_OK) {
        sql_bind_int(sequence, 1, now_unix_s * SEQUENCE_PER_SECOND);
        rc = sql_finish(sequence, err);
    }
    return rc;
}

enum mc_err outbox_file_open(const char *path, int64_t now_unix_s, sqlite3 **out,
                             struct outbox_report *report, struct mc_error *err)
{
    enum mc_err rc = open_checked(path, out, err);
    if (rc != MC_ECORRUPT) {
        return rc;
    }
    sqlite3 *db = NULL;
    rc = move_aside(path, now_unix_s, report->moved_to, err);
    if (rc == MC_OK) {
        report->damaged = true;
        rc = open_checked(path, &db, err);
    }
    if (rc == MC_OK) {
        rc = sql_begin(db, err);
    }
    if (rc == MC_OK) {
        rc = sql_end(db, set_floor(db, now_unix_s, err), err);
    }
    if (rc != MC_OK) {
        (void)sqlite3_close(db);
        return rc;
    }
    *out = db;
    return MC_OK;
}
