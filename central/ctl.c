#include "central/ctl.h"

#include <stdlib.h>
#include <string.h>

#include "central/ctl_internal.h"
#include "central/opening.h"
#include "core/memory.h"
#include "core/text.h"

const char ctl_usage[] =
    "usage: motcua-ctl --db FILE list [--agency CODE] [--status STATUS] [--day YYYY-MM-DD] "
    "[--json]\n"
    "       motcua-ctl --db FILE show CODE [--json | --body [--key FILE]]\n"
    "       motcua-ctl --db FILE move CODE STATUS [--note TEXT] [--appointed YYYY-MM-DD]\n"
    "\n"
    "CODE is official or provisional. STATUS is one of registered, received, refused,\n"
    "processing, needs_papers, needs_payment, withdrawn, stopped, decided, handed_over.\n"
    "needs_papers, refused and stopped need a --note, which the citizen reads.\n"
    "show --body prints the dossier as it was handed in; with the private --key it was sealed to,\n"
    "opened, with personal data.\n";

struct arguments {
    const char *command;
    const char *operands[2];
    int operand_count;
    const char *agency;
    const char *status;
    const char *day;
    const char *note;
    const char *appointed;
    const char *key;
    bool json;
    bool body;
};

struct ctl {
    struct storage *storage;
    struct arguments arguments;
    int64_t now_s;
    FILE *out;
    FILE *complaints;
};

static enum ctl_exit complain(const struct ctl *ctl, enum ctl_exit status, const char *text,
                              const char *what)
{
    (void)fprintf(ctl->complaints, "motcua-ctl: %s%s\n", text, what);
    return status;
}

/* Where the value of a named option goes; NULL if there is none of that name. */
static const char **option_place(struct arguments *arguments, const char *name)
{
    struct {
        const char *command;
        const char *name;
        const char **place;
    } options[] = {
        {"list", "--agency", &arguments->agency},
        {"list", "--status", &arguments->status},
        {"list", "--day", &arguments->day},
        {"move", "--note", &arguments->note},
        {"move", "--appointed", &arguments->appointed},
        {"show", "--key", &arguments->key},
    };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(options[i].command, arguments->command) == 0 &&
            strcmp(options[i].name, name) == 0) {
            return options[i].place;
        }
    }
    return NULL;
}

static bool parse_argument(struct arguments *arguments, int argc, const char *const *argv, int *i)
{
    const char *argument = argv[*i];
    if (strcmp(argument, "--json") == 0 && strcmp(arguments->command, "move") != 0) {
        arguments->json = true;
        return true;
    }
    if (strcmp(argument, "--body") == 0 && strcmp(arguments->command, "show") == 0) {
        arguments->body = true;
        return true;
    }
    if (strncmp(argument, "--", 2) != 0) {
        if (arguments->operand_count == 2) {
            return false;
        }
        arguments->operands[arguments->operand_count++] = argument;
        return true;
    }
    const char **place = option_place(arguments, argument);
    if (place == NULL || *place != NULL || *i + 1 == argc) {
        return false;
    }
    *place = argv[++*i];
    return true;
}

static bool parse_arguments(struct arguments *out, int argc, const char *const *argv)
{
    static const struct {
        const char *name;
        int operands;
    } commands[] = {{"list", 0}, {"show", 1}, {"move", 2}};
    if (argc < 1) {
        return false;
    }
    out->command = argv[0];
    for (int i = 1; i < argc; i++) {
        if (!parse_argument(out, argc, argv, &i)) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, out->command) == 0) {
            return commands[i].operands == out->operand_count && !(out->json && out->body) &&
                   (out->key == NULL || out->body);
        }
    }
    return false;
}

struct listing {
    FILE *out;
    cJSON *json; /* NULL for a table */
    size_t count;
};

static void list_one(void *context, const struct storage_dossier *dossier)
{
    struct listing *listing = context;
    if (listing->json != NULL) {
        (void)cJSON_AddItemToArray(listing->json, ctl_dossier_json(dossier));
    } else {
        if (listing->count == 0) {
            ctl_print_heading(listing->out);
        }
        ctl_print_row(listing->out, dossier);
    }
    listing->count++;
}

static void print_json(FILE *out, cJSON *json)
{
    char *text = mc_json_print(json);
    (void)fprintf(out, "%s\n", text);
    free(text);
    cJSON_Delete(json);
}

static enum ctl_exit list(const struct ctl *ctl)
{
    const struct arguments *arguments = &ctl->arguments;
    struct storage_filter filter = {.agency = arguments->agency};
    enum dossier_status status = DOSSIER_REGISTERED;
    if (arguments->agency != NULL && !dossier_agency_valid(arguments->agency)) {
        return complain(ctl, CTL_USAGE, "no agency code: ", arguments->agency);
    }
    if (arguments->status != NULL) {
        if (!dossier_status_from_name(arguments->status, &status)) {
            return complain(ctl, CTL_USAGE, "no such status: ", arguments->status);
        }
        filter.status = (int)status;
    }
    if (arguments->day != NULL && !date_parse_iso(arguments->day, &filter.day)) {
        return complain(ctl, CTL_USAGE, "no date: ", arguments->day);
    }
    struct listing listing = {.out = ctl->out,
                              .json = arguments->json ? cJSON_CreateArray() : NULL};
    struct storage_visitor visitor = {list_one, &listing};
    struct mc_error err;
    if (storage_list(ctl->storage, &filter, &visitor, &err) != MC_OK) {
        cJSON_Delete(listing.json);
        return complain(ctl, CTL_FAILED, err.text, "");
    }
    if (listing.json != NULL) {
        print_json(ctl->out, listing.json);
    } else if (listing.count == 0) {
        (void)fputs("no dossiers\n", ctl->out);
    }
    return CTL_DONE;
}

