/*
 * The thread that speaks. There is never more than one text waiting: what is said next replaces
 * what was to be said, since only what the screen shows now is worth hearing. Opens the speech
 * service when there is something to say, and again after a while if it was not there; tells the
 * inbox whenever that changes (INBOX_VOICE).
 */
#ifndef MOTCUA_KIOSK_APP_SPEECH_WORKER_H
#define MOTCUA_KIOSK_APP_SPEECH_WORKER_H

#include "core/queue.h"
#include "ui/speech.h"

struct speech_worker;

struct speech_worker *speech_worker_start(struct mc_queue *inbox);
/* NULL is fine. Ends a call that waits for the service. */
void speech_worker_stop(struct speech_worker *worker);
/* UI thread; returns at once. Copied into secret memory; "" only stops what is being said. */
void speech_worker_say(struct speech_worker *worker, const struct speech_voice *voice,
                       const char *text);

#endif
