/*
 * The toolkit: one struct ui is one window. A screen is described anew whenever its view model
 * changes (ui_screen_begin … ui_screen_end); the toolkit lays it out, compares it with what it
 * showed before and paints only the difference. What is the toolkit's own (focus, scroll offset,
 * pressed finger) is kept by node id between descriptions.
 *
 * All sizes are millimetres of the configured panel; pixels exist only inside ui/. Everything here
 * belongs to the UI thread, except ui_wake().
 */
#ifndef MOTCUA_UI_UI_H
#define MOTCUA_UI_UI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/image.h"

#define UI_ID_BYTES   64
#define UI_TEXT_BYTES 4096 /* of one node; longer texts are cut with an ellipsis */
#define UI_NODES_MAX  1024

enum ui_scheme { UI_LIGHT, UI_DARK, UI_CONTRAST_LIGHT, UI_CONTRAST_DARK };
enum ui_text_scale { UI_TEXT_100, UI_TEXT_125, UI_TEXT_150, UI_TEXT_200 };

struct ui_options {
    const char *title;
    int width_px;
    int height_px;
    int panel_diagonal_tenth_inch; /* 215 for 21.5 inches */
    bool fullscreen;
    int touch_guard_ms; /* a second press of the same within this is none; 0: every press counts */
    int left_px;        /* on the screen; 0: wherever the window manager likes */
    const char *icon_dir; /* SVG files, named like the icons */
    int repeat_delay_ms;  /* of a button that repeats, before the second time and between others; */
    int repeat_ms;        /* EN 301 549 section 5.7: at least 2 s, or to be turned off (0) */
};

struct ui;

/* The platform (SDL) once a process, before any window. */
enum mc_err ui_platform_start(struct mc_error *err) MC_MUST_CHECK;
void ui_platform_stop(void);
/* Any thread: makes ui_wait() return. Coalesced: many calls, one wake-up. */
void ui_wake(void);

enum mc_err ui_create(const struct ui_options *options, struct ui **out,
                      struct mc_error *err) MC_MUST_CHECK;
void ui_destroy(struct ui *ui);
/* When a session ends: wipes rendered texts and scroll offsets. The texts of the screen itself are
 * wiped when the next one is described; until then nothing is to be painted. */
void ui_forget(struct ui *ui);

void ui_set_scheme(struct ui *ui, enum ui_scheme scheme);
void ui_set_text_scale(struct ui *ui, enum ui_text_scale scale);
/* Whether lists go on when the finger leaves them, and screens arrive with a short movement. Off at
 * the start. */
void ui_set_motion(struct ui *ui, bool on);
/* For somebody who listens: the focus goes through texts as well as through what can be pressed. */
void ui_set_reading(struct ui *ui, bool reading);
/* What the buttons of scrolling boxes are called from the next ui_screen_begin() on; borrowed. */
void ui_set_scroll_names(struct ui *ui, const char *up, const char *down);
bool ui_is_landscape(const struct ui *ui);
/* The window's size in whole millimetres. */
int ui_width_mm(const struct ui *ui);
int ui_height_mm(const struct ui *ui);

/* ---- Events ---- */

/* What a node stands for when it is pressed; code 0 is none. The meaning is the caller's. */
struct ui_action {
    int code;
    int arg;
};

enum ui_event_kind {
    UI_EVENT_NONE,   /* time-out */
    UI_EVENT_WAKE,   /* ui_wake() was called */
    UI_EVENT_ACTION, /* a node was pressed */
    UI_EVENT_TEXT,   /* a character from a hardware keyboard, when a text field is shown */
    UI_EVENT_BACKSPACE,
    UI_EVENT_CANCEL,  /* Escape */
    UI_EVENT_SPEAK,   /* the key that asks to be read to: F1 */
    UI_EVENT_TOUCHED, /* any other touch or key: somebody is there */
    UI_EVENT_CLOSED   /* the window was closed */
};

struct ui_event {
    enum ui_event_kind kind;
    struct ui *ui;
    struct ui_action action;
    char text[32];
};

/* Blocks until something happens or timeout_ms passed (-1: no time-out). */
void ui_wait(int timeout_ms, struct ui_event *out);

/* For the robot: through the normal event path. */
void ui_inject_touch(struct ui *ui, int x_px, int y_px);
/* One half of it: for a finger that stays. */
void ui_inject_finger(struct ui *ui, int x_px, int y_px, bool down);
void ui_inject_text(struct ui *ui, const char *utf8);
/* SDL key names: "Tab", "Return", "Escape", "Up". False if there is no such key. */
bool ui_inject_key(struct ui *ui, const char *name);

