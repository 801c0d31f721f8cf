/*
 * The citizen's journeys as a pure state machine: flow_step() takes an event, changes the state and
 * returns what is to be done. No I/O, no clock, no randomness, no threads: time comes inside the
 * events, results of effects come back as events. The whole session lives in one block of secret
 * memory and is wiped when it ends.
 *
 * home → search or browse → procedure → identify → form → review → sending → receipt → home
 * Beside identify, form and review the card's chip is read, once its number is known.
 * home → scan → status → home; a fault screen wherever the way on is blocked. A receipt or a status
 * that is finished shows what to take along (end) before home; home left alone becomes attract.
 *
 * Every effect that has an answer carries a request id; an answer with another id than the one the
 * flow waits for is stale and ignored, so that nothing that arrives late can disturb a new session.
 */
#ifndef MOTCUA_KIOSK_FLOW_FLOW_H
#define MOTCUA_KIOSK_FLOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image.h"
#include "core/messages.h"
#include "domain/card_qr.h"
#include "domain/dossier.h"
#include "domain/form.h"
#include "domain/office.h"
#include "domain/procedure.h"
#include "domain/rating.h"
#include "domain/receipt.h"
#include "domain/suggest.h"
#include "kiosk/flow/flow_service.h"
#include "ui/ime/ime.h"

#define FLOW_QUERY_BYTES    256
#define FLOW_RESULTS_MAX    20
#define FLOW_GROUPS_MAX     64
#define FLOW_ENTRIES_MAX    128 /* procedures of a group */
#define FLOW_GROUP_ID_BYTES 96
#define FLOW_EFFECTS_MAX    8
#define FLOW_CANDIDATES_MAX 24

enum flow_screen {
    FLOW_HOME,
    FLOW_SEARCH,
    FLOW_BROWSE, /* all groups, or the procedures of one */
    FLOW_PROCEDURE,
    FLOW_IDENTIFY,
    FLOW_FORM,
    FLOW_REVIEW,
    FLOW_SENDING,
    FLOW_RECEIPT,
    FLOW_SCAN,
    FLOW_BY_HAND, /* code and ID number, typed */
    FLOW_STATUS,
    FLOW_RATING, /* of a dossier that was decided */
    FLOW_FAULT,
    FLOW_END,     /* what to take along; over by itself */
    FLOW_ATTRACT, /* nobody is there */
    FLOW_SERVICE, /* for staff: a PIN, then what works, and trying it */
    FLOW_SCREEN_COUNT
};
/* "home", "search", …: the robot's screen names, and the prefix of widget ids. */
const char *flow_screen_name(enum flow_screen screen);

/* ---- Settings, fixed at start; texts are borrowed and outlive the flow ---- */

struct flow_settings {
    int64_t idle_warning_ms;   /* 60,000 */
    int64_t idle_countdown_ms; /* 20,000: from the warning to the wipe */
    int64_t
        receipt_idle_ms; /* how long a finished receipt stays: 30,000, then the same countdown */
    int64_t
        send_patience_ms; /* how long to wait for the service before the receipt is provisional */
    int64_t end_ms;       /* how long it says what to take along; 0: not at all */
    int64_t attract_ms;   /* home without a touch for so long invites the next one; 0: never */
    int64_t attract_step_ms; /* then something moves so often; 0: never */
    bool still;              /* nothing moves by itself unless a citizen asks for it */
    const char *kiosk;
    const char *receiving_agency;
    const char *agency_lines[2]; /* printed on top of the receipt */
    const char *collect_at;
    const char *hotline;
    const char *public_base; /* of the receipt's URL */
    enum ime_method method;  /* what the keyboard starts with in each session */
    enum ime_style tone_style;
    bool service;                  /* staff have a PIN: five taps on the emblem ask for it */
    const struct suggest *suggest; /* NULL: nothing is offered while typing */
};

/* ---- Events ---- */

