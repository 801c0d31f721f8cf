#include "drivers/scanner/scanner_feed.h"

#include <string.h>

#include "core/memory.h"

void scanner_feed_next(struct scanner_feed *feed)
{
    mc_wipe(&feed->code, sizeof feed->code);
    feed->overflowed = false;
}

static void add(struct scanner_feed *feed, uint8_t byte)
{
    if (feed->code.len < sizeof feed->code.bytes) {
        feed->code.bytes[feed->code.len++] = byte;
    } else {
        feed->overflowed = true;
    }
}

/* The identifier, where there is one, is told apart from the code. */
static bool finish(struct scanner_feed *feed)
{
    struct scanner_code *code = &feed->code;
    if (feed->overflowed) {
        scanner_feed_next(feed);
        return false;
    }
    code->symbology = mc_symbology_of_aim(code->bytes, code->len);
    if (code->symbology != MC_SYMBOLOGY_UNKNOWN) {
        code->len -= MC_AIM_BYTES;
        memmove(code->bytes, code->bytes + MC_AIM_BYTES, code->len);
    }
    return code->len > 0;
}

bool scanner_feed_pause(struct scanner_feed *feed)
{
    return (feed->code.len > 0 || feed->overflowed) && finish(feed);
}

bool scanner_feed_byte(struct scanner_feed *feed, uint8_t byte)
{
    if (byte == '\r' || byte == '\n') {
        return scanner_feed_pause(feed);
    }
    add(feed, byte);
    return false;
}

struct key {
    char plain;
    char shifted;
};

static const struct key keys[] = {
    [KEY_1] = {'1', '!'},          [KEY_2] = {'2', '@'},           [KEY_3] = {'3', '#'},
    [KEY_4] = {'4', '$'},          [KEY_5] = {'5', '%'},           [KEY_6] = {'6', '^'},
    [KEY_7] = {'7', '&'},          [KEY_8] = {'8', '*'},           [KEY_9] = {'9', '('},
    [KEY_0] = {'0', ')'},          [KEY_MINUS] = {'-', '_'},       [KEY_EQUAL] = {'=', '+'},
    [KEY_Q] = {'q', 'Q'},          [KEY_W] = {'w', 'W'},           [KEY_E] = {'e', 'E'},
    [KEY_R] = {'r', 'R'},          [KEY_T] = {'t', 'T'},           [KEY_Y] = {'y', 'Y'},
    [KEY_U] = {'u', 'U'},          [KEY_I] = {'i', 'I'},           [KEY_O] = {'o', 'O'},
    [KEY_P] = {'p', 'P'},          [KEY_LEFTBRACE] = {'[', '{'},   [KEY_RIGHTBRACE] = {']', '}'},
    [KEY_A] = {'a', 'A'},          [KEY_S] = {'s', 'S'},           [KEY_D] = {'d', 'D'},
    [KEY_F] = {'f', 'F'},          [KEY_G] = {'g', 'G'},           [KEY_H] = {'h', 'H'},
    [KEY_J] = {'j', 'J'},          [KEY_K] = {'k', 'K'},           [KEY_L] = {'l', 'L'},
    [KEY_SEMICOLON] = {';', ':'},  [KEY_APOSTROPHE] = {'\'', '"'}, [KEY_GRAVE] = {'`', '~'},
    [KEY_BACKSLASH] = {'\\', '|'}, [KEY_Z] = {'z', 'Z'},           [KEY_X] = {'x', 'X'},
    [KEY_C] = {'c', 'C'},          [KEY_V] = {'v', 'V'},           [KEY_B] = {'b', 'B'},
    [KEY_N] = {'n', 'N'},          [KEY_M] = {'m', 'M'},           [KEY_COMMA] = {',', '<'},
    [KEY_DOT] = {'.', '>'},        [KEY_SLASH] = {'/', '?'},       [KEY_SPACE] = {' ', ' '},
    [KEY_TAB] = {'\t', '\t'},
};

/* Keys were lost, and with them perhaps one that ends a code: what comes up to the next such key is
 * no code. */
static void lose_keys(struct scanner_feed *feed)
{
    scanner_feed_next(feed);
    feed->overflowed = true;
    feed->shift[0] = false;
    feed->shift[1] = false;
}

bool scanner_feed_key(struct scanner_feed *feed, const struct input_event *event)
{
    if (event->type == EV_SYN && event->code == SYN_DROPPED) {
        lose_keys(feed);
    }
    if (event->type != EV_KEY) {
        return false;
    }
    if (event->code == KEY_LEFTSHIFT || event->code == KEY_RIGHTSHIFT) {
        feed->shift[event->code == KEY_RIGHTSHIFT] = event->value != 0;
        return false;
    }
    /* 1 is down; 0 up and 2 held down say nothing new of a scanner. */
    if (event->value != 1) {
        return false;
    }
    if (event->code == KEY_ENTER || event->code == KEY_KPENTER) {
        return scanner_feed_pause(feed);
    }
    if (event->code < sizeof keys / sizeof keys[0] && keys[event->code].plain != '\0') {
        bool shifted = feed->shift[0] || feed->shift[1];
        add(feed, (uint8_t)(shifted ? keys[event->code].shifted : keys[event->code].plain));
    }
    return false;
}