/* ---- Describing a screen ---- */

enum ui_axis { UI_COLUMN, UI_ROW, UI_STACK };
enum ui_align { UI_START, UI_CENTER, UI_END, UI_STRETCH };

/* What a thing is for; colours and shapes come from the theme. */
enum ui_surface {
    UI_PLAIN,  /* nothing drawn */
    UI_CARD,   /* raised panel */
    UI_SUNKEN, /* field, list background */
    UI_BAR,    /* top and bottom bars */
    UI_BANNER, /* brand colour, from edge to edge */
    UI_HERO,   /* brand colour, a panel with the ornament: the one thing to begin with */
    UI_SEAL,   /* round, below a symbol */
    UI_NOTICE, /* calm information */
    UI_WARNING,
    UI_DANGER,
    UI_SUCCESS,
    UI_CHOSEN, /* a chosen card */
    UI_SCRIM   /* dims what lies below; a dialog's backdrop */
};

enum ui_button_style {
    UI_BUTTON_PRIMARY, /* one a screen: what to press next */
    UI_BUTTON_SECONDARY,
    UI_BUTTON_QUIET,
    UI_BUTTON_DANGER,
    UI_BUTTON_KEY, /* on-screen keyboard */
    UI_BUTTON_BAR  /* icon above a short word, in a bar */
};

enum ui_text_style {
    UI_TEXT_DISPLAY, /* attract, codes to be read from afar */
    UI_TEXT_TITLE,
    UI_TEXT_HEADING,
    UI_TEXT_BODY,
    UI_TEXT_STRONG, /* body, bold */
    UI_TEXT_SMALL,  /* never under 4.8 mm capitals either */
    UI_TEXT_CODE,   /* dossier codes, numbers */
    UI_TEXT_ENTRY,  /* what is typed into a field */
    UI_TEXT_LABEL   /* the word under an icon in a bar */
};

/* Of what opens and closes something below it. */
enum ui_expanded { UI_NOT_EXPANDABLE, UI_COLLAPSED, UI_EXPANDED };

enum ui_tone { UI_TONE_NORMAL, UI_TONE_MUTED, UI_TONE_BRAND, UI_TONE_DANGER, UI_TONE_SUCCESS };

/*
 * A container. Zeroed members mean: column, no gap, no padding, stretch, natural size, plain. So
 * UI_START and UI_STRETCH are the same for `align`; for `justify` UI_STRETCH spreads the children
 * over the whole length. In a stack every child gets the whole box, unless aligned (`justify` is
 * then its height). A child that grows starts from nothing, so that equal shares are equally large.
 */
struct ui_box {
    enum ui_axis axis;
    int gap_mm;
    int pad_mm;            /* all round; where it is to differ: */
    int pad_x_mm;          /* left and right */
    int pad_y_mm;          /* above and below */
    enum ui_align align;   /* across the axis */
    enum ui_align justify; /* along the axis */
    int grow;              /* share of what is left along the parent's axis; 0: natural size */
    int width_mm;          /* fixed; 0: natural */
    int height_mm;
    int min_height_mm;
    enum ui_surface surface;
    bool scroll;  /* content may be higher than the box: by finger, wheel, keys, buttons */
    bool wrap;    /* a row whose children go to the next line */
    bool arrives; /* comes in with a short movement when the screen changes; one a screen */
    bool modal;   /* takes all touches and the focus (a dialog) */
    /* A wheel: a finger that moves up or down over it turns it, and a swing goes on for a while.
     * Each turn_mm upwards adds one to the action's arg, each downwards takes one off; several at
     * once come as one action. What is pressed inside it stays pressable. */
    struct ui_action turn;
    int turn_mm;
    struct ui_action action; /* makes the whole box a button */
    bool disabled;
    bool chosen; /* for choices: drawn and told as chosen */
    enum ui_expanded expanded;
    const char *name; /* for the accessibility tree; a pressable box, or a notice with an
                         id, without one is named by its texts */
    const char *hint; /* what pressing it does, where the name does not say; never drawn */
};

void ui_screen_begin(struct ui *ui, const char *screen);
/* Before it, when the same screen comes to something else: every list begins at its top again. */
void ui_scroll_home(struct ui *ui);
/* Before it, when the screen that was left last is come back to: its lists, and the focus if it is
 * shown, are where they were. */
