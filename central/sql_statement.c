/* Statements: how they are spelled, what is bound to them, what comes out. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/sql_driver.h"
#include "core/buffer.h"
#include "core/memory.h"

#define SCRIPT_MAX_BYTES ((size_t)256 * 1024)
#define WORD_BYTES       32

/* What stands for "{word}…" at `at`; *len: of the word with its braces. */
static const char *meaning_of(const struct sql_driver *driver, const char *at, size_t *len)
{
    *len = strcspn(at, "}") + 1;
    for (size_t i = 0; i < driver->word_count; i++) {
        const char *word = driver->words[i].word;
        if (strlen(word) == *len - 2 && strncmp(at + 1, word, *len - 2) == 0) {
            return driver->words[i].meaning;
        }
    }
    MC_CHECK(!"a word in braces that no back-end knows");
    return "";
}

static void spell(const struct sql_driver *driver, char mark, const char *at, struct mc_buffer *out)
{
    while (*at != '\0') {
        size_t plain = strcspn(at, "{$");
        mc_buffer_put(out, at, plain);
        at += plain;
        if (*at == '{') {
            size_t len = 0;
            mc_buffer_put_text(out, meaning_of(driver, at, &len));
            at += len;
        } else if (*at == '$') {
            mc_buffer_put_byte(out, (uint8_t)mark);
            at++;
        }
    }
    MC_CHECK(!out->overflowed);
}

void sql_spell(const struct sql_driver *driver, char mark, const char *statement, char *out,
               size_t size)
{
    struct mc_buffer buffer;
    mc_buffer_init(&buffer, size - 1);
    spell(driver, mark, statement, &buffer);
    mc_copy_text(out, size, mc_buffer_text(&buffer));
    mc_buffer_finish(&buffer);
}

enum mc_err sql_script(struct sql_session *session, const char *statements, struct mc_error *err)
{
    const struct sql_driver *driver = sql_driver_of(session);
    struct mc_buffer buffer;
    mc_buffer_init(&buffer, SCRIPT_MAX_BYTES);
    spell(driver, '$', statements, &buffer);
    enum mc_err rc = driver->script(session, mc_buffer_text(&buffer), err);
    mc_buffer_finish(&buffer);
    return rc;
}

size_t sql_known_find(const struct sql_known *known, const char *statement)
{
    /* Nearly always the same literal. */
    for (size_t i = 0; i < known->count; i++) {
        if (known->statements[i] == statement) {
            return i;
        }
    }
    for (size_t i = 0; i < known->count; i++) {
        if (strcmp(known->statements[i], statement) == 0) {
            return i;
        }
    }
    MC_CHECK(known->count < SQL_STATEMENTS_MAX);
    return known->count;
}

static int read_values(const char *types, va_list arguments, struct sql_value values[])
{
    int count = 0;
    for (; types[count] != '\0'; count++) {
        MC_CHECK(count < SQL_PARAMETERS_MAX);
        struct sql_value *value = &values[count];
        *value = (struct sql_value){.type = types[count]};
        if (value->type == 'i') {
            value->number = va_arg(arguments, int64_t);
            continue;
        }
        value->bytes = va_arg(arguments, const void *);
        if (value->type == 'b') {
            value->len = va_arg(arguments, size_t);
            /* No bytes are bytes, too. */
            value->bytes = value->bytes == NULL ? "" : value->bytes;
        } else {
            MC_CHECK(value->type == 't');
            value->len = value->bytes != NULL ? strlen(value->bytes) : 0;
        }
    }
    return count;
}

static enum mc_err query(struct sql_session *session, const char *statement, struct sql_rows *rows,
                         struct mc_error *err, const char *types, va_list arguments)
{
    struct sql_value values[SQL_PARAMETERS_MAX];
    int count = read_values(types, arguments, values);
    rows->session = session;
    return sql_driver_of(session)->query(session, &statement, 1, values, count, rows, err);
}

enum mc_err sql_query(struct sql_session *session, const char *statement, struct sql_rows *rows,
                      struct mc_error *err, const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    enum mc_err rc = query(session, statement, rows, err, types, arguments);
    va_end(arguments);
    return rc;
}

