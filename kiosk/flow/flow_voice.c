/* Reading aloud: on and off, how loud, how fast. What is said is the toolkit's business. */
#include "kiosk/flow/flow_internal.h"

#define VOLUME_USUAL 2

static int within(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static int step_of(const struct flow_event *event)
{
    return within(event->arg, -1, 1);
}

static void turn_off(struct flow_view *view)
{
    view->sound = false;
    view->sound_panel = false;
    view->voice.numbers = false;
}

bool flow_voice_intent(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    struct flow_voice *voice = &view->voice;
    switch ((int)event->intent) {
    case FLOW_INTENT_SOUND:
        view->sound = true;
        view->sound_panel = true;
        break;
    case FLOW_INTENT_SOUND_OFF: turn_off(view); break;
    case FLOW_INTENT_VOICE_VOLUME:
        voice->volume = within(voice->volume + step_of(event), 0, FLOW_VOLUME_MAX);
        break;
    case FLOW_INTENT_VOICE_RATE:
        voice->rate = within(voice->rate + step_of(event), -FLOW_RATE_MAX, FLOW_RATE_MAX);
        break;
    case FLOW_INTENT_VOICE_NUMBERS: voice->numbers = !voice->numbers; break;
    default: return false;
    }
    return true;
}

/* Whoever plugs headphones in wants to listen; what they heard must not go on in the room. */
void flow_headphones(struct flow *flow, bool plugged)
{
    flow->view.voice.headphones = plugged;
    flow_touch(flow);
    if (plugged) {
        flow->view.sound = true;
    } else {
        turn_off(&flow->view);
    }
}

bool flow_voice_changed(const struct flow_view *view)
{
    const struct flow_voice *voice = &view->voice;
    return view->sound != voice->headphones || voice->volume != VOLUME_USUAL || voice->rate != 0 ||
           voice->numbers;
}

/* The next citizen hears the usual volume, whatever the last one liked (EN 301 549 section 5.1.3);
 * headphones that are still plugged in still read. */
void flow_voice_reset(struct flow_view *view)
{
    turn_off(view);
    view->sound = view->voice.headphones;
    view->voice.volume = VOLUME_USUAL;
    view->voice.rate = 0;
}
