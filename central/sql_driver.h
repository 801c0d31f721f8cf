/* What a back-end of central/sql.h is: a table of functions over a session of its own kind. The
 * pool, retries, claims and the words in braces are sql.c's. */
#ifndef MOTCUA_CENTRAL_SQL_DRIVER_H
#define MOTCUA_CENTRAL_SQL_DRIVER_H

#include "central/sql.h"

#define SQL_PARAMETERS_MAX 32
#define SQL_TEXT_BYTES     4096 /* of a statement, its words filled in */
#define SQL_STATEMENTS_MAX 512  /* different ones on one connection */

/* SQL_READ_ONE: one SELECT, which needs no transaction around it. */
enum sql_mode { SQL_READ, SQL_READ_ONE, SQL_WRITE };

/* A bound value. */
struct sql_value {
    char type; /* as in sql.h */
    int64_t number;
    const void *bytes; /* NULL: NULL, for texts */
    size_t len;
};

/* First member of every back-end's session. */
struct sql_session {
    struct sql *sql;
    struct sql_session *next; /* among the idle ones */
    bool lost;                /* the connection is of no use any more */
    bool again;               /* the transaction that just failed may be run again */
};

struct sql_word {
    const char *word;
    const char *meaning;
};

struct sql_driver {
    const char *kind;
    unsigned writers_max; /* transactions that write at a time; 0: any number */
    unsigned connections; /* by default */
    const struct sql_word *words;
    size_t word_count;

    enum mc_err (*connect)(const char *where, bool create, struct sql_session **out,
                           struct mc_error *err);
    void (*disconnect)(struct sql_session *session);
    enum mc_err (*begin)(struct sql_session *session, enum sql_mode mode, struct mc_error *err);
    enum mc_err (*commit)(struct sql_session *session, struct mc_error *err);
    void (*rollback)(struct sql_session *session);
    /* Until the transaction's end; with !wait, *got tells whether. */
    enum mc_err (*lock)(struct sql_session *session, const char *name, bool wait, bool *got,
                        struct mc_error *err);
    /* Several statements without values. */
    enum mc_err (*script)(struct sql_session *session, const char *statements,
                          struct mc_error *err);
    /* As sql_query_together(). */
    enum mc_err (*query)(struct sql_session *session, const char *const *statements,
                         size_t statement_count, const struct sql_value *values, int count,
                         struct sql_rows *rows, struct mc_error *err);
    /* As sql_later(); NULL: a query like any other. */
    enum mc_err (*later)(struct sql_session *session, const char *statement,
                         const struct sql_value *values, int count, struct mc_error *err);
    enum mc_err (*next)(struct sql_rows *rows, bool *found, struct mc_error *err);
    void (*finish)(struct sql_rows *rows);
    int64_t (*changed)(const struct sql_rows *rows);
    bool (*is_null)(const struct sql_rows *rows, int column);
    int64_t (*integer)(const struct sql_rows *rows, int column);
    const void *(*bytes)(const struct sql_rows *rows, int column, size_t *len);
    /* Of the schema: 0 in an empty database; *foreign: there are tables, and none of ours. */
    enum mc_err (*version)(struct sql_session *session, int64_t *out, bool *foreign,
                           struct mc_error *err);
    enum mc_err (*set_version)(struct sql_session *session, int64_t version, struct mc_error *err);
};

extern const struct sql_driver sql_sqlite;
extern const struct sql_driver sql_postgres;

const struct sql_driver *sql_driver_of(const struct sql_session *session);
/* The statement with its words and parameters ("$1" becomes `mark` and "1") as the back-end spells
 * them. A programmer's error when it does not fit or a word is unknown. */
void sql_spell(const struct sql_driver *driver, char mark, const char *statement, char *out,
               size_t size);

/* The statements a connection has prepared, by their text. */
struct sql_known {
    const char *statements[SQL_STATEMENTS_MAX];
    size_t count;
};
/* Its place; the next free one, not yet taken, when it is new. */
size_t sql_known_find(const struct sql_known *known, const char *statement);

/* Runs a script of statements with words in braces, and tells the schema's version
 * (central/schema.c). */
enum mc_err sql_script(struct sql_session *session, const char *statements,
                       struct mc_error *err) MC_MUST_CHECK;

#endif
