/*
 * Camera, scanner and card reader, each on a thread of its own, switched on and off together: what
 * they read while on goes to the inbox. A device that goes away while on is tried again every
 * second.
 */
#ifndef MOTCUA_KIOSK_APP_READERS_H
#define MOTCUA_KIOSK_APP_READERS_H

#include <stdbool.h>

#include "core/queue.h"
#include "drivers/camera/camera.h"
#include "drivers/card/card_reader.h"
#include "drivers/scanner/scanner.h"

struct readers;

/* The devices stay the caller's and outlive the readers; NULL: there is none. */
struct readers *readers_start(struct camera *camera, struct scanner *scanner,
                              struct card_reader *card_reader, struct mc_queue *inbox);
void readers_stop(struct readers *readers);
void readers_switch(struct readers *readers, bool on);

#endif
