/*
 * What a technician wants to know before opening the housing: every device that is configured, what
 * was found of it, and what to do about each problem; then the way to the central service, its
 * certificate, the disk and the catalogue. For the command line, while no kiosk runs: a device that
 * the kiosk has open cannot be looked at by another program.
 */
#ifndef MOTCUA_KIOSK_APP_DOCTOR_H
#define MOTCUA_KIOSK_APP_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "kiosk/app/device_slot.h"

#define DOCTOR_LINES_MAX  16
#define DOCTOR_NAME_BYTES 24

enum doctor_mark { DOCTOR_GOOD, DOCTOR_NOTE, DOCTOR_BAD };

struct doctor_line {
    char name[DOCTOR_NAME_BYTES];
    char choice[16]; /* what is configured */
    char found[DEVICE_SLOT_TEXT_BYTES];
    char state[32];
    enum doctor_mark mark;
    char remedy[DEVICE_SLOT_TEXT_BYTES]; /* "" when there is nothing to do */
};

struct doctor_report {
    struct doctor_line lines[DOCTOR_LINES_MAX];
    size_t count;
};

/* Looks at everything; takes a few seconds at most. */
void doctor_examine(const struct options *options, struct doctor_report *out);
/* As a table. */
void doctor_print(const struct doctor_report *report, struct mc_buffer *out);
/* A device that is configured is missing or does not work, or the outbox was damaged. */
bool doctor_finds_fault(const struct doctor_report *report);
/* What to do about a problem with a device; also for the service screen. */
const char *doctor_remedy(const struct device_status *status);

#endif