void ui_come_back(struct ui *ui);
/* Lays out, finds what changed, moves the focus if its node is gone. */
void ui_screen_end(struct ui *ui);

/* Ids are "screen.name", unique in a screen; NULL for containers and texts nobody asks for. */
void ui_begin(struct ui *ui, const char *id, const struct ui_box *box);
void ui_end(struct ui *ui);

struct ui_label {
    enum ui_text_style style;
    enum ui_tone tone;
    enum ui_align align;
    int max_lines; /* 0: as many as it takes; cut with an ellipsis */
    bool whole;    /* a code: smaller than its style rather than on two lines, down to body size */
    int grow;
    const char *highlight; /* folded words to be marked in the text, or NULL */
    bool secret;           /* shown, but not to be said aloud unasked (a number of identity) */
};
void ui_label(struct ui *ui, const char *id, const char *text, const struct ui_label *label);

struct ui_button {
    enum ui_button_style style;
    const char *icon; /* file name without .svg, or NULL */
    struct ui_action action;
    struct ui_action hold; /* kept pressed; lifting then does nothing */
    bool repeats;          /* kept pressed, it acts again and again; not with hold */
    bool disabled;
    bool chosen;
    int grow;
    int width_mm;
    int height_mm; /* 0: the theme's target size (20 mm) */
    enum ui_expanded expanded;
    const char *name; /* for the accessibility tree where the text is a symbol */
    const char *hint;
};
void ui_button(struct ui *ui, const char *id, const char *text, const struct ui_button *button);

/* A drawn symbol, coloured by the tone. */
void ui_icon(struct ui *ui, const char *icon, int size_mm, enum ui_tone tone);

struct ui_field {
    const char *label; /* accessible name */
    const char *placeholder;
    bool active; /* takes typed text, shows the caret */
    bool invalid;
    bool locked;             /* shows what is known and cannot be changed here */
    int lines;               /* visible lines, 0 is 1 */
    struct ui_action action; /* pressing it */
    const char *icon;
    const char *hint; /* how to fill it in */
    bool secret;      /* shown, but not to be said aloud unasked (a number of identity) */
};
/* A text field showing `text` with the caret behind it. */
void ui_field(struct ui *ui, const char *id, const char *text, const struct ui_field *field);

/* A tick box or radio with a text: the whole row is the target. */
struct ui_check {
    bool radio;
    bool checked;
    bool disabled;
    struct ui_action action;
    const char *hint;
};
void ui_check(struct ui *ui, const char *id, const char *text, const struct ui_check *check);

/* done of total steps; total 0: unknown how long, shown as a calm mark without motion. The name is
 * for the accessibility tree. */
void ui_progress(struct ui *ui, const char *id, const char *name, int done, int total);
/* A grey picture scaled to width_mm; copied. */
void ui_picture(struct ui *ui, const char *id, const struct mc_grey *picture, int width_mm,
                const char *name);
void ui_space(struct ui *ui, int size_mm, int grow);
void ui_line(struct ui *ui); /* a thin rule */

/* ---- Painting ---- */

/* Paints what changed since the last call; false if nothing did. */
bool ui_paint(struct ui *ui);
enum mc_err ui_screenshot(struct ui *ui, const char *path, struct mc_error *err) MC_MUST_CHECK;

struct ui_stats {
    uint64_t frames;
    int paint_p50_us;
    int paint_p99_us;
};
void ui_stats(const struct ui *ui, struct ui_stats *out);

/* ---- The tree, for the robot, tests and speech ---- */

struct ui_node_info {
    const char *id; /* "" for unnamed */
    /* "button", "text", "field", "checkbox", "radio", "progress", "image", "group" */
    const char *role;
    const char *text;  /* name, or value of a field */
    const char *name;  /* what it is called; "" if it has no name */
    const char *value; /* a field's text, a progress' "3/25"; "" if it has none */
    const char *hint;
    int x, y, w, h; /* px on the window, clipped to what is visible; w = 0: scrolled out */
    bool enabled;
    bool focused;
    bool checked; /* or chosen */
    bool invalid;
    bool secret;
    enum ui_expanded expanded;
    int heading; /* 1: the screen's title, 2: a section's, 0: none */
};
const char *ui_screen_name(const struct ui *ui);
/* What there is to tell, in reading order; borrowed until the next description. */
size_t ui_node_count(const struct ui *ui);
bool ui_node_at(const struct ui *ui, size_t index, struct ui_node_info *out);
/* Scrolls a node into view; false if there is none of that id. */
bool ui_reveal(struct ui *ui, const char *id);

#endif