enum flow_event_kind {
    FLOW_EV_TICK,   /* at least once a second while a session is open */
    FLOW_EV_TOUCH,  /* somebody is there; resets the idle time */
    FLOW_EV_INTENT, /* a widget's meaning: intent and arg */
    FLOW_EV_TEXT,   /* typed text for the active field */
    FLOW_EV_BACKSPACE,
    FLOW_EV_TONE,          /* a tone key (arg: enum ime_tone) for the last syllable */
    FLOW_EV_CODE,          /* a code was read by camera or scanner: bytes */
    FLOW_EV_HINT,          /* arg: enum flow_hint */
    FLOW_EV_CHIP_CARD,     /* a card was laid on the chip reader or taken away: chip_card */
    FLOW_EV_CHIP_PROGRESS, /* arg: percent; request: which reading */
    FLOW_EV_CHIP_DONE,     /* a reading has ended: chip, and citizen if READ */
    FLOW_EV_SEARCH_DONE,
    FLOW_EV_GROUPS_DONE,
    FLOW_EV_GROUP_DONE,
    FLOW_EV_PROCEDURE_DONE,
    FLOW_EV_COMMIT_DONE, /* in the outbox, safe on disk */
    FLOW_EV_SEND_DONE,   /* the service answered, or could not be reached */
    FLOW_EV_PRINT_DONE,
    FLOW_EV_LOOKUP_DONE,
    FLOW_EV_RATE_DONE,
    FLOW_EV_DEVICES,    /* what works has changed */
    FLOW_EV_HEADPHONES, /* ok: plugged in */
    FLOW_EV_VOICE,      /* ok: something here can speak */
    FLOW_EV_PIN_DONE,   /* ok: it was right */
    FLOW_EV_SERVICE,    /* how things are, while the service screen shows */
    FLOW_EV_PREVIEW,    /* what the camera sees, likewise */
    FLOW_EV_CATALOGUE   /* another version of the catalogue is in use */
};

/* Why the camera has read nothing for a while. */
enum flow_hint { FLOW_HINT_NONE, FLOW_HINT_DARK, FLOW_HINT_GLARE, FLOW_HINT_FAR, FLOW_HINT_CLOSE };

