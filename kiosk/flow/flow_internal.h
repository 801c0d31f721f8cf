/*
 * What the files of the flow share. One screen = one struct flow_handlers (enter, event, exit) in
 * the table of flow.c; flow_go() changes the screen and calls exit and enter.
 *
 * struct flow is one block of secret memory: whatever the citizen entered is in it, and in nothing
 * else but the procedure and the names of search hits, which are public.
 */
#ifndef MOTCUA_KIOSK_FLOW_FLOW_INTERNAL_H
#define MOTCUA_KIOSK_FLOW_FLOW_INTERNAL_H

#include "kiosk/flow/flow.h"

/* What an answer is awaited for: one of each at a time. */
enum flow_request {
    FLOW_REQUEST_POPULAR,
    FLOW_REQUEST_SEARCH,
    FLOW_REQUEST_GROUPS,
    FLOW_REQUEST_GROUP,
    FLOW_REQUEST_PROCEDURE,
    FLOW_REQUEST_CHIP,
    FLOW_REQUEST_COMMIT,
    FLOW_REQUEST_SEND,
    FLOW_REQUEST_PRINT,
    FLOW_REQUEST_PRINT_LIST,
    FLOW_REQUEST_LOOKUP,
    FLOW_REQUEST_PIN,
    FLOW_REQUEST_PRINT_TEST,
    FLOW_REQUEST_RATE,
    FLOW_REQUEST_COUNT
};

struct flow_form_step {
    enum flow_form_step_kind kind;
    size_t field; /* STEP_FIELD */
};

#define FLOW_PIN_BYTES 13

#define FLOW_STEPS_MAX (FORM_FIELDS_MAX + 3)

struct flow_form_steps {
    struct flow_form_step list[FLOW_STEPS_MAX];
    size_t count;
};

enum flow_suggest_kind {
    FLOW_SUGGEST_NAME,
    FLOW_SUGGEST_STREET,
    FLOW_SUGGEST_WARD,
    FLOW_SUGGEST_PROVINCE
};

/* A citizen's, beside the view; wiped with it. */
struct flow_session {
    struct procedure *procedure; /* owned; view.procedure borrows it */
    char procedure_code[PROCEDURE_CODE_BYTES];
    enum flow_screen opened_from; /* where BACK from the procedure leads */
    bool group_from_home;         /* BACK from the group leads home, not to all groups */
    char list_url[RECEIPT_URL_BYTES];
    enum flow_screen fault_from; /* where the fault screen leads back to */
    struct citizen incoming;     /* of the code being judged */
    struct citizen chip_key;     /* whose card the chip should be; id_number "" if not known */
    bool chip_tried;             /* with this key and this card: not again */
    struct form_values spare;    /* while the case changes */
    struct flow_form_step at;    /* of the form */
    bool editing;                /* came from the review and goes back there */
    uint8_t wheel_day;           /* of the date being turned, flow_date_turn() */
    struct date whole_date;      /* which the year alone stands for now, flow_date_year_only() */
    struct dossier_draft draft;
    struct dossier_ids ids;
    struct flow_query query;
    int64_t sent_ms;
    bool may_be_out;      /* a receipt, or part of one, may have come out */
    bool printer_was_out; /* since the receipt's screen was entered */
    int reprints;         /* made by themselves once the printer was ready again */
    struct ime ime;
    enum flow_suggest_kind candidate_kinds[FLOW_CANDIDATES_MAX];
    char pin[FLOW_PIN_BYTES]; /* of staff, while it is typed */
};

/* Wrong look-ups by hand; the kiosk's, not the session's. */
struct flow_tries {
    int wrong;
    int64_t last_ms;
    int64_t blocked_until_ms;
};

