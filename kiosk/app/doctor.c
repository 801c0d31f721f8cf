#include "kiosk/app/doctor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "core/text.h"
#include "drivers/printer/transport_open.h"
#include "kiosk/app/device_problem.h"
#include "kiosk/app/doctor_internal.h"
#include "kiosk/app/running.h"

#define STATE_TIMEOUT_MS 2000
#define LISTED_MAX       4
#define CELL_BYTES       512

struct doctor_line *doctor_add(struct doctor_report *report, const char *name, const char *choice)
{
    MC_CHECK(report->count < DOCTOR_LINES_MAX);
    struct doctor_line *line = &report->lines[report->count++];
    *line = (struct doctor_line){.name = name, .state = "ok", .mark = DOCTOR_GOOD};
    mc_copy_text(line->choice, sizeof line->choice, choice);
    return line;
}

void doctor_say(struct doctor_line *line, enum doctor_mark mark, const char *state,
                const char *remedy)
{
    line->mark = mark;
    line->state = state;
    line->remedy = remedy;
}

/* ---- Devices ---- */

static void look_at_printer(struct device_slot *slot, struct doctor_line *line)
{
    struct printer *printer = slot->device.printer;
    enum printer_state state = printer->ops->state(printer, STATE_TIMEOUT_MS);
    enum doctor_mark mark = state == PRINTER_OK          ? DOCTOR_GOOD
                            : printer_state_ready(state) ? DOCTOR_NOTE
                                                         : DOCTOR_BAD;
    const char *name = printer_state_name(state);
    doctor_say(line, mark, name, state == PRINTER_OK ? NULL : name);
}

/* What a running kiosk has cannot be had a second time: nothing is wrong with it. */
static void tell_problem(const struct device_status *status, enum device_kind kind, bool running,
                         struct doctor_line *line)
{
    const char *problem = device_problem_name(status);
    mc_copy_text(line->found, sizeof line->found, status->problem_text);
    if (running && strcmp(problem, "busy") == 0) {
        doctor_say(line, DOCTOR_NOTE, "in_use", "in_use");
    } else {
        doctor_say(line, DOCTOR_BAD, problem, problem);
        line->file = device_problem_rules(kind);
    }
}

/* A printer on the network mostly takes one connection, and a running kiosk keeps it: that it
 * refuses a second one, or says nothing on it, is no fault. One that is not there at all is. */
static void forgive_silence(const struct device_status *status, struct doctor_line *line)
{
    bool silent = status->open ? strcmp(line->state, printer_state_name(PRINTER_OFFLINE)) == 0 ||
                                     strcmp(line->state, printer_state_name(PRINTER_GONE)) == 0
                               : status->problem_sys == ECONNREFUSED;
    if (silent && strcmp(line->choice, "tcp") == 0) {
        doctor_say(line, DOCTOR_NOTE, "in_use", "in_use");
    }
}

static void examine_device(enum device_kind kind, const struct options *options, bool running,
                           struct doctor_report *report)
{
    struct device_slot slot;
    device_slot_init(&slot, kind, options);
    bool open = device_slot_open(&slot, mc_clock_monotonic_ms());
    struct device_status status;
    device_slot_status(&slot, &status);
    struct doctor_line *line =
        doctor_add(report, device_kind_name(kind), options_backend_name(options, kind));
    if (!status.configured) {
        doctor_say(line, DOCTOR_NOTE, "not_configured", NULL);
    } else if (!open) {
        tell_problem(&status, kind, running, line);
    } else {
        mc_copy_text(line->found, sizeof line->found, status.description);
        if (kind == DEVICE_PRINTER) {
            look_at_printer(&slot, line);
        }
    }
    if (running) {
        forgive_silence(&status, line);
    }
    device_slot_finish(&slot);
}

/* Printers that are plugged in, configured or not: the addresses to choose from. */
static void list_usb_printers(const struct options *options, struct doctor_report *report)
{
    char dir[OPTIONS_PATH_BYTES + 16];
    (void)snprintf(dir, sizeof dir, "%s/printers", options->assets_dir);
    struct printer_profiles profiles = {0};
    struct transport_usb_device found[TRANSPORT_USB_MAX];
    size_t count = 0;
    struct mc_error err = {0};
    if (printer_profiles_load(dir, &profiles, &err) != MC_OK) {
        struct doctor_line *line = doctor_add(report, "profiles", "");
        mc_copy_text(line->found, sizeof line->found, err.text);
        doctor_say(line, DOCTOR_NOTE, "unreadable", "assets");
        return;
    }
    if (transport_usb_list(&profiles, found, &count, &err) != MC_OK) {
        count = 0;
    }
    for (size_t i = 0; i < count && i < LISTED_MAX; i++) {
        struct doctor_line *line = doctor_add(report, "plugged_in", "usb");
        const struct printer_profile *profile =
            printer_profiles_match(&profiles, &found[i].id, NULL);
        (void)snprintf(line->found, sizeof line->found, "%04x:%04x, %s", found[i].id.vendor,
                       found[i].id.product, found[i].port);
        line->note = "profile";
        mc_copy_text(line->value, sizeof line->value, profile->id);
    }
    printer_profiles_finish(&profiles);
}

