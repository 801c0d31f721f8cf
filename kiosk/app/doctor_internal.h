/* What the files of the doctor share. */
#ifndef MOTCUA_KIOSK_APP_DOCTOR_INTERNAL_H
#define MOTCUA_KIOSK_APP_DOCTOR_INTERNAL_H

#include "kiosk/app/doctor.h"

/* A new line, good until something else is said. */
struct doctor_line *doctor_add(struct doctor_report *report, const char *name, const char *choice);
void doctor_say(struct doctor_line *line, enum doctor_mark mark, const char *state,
                const char *remedy);
/* All that is no device. */
void doctor_examine_rest(const struct options *options, struct doctor_report *report);

#endif
