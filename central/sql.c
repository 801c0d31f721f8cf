/* The pool of connections, and transactions: begun, run, ended, run again. */
#include "central/sql.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "central/sql_driver.h"
#include "core/clock.h"
#include "core/ident.h"
#include "core/memory.h"

#define WAIT_MS     5000
#define ATTEMPTS    5
#define AGAIN_MS    20 /* before the second attempt at most; twice as much before each further one */
#define CLAIMS_MAX  256
#define CLAIM_BYTES 80
/* After a failed connect nobody else tries for so long: a database that is away for minutes must
 * not hold every thread in time-outs. */
#define PAUSE_MS 500

struct sql {
    const struct sql_driver *driver;
    char *where;
    unsigned connections;
    unsigned wait_ms;
    pthread_mutex_t lock; /* over the rest */
    pthread_cond_t freed;
    struct sql_session *idle;
    unsigned lent;
    unsigned writers;
    int64_t paused_until_ms;
    char claims[CLAIMS_MAX][CLAIM_BYTES]; /* "" for a free place */
};

bool sql_is_url(const char *where)
{
    return strncmp(where, "postgresql://", strlen("postgresql://")) == 0 ||
           strncmp(where, "postgres://", strlen("postgres://")) == 0;
}

const struct sql_driver *sql_driver_of(const struct sql_session *session)
{
    return session->sql->driver;
}

const char *sql_kind(const struct sql *sql)
{
    return sql->driver->kind;
}

/* ---- The pool ---- */

static bool may_lend(const struct sql *sql, enum sql_mode mode)
{
    unsigned writers_max = sql->driver->writers_max;
    return sql->lent < sql->connections &&
           (mode != SQL_WRITE || writers_max == 0 || sql->writers < writers_max);
}

/* Waits for its turn; *out is an idle session, or NULL when one is to be connected. */
static enum mc_err take_turn(struct sql *sql, enum sql_mode mode, struct sql_session **out,
                             struct mc_error *err)
{
    int64_t deadline_ms = mc_clock_monotonic_ms() + sql->wait_ms;
    struct timespec deadline = {.tv_sec = (time_t)(deadline_ms / 1000),
                                .tv_nsec = (long)(deadline_ms % 1000) * 1000000};
    enum mc_err rc = MC_OK;
    int waited = 0;
    (void)pthread_mutex_lock(&sql->lock);
    while (!may_lend(sql, mode) && waited == 0) {
        waited = pthread_cond_timedwait(&sql->freed, &sql->lock, &deadline);
    }
    if (!may_lend(sql, mode)) {
        rc = mc_fail(err, MC_ETIMEOUT, "database: no connection became free");
    } else if (sql->idle == NULL && mc_clock_monotonic_ms() < sql->paused_until_ms) {
        rc = mc_fail(err, MC_EGONE, "database: could not be reached a moment ago");
    } else {
        *out = sql->idle;
        sql->idle = *out != NULL ? (*out)->next : NULL;
        sql->lent++;
        sql->writers += mode == SQL_WRITE ? 1 : 0;
    }
    (void)pthread_mutex_unlock(&sql->lock);
    return rc;
}

static void disconnect_all(const struct sql *sql, struct sql_session *sessions)
{
    while (sessions != NULL) {
        struct sql_session *next = sessions->next;
        sql->driver->disconnect(sessions);
        sessions = next;
    }
}

/* NULL when connecting failed. When one connection was lost the idle ones are hardly better. */
static void give_back(struct sql *sql, enum sql_mode mode, struct sql_session *session)
{
    struct sql_session *dropped = NULL;
    (void)pthread_mutex_lock(&sql->lock);
    if (session == NULL) {
        sql->paused_until_ms = mc_clock_monotonic_ms() + PAUSE_MS;
    } else if (session->lost) {
        session->next = sql->idle;
        dropped = session;
        sql->idle = NULL;
    } else {
        session->next = sql->idle;
        sql->idle = session;
    }
    sql->lent--;
    sql->writers -= mode == SQL_WRITE ? 1 : 0;
    /* Readers and writers wait for different things on one condition. */
    (void)pthread_cond_broadcast(&sql->freed);
    (void)pthread_mutex_unlock(&sql->lock);
    disconnect_all(sql, dropped);
}