void doctor_examine(const struct options *options, struct doctor_report *out)
{
    *out = (struct doctor_report){0};
    bool running = running_there(options->data_dir);
    for (int kind = 0; kind < DEVICE_KINDS; kind++) {
        examine_device((enum device_kind)kind, options, running, out);
    }
    list_usb_printers(options, out);
    doctor_examine_rest(options, out);
}

bool doctor_finds_fault(const struct doctor_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->lines[i].mark == DOCTOR_BAD) {
            return true;
        }
    }
    return false;
}

/* ---- The table ---- */

enum { COLUMN_NAME, COLUMN_CHOICE, COLUMN_STATE, COLUMN_COUNT };

struct table {
    const struct mc_messages *messages;
    enum mc_language language;
    size_t widths[COLUMN_COUNT];
    struct mc_buffer *out;
};

static const char *what_of(const struct table *table, const char *name)
{
    char key[CELL_BYTES];
    (void)snprintf(key, sizeof key, "doctor.what.%s", name);
    return mc_message_text(table->messages, table->language, key);
}

static const char *state_of(const struct table *table, const char *state)
{
    char key[CELL_BYTES];
    (void)snprintf(key, sizeof key, "doctor.state.%s", state);
    return mc_message_text(table->messages, table->language, key);
}

/* The texts are NFC and of Latin letters: a code point a column. */
static void widen(size_t *width, const char *text)
{
    size_t columns = mc_utf8_length(text);
    *width = columns > *width ? columns : *width;
}

static void put_cell(const struct table *table, int column, const char *text)
{
    mc_buffer_put_text(table->out, text);
    for (size_t i = mc_utf8_length(text); i < table->widths[column] + 2; i++) {
        mc_buffer_put_text(table->out, " ");
    }
}

static void measure(struct table *table, const struct doctor_report *report)
{
    widen(&table->widths[COLUMN_NAME],
          mc_message_text(table->messages, table->language, "doctor.head.what"));
    widen(&table->widths[COLUMN_CHOICE],
          mc_message_text(table->messages, table->language, "doctor.head.choice"));
    widen(&table->widths[COLUMN_STATE],
          mc_message_text(table->messages, table->language, "doctor.head.state"));
    for (size_t i = 0; i < report->count; i++) {
        const struct doctor_line *line = &report->lines[i];
        widen(&table->widths[COLUMN_NAME], what_of(table, line->name));
        widen(&table->widths[COLUMN_CHOICE], line->choice);
        widen(&table->widths[COLUMN_STATE], state_of(table, line->state));
    }
}

static void put_note(const struct table *table, const struct doctor_line *line)
{
    char key[CELL_BYTES];
    char text[CELL_BYTES];
    (void)snprintf(key, sizeof key, "doctor.note.%s", line->note);
    (void)mc_message_format(table->messages, table->language, text, sizeof text, key, "value",
                            line->value, NULL);
    mc_buffer_format(table->out, "%s%s", line->found[0] != '\0' ? "; " : "", text);
}

static void put_remedy(const struct table *table, const struct doctor_line *line)
{
    char key[CELL_BYTES];
    char text[CELL_BYTES];
    (void)snprintf(key, sizeof key, "doctor.remedy.%s", line->remedy);
    (void)mc_message_format(table->messages, table->language, text, sizeof text, key, "file",
                            line->file != NULL ? line->file : "", NULL);
    mc_buffer_put_text(table->out, "    ");
    put_cell(table, COLUMN_NAME, "");
    mc_buffer_format(table->out, "→ %s\n", text);
}

static void put_line(const struct table *table, const struct doctor_line *line)
{
    static const char *const marks[] = {
        [DOCTOR_GOOD] = "  ", [DOCTOR_NOTE] = "- ", [DOCTOR_BAD] = "! "};
    mc_buffer_put_text(table->out, marks[line->mark]);
    put_cell(table, COLUMN_NAME, what_of(table, line->name));
    put_cell(table, COLUMN_CHOICE, line->choice);
    put_cell(table, COLUMN_STATE, state_of(table, line->state));
    mc_buffer_put_text(table->out, line->found);
    if (line->note != NULL) {
        put_note(table, line);
    }
    mc_buffer_put_text(table->out, "\n");
    if (line->remedy != NULL) {
        put_remedy(table, line);
    }
}

void doctor_print(const struct doctor_report *report, const struct mc_messages *messages,
                  enum mc_language language, struct mc_buffer *out)
{
    struct table table = {.messages = messages, .language = language, .out = out};
    measure(&table, report);
    mc_buffer_put_text(out, "  ");
    put_cell(&table, COLUMN_NAME, mc_message_text(messages, language, "doctor.head.what"));
    put_cell(&table, COLUMN_CHOICE, mc_message_text(messages, language, "doctor.head.choice"));
    put_cell(&table, COLUMN_STATE, mc_message_text(messages, language, "doctor.head.state"));
    mc_buffer_format(out, "%s\n", mc_message_text(messages, language, "doctor.head.found"));
    for (size_t i = 0; i < report->count; i++) {
        put_line(&table, &report->lines[i]);
    }
}