enum mc_err sql_query_together(struct sql_session *session, const char *const *statements,
                               size_t count, struct sql_rows *rows, struct mc_error *err,
                               const char *types, ...)
{
    struct sql_value values[SQL_PARAMETERS_MAX];
    va_list arguments;
    va_start(arguments, types);
    int value_count = read_values(types, arguments, values);
    va_end(arguments);
    MC_CHECK(count <= SQL_TOGETHER_MAX);
    for (size_t i = 0; i < count; i++) {
        rows[i].session = session;
    }
    return sql_driver_of(session)->query(session, statements, count, values, value_count, rows,
                                         err);
}

enum mc_err sql_next(struct sql_rows *rows, bool *found, struct mc_error *err)
{
    return sql_driver_of(rows->session)->next(rows, found, err);
}

void sql_finish(struct sql_rows *rows)
{
    if (rows->session != NULL && rows->result != NULL) {
        sql_driver_of(rows->session)->finish(rows);
    }
    *rows = (struct sql_rows){0};
}

enum mc_err sql_first(struct sql_session *session, const char *statement, struct sql_rows *rows,
                      bool *found, struct mc_error *err, const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    enum mc_err rc = query(session, statement, rows, err, types, arguments);
    va_end(arguments);
    return rc == MC_OK ? sql_next(rows, found, err) : rc;
}

enum mc_err sql_get_int(struct sql_session *session, const char *statement, int64_t *out,
                        struct mc_error *err, const char *types, ...)
{
    struct sql_rows rows = {0};
    bool found = false;
    va_list arguments;
    va_start(arguments, types);
    enum mc_err rc = query(session, statement, &rows, err, types, arguments);
    va_end(arguments);
    if (rc == MC_OK) {
        rc = sql_next(&rows, &found, err);
    }
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "database: no such row");
    }
    if (rc == MC_OK) {
        *out = sql_int(&rows, 0);
    }
    sql_finish(&rows);
    return rc;
}

enum mc_err sql_change(struct sql_session *session, const char *statement, int64_t *changed,
                       struct mc_error *err, const char *types, ...)
{
    struct sql_rows rows = {0};
    bool found = false;
    va_list arguments;
    va_start(arguments, types);
    enum mc_err rc = query(session, statement, &rows, err, types, arguments);
    va_end(arguments);
    if (rc == MC_OK) {
        rc = sql_next(&rows, &found, err);
    }
    if (rc == MC_OK && changed != NULL) {
        *changed = sql_driver_of(session)->changed(&rows);
    }
    sql_finish(&rows);
    return rc;
}

enum mc_err sql_later(struct sql_session *session, const char *statement, struct mc_error *err,
                      const char *types, ...)
{
    const struct sql_driver *driver = sql_driver_of(session);
    struct sql_value values[SQL_PARAMETERS_MAX];
    va_list arguments;
    va_start(arguments, types);
    int count = read_values(types, arguments, values);
    va_end(arguments);
    if (driver->later != NULL) {
        return driver->later(session, statement, values, count, err);
    }
    struct sql_rows rows = {0};
    bool found = false;
    rows.session = session;
    enum mc_err rc = driver->query(session, &statement, 1, values, count, &rows, err);
    if (rc == MC_OK) {
        rc = sql_next(&rows, &found, err);
    }
    sql_finish(&rows);
    return rc;
}

bool sql_is_null(const struct sql_rows *rows, int column)
{
    return sql_driver_of(rows->session)->is_null(rows, column);
}

int64_t sql_int(const struct sql_rows *rows, int column)
{
    return sql_driver_of(rows->session)->integer(rows, column);
}

const void *sql_bytes(const struct sql_rows *rows, int column, size_t *len)
{
    return sql_driver_of(rows->session)->bytes(rows, column, len);
}

const char *sql_text(const struct sql_rows *rows, int column)
{
    size_t len = 0;
    /* Both back-ends end a value with a NUL that does not count. */
    const char *text = sql_bytes(rows, column, &len);
    return text != NULL ? text : "";
}

void sql_copy_text(const struct sql_rows *rows, int column, char *out, size_t size)
{
    mc_copy_text(out, size, sql_text(rows, column));
}
