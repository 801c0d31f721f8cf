#include "ui/speech.h"

#include <libspeechd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/memory.h"

#define LANGUAGE_BYTES 16

struct speech {
    SPDConnection *service;
    /* What the service has been told, so that it is told only what changed. */
    char language[LANGUAGE_BYTES];
    int rate;
    int volume;
};

enum mc_err speech_open(struct speech **out, struct mc_error *err)
{
    char *problem = NULL;
    /* No autospawn: the service is the system's to start, and a child would outlive the kiosk. */
    SPDConnection *service =
        spd_open2("motcua-kiosk", "screen", NULL, SPD_MODE_SINGLE, NULL, 0, &problem);
    if (service == NULL) {
        enum mc_err rc =
            mc_fail(err, MC_EIO, "speech service: %s", problem != NULL ? problem : "no answer");
        free(problem);
        return rc;
    }
    struct speech *speech = MC_NEW(struct speech);
    speech->service = service;
    *out = speech;
    return MC_OK;
}

void speech_close(struct speech *speech)
{
    if (speech != NULL) {
        spd_close(speech->service);
        free(speech);
    }
}

static int within(int level)
{
    return level < SPEECH_LEVEL_MIN   ? SPEECH_LEVEL_MIN
           : level > SPEECH_LEVEL_MAX ? SPEECH_LEVEL_MAX
                                      : level;
}

static bool set_voice(struct speech *speech, const struct speech_voice *voice)
{
    bool ok = true;
    if (strcmp(speech->language, voice->language) != 0) {
        ok = spd_set_language(speech->service, voice->language) == 0;
        mc_copy_text(speech->language, sizeof speech->language, ok ? voice->language : "");
    }
    if (ok && speech->rate != voice->rate) {
        ok = spd_set_voice_rate(speech->service, within(voice->rate)) == 0;
        speech->rate = voice->rate;
    }
    if (ok && speech->volume != voice->volume) {
        ok = spd_set_volume(speech->service, within(voice->volume)) == 0;
        speech->volume = voice->volume;
    }
    return ok;
}

enum mc_err speech_say(struct speech *speech, const struct speech_voice *voice, const char *text,
                       struct mc_error *err)
{
    bool ok = spd_cancel(speech->service) == 0;
    if (ok && text[0] != '\0') {
        ok = set_voice(speech, voice) && spd_say(speech->service, SPD_TEXT, text) > 0;
    }
    return ok ? MC_OK : mc_fail(err, MC_EGONE, "the speech service does not answer any more");
}

void speech_cancel(struct speech *speech)
{
    (void)shutdown(speech->service->socket, SHUT_RDWR);
}