enum flow_intent {
    FLOW_INTENT_NONE,
    FLOW_INTENT_HOME, /* leave; asks first when something would be lost */
    FLOW_INTENT_BACK,
    FLOW_INTENT_NEXT,         /* the primary button */
    FLOW_INTENT_FIND,         /* home → search */
    FLOW_INTENT_FOLLOW,       /* home → scan */
    FLOW_INTENT_BY_HAND,      /* scan → by hand */
    FLOW_INTENT_CLEAR,        /* empties the active field */
    FLOW_INTENT_WHEELS,       /* dates by wheels ↔ by digits */
    FLOW_INTENT_YEAR_ONLY,    /* the year alone ↔ the whole date, where the form lets it */
    FLOW_INTENT_WHEEL,        /* turns one; arg: FLOW_WHEEL_ARG(part, by) */
    FLOW_INTENT_CANDIDATE,    /* arg: index into the candidates */
    FLOW_INTENT_OPEN_RESULT,  /* arg: index into the results */
    FLOW_INTENT_POPULAR,      /* arg: index into the popular list (home and empty search) */
    FLOW_INTENT_BROWSE,       /* home → all groups */
    FLOW_INTENT_OPEN_GROUP,   /* arg: index into the groups (home and browse) */
    FLOW_INTENT_OPEN_ENTRY,   /* arg: index into the open group's entries */
    FLOW_INTENT_SECTION,      /* procedure: opens or closes; arg: enum flow_section */
    FLOW_INTENT_PRINT_LIST,   /* procedure: what to bring, on paper */
    FLOW_INTENT_HAND_IN,      /* procedure → identify */
    FLOW_INTENT_TYPE_NUMBER,  /* identify: opens the pad for the ID number, or closes it */
    FLOW_INTENT_CHOOSE_CASE,  /* arg: case index */
    FLOW_INTENT_CHOOSE,       /* arg: choice index; 1/0 for yes/no */
    FLOW_INTENT_TOGGLE_PAPER, /* arg: paper index */
    FLOW_INTENT_EDIT,         /* review → form at field arg (-1: the papers) */
    FLOW_INTENT_SUBMIT,
    FLOW_INTENT_PRINT,     /* again, or for the first time once there is paper */
    FLOW_INTENT_SHOW_CODE, /* receipt: the QR code large, to be photographed */
    FLOW_INTENT_FINISH,    /* receipt, status → wiped, home */
    FLOW_INTENT_RETRY,     /* fault, status */
    FLOW_INTENT_HELP,      /* where to find staff; STAY closes it */
    FLOW_INTENT_RATE,      /* status → rating */
    FLOW_INTENT_POINTS,    /* rating; arg: 0 to RATING_MOST */
    FLOW_INTENT_STAY,      /* idle warning, or "leave?" → no */
    FLOW_INTENT_LEAVE,     /* "leave?" → yes */
    FLOW_INTENT_LANGUAGE,  /* next one; like the next two, arg is the one wanted, plus one */
    FLOW_INTENT_TEXT_SIZE,
    FLOW_INTENT_CONTRAST,  /* enum flow_theme */
    FLOW_INTENT_LOW_REACH, /* on, off; like the next one */
    FLOW_INTENT_STILL,
    FLOW_INTENT_SOUND, /* reads aloud from now on, and shows how it may be changed */
    FLOW_INTENT_SOUND_OFF,
    FLOW_INTENT_VOICE_VOLUME,  /* arg: 1 louder, -1 softer */
    FLOW_INTENT_VOICE_RATE,    /* arg: 1 faster, -1 slower */
    FLOW_INTENT_VOICE_NUMBERS, /* whether numbers of identity are read aloud, too */
    FLOW_INTENT_SHIFT,     /* on-screen keyboard: one capital → only capitals → small letters */
    FLOW_INTENT_MARKS,     /* a letter was kept pressed: its marked forms; arg: that letter */
    FLOW_INTENT_METHOD,    /* Telex → VNI → plain Latin → Telex */
    FLOW_INTENT_KEYS_PAGE, /* on-screen keyboard: letters ↔ digits and signs */
    FLOW_INTENT_EMBLEM,    /* home: one of the taps that lead to the service screen */
    FLOW_INTENT_TEST_PRINT, /* service */
    FLOW_INTENT_COUNT
};

/* In the order in which one button leads through them. */
enum flow_theme {
    FLOW_THEME_LIGHT,
    FLOW_THEME_CONTRAST_DARK,
    FLOW_THEME_CONTRAST_LIGHT,
    FLOW_THEME_DARK,
    FLOW_THEME_COUNT
};

/* enum date_part and how far, up to 127 either way; an empty date turns from today. */
#define FLOW_WHEEL_PART          256
#define FLOW_WHEEL_STAY          128
#define FLOW_WHEEL_ARG(part, by) ((int)(part)*FLOW_WHEEL_PART + FLOW_WHEEL_STAY + (by))

enum flow_send_outcome {
    FLOW_SEND_ACCEPTED,
    FLOW_SEND_UNREACHABLE, /* no network, time-out, an answer that makes no sense: kept, tried again
                            */
    FLOW_SEND_REFUSED      /* the service refused the dossier for good: staff have to look */
};

enum flow_lookup_outcome {
    FLOW_LOOKUP_FOUND,
    FLOW_LOOKUP_UNKNOWN, /* no such dossier, or the token is not its token: not told apart */
    FLOW_LOOKUP_UNREACHABLE,
    FLOW_LOOKUP_QUEUED, /* provisional, still waiting in this kiosk to be sent */
    FLOW_LOOKUP_KNOWN,  /* the service cannot be reached: what it last told this kiosk */
    FLOW_LOOKUP_WAIT    /* too many wrong tries by hand: not looked at before wait_s are over */
};

/* What is looked up: the receipt's code, with its token or with the applicant's ID number; the
 * other one is "". */
struct flow_query {
    char code[DOSSIER_CODE_BYTES];
    char token[MC_TOKEN_CHARS + 1];
    char id_number[CITIZEN_ID_CHARS + 1];
    char rating_permit[RATING_PERMIT_BYTES]; /* told when it was found by number; to rate it */
};

