/*
 * From what a scanner sends to codes: the pure half of the serial scanner and of the keyboard
 * wedge. Both send a code's characters and an end; a serial one may put the AIM identifier before
 * them ("]Q1", ISO/IEC 15424). A code longer than SCANNER_MAX_BYTES is dropped whole. One thread.
 */
#ifndef MOTCUA_DRIVERS_SCANNER_SCANNER_FEED_H
#define MOTCUA_DRIVERS_SCANNER_SCANNER_FEED_H

#include <linux/input.h>
#include <stdbool.h>

#include "drivers/scanner/scanner.h"

/* Zeroed: nothing begun. */
struct scanner_feed {
    struct scanner_code code; /* as far as it has come */
    bool overflowed;
    bool shift[2]; /* the left and the right key: down */
};

/* True when the code is whole: it lies in feed->code until scanner_feed_next(). */
bool scanner_feed_byte(struct scanner_feed *feed, uint8_t byte);
/* One event of the kernel's input layer (linux/input-event-codes.h), keys as on a US keyboard. */
bool scanner_feed_key(struct scanner_feed *feed, const struct input_event *event);
/* The line fell silent: what has come is whole. False: nothing has. */
bool scanner_feed_pause(struct scanner_feed *feed);
/* Wipes the code, for the next one. */
void scanner_feed_next(struct scanner_feed *feed);

#endif
