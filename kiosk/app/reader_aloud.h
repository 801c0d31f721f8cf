/*
 * Reads the screen aloud while the citizen wants it: asks the toolkit what there is to say after
 * each change and hands it to the thread that speaks. UI thread.
 */
#ifndef MOTCUA_KIOSK_APP_READER_ALOUD_H
#define MOTCUA_KIOSK_APP_READER_ALOUD_H

#include "core/messages.h"
#include "core/queue.h"
#include "kiosk/flow/flow.h"
#include "ui/ui.h"

struct reader_aloud;

/* messages borrowed. */
struct reader_aloud *reader_aloud_start(const struct mc_messages *messages, struct mc_queue *inbox);
void reader_aloud_stop(struct reader_aloud *reader);
/* After the screen was described or the focus moved. */
void reader_aloud_turn(struct reader_aloud *reader, const struct ui *ui,
                       const struct flow_view *view);
/* Somebody touched the screen: whatever is being said ends. */
void reader_aloud_hush(struct reader_aloud *reader);

#endif
