/*
 * Writes JSON (RFC 8259) into memory of a fixed size; past it, only counts. A first run without
 * memory tells the size, so that the text never lies anywhere but in one block: cJSON would leave
 * copies in ordinary memory. Any thread.
 */
#ifndef MOTCUA_DOMAIN_WIRE_WRITER_H
#define MOTCUA_DOMAIN_WIRE_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "domain/date.h"

struct wire_writer {
    char *out; /* NULL with size 0: only counts */
    size_t size;
    size_t len;
};

void wire_put(struct wire_writer *writer, char c);
void wire_put_raw(struct wire_writer *writer, const char *text);
/* In quotes. */
void wire_put_text(struct wire_writer *writer, const char *text);
/* `lead` is what stands before the value: a comma, braces, the key. */
void wire_put_member(struct wire_writer *writer, const char *lead, const char *text);
void wire_put_number(struct wire_writer *writer, const char *lead, int64_t number);
/* "YYYY-MM-DD", or "" for a date that is not set. */
void wire_put_date(struct wire_writer *writer, const char *lead, struct date date);

#endif
