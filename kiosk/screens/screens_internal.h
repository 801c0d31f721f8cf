/* What the screens have in common: one context a description, and the parts most of them use. */
#ifndef MOTCUA_KIOSK_SCREENS_SCREENS_INTERNAL_H
#define MOTCUA_KIOSK_SCREENS_SCREENS_INTERNAL_H

#include "core/image.h"
#include "kiosk/screens/screens.h"

/* The scale of spacing, whole millimetres: at the edges of the screen, between things, between what
 * belongs together, between parts. */
#define SCREENS_PAD_MM     9
#define SCREENS_GAP_MM     5
#define SCREENS_TIGHT_MM   3
#define SCREENS_PART_MM    8
#define SCREENS_PRIMARY_MM 26
#define SCREENS_CRAMPED_MM 20
/* On a wide screen the keyboard stands beside what is typed, and needs a little more room. */
#define SCREENS_BESIDE_SHARE 4
#define SCREENS_KEYS_SHARE   5
#define SCREENS_KEYS_LOW     6
#define SCREENS_LINE_BYTES   UI_TEXT_BYTES

/* What stands at the top of a screen and does not scroll. Nothing in it can be pressed: in low
 * reach it fills the upper part of the screen, which is out of reach. */
struct screens_head {
    const char *icon;    /* NULL: none; so for all below */
    const char *eyebrow; /* where one is, small above the title */
    const char *title;
    const char *text;
    bool own;             /* the screen draws it itself, except in low reach */
    const char *progress; /* in words, beside its bar */
    int done;
    int total;                        /* 0: no progress is shown */
    char line[3][SCREENS_LINE_BYTES]; /* room for texts that have to be made */
};

struct screens {
    const struct mc_messages *messages;
    struct screens_head head;
    char qr_url[RECEIPT_URL_BYTES]; /* what `qr` shows; "" if nothing */
    struct mc_grey qr;
    enum flow_screen shown; /* last, and which part of it */
    int place;
    int typed_step; /* of the form, and how long its answer was when last shown */
    size_t typed_len;
};

struct screens_context {
    struct screens *screens;
    struct ui *ui;
    const struct flow_view *view;
    const struct screens_head *head;
    bool landscape;
    bool wide_text; /* 150 or 200 %: rows become columns */
};

/* ---- One screen each: its head, and the rest ---- */

void screen_home_head(const struct screens_context *c, struct screens_head *head);
void screen_home_show(const struct screens_context *c);
void screen_search_head(const struct screens_context *c, struct screens_head *head);
void screen_search_show(const struct screens_context *c);
void screen_browse_head(const struct screens_context *c, struct screens_head *head);
void screen_browse_show(const struct screens_context *c);
void screen_procedure_head(const struct screens_context *c, struct screens_head *head);
void screen_procedure_show(const struct screens_context *c);
void screen_identify_head(const struct screens_context *c, struct screens_head *head);
void screen_identify_show(const struct screens_context *c);
void screen_form_head(const struct screens_context *c, struct screens_head *head);
void screen_form_show(const struct screens_context *c);
void screen_review_head(const struct screens_context *c, struct screens_head *head);
void screen_review_show(const struct screens_context *c);
void screen_sending_head(const struct screens_context *c, struct screens_head *head);
void screen_sending_show(const struct screens_context *c);
void screen_receipt_head(const struct screens_context *c, struct screens_head *head);
void screen_receipt_show(const struct screens_context *c);
void screen_scan_head(const struct screens_context *c, struct screens_head *head);
void screen_scan_show(const struct screens_context *c);
void screen_by_hand_head(const struct screens_context *c, struct screens_head *head);
void screen_by_hand_show(const struct screens_context *c);
void screen_status_head(const struct screens_context *c, struct screens_head *head);
void screen_status_show(const struct screens_context *c);
void screen_rating_head(const struct screens_context *c, struct screens_head *head);
void screen_rating_show(const struct screens_context *c);
void screen_fault_head(const struct screens_context *c, struct screens_head *head);
void screen_fault_show(const struct screens_context *c);
void screen_end_head(const struct screens_context *c, struct screens_head *head);
void screen_end_show(const struct screens_context *c);
void screen_attract_head(const struct screens_context *c, struct screens_head *head);
void screen_attract_show(const struct screens_context *c);
void screen_service_head(const struct screens_context *c, struct screens_head *head);
void screen_service_show(const struct screens_context *c);
/* What stands in the dialog of help. */
void screens_help_show(const struct screens_context *c);

/* ---- Around them ---- */

/* The head where a screen draws it itself (struct screens_head, own). */
void screens_progress_show(const struct screens_context *c);
void screens_head_show(const struct screens_context *c);
/* Bars and head; what is described between the two is the screen's own. */
void screens_frame_begin(const struct screens_context *c);
void screens_frame_end(const struct screens_context *c);
/* Large type in the lower part of the screen: only what is needed most has room. */
bool screens_is_tight(const struct screens_context *c);
/* Large type and little height: of the head only the title stands; the rest begins the content. */
bool screens_head_is_short(const struct screens_context *c);
/* The height that is out of reach in low reach. */
int screens_unreached_mm(const struct screens_context *c);
/* There is a way back; upright it stands in the strip of screens_actions(), else in the bar. */
bool screens_leads_back(const struct screens_context *c);
/* Idle warning, question or help, if one is to be shown. */
void screens_dialog_show(const struct screens_context *c);

/* ---- Texts ---- */

/* The message in the view's language; borrowed. */
const char *screens_text(const struct screens_context *c, const char *key);
/* The message <group>.<name><tail>. */
const char *screens_text_of(const struct screens_context *c, const char *group, const char *name,
                            const char *tail);
