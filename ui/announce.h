/*
 * What a screen says to somebody who cannot see it: the difference between the tree as it is and
 * as it was when this was last asked. Pure: out of a struct ui comes text; who says it aloud is the
 * caller's business. Keeps no text, only what tells texts apart. UI thread.
 *
 *   another screen, question or dialog  → its title, its notices, what has the focus
 *   the focus moved                     → name, what it is, its state and value, its hint
 *   a notice came or changed            → the notice
 *   something was typed                 → the last word; of a secret field only that it was typed
 */
#ifndef MOTCUA_UI_ANNOUNCE_H
#define MOTCUA_UI_ANNOUNCE_H

#include "ui/ui.h"

#define ANNOUNCE_TEXT_BYTES  8192
#define ANNOUNCE_NOTICES_MAX 16

/* In the citizen's language; borrowed. */
struct announce_words {
    const char *button;
    const char *checkbox;
    const char *radio;
    const char *field;
    const char *image;
    const char *checked;
    const char *unchecked;
    const char *chosen;
    const char *disabled;
    const char *expanded;
    const char *collapsed;
    const char *invalid;
    const char *empty;  /* a field with nothing in it */
    const char *hidden; /* instead of a secret text, or the value of a secret field */
    const char *typed;  /* something was typed into a secret field */
    const char *erased;
};

/* Zeroed: nothing was said yet. */
struct announce {
    uint64_t screen;
    uint64_t focus;
    uint64_t value; /* of the field being typed in */
    size_t value_len;
    uint64_t notices[ANNOUNCE_NOTICES_MAX];
    int notices_count;
};

/* Writes what is to be said into text, "" if nothing changed; size ANNOUNCE_TEXT_BYTES is enough
 * for any screen. It is a citizen's: keep it in secret memory. aloud_secrets: numbers are to be
 * read aloud, too. */
void announce_screen(struct announce *announce, const struct ui *ui,
                     const struct announce_words *words, bool aloud_secrets, char *text,
                     size_t size);

#endif
