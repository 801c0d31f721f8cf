/*
 * Says texts aloud through speech-dispatcher (libspeechd, the Speech Synthesis Interface Protocol).
 * Every call may block on the service, so all are for a thread of its own, except
 * speech_cancel(), which any thread may call. Where no service answers nothing is said, and
 * everything else works.
 */
#ifndef MOTCUA_UI_SPEECH_H
#define MOTCUA_UI_SPEECH_H

#include "core/error.h"

#define SPEECH_LEVEL_MIN (-100) /* of rate and volume, as the service counts them; 0 is usual */
#define SPEECH_LEVEL_MAX 100

struct speech_voice {
    const char *language; /* ISO 639: "vi", "en" */
    int rate;             /* SPEECH_LEVEL_MIN … SPEECH_LEVEL_MAX */
    int volume;
};

struct speech;

/* MC_EIO when no service answers: may be tried again later. */
enum mc_err speech_open(struct speech **out, struct mc_error *err) MC_MUST_CHECK;
/* NULL is fine. */
void speech_close(struct speech *speech);
/* Stops what is being said and says this instead; returns as soon as the service has the text.
 * "" only stops. MC_EGONE when the service went away: close and open again. */
enum mc_err speech_say(struct speech *speech, const struct speech_voice *voice, const char *text,
                       struct mc_error *err) MC_MUST_CHECK;
/* Makes a call that waits for the service return soon, with MC_EGONE, and all later ones. */
void speech_cancel(struct speech *speech);

#endif
