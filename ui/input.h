/*
 * From fingers, mouse and keys to events of the screen: pressing, scrolling, moving the focus.
 * Knows nothing of SDL; times are told. Private to ui/.
 */
#ifndef MOTCUA_UI_INPUT_H
#define MOTCUA_UI_INPUT_H

#include "ui/ui_internal.h"
#include "ui/widget.h"

enum input_kind {
    INPUT_DOWN,
    INPUT_MOVE,
    INPUT_UP,
    INPUT_WHEEL,
    INPUT_KEY,
    INPUT_TEXT,
    INPUT_HOLD /* hold_due_ms() has come */
};

enum input_key {
    INPUT_KEY_OTHER,
    INPUT_KEY_TAB,
    INPUT_KEY_BACKTAB,
    INPUT_KEY_UP,
    INPUT_KEY_DOWN,
    INPUT_KEY_LEFT,
    INPUT_KEY_RIGHT,
    INPUT_KEY_RETURN,
    INPUT_KEY_SPACE,
    INPUT_KEY_ESCAPE,
    INPUT_KEY_BACKSPACE,
    INPUT_KEY_PAGE_UP,
    INPUT_KEY_PAGE_DOWN,
    INPUT_KEY_SPEAK /* F1, or the key with the ear on a tactile keypad */
};

struct input {
    enum input_kind kind;
    uint32_t at_ms;
    int64_t finger; /* the mouse is one too */
    bool robot;     /* may press the same thing, or the same key, again at once */
    int x;
    int y;
    int wheel; /* notches, up is positive */
    enum input_key key;
    const char *text;
};

/* *out is filled with what the screen has to know (UI_EVENT_TOUCHED at least); false: nothing. */
bool input_handle(struct ui *ui, const struct input *in, struct ui_event *out);
/* A finger or its swing moved a wheel by so much, up for positive; true if that is a whole step. */
bool input_turn(struct ui *ui, int index, int by_px, struct ui_event *out);
/* After a new description: forgets presses and focus of what is gone. */
void input_settle(struct ui *ui, bool other_screen);
void input_state_of(const struct ui *ui, int index, struct widget_state *out);

/* hold.c: a press on the node begins. */
void hold_begin(struct ui *ui, const struct ui_node *node);
/* When INPUT_HOLD is due, on the clock of now_ms; -1: nothing is being held. */
int64_t hold_due_ms(struct ui *ui, int64_t now_ms);
/* What holding the pressed node (NODE_NONE: gone) does; false: nothing, any more. */
bool hold_fire(struct ui *ui, int index, struct ui_event *out);

/* focus.c */
bool focus_can(const struct ui *ui, int index);
/* The first thing to press in what came with the screen, not in the bars around it; NODE_NONE if
 * there is none. Who listens begins at the top. */
int focus_first(const struct ui *ui);
void focus_set(struct ui *ui, int index);
void focus_step(struct ui *ui, int by);
void focus_move(struct ui *ui, enum input_key direction);
/* NODE_NONE if nothing has it. */
int focus_node(const struct ui *ui);

#endif