struct flow {
    struct flow_settings settings;
    struct flow_view view;
    struct flow_session session;
    struct flow_effects *effects; /* of the step being made */
    struct flow_tries tries;
    uint64_t last_request;
    uint64_t open[FLOW_REQUEST_COUNT]; /* 0: none */
    int64_t now_ms;
    int64_t touched_ms;
    int64_t warned_ms; /* when the idle warning came up */
    int64_t rest_ms;   /* since when the screen, or the step of attract, shows */
    int64_t emblem_ms; /* of the first of the taps on the emblem */
    int emblem_taps;
    int64_t preview_ms;   /* when the last picture of the camera came */
    int pin_failures;     /* since the last right one; a new session does not forget them */
    int64_t pin_after_ms; /* no try before */
    bool started;
    bool devices_known;
};

struct flow_handlers {
    void (*enter)(struct flow *flow);
    void (*event)(struct flow *flow, const struct flow_event *event);
    void (*exit)(struct flow *flow);
};

extern const struct flow_handlers flow_home;
extern const struct flow_handlers flow_search;
extern const struct flow_handlers flow_browse;
extern const struct flow_handlers flow_procedure;
extern const struct flow_handlers flow_identify;
extern const struct flow_handlers flow_form;
extern const struct flow_handlers flow_review;
extern const struct flow_handlers flow_sending;
extern const struct flow_handlers flow_receipt;
extern const struct flow_handlers flow_scan;
extern const struct flow_handlers flow_by_hand;
extern const struct flow_handlers flow_status;
extern const struct flow_handlers flow_rating;
extern const struct flow_handlers flow_fault;
extern const struct flow_handlers flow_end;
extern const struct flow_handlers flow_attract;
extern const struct flow_handlers flow_service;

/* flow.c */
void flow_go(struct flow *flow, enum flow_screen screen);
/* Wipes the session and shows home. Language, text size and contrast go back to their defaults only
 * if `reset`: a citizen who merely looked around keeps them. */
void flow_go_home(struct flow *flow, bool reset);
/* Language, type, colours and so on as they were at the start. */
void flow_reset_display(struct flow *flow);
/* Everything but what belongs to the kiosk: the screen, devices, display settings, the popular
 * procedures and the groups. */
void flow_wipe_session(struct flow *flow);
/* A card, an answer or a paper: leaving would lose something. */
bool flow_has_entered(const struct flow *flow);
/* Home at once if nothing was entered, else the question. */
void flow_leave(struct flow *flow);
struct flow_effect *flow_emit(struct flow *flow, enum flow_effect_kind kind);
/* With a new id, which is now the one waited for. */
struct flow_effect *flow_ask(struct flow *flow, enum flow_request request,
                             enum flow_effect_kind kind);
/* Nobody waits any more: told with a CANCEL if the request is open. */
void flow_cancel(struct flow *flow, enum flow_request request);
void flow_wipe_citizen(struct flow *flow);
/* NULL: none. */
void flow_take_picture(struct flow_picture *out, const struct mc_grey *picture);

/* flow_idle.c */
void flow_touch(struct flow *flow);
void flow_tick(struct flow *flow);

/* flow_voice.c: true if the intent was one about the sound. */
bool flow_voice_intent(struct flow *flow, const struct flow_event *event);
void flow_headphones(struct flow *flow, bool plugged);
void flow_voice_reset(struct flow_view *view);
/* It is not as flow_voice_reset() leaves it. */
bool flow_voice_changed(const struct flow_view *view);

/* flow_rest.c: the end of a session that was finished, and home when nobody is there. */
void flow_part(struct flow *flow);
void flow_rest_tick(struct flow *flow);
/* -1: nothing is due. */
int64_t flow_rest_due_ms(const struct flow *flow);

/* flow_text.c: editing at the end of a text in a fixed array; true if it changed. */
bool flow_text_append(struct flow *flow, char *text, size_t size, size_t max_chars,
                      const char *typed);
bool flow_text_backspace(struct flow *flow, char *text, size_t size);
bool flow_text_tone(struct flow *flow, char *text, size_t size, int tone); /* enum ime_tone */

