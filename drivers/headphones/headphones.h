/*
 * Whether headphones are plugged in: the switch SW_HEADPHONE_INSERT of an input device of the
 * kernel (linux/input-event-codes.h), as sound cards and jacks of kiosks have it. Calls from one
 * thread, headphones_cancel() from any.
 */
#ifndef MOTCUA_DRIVERS_HEADPHONES_HEADPHONES_H
#define MOTCUA_DRIVERS_HEADPHONES_HEADPHONES_H

#include <stdbool.h>

#include "core/error.h"

struct headphones;

/* path: "/dev/input/event3", or a folder of such devices, in which the first that has the switch is
 * taken. MC_ENOTFOUND if none has; MC_EDENIED, when one that has it may not be opened, names the
 * rules that give leave. */
enum mc_err headphones_open(const char *path, struct headphones **out,
                            struct mc_error *err) MC_MUST_CHECK;
void headphones_close(struct headphones *headphones);
/* The state at once the first time, then when it has changed. MC_ETIMEOUT, MC_ECANCELLED, MC_EGONE.
 * timeout_ms -1: for good. */
enum mc_err headphones_wait(struct headphones *headphones, int timeout_ms, bool *out_plugged,
                            struct mc_error *err) MC_MUST_CHECK;
void headphones_cancel(struct headphones *headphones);

#endif
