#include "domain/wire_writer.h"

#include <inttypes.h>
#include <stdio.h>

void wire_put(struct wire_writer *writer, char c)
{
    if (writer->len < writer->size) {
        writer->out[writer->len] = c;
    }
    writer->len++;
}

void wire_put_raw(struct wire_writer *writer, const char *text)
{
    for (; *text != '\0'; text++) {
        wire_put(writer, *text);
    }
}

/* RFC 8259 section 7. */
void wire_put_text(struct wire_writer *writer, const char *text)
{
    wire_put(writer, '"');
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20) {
            char escaped[8];
            (void)snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)*text);
            wire_put_raw(writer, escaped);
            continue;
        }
        if (*text == '"' || *text == '\\') {
            wire_put(writer, '\\');
        }
        wire_put(writer, *text);
    }
    wire_put(writer, '"');
}

/* `lead` is what stands before the value: a comma, braces, the key. */
void wire_put_member(struct wire_writer *writer, const char *lead, const char *text)
{
    wire_put_raw(writer, lead);
    wire_put_text(writer, text);
}

void wire_put_number(struct wire_writer *writer, const char *lead, int64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRId64, number);
    wire_put_raw(writer, lead);
    wire_put_raw(writer, text);
}

void wire_put_date(struct wire_writer *writer, const char *lead, struct date date)
{
    char text[DATE_TEXT_BYTES] = "";
    if (date_is_set(date)) {
        date_format_iso(date, text);
    }
    wire_put_member(writer, lead, text);
}
