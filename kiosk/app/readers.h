/*
 * Camera and scanner, each on a thread of its own that opens the device, and opens it again after
 * it has gone. They are switched on and off together: what they read while on goes to the inbox,
 * and so does whether they work (INBOX_READER_STATE, on every change, on or off).
 */
#ifndef MOTCUA_KIOSK_APP_READERS_H
#define MOTCUA_KIOSK_APP_READERS_H

#include "core/queue.h"
#include "kiosk/app/device_slot.h"
#include "kiosk/app/inbox.h"

#define READERS_WATCHED 2 /* enum inbox_reader up to INBOX_READER_SCANNER */

struct readers;

/* What is looked for. RECEIPTS: by the camera also the barcodes that other offices print on theirs;
 * the scanner gives whatever it was set up to give. TRIAL: codes, and some times a second what the
 * camera sees (INBOX_PREVIEW). */
enum readers_mode { READERS_OFF, READERS_CODES, READERS_RECEIPTS, READERS_TRIAL };

/* The slots of the readers' kinds, borrowed: to be finished after readers_stop(). */
struct readers *readers_start(struct device_slot *slots[READERS_WATCHED], struct mc_queue *inbox);
void readers_stop(struct readers *readers);
void readers_switch(struct readers *readers, enum readers_mode mode);
/* Something was plugged in or out: what is missing is tried at once, what is there is looked at. */
void readers_plugged(struct readers *readers);

#endif
