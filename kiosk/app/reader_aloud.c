#include "kiosk/app/reader_aloud.h"

#include <stdbool.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/app/speech_worker.h"
#include "ui/announce.h"

#define VOLUME_STEP (2 * SPEECH_LEVEL_MAX / (FLOW_VOLUME_MAX + 1))
#define RATE_STEP   30 /* of the service's hundred, so that the fastest is still understood */

/* In secret memory: what is said is a citizen's. */
struct reader_aloud {
    const struct mc_messages *messages;
    struct speech_worker *worker;
    struct announce announce;
    bool on;
    bool speaking; /* something was said since the last hush */
    struct flow_voice voice;
    char text[ANNOUNCE_TEXT_BYTES];
};

struct reader_aloud *reader_aloud_start(const struct mc_messages *messages, struct mc_queue *inbox)
{
    struct reader_aloud *reader = mc_secret_alloc(sizeof *reader);
    reader->messages = messages;
    reader->worker = speech_worker_start(inbox);
    return reader;
}

void reader_aloud_stop(struct reader_aloud *reader)
{
    if (reader != NULL) {
        speech_worker_stop(reader->worker);
        mc_secret_free(reader);
    }
}

static struct announce_words words_in(const struct mc_messages *messages, enum mc_language language)
{
    return (struct announce_words){
        .button = mc_message_text(messages, language, "speech.button"),
        .checkbox = mc_message_text(messages, language, "speech.checkbox"),
        .radio = mc_message_text(messages, language, "speech.radio"),
        .field = mc_message_text(messages, language, "speech.field"),
        .image = mc_message_text(messages, language, "speech.image"),
        .checked = mc_message_text(messages, language, "speech.checked"),
        .unchecked = mc_message_text(messages, language, "speech.unchecked"),
        .chosen = mc_message_text(messages, language, "speech.chosen"),
        .disabled = mc_message_text(messages, language, "speech.disabled"),
        .expanded = mc_message_text(messages, language, "speech.expanded"),
        .collapsed = mc_message_text(messages, language, "speech.collapsed"),
        .invalid = mc_message_text(messages, language, "speech.invalid"),
        .empty = mc_message_text(messages, language, "speech.empty"),
        .hidden = mc_message_text(messages, language, "speech.hidden"),
        .typed = mc_message_text(messages, language, "speech.typed"),
        .erased = mc_message_text(messages, language, "speech.erased"),
    };
}

static void say(struct reader_aloud *reader, const struct flow_view *view, const char *text)
{
    const struct speech_voice voice = {
        .language = view->language == MC_LANGUAGE_EN ? "en" : "vi",
        .rate = view->voice.rate * RATE_STEP,
        .volume = SPEECH_LEVEL_MIN + (view->voice.volume + 1) * VOLUME_STEP,
    };
    speech_worker_say(reader->worker, &voice, text);
    reader->speaking = text[0] != '\0';
}

void reader_aloud_turn(struct reader_aloud *reader, const struct ui *ui,
                       const struct flow_view *view)
{
    if (!view->sound) {
        if (reader->on) {
            say(reader, view, "");
            mc_wipe(&reader->announce, sizeof reader->announce);
        }
        reader->on = false;
        return;
    }
    bool other_voice = reader->on && (reader->voice.rate != view->voice.rate ||
                                      reader->voice.volume != view->voice.volume);
    reader->on = true;
    reader->voice = view->voice;
    const struct announce_words words = words_in(reader->messages, view->language);
    announce_screen(&reader->announce, ui, &words, view->voice.numbers, reader->text,
                    sizeof reader->text);
    if (reader->text[0] == '\0' && other_voice) {
        /* So that the citizen hears what was changed. */
        mc_copy_text(reader->text, sizeof reader->text,
                     mc_message_text(reader->messages, view->language, "sound.title"));
    }
    if (reader->text[0] != '\0') {
        say(reader, view, reader->text);
    }
    mc_wipe(reader->text, sizeof reader->text);
}

void reader_aloud_hush(struct reader_aloud *reader)
{
    if (reader->on && reader->speaking) {
        const struct speech_voice voice = {.language = "vi"};
        speech_worker_say(reader->worker, &voice, "");
        reader->speaking = false;
    }
}
