/*
 * The robot's language: JSON lines, one request, one answer (README, "Robot"). Pure: reads a
 * request, writes an answer; who carries it out is kiosk/app.
 */
#ifndef MOTCUA_KIOSK_ROBOT_PROTOCOL_H
#define MOTCUA_KIOSK_ROBOT_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "ui/ui.h"

#define ROBOT_LINE_MAX_BYTES 65536
#define ROBOT_PATH_BYTES     1024
#define ROBOT_TEXT_BYTES     4096
#define ROBOT_WAIT_MAX_MS    120000
#define ROBOT_HOLD_MAX_MS    10000

enum robot_verb {
    ROBOT_TREE,
    ROBOT_TAP,
    ROBOT_TYPE,
    ROBOT_KEY,
    ROBOT_WAIT,
    ROBOT_SCREENSHOT,
    ROBOT_DEVICE,
    ROBOT_STATS
};

enum robot_device { ROBOT_CAMERA, ROBOT_SCANNER, ROBOT_CARD, ROBOT_PRINTER };

enum robot_device_act {
    ROBOT_CAMERA_SHOW,  /* text: a PNG; "" hides */
    ROBOT_SCANNER_SCAN, /* text: what is scanned */
    ROBOT_CARD_INSERT,  /* text: a JSON file */
    ROBOT_CARD_REMOVE,
    ROBOT_PRINTER_SET, /* text: a state's name */
    ROBOT_PRINTER_TAKE /* text: where to write the PNG */
};

struct robot_request {
    enum robot_verb verb;
    char text[ROBOT_TEXT_BYTES]; /* target id, typed text, key, screen, path: by verb */
    bool at_point;               /* tap at x_px, y_px instead of a target */
    int x_px;
    int y_px;
    int hold_ms; /* how long the finger stays on a tap's target */
    bool idle;   /* wait until nothing is pending instead of for a screen */
    int timeout_ms;
    enum robot_device device;
    enum robot_device_act act;
};

/* One line without its newline. Unknown verbs and unknown keys are refused. */
enum mc_err robot_request_parse(const char *line, size_t len, struct robot_request *out,
                                struct mc_error *err) MC_MUST_CHECK;

/* Answers, one line with its newline, freed with free(). */
char *robot_answer_ok(void);
char *robot_answer_failed(const char *reason);
char *robot_answer_tree(const struct ui *ui);

struct robot_stats {
    struct ui_stats paint;
    int startup_ms;
    long memory_pss_kib;
    long outbox_depth;
    long catalogue_version; /* published; 0: the shipped one */
    long catalogue_refused; /* since the start */
};
char *robot_answer_stats(const struct robot_stats *stats);

#endif