enum flow_chip_card { FLOW_CHIP_CARD_GONE, FLOW_CHIP_CARD_LIES, FLOW_CHIP_CARD_SILENT };

enum flow_chip_outcome {
    FLOW_CHIP_UNREADABLE, /* not an ID card, garbled, too slow */
    FLOW_CHIP_READ,       /* citizen, with how sure it is */
    FLOW_CHIP_REFUSED,    /* it takes other keys: another card's number */
    FLOW_CHIP_NEEDS_CODE, /* the number alone is not enough */
    FLOW_CHIP_TORN,       /* taken away while it was read */
    FLOW_CHIP_FORGED      /* what it says is not to be believed */
};

enum flow_rate_outcome {
    FLOW_RATE_TAKEN,
    FLOW_RATE_TAKEN_BEFORE, /* somebody rated it already */
    FLOW_RATE_UNREACHABLE   /* or an answer that makes no sense */
};

struct flow_hit {
    char code[PROCEDURE_CODE_BYTES];
    struct mc_text name; /* borrowed from the event for the call; flow copies */
    struct mc_text field;
    bool can_hand_in;
    bool suggested; /* nothing matched: one of the popular ones instead */
};

enum flow_group_kind { FLOW_BY_LIFE_EVENT, FLOW_BY_FIELD };

struct flow_group {
    enum flow_group_kind kind;
    char id[FLOW_GROUP_ID_BYTES]; /* "having_a_child", "civil_status", … */
    struct mc_text title;         /* of a field that is none of ours; borrowed like a hit's */
    size_t count;                 /* procedures of the ward */
};

struct flow_dossier_status {
    char code[DOSSIER_CODE_BYTES];
    char provisional_code[DOSSIER_CODE_BYTES]; /* "" if none */
    enum dossier_status status;
    char procedure_name[RECEIPT_NAME_BYTES];
    struct local_time received;
    struct local_time appointed; /* year 0: none yet */
    struct local_time updated;
    char note[1024]; /* of the officer: what is missing, why refused; may be empty */
    char collect_at[320];
    char receiving_agency[256]; /* where it was handed in, who decides: names, "" if not known */
    char deciding_agency[256];
    struct office_move moved; /* of `appointed` */
    struct local_time known;  /* FLOW_LOOKUP_KNOWN: when the service told */
    bool rating_open;         /* it can be rated, and was not yet */
};

struct flow_devices {
    bool camera;
    bool scanner;
    bool card_reader;
    bool printer;              /* ready to print */
    const char *printer_state; /* printer_state_name(), static */
    bool network;              /* the last call to the service went through */
    bool disk_low;             /* no room to take anything in */
};

struct flow_event {
    enum flow_event_kind kind;
    int64_t now_ms; /* monotonic */
    int64_t unix_s;
    uint64_t request; /* of the effect this answers */
    enum flow_intent intent;
    int arg;
    const char *text;     /* TEXT */
    const uint8_t *bytes; /* CODE */
    size_t len;
    bool by_scanner;                   /* CODE: not by the camera */
    const char *symbology;             /* CODE: mc_symbology_name(), static */
    enum flow_chip_card chip_card;     /* CHIP_CARD */
    enum flow_chip_outcome chip;       /* CHIP_DONE */
    const struct citizen *citizen;     /* CHIP_DONE, borrowed */
    enum flow_chip_access chip_access; /* CHIP_DONE */
    bool plain_name;                   /* CHIP_DONE: the name is in capitals without marks */
    bool ok;         /* SEARCH, GROUPS, GROUP, PROCEDURE, COMMIT, PRINT: it worked */
    bool may_be_out; /* PRINT_DONE, not ok: part of the paper may have come out all the same */
                     /* HEADPHONES: plugged in; VOICE: there is one */
    const struct flow_hit *hits; /* SEARCH_DONE, GROUP_DONE, borrowed */
    size_t hit_count;
    const struct flow_group *groups; /* GROUPS_DONE, borrowed */
    size_t group_count;
    struct procedure *procedure;   /* PROCEDURE_DONE: ownership moves to the flow, always */
    const struct dossier_ids *ids; /* COMMIT_DONE */
    enum flow_send_outcome send;   /* SEND_DONE */
    const char *code;              /* SEND_DONE, accepted: the official code */
    struct local_time received;    /* SEND_DONE, accepted */
    struct local_time appointed;
    enum flow_lookup_outcome lookup; /* LOOKUP_DONE */
    int64_t wait_s;                  /* LOOKUP_DONE, FLOW_LOOKUP_WAIT */
    const struct flow_dossier_status *status;
    const char *rating_permit;                /* LOOKUP_DONE, borrowed; NULL or "": none */
    enum flow_rate_outcome rate;              /* RATE_DONE */
    const struct flow_devices *devices;       /* DEVICES */
    const struct flow_service_state *service; /* SERVICE */
    const struct mc_grey *picture; /* PREVIEW, CHIP_DONE: the portrait, or NULL; borrowed */
};

