/*
 * What a technician wants to know before opening the housing: every device that is configured, what
 * was found of it, and what to do about each problem; then the way to the central service, the
 * certificates and keys, the outbox, the disk, the catalogue and the voice. For the command line.
 * Nothing is changed by looking. While a kiosk runs, what it holds cannot be looked at by another
 * program, and is told as in use.
 *
 * A line holds names, which doctor.what, .state, .note and .remedy in assets/i18n/kiosk put into
 * words, and data, which are the same in every language.
 */
#ifndef MOTCUA_KIOSK_APP_DOCTOR_H
#define MOTCUA_KIOSK_APP_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/messages.h"
#include "kiosk/app/device_slot.h"

#define DOCTOR_LINES_MAX   24
#define DOCTOR_VALUE_BYTES 64

enum doctor_mark { DOCTOR_GOOD, DOCTOR_NOTE, DOCTOR_BAD };

struct doctor_line {
    const char *name;
    char choice[16]; /* what is configured */
    const char *state;
    enum doctor_mark mark;
    char found[DEVICE_SLOT_TEXT_BYTES]; /* a model, an address, a file; the log's error */
    const char *note;                   /* NULL: none */
    char value[DOCTOR_VALUE_BYTES];     /* of the note */
    const char *remedy;                 /* NULL when there is nothing to do */
    const char *file;                   /* that the remedy names, or NULL */
};

struct doctor_report {
    struct doctor_line lines[DOCTOR_LINES_MAX];
    size_t count;
};

/* Looks at everything; takes a few seconds at most. */
void doctor_examine(const struct options *options, struct doctor_report *out);
/* As a table. */
void doctor_print(const struct doctor_report *report, const struct mc_messages *messages,
                  enum mc_language language, struct mc_buffer *out);
/* A device that is configured is missing or does not work, or the outbox was damaged. */
bool doctor_finds_fault(const struct doctor_report *report);

#endif
