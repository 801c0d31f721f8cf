/*
 * One window: what it shows, what it showed, and what the finger and the keys are doing. Private
 * to ui/.
 */
#ifndef MOTCUA_UI_UI_INTERNAL_H
#define MOTCUA_UI_UI_INTERNAL_H

#include "ui/icon.h"
#include "ui/layout.h"
#include "ui/motion.h"
#include "ui/node.h"
#include "ui/text.h"
#include "ui/touch.h"
#include "ui/ui.h"

#define UI_KEY_BYTES     (UI_ID_BYTES + 16)
#define UI_SCROLLS_MAX   32
#define UI_DIRTY_MAX     8
#define UI_SAMPLES_MAX   512
#define UI_DOUBLE_KEY_MS 80 /* keyboards: "oo" is typed quickly */

/* What was painted for one node: if nothing of it changes, nothing is to be done. */
struct ui_painted {
    struct ui_rect extent; /* where it may have painted */
    struct ui_rect rect;
    struct ui_rect clip;
    int scroll_px;
    uint64_t look; /* everything but its place; 0 where the extent is empty */
};

struct ui_scroll {
    char key[UI_KEY_BYTES];
    int px;
};

/* The screen before this one, as it was left. */
struct ui_left {
    char screen[UI_ID_BYTES];
    char focus[UI_KEY_BYTES];
    struct ui_scroll scrolls[UI_SCROLLS_MAX];
    int scrolls_count;
};

struct ui_press {
    int start_x;
    int start_y;
    int last_y;
    bool dragging;            /* moves a scroll box or turns a wheel; does not press any more */
    int scroll;               /* the scroll box under the finger, by slot; -1: none */
    char wheel[UI_KEY_BYTES]; /* the wheel under the finger, "" if none */
    char key[UI_KEY_BYTES];   /* what it went down on, "" if nothing */
    struct ui_action action;
    bool inside;      /* still on it */
    bool held;        /* it was held and has done something: lifting does nothing more */
    int hold_ms;      /* from its beginning to the next time that holding it means something; 0:
                         never */
    int64_t began_ms; /* monotonic; 0: not known yet */
};

struct platform_window;

struct ui {
    struct platform_window *window;
    int width_px;
    int height_px;
    int diagonal_tenth_inch;
    uint32_t *pixels;
    enum ui_scheme scheme;
    enum ui_text_scale scale;
    struct theme theme;
    struct text_engine *text;
    struct icon_cache *icons;

    char screen[UI_ID_BYTES];
    bool entered;       /* another screen is being described */
    bool scrolled_home; /* every list begins at its top again */
    struct node_tree tree;
    int told[UI_NODES_MAX]; /* the nodes that say something, for the tree of the robot and speech */
    int told_count;
    struct ui_scroll scrolls[UI_SCROLLS_MAX];
    int scrolls_count;
    struct ui_left left;
    bool comes_back; /* what is described next is the screen that was left */

    bool stale;   /* may look different from what is painted */
    bool repaint; /* everything */
    struct ui_painted shown[UI_NODES_MAX];
    struct ui_painted wanted[UI_NODES_MAX];
    int shown_count;

    bool moves; /* things may move by themselves */
    struct motion motion;
    char moved[UI_KEY_BYTES]; /* the scroll box or wheel that motion moves */
    int turned_px;            /* of a wheel, not yet a whole step */

    struct touch touch;
    struct ui_press press; /* of the one finger that counts */
    uint32_t guard_ms;
    int repeat_delay_ms;
    int repeat_ms;            /* 0: keys do not repeat */
    char fired[UI_KEY_BYTES]; /* pressed last, and where and when */
    bool fired_key;           /* it was a key */
    uint32_t fired_ms;
    int fired_x;
    int fired_y;
    char focus[UI_KEY_BYTES];
    int focus_order; /* its place, for when it is gone */
    bool dialog;     /* one lies over the screen, and took the focus from: */
    char focus_below[UI_KEY_BYTES];
    bool focus_shown;
    bool reading; /* by ear: the focus goes through texts, too */
    int struck;   /* the key before, enum input_key, and when */
    uint32_t struck_ms;
    bool swallow_text; /* the blank of a press by Space */
    bool typing;       /* by a keyboard, since the focus was moved last */

    uint64_t frames;
    int samples_us[UI_SAMPLES_MAX];
};

/* inspect.c: after each layout. */
void ui_list_told(struct ui *ui);
/* What moves by itself, next: when it is due (-1: nothing moves), and a step of it, painted. True
 * if it turned a wheel: then *out is for the caller. */
int64_t ui_motion_due_ms(const struct ui *ui, int64_t now_ms);
bool ui_motion_step(struct ui *ui, int64_t now_ms, struct ui_event *out);
/* Lays out again after a scroll offset changed. */
void ui_arrange(struct ui *ui);
/* What a node is called between descriptions: its id, or its place if it has none. */
void ui_key_of(const struct ui *ui, int index, char out[UI_KEY_BYTES]);
/* NODE_NONE if it is gone. */
int ui_find(const struct ui *ui, const char *key);
/* The remembered offset of a scroll box; -1 when there are too many. */
int ui_scroll_slot(struct ui *ui, const char *key);
/* Moves a scroll box (index of the node); false if it is at its end. */
bool ui_scroll_by(struct ui *ui, int index, int by_px);
/* The innermost scroll box around a node, or NODE_NONE. */
int ui_scroll_around(const struct ui *ui, int index);
bool ui_scroll_into_view(struct ui *ui, int index);

#endif