const char *screens_in(const struct screens_context *c, const struct mc_text *text);
/* "17 giờ 00, 24/11/2026". */
void screens_format_time(const struct screens_context *c, struct local_time time, char *out,
                         size_t size);

/* A field's value as it is shown back; the citizen's own number without its first digits, since
 * others may look on. */
void screens_answer(const struct screens_context *c, const struct form *form, size_t field,
                    char out[FORM_VALUE_BYTES]);

/* The value is a number of identity: shown, but not said aloud unasked. */
bool screens_answer_is_secret(const struct form_field *field);

/* How sure the citizen's data are, in words. */
const char *screens_assurance(const struct screens_context *c);

/* ---- Parts ---- */

struct ui_action screens_intent(enum flow_intent intent, int arg);

/* The scrolling middle of a screen, which begins with the lead. */
void screens_content_begin(const struct screens_context *c);
void screens_content_end(const struct screens_context *c);

/* What a short head left out. */
void screens_lead(const struct screens_context *c);
/* Two columns beside each other on a wide screen, one below the other else. The second begins with
 * screens_columns_next(). */
void screens_columns_begin(const struct screens_context *c);
void screens_columns_next(const struct screens_context *c);
void screens_columns_end(const struct screens_context *c);

void screens_label(const struct screens_context *c, const char *text, enum ui_text_style style,
                   enum ui_tone tone);
void screens_label_centered(const struct screens_context *c, const char *id, const char *text,
                            enum ui_text_style style, enum ui_tone tone);
/* A symbol beside a text, which grows with it. */
void screens_icon(const struct screens_context *c, const char *icon, int size_mm,
                  enum ui_tone tone);
/* The same on a round ground, for what people look for first. */
void screens_seal(const struct screens_context *c, const char *icon);
/* A coloured panel with an icon, a heading (may be NULL) and a text (may be NULL). */
void screens_notice(const struct screens_context *c, const char *id, enum ui_surface surface,
                    const char *heading, const char *text);
/* What the citizen can do when the camera has read nothing for a while; nothing otherwise. */
void screens_camera_hint(const struct screens_context *c, const char *id);
/* An icon (may be NULL), what it is, and its value below. */
void screens_fact(const struct screens_context *c, const char *icon, const char *label,
                  const char *value);
/* The same with a procedure's name, which can be very long: cut after a few lines. */
void screens_fact_name(const struct screens_context *c, const char *icon, const char *label,
                       const char *name);
/* The same with a dossier's code, which stays on one line. */
void screens_fact_code(const struct screens_context *c, const char *icon, const char *label,
                       const char *code);
/* Of the camera or of a chip; nothing if there is none. */
void screens_picture(const struct screens_context *c, const char *id,
                     const struct flow_picture *picture, int width_mm, const char *name);
/* A waiting mark with a text and a smaller one (may be NULL) below. */
void screens_waiting(const struct screens_context *c, const char *id, const char *text,
                     const char *more);
/* A tick box or radio on a card of its own. */
void screens_check(const struct screens_context *c, const char *id, const char *text,
                   const struct ui_check *check);

/* A large picture of what to do; what follows up to screens_how_end() stands below or beside it. */
void screens_how_begin(const struct screens_context *c, const char *icon);
void screens_how_end(const struct screens_context *c);

struct screens_button {
    const char *id;
    const char *text;
    const char *icon;
    enum flow_intent intent;
    int arg;
    bool disabled;
};
/* The strip above the bottom bar: the one primary button, and up to two others (NULL: none). */
void screens_actions(const struct screens_context *c, const struct screens_button *primary,
                     const struct screens_button *second, const struct screens_button *third);
/* A pressable card with a title, a smaller text (may be NULL or "") and an arrow. */
void screens_entry(const struct screens_context *c, const char *id, const char *title,
                   const char *small, const char *highlight, struct ui_action action);

/* Tiles of groups of procedures, `columns` beside each other: those of `kind` up to `max` of them;
 * `more` (may be NULL) stands as one more tile at the end. The ids begin with `prefix`. */
struct screens_tiles {
    const char *prefix;
    enum flow_group_kind kind;
    size_t max;
    int columns;
    bool counts;   /* how many procedures are in it */
    int height_mm; /* at least; 0: as usual */
    const struct screens_button *more;
};
void screens_tiles_show(const struct screens_context *c, const struct screens_tiles *tiles);

/* The QR code of a URL, large enough for any phone; drawn once a URL. */
void screens_qr(const struct screens_context *c, const char *id, const char *url, int width_mm);

/* Of the receipt: its code as large as the screen lets it be, what became of the paper, and the
 * strip with finish, code and print. */
void screens_code_large(const struct screens_context *c);
void screens_print_state(const struct screens_context *c);
void screens_receipt_actions(const struct screens_context *c);

/* ---- The on-screen keyboard ---- */

/* How the keyboard's box grows: beside what is typed, or not at all below it. */
int screens_keys_share(const struct screens_context *c);

enum keyboard_pad { KEYBOARD_DIGITS, KEYBOARD_DATE };

/* Vietnamese letters, or digits and signs, by the view's shift and keys_page. */
void keyboard_show(const struct screens_context *c);
/* The field being typed in is a place or an address. */
bool keyboard_types_place(const struct screens_context *c);
/* What can be chosen instead of typed: above the keys, unless the screen shows it apart. */
void keyboard_candidates_show(const struct screens_context *c);
bool keyboard_candidates_apart(const struct screens_context *c);
/* A date's wheels, instead of digits by the view's date_wheels; and the key that changes that. */
void date_wheels_show(const struct screens_context *c);
void date_wheels_switch(const struct screens_context *c);
void keyboard_show_pad(const struct screens_context *c, enum keyboard_pad pad);

#endif
