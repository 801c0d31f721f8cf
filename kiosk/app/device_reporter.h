/*
 * Tells the central service how the devices are, when that changes and from time to time, so that
 * whoever looks after forty kiosks need not go to see. UI thread; nothing is polled: a change
 * arrives in the inbox, and the main loop takes a turn after it.
 */
#ifndef MOTCUA_KIOSK_APP_DEVICE_REPORTER_H
#define MOTCUA_KIOSK_APP_DEVICE_REPORTER_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/device_report.h"
#include "drivers/printer/printer.h"
#include "kiosk/app/device_slot.h"

/* A state counts when it has lasted so long: devices come and go while they are opened. */
#define DEVICE_REPORTER_SETTLE_MS 3000
/* One that comes and goes all the time, as on a bad cable, must not keep back the others' news: so
 * long after the first change all is told as it is. */
#define DEVICE_REPORTER_SETTLE_MOST_MS 60000
/* What was not taken is told again after so long, or with the next change. */
#define DEVICE_REPORTER_AGAIN_MS 60000
/* An answer that has not come by then was lost on the way, and counts as one that nothing was
 * taken: else the service would hear nothing any more until the kiosk is started anew. */
#define DEVICE_REPORTER_LOST_MS 300000

struct device_reporter {
    int64_t every_ms; /* 0: never */
    bool started;
    bool under_way;
    int64_t lost_ms; /* when the answer under way is given up */
    int64_t due_ms;
    bool unsettled;    /* there was a change since something was told */
    int64_t latest_ms; /* then: no change puts it off any longer */
    struct device_report seen;
    int64_t since_ms[DEVICE_REPORT_KINDS]; /* when it became what was seen */
    bool failed;                           /* the last one; logged once */
};

/* every_minutes 0: never. */
void device_reporter_init(struct device_reporter *reporter, int64_t every_minutes);
/* What one device is to be told as. printer_state: the printer's, else PRINTER_OK. */
struct device_report_line device_reporter_line(const struct device_status *status,
                                               enum printer_state printer_state);
/* How they are now, without for_s. True: it is time to tell; *out is what. It is then under way
 * until device_reporter_answered(), or DEVICE_REPORTER_LOST_MS. */
bool device_reporter_turn(struct device_reporter *reporter, const struct device_report *now,
                          int64_t now_ms, struct device_report *out);
void device_reporter_answered(struct device_reporter *reporter, bool taken, int64_t now_ms);
/* When to take the next turn, monotonic; -1: no need. */
int64_t device_reporter_next_ms(const struct device_reporter *reporter);

#endif