static enum mc_err acquire(struct sql *sql, enum sql_mode mode, struct sql_session **out,
                           struct mc_error *err)
{
    struct sql_session *session = NULL;
    enum mc_err rc = take_turn(sql, mode, &session, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (session == NULL) {
        rc = sql->driver->connect(sql->where, false, &session, err);
        if (rc != MC_OK) {
            give_back(sql, mode, NULL);
            return rc;
        }
        session->sql = sql;
    }
    session->next = NULL;
    session->again = false;
    *out = session;
    return MC_OK;
}

/* ---- Claims ---- */

/* False when it is taken, or when there are too many. */
static bool take_claim(struct sql *sql, const char *claim)
{
    size_t place = CLAIMS_MAX;
    bool taken = false;
    MC_CHECK(claim[0] != '\0' && strlen(claim) < CLAIM_BYTES);
    (void)pthread_mutex_lock(&sql->lock);
    for (size_t i = 0; i < CLAIMS_MAX && !taken; i++) {
        taken = strcmp(sql->claims[i], claim) == 0;
        place = sql->claims[i][0] == '\0' ? i : place;
    }
    taken = taken || place == CLAIMS_MAX;
    if (!taken) {
        mc_copy_text(sql->claims[place], CLAIM_BYTES, claim);
    }
    (void)pthread_mutex_unlock(&sql->lock);
    return !taken;
}

static void drop_claim(struct sql *sql, const char *claim)
{
    (void)pthread_mutex_lock(&sql->lock);
    for (size_t i = 0; i < CLAIMS_MAX; i++) {
        if (strcmp(sql->claims[i], claim) == 0) {
            sql->claims[i][0] = '\0';
        }
    }
    (void)pthread_mutex_unlock(&sql->lock);
}

/* ---- Transactions ---- */

struct job {
    enum sql_mode mode;
    const char *claim; /* NULL: none */
    bool busy;         /* the claim is another's */
    sql_work *work;
    void *context;
};

static enum mc_err run_in(struct sql_session *session, struct job *job, struct mc_error *err)
{
    const struct sql_driver *driver = session->sql->driver;
    enum mc_err rc = driver->begin(session, job->mode, err);
    if (rc != MC_OK) {
        return rc;
    }
    bool got = true;
    if (job->claim != NULL) {
        rc = driver->lock(session, job->claim, false, &got, err);
    }
    job->busy = rc == MC_OK && !got;
    if (rc == MC_OK && got) {
        rc = job->work(session, job->context, err);
    }
    if (rc == MC_OK && got) {
        return driver->commit(session, err);
    }
    driver->rollback(session);
    return rc;
}

static enum mc_err run(struct sql *sql, struct job *job, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    bool again = true;
    for (int attempt = 0; attempt < ATTEMPTS && again; attempt++) {
        struct sql_session *session = NULL;
        rc = acquire(sql, job->mode, &session, err);
        if (rc != MC_OK) {
            return rc;
        }
        rc = run_in(session, job, err);
        again = rc != MC_OK && session->again;
        bool lost = session->lost;
        give_back(sql, job->mode, session);
        if (again && !lost) {
            /* So that the other one of a deadlock gets through first. */
            (void)poll(NULL, 0, 1 + (int)(mc_random_u32() % (uint32_t)(AGAIN_MS << attempt)));
        }
    }
    return rc;
}

enum mc_err sql_read(struct sql *sql, sql_work *work, void *context, struct mc_error *err)
{
    struct job job = {.mode = SQL_READ, .work = work, .context = context};
    return run(sql, &job, err);
}

enum mc_err sql_read_one(struct sql *sql, sql_work *work, void *context, struct mc_error *err)
{
    struct job job = {.mode = SQL_READ_ONE, .work = work, .context = context};
    return run(sql, &job, err);
}

enum mc_err sql_write(struct sql *sql, sql_work *work, void *context, struct mc_error *err)
{
    struct job job = {.mode = SQL_WRITE, .work = work, .context = context};
    return run(sql, &job, err);
}

enum mc_err sql_write_claimed(struct sql *sql, const char *claim, bool *busy, sql_work *work,
                              void *context, struct mc_error *err)
{
    if (!take_claim(sql, claim)) {
        *busy = true;
        return MC_OK;
    }
    struct job job = {.mode = SQL_WRITE, .claim = claim, .work = work, .context = context};
    enum mc_err rc = run(sql, &job, err);
    drop_claim(sql, claim);
    if (rc == MC_OK) {
        *busy = job.busy;
    }
    return rc;
}

enum mc_err sql_lock(struct sql_session *session, const char *name, struct mc_error *err)
{
    bool got = false;
    return session->sql->driver->lock(session, name, true, &got, err);
}

/* ---- Opening and closing ---- */

static void init_locks(struct sql *sql)
{
    pthread_condattr_t attributes;
    MC_CHECK(pthread_mutex_init(&sql->lock, NULL) == 0);
    MC_CHECK(pthread_condattr_init(&attributes) == 0);
    MC_CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    MC_CHECK(pthread_cond_init(&sql->freed, &attributes) == 0);
    (void)pthread_condattr_destroy(&attributes);
}

enum mc_err sql_open(const struct sql_settings *settings, struct sql **out, struct mc_error *err)
{
    const struct sql_driver *driver = sql_is_url(settings->where) ? &sql_postgres : &sql_sqlite;
    struct sql_session *first = NULL;
    enum mc_err rc = driver->connect(settings->where, settings->create, &first, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct sql *sql = MC_NEW(struct sql);
    sql->driver = driver;
    sql->where = mc_strdup(settings->where);
    sql->connections = settings->connections != 0 ? settings->connections : driver->connections;
    sql->wait_ms = settings->wait_ms != 0 ? settings->wait_ms : WAIT_MS;
    init_locks(sql);
    first->sql = sql;
    sql->idle = first;
    *out = sql;
    return MC_OK;
}

void sql_close(struct sql *sql)
{
    if (sql == NULL) {
        return;
    }
    MC_CHECK(sql->lent == 0);
    disconnect_all(sql, sql->idle);
    (void)pthread_cond_destroy(&sql->freed);
    (void)pthread_mutex_destroy(&sql->lock);
    /* It may hold a password. */
    mc_wipe(sql->where, strlen(sql->where));
    free(sql->where);
    free(sql);
}