/* ---- Effects ---- */

enum flow_effect_kind {
    FLOW_FX_SEARCH,         /* text: query ("" = popular) → SEARCH_DONE */
    FLOW_FX_GROUPS,         /* → GROUPS_DONE */
    FLOW_FX_GROUP,          /* group → GROUP_DONE */
    FLOW_FX_PRINT_LIST,     /* procedure, case_index, text: its URL → PRINT_DONE */
    FLOW_FX_LOAD_PROCEDURE, /* text: code → PROCEDURE_DONE */
    FLOW_FX_CODES_ON,       /* camera and scanner: report codes */
    FLOW_FX_CODES_OFF,
    FLOW_FX_READ_CHIP,    /* citizen: whose card it should be → CHIP_PROGRESS, CHIP_DONE */
    FLOW_FX_COMMIT,       /* draft → outbox → COMMIT_DONE; it stays still until then */
    FLOW_FX_SEND,         /* the dossier just committed (ids) → SEND_DONE */
    FLOW_FX_PRINT,        /* receipt → PRINT_DONE */
    FLOW_FX_LOOKUP,       /* query → LOOKUP_DONE */
    FLOW_FX_RATE,         /* query and rating → RATE_DONE */
    FLOW_FX_CANCEL,       /* request: nobody waits for it any more */
    FLOW_FX_CHECK_PIN,    /* text: what was typed → PIN_DONE */
    FLOW_FX_PRINT_TEST,   /* a sample → PRINT_DONE */
    FLOW_FX_SESSION_ENDED /* everything personal outside the flow is to be wiped */
};

struct flow_effect {
    enum flow_effect_kind kind;
    uint64_t request;
    const char *text; /* borrowed until the next step, like all below */
    const struct dossier_draft *draft;
    const struct dossier_ids *ids;
    const struct receipt *receipt;
    const struct flow_query *query;
    const struct citizen *citizen;
    const struct rating *rating;
    const struct flow_group *group;
    const struct procedure *procedure;
    size_t case_index;
    bool barcodes; /* CODES_ON: those of other offices' receipts, too */
    bool preview;  /* CODES_ON: with PREVIEWs */
};

struct flow_effects {
    struct flow_effect list[FLOW_EFFECTS_MAX];
    size_t count;
};

/* ---- The view model ---- */

enum flow_hand_step { FLOW_HAND_CODE, FLOW_HAND_NUMBER };

#define FLOW_VOLUME_MAX 4 /* from 0 */
#define FLOW_RATE_MAX   2 /* from -FLOW_RATE_MAX */

/* How the screen is read aloud; zeroed but for the volume at each session's end. */
struct flow_voice {
    int volume;
    int rate;
    bool numbers;    /* numbers of identity are read aloud, too */
    bool headphones; /* plugged in: nobody else listens */
    bool missing;    /* nothing here can speak */
};

enum flow_form_step_kind { FLOW_STEP_CASE, FLOW_STEP_CARD, FLOW_STEP_FIELD, FLOW_STEP_PAPERS };

