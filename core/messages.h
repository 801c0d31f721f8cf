/*
 * What citizens read, in their language: folders with flat JSON files {key: text}, one a language
 * (assets/i18n/kiosk/vi.json, en.json). All languages have the same keys and the same {parameters};
 * loading checks it. Read-only once loaded, then any thread.
 */
#ifndef MOTCUA_CORE_MESSAGES_H
#define MOTCUA_CORE_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

enum mc_language { MC_LANGUAGE_VI, MC_LANGUAGE_EN, MC_LANGUAGE_COUNT };

struct mc_messages;

/* "vi", "en". */
const char *mc_language_tag(enum mc_language language);
bool mc_language_from_tag(const char *tag, enum mc_language *out);

/* Reads <dir>/vi.json and <dir>/en.json of each folder into one catalogue; a key may stand in one
 * folder only. *out freed with mc_messages_destroy(). */
enum mc_err mc_messages_load(const char *const *dirs, size_t dir_count, struct mc_messages **out,
                             struct mc_error *err) MC_MUST_CHECK;
void mc_messages_destroy(struct mc_messages *messages);

/* Never NULL: an unknown key gives the key itself (and a test fails on one). Borrowed. */
const char *mc_message_text(const struct mc_messages *messages, enum mc_language language,
                            const char *key);
bool mc_message_known(const struct mc_messages *messages, const char *key);

/* A text with {name} parameters filled in; pairs are name, value, …, NULL. {name:day|days} becomes
 * the first word where the value is "1", else the second. Writes to out, cut at size on a
 * character's boundary, and returns out. */
const char *mc_message_format(const struct mc_messages *messages, enum mc_language language,
                              char *out, size_t size, const char *key, ...)
    __attribute__((sentinel));

/* A text kept in several languages as data (a procedure's name, a field's label). The Vietnamese
 * one is always there; others may be NULL and fall back to it. */
struct mc_text {
    char *in[MC_LANGUAGE_COUNT];
};
const char *mc_text_in(const struct mc_text *text, enum mc_language language);
void mc_text_finish(struct mc_text *text);

#endif
