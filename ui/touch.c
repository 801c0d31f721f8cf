#include "ui/touch.h"

#include <string.h>

static int find(const struct touch *touch, int64_t finger)
{
    for (int i = 0; i < touch->count; i++) {
        if (touch->contacts[i].finger == finger) {
            return i;
        }
    }
    return -1;
}

static void forget(struct touch *touch, int index)
{
    touch->count--;
    memmove(&touch->contacts[index], &touch->contacts[index + 1],
            (size_t)(touch->count - index) * sizeof touch->contacts[0]);
}

/* ms since the last contact that is still on the panel. */
static uint32_t since_last(const struct touch *touch, uint32_t at_ms)
{
    return touch->count > 0 ? at_ms - touch->contacts[touch->count - 1].down_ms : UINT32_MAX;
}

static bool gives_way(const struct touch *touch, uint32_t at_ms, enum touch_doing doing)
{
    int at = touch->active ? find(touch, touch->finger) : -1;
    if (at < 0 || doing == TOUCH_TYPING) {
        return true;
    }
    return doing == TOUCH_PRESSING && at_ms - touch->contacts[at].down_ms >= TOUCH_RESTING_MS;
}

enum touch_verdict touch_down(struct touch *touch, int64_t finger, uint32_t at_ms,
                              enum touch_doing doing)
{
    (void)touch_up(touch, finger); /* it never told that it was lifted */
    if (touch->count == TOUCH_CONTACTS_MAX) {
        forget(touch, 0);
    }
    uint32_t blink = doing == TOUCH_TYPING ? TOUCH_ROLLING_MS : TOUCH_TOGETHER_MS;
    bool together = doing != TOUCH_MOVING && since_last(touch, at_ms) < blink;
    bool free = gives_way(touch, at_ms, doing);
    touch->contacts[touch->count++] = (struct touch_contact){finger, at_ms};
    if (together) {
        bool voids = touch->active;
        touch->active = false;
        return voids ? TOUCH_VOIDS : TOUCH_IGNORED;
    }
    if (!free) {
        return TOUCH_IGNORED;
    }
    touch->active = true;
    touch->finger = finger;
    return TOUCH_BEGINS;
}

bool touch_is_finger(const struct touch *touch, int64_t finger)
{
    return touch->active && touch->finger == finger;
}

bool touch_up(struct touch *touch, int64_t finger)
{
    bool was = touch_is_finger(touch, finger);
    int at = find(touch, finger);
    if (at >= 0) {
        forget(touch, at);
    }
    touch->active = touch->active && !was;
    return was;
}