/* flow_by_hand.c: how long nobody may try; one more was wrong. */
int flow_tries_wait_s(const struct flow *flow);
void flow_tries_wrong(struct flow *flow);

/* flow_find.c */
void flow_ask_popular(struct flow *flow);
/* At most `max`. */
void flow_take_hits(struct flow_hit *hits, size_t max, size_t *count,
                    const struct flow_event *event);
void flow_free_hits(struct flow_hit *hits, size_t *count);
struct mc_text flow_dup_text(const struct mc_text *text);
void flow_open_procedure(struct flow *flow, const struct flow_hit *hits, size_t count, int arg);

/* flow_browse.c */
void flow_ask_groups(struct flow *flow);
void flow_take_groups(struct flow *flow, const struct flow_event *event);
void flow_free_groups(struct flow *flow);
/* From home, or among all groups. */
void flow_open_group(struct flow *flow, int arg);

/* flow_list.c: what to bring, on paper. */
void flow_print_list(struct flow *flow);
void flow_list_printed(struct flow *flow, bool ok);
void flow_list_forget(struct flow *flow);

/* flow_service.c */
void flow_emblem_tapped(struct flow *flow);
/* SERVICE, PREVIEW. */
void flow_service_told(struct flow *flow, const struct flow_event *event);
void flow_service_tick(struct flow *flow);
/* -1: none. */
int64_t flow_service_due_ms(const struct flow *flow);

/* flow_fault.c */
void flow_fail(struct flow *flow, enum flow_fault fault);

/* flow_chip.c */
/* The number on a card was read or typed: `key` has birth and issue, too, if known. */
void flow_chip_key(struct flow *flow, const struct citizen *key);
void flow_chip_card(struct flow *flow, enum flow_chip_card card);
void flow_chip_progress(struct flow *flow, const struct flow_event *event);
void flow_chip_done(struct flow *flow, const struct flow_event *event);
/* From the screen just left to the one that shows now. */
void flow_chip_follow(struct flow *flow);

/* flow_identify.c */
/* Another holder's answers do not stay; what was typed does. */
void flow_forget_card_answers(struct form_values *values);
bool flow_can_identify(const struct flow *flow);
bool flow_can_scan(const struct flow *flow);

/* flow_field.c: the value of view.field. */
void flow_field_event(struct flow *flow, const struct flow_event *event);
/* What the keyboard starts with. */
void flow_field_enter(struct flow *flow);
bool flow_field_is_name(const struct form_field *field);

/* flow_date.c: true if the value changed. */
bool flow_date_append(char *value, char typed);
bool flow_date_backspace(char *value);
bool flow_date_turn_year(char *value, struct date today, int arg);
/* Between the year alone and the whole date, which comes back if its year is still the same. */
void flow_date_year_only(struct flow *flow, char *value);
/* *day: the one that was turned to, which short months on the way do not change; 0: none yet. */
bool flow_date_turn(char *value, struct date today, int arg, uint8_t *day);

/* flow_suggest.c */
void flow_suggest_update(struct flow *flow);
/* True if the value changed. */
bool flow_suggest_choose(struct flow *flow, const struct form_field *field, char *value, int arg);

/* flow_form.c */
const struct procedure_case *flow_case(const struct flow *flow);
void flow_choose_case(struct flow *flow, size_t index);
bool flow_field_locked(const struct flow *flow, size_t field);
void flow_form_start(struct flow *flow);
void flow_form_resume(struct flow *flow); /* at the last step */
void flow_form_edit(struct flow *flow, struct flow_form_step step);
void flow_form_update(struct flow *flow);
/* The citizen's data have changed under the form. */
void flow_form_refill(struct flow *flow);

/* flow_receipt.c */
void flow_receipt_fill(struct flow *flow);
void flow_receipt_register(struct flow *flow, const struct flow_event *event);
void flow_receipt_print(struct flow *flow);
/* The events the receipt and the refused dossier have in common; false: not one of them. */
bool flow_receipt_event(struct flow *flow, const struct flow_event *event);

#endif