/* As it lies in the store, or opened. */
static enum mc_err show_body(const struct ctl *ctl, const char *code, struct mc_error *err)
{
    struct opening_keys keys = {0};
    char *stored = NULL;
    char *opened = NULL;
    size_t len = 0;
    const char *path = ctl->arguments.key;
    enum mc_err rc = storage_body(ctl->storage, code, &stored, &len, err);
    if (rc == MC_OK && path != NULL) {
        rc = opening_keys_add(&keys, path, err);
    }
    if (rc == MC_OK && path != NULL) {
        rc = opening_json(&keys, stored, len, &opened, &len, err);
    }
    if (rc == MC_OK) {
        (void)fwrite(opened != NULL ? opened : stored, 1, len, ctl->out);
        (void)fputc('\n', ctl->out);
    }
    opening_keys_finish(&keys);
    mc_secret_free(opened);
    mc_secret_free(stored);
    return rc;
}

static enum ctl_exit show(const struct ctl *ctl)
{
    struct storage_dossier dossier = {0};
    struct mc_error err;
    enum mc_err rc = storage_find(ctl->storage, ctl->arguments.operands[0], NULL, &dossier, &err);
    if (rc == MC_OK && ctl->arguments.body) {
        rc = show_body(ctl, dossier.code, &err);
    } else if (rc == MC_OK && ctl->arguments.json) {
        print_json(ctl->out, ctl_dossier_json(&dossier));
    } else if (rc == MC_OK) {
        ctl_print_dossier(ctl->out, &dossier);
    }
    storage_dossier_finish(&dossier);
    return rc == MC_OK ? CTL_DONE : complain(ctl, CTL_FAILED, err.text, "");
}

/* The citizen has to be told what is missing, or why it ended. */
static bool needs_note(enum dossier_status status)
{
    return status == DOSSIER_NEEDS_PAPERS || status == DOSSIER_REFUSED || status == DOSSIER_STOPPED;
}

static bool note_fine(const char *note)
{
    if (strlen(note) >= STORAGE_NOTE_BYTES || !mc_utf8_valid(note, strlen(note))) {
        return false;
    }
    for (; *note != '\0'; note++) {
        if (((unsigned char)*note < 0x20 && *note != '\n') || *note == 0x7F) {
            return false;
        }
    }
    return true;
}

/* Usage faults of a move; *move is filled otherwise. */
static enum ctl_exit read_move(const struct ctl *ctl, struct storage_move *move)
{
    const struct arguments *arguments = &ctl->arguments;
    *move = (struct storage_move){.code = arguments->operands[0],
                                  .note = arguments->note != NULL ? arguments->note : "",
                                  .at_s = ctl->now_s};
    if (!dossier_status_from_name(arguments->operands[1], &move->to)) {
        return complain(ctl, CTL_USAGE, "no such status: ", arguments->operands[1]);
    }
    if (!note_fine(move->note)) {
        return complain(ctl, CTL_USAGE, "--note: UTF-8 text under 1024 bytes expected", "");
    }
    if (needs_note(move->to) && move->note[strspn(move->note, " \n")] == '\0') {
        return complain(ctl, CTL_USAGE, "a --note for the citizen is needed for ",
                        arguments->operands[1]);
    }
    struct local_time appointed = {.hour = CALENDAR_CLOSE_HOUR};
    if (arguments->appointed != NULL) {
        if (!date_parse_iso(arguments->appointed, &appointed.date)) {
            return complain(ctl, CTL_USAGE, "no date: ", arguments->appointed);
        }
        move->appointed_s = local_time_to_unix(appointed);
        if (move->appointed_s < ctl->now_s) {
            return complain(ctl, CTL_USAGE, "--appointed lies in the past: ", arguments->appointed);
        }
    }
    return CTL_DONE;
}

static enum ctl_exit move(const struct ctl *ctl)
{
    struct storage_move move;
    enum ctl_exit status = read_move(ctl, &move);
    if (status != CTL_DONE) {
        return status;
    }
    struct mc_error err;
    enum mc_err rc = storage_move(ctl->storage, &move, &err);
    if (rc == MC_OK) {
        (void)fprintf(ctl->out, "%s: %s\n", move.code, dossier_status_name(move.to));
        return CTL_DONE;
    }
    (void)complain(ctl, CTL_FAILED, err.text, "");
    struct storage_dossier dossier = {0};
    if (rc == MC_EDENIED && storage_find(ctl->storage, move.code, NULL, &dossier, NULL) == MC_OK) {
        (void)fputs("may follow: ", ctl->complaints);
        ctl_print_next(ctl->complaints, dossier.status);
    }
    storage_dossier_finish(&dossier);
    return CTL_FAILED;
}

enum ctl_exit ctl_run(struct storage *storage, int argc, const char *const *argv, int64_t now_s,
                      FILE *out, FILE *complaints)
{
    struct ctl ctl = {.storage = storage, .now_s = now_s, .out = out, .complaints = complaints};
    if (!parse_arguments(&ctl.arguments, argc, argv)) {
        (void)fputs(ctl_usage, complaints);
        return CTL_USAGE;
    }
    if (strcmp(ctl.arguments.command, "list") == 0) {
        return list(&ctl);
    }
    return strcmp(ctl.arguments.command, "show") == 0 ? show(&ctl) : move(&ctl);
}
