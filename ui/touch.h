/*
 * Which of the contacts on the panel is the one that means something. A panel reports every hand
 * that rests on it; one finger at a time presses:
 *
 *   - two contacts within a blink are no finger: neither presses (two fingers, a palm)
 *   - a contact that has rested for a while gives way to a new one (a hand leaning on the panel, or
 *     a finger whose lifting the panel never told)
 *   - a finger on a key gives way to the next one on a key: thumbs that type roll over each other
 *   - any other second contact is ignored until it is lifted
 *
 * Pure; times are told, in ms of any one clock. Private to ui/.
 */
#ifndef MOTCUA_UI_TOUCH_H
#define MOTCUA_UI_TOUCH_H

#include <stdbool.h>
#include <stdint.h>

#define TOUCH_CONTACTS_MAX 16
#define TOUCH_TOGETHER_MS  100 /* closer than this: not two fingers on purpose */
#define TOUCH_ROLLING_MS                                                                           \
    30                        /* the same while typing: quick thumbs overlap, a palm lands at once \
                               */
#define TOUCH_RESTING_MS 1000 /* longer than this without moving away: leaning, not pressing */

struct touch_contact {
    int64_t finger;
    uint32_t down_ms;
};

/* Zeroed: nothing on the panel. */
struct touch {
    struct touch_contact contacts[TOUCH_CONTACTS_MAX];
    int count;
    bool active; /* one of them is the finger that presses */
    int64_t finger;
};

enum touch_verdict {
    TOUCH_IGNORED, /* the new contact means nothing */
    TOUCH_BEGINS,  /* it is the finger; whatever another had begun is void */
    TOUCH_VOIDS    /* it means nothing, and voids what the finger had begun */
};

/* What the finger is doing while another contact comes. */
enum touch_doing {
    TOUCH_PRESSING,
    TOUCH_MOVING, /* moves something, and goes on whatever else touches down */
    TOUCH_TYPING  /* on a key, and the new contact is on a key, too */
};
enum touch_verdict touch_down(struct touch *touch, int64_t finger, uint32_t at_ms,
                              enum touch_doing doing);
/* Whether this contact is the finger that presses. */
bool touch_is_finger(const struct touch *touch, int64_t finger);
/* Lifted; true if it was the finger. */
bool touch_up(struct touch *touch, int64_t finger);

#endif