/* Why the fault screen shows; messages are fault.<name>.title and fault.<name>.what. */
enum flow_fault {
    FLOW_FAULT_NONE,
    FLOW_FAULT_CATALOGUE, /* the procedure cannot be shown */
    FLOW_FAULT_STORAGE,   /* the dossier could not be saved: nothing was handed in */
    FLOW_FAULT_REFUSED,   /* the service refused the dossier: kept, staff are told */
    FLOW_FAULT_NO_READER, /* neither camera nor scanner nor card reader */
    FLOW_FAULT_DISK_LOW   /* no room to keep a dossier: told before the citizen begins one */
};
const char *flow_fault_name(enum flow_fault fault);

/* How the citizen's card fares on the chip reader; messages are chip.<name>. */
enum flow_chip {
    FLOW_CHIP_STATE_NONE,    /* no card there, or nothing to tell */
    FLOW_CHIP_STATE_WAITING, /* lies there; its number is needed first */
    FLOW_CHIP_STATE_READING,
    FLOW_CHIP_STATE_DONE, /* view.citizen says how sure it is */
    FLOW_CHIP_STATE_UNREADABLE,
    FLOW_CHIP_STATE_OTHER,      /* the card that lies there is another one */
    FLOW_CHIP_STATE_NEEDS_CODE, /* the typed number is not enough: show the QR code */
    FLOW_CHIP_STATE_TORN,       /* lay it down again and leave it there */
    FLOW_CHIP_STATE_DOUBTFUL    /* the chip does not agree with the code, or with itself */
};
const char *flow_chip_name(enum flow_chip chip);

/* Of the camera, or of the chip; grey, row by row; width 0: none. */
#define FLOW_PICTURE_MAX_BYTES ((size_t)160 * 120)
struct flow_picture {
    int width_px;
    int height_px;
    uint8_t pixels[FLOW_PICTURE_MAX_BYTES];
};

enum flow_print { FLOW_PRINT_NONE, FLOW_PRINT_RUNNING, FLOW_PRINT_DONE, FLOW_PRINT_FAILED };

/* Of the procedure's page: what is not answered at its top. */
enum flow_section {
    FLOW_SECTION_PAPERS,
    FLOW_SECTION_STEPS,
    FLOW_SECTION_CHANNELS, /* times and fees */
    FLOW_SECTION_CONDITIONS,
    FLOW_SECTION_RESULTS,
    FLOW_SECTION_LEGAL,
    FLOW_SECTION_ABOUT, /* the whole name, the agencies */
    FLOW_SECTION_COUNT
};

/* The short form of domain/rating.h, one question after the other. */
enum flow_rating_step {
    FLOW_RATING_ASKS,
    FLOW_RATING_SENDS,
    FLOW_RATING_TAKEN,
    FLOW_RATING_BEFORE,
    FLOW_RATING_FAILED
};
struct flow_rating {
    enum flow_rating_step step;
    int question; /* index into rating_short_form */
    struct rating answers;
};

struct flow_view {
    enum flow_screen screen;
    enum mc_language language;
    int text_size; /* 0..3: 100, 125, 150, 200 % */
    enum flow_theme theme;
    bool low_reach;   /* every control in the lower part of the screen */
    bool sound;       /* read aloud */
    bool sound_panel; /* how it is read, over any screen */
    struct flow_voice voice;
    bool still;        /* nothing moves by itself */
    bool session_open; /* something of a citizen's is held */
    struct local_time now;
    struct flow_devices devices;

    bool idle_warning;
    int idle_left_s;
    bool leave_question;
    bool help;           /* where to find staff, over any screen */
    const char *hotline; /* the settings' */
    const char *agency;  /* whose kiosk it is, the settings' first agency line */

    enum ime_method method; /* keyboard state */
    bool shift;             /* the next letter is a capital */
    bool caps_lock;
    bool keys_page;   /* digits and signs */
    bool date_wheels; /* dates are answered by wheels, not digits */
    bool year_only;   /* of the date in view.field only the year is asked for */
    int marks;        /* the letter whose marked forms are offered, small; 0: none */

