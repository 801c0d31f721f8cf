/*
 * The thread that watches for headphones and tells the inbox (INBOX_HEADPHONES) when they are
 * plugged in or pulled out. Where there is no such switch it looks again now and then.
 */
#ifndef MOTCUA_KIOSK_APP_HEADPHONES_WATCH_H
#define MOTCUA_KIOSK_APP_HEADPHONES_WATCH_H

#include "core/queue.h"

struct headphones_watch;

/* path as headphones_open() takes it; copied. NULL for "": nothing to watch. */
struct headphones_watch *headphones_watch_start(const char *path, struct mc_queue *inbox);
/* NULL is fine. */
void headphones_watch_stop(struct headphones_watch *watch);

#endif