    /* search */
    char query[FLOW_QUERY_BYTES];
    bool searching;
    struct flow_hit results[FLOW_RESULTS_MAX]; /* texts owned by the flow */
    size_t result_count;
    struct flow_hit popular[FLOW_RESULTS_MAX];
    size_t popular_count;

    /* browse; the groups belong to the kiosk and stay, like the popular procedures */
    struct flow_group groups[FLOW_GROUPS_MAX]; /* texts owned by the flow */
    size_t group_count;
    bool group_open;
    size_t group; /* the open one */
    bool listing; /* its entries are on their way */
    struct flow_hit entries[FLOW_ENTRIES_MAX];
    size_t entry_count;

    /* procedure, NULL while loading */
    const struct procedure *procedure;
    size_t case_index;
    unsigned sections_open;     /* bits of enum flow_section */
    enum flow_print list_print; /* of what to bring */

    /* identify, scan */
    enum flow_hint hint;

    /* identify */
    enum card_qr_verdict card_verdict; /* of the last code; CITIZEN while none was wrong */
    bool card_expired;                 /* the last card shown has expired */
    struct citizen citizen;            /* id_number "" until known */
    struct flow_picture portrait;      /* of a chip that is believed */
    bool chip_card_lies;               /* on the reader, whoever's it is */
    enum flow_chip chip;
    int chip_percent;                        /* READING */
    bool typing_number;                      /* the pad is open */
    bool number_taken;                       /* from the pad: the chip is waited for */
    char typed_number[CITIZEN_ID_CHARS + 1]; /* digits so far */

    /* form */
    enum flow_form_step_kind step_kind;
    int step; /* 0-based */
    int step_count;
    size_t field;              /* STEP_FIELD */
    enum form_problem problem; /* of the field: at NEXT all, while typing what is wrong already */
    struct form_values values;
    bool papers[DOSSIER_PAPERS_MAX];
    const char *candidates[FLOW_CANDIDATES_MAX]; /* for what is being typed, best first */
    /* The name before July 2025 that each was found by; NULL: by the one it has now. */
    const char *candidates_were[FLOW_CANDIDATES_MAX];
    size_t candidate_count;

    /* sending, receipt */
    bool committed;
    struct receipt receipt;
    enum flow_print print;
    bool code_large;

    /* scan, status */
    enum receipt_scan_verdict scan_verdict; /* of the last code; OURS while none was wrong */
    enum flow_lookup_outcome lookup;
    enum flow_hand_step hand_step; /* by hand */
    char hand_code[DOSSIER_CODE_BYTES];
    char hand_number[CITIZEN_ID_CHARS + 1];
    bool hand_wrong; /* what was typed cannot be one */
    bool looking_up;
    int lookup_wait_s; /* FLOW_LOOKUP_WAIT: as long as it is not over */
    struct flow_dossier_status status;

    struct flow_rating rating;

    enum flow_fault fault;

    /* end, attract */
    bool end_chip;    /* a card is in the reader */
    bool end_paper;   /* there is a receipt */
    int attract_step; /* what it shows changes with it */

    /* service */
    bool service_possible;
    bool service_open; /* the PIN was right */
    bool pin_checking;
    bool pin_wrong; /* the last one */
    int pin_chars;  /* typed so far */
    int pin_wait_s; /* before the next try */
    struct flow_service_state service;
    enum flow_print test_print;
    struct flow_service_try camera_try;
    struct flow_service_try scanner_try;
    struct flow_service_chip chip_try; /* beside chip and chip_percent */
    struct flow_picture preview;
};

/* ---- The machine ---- */

struct flow;

/* settings borrowed. */
struct flow *flow_create(const struct flow_settings *settings, int64_t now_ms, int64_t unix_s);
void flow_destroy(struct flow *flow);
/* effects is emptied first. */
void flow_step(struct flow *flow, const struct flow_event *event, struct flow_effects *effects);
const struct flow_view *flow_view(const struct flow *flow);
/* When the next TICK is due, monotonic ms; -1: none (nothing is timed at home). */
int64_t flow_next_tick_ms(const struct flow *flow);

#endif
