#include "central/ctl.h"

#include <stdlib.h>
#include <string.h>

#include "central/ctl_internal.h"
#include "central/ctl_usage.h"
#include "core/memory.h"

#define BIT(option) (1U << (option))

struct command {
    const char *words[2]; /* the second may be NULL */
    int operands;
    unsigned options; /* bits of enum ctl_option that may be given */
    bool json;
    bool csv;
    enum ctl_exit (*run)(const struct ctl *ctl);
};
static const struct command commands[] = {
    {{"list", NULL}, 0, BIT(CTL_AGENCY) | BIT(CTL_STATUS) | BIT(CTL_DAY), true, false, ctl_list},
    {{"queue", NULL}, 0, BIT(CTL_AGENCY) | BIT(CTL_STATUS), true, false, ctl_queue},
    {{"show", NULL}, 1, 0, true, false, ctl_show},
    {{"open", NULL}, 1, BIT(CTL_OFFICER) | BIT(CTL_KEY), false, false, ctl_open},
    {{"act", NULL},
     2,
     BIT(CTL_OFFICER) | BIT(CTL_REASON) | BIT(CTL_DATE) | BIT(CTL_TO),
     false,
     false,
     ctl_act},
    {{"officer", "add"},
     1,
     BIT(CTL_NAME) | BIT(CTL_ROLE) | BIT(CTL_AGENCY),
     false,
     false,
     ctl_officer_add},
    {{"officer", "revoke"}, 1, 0, false, false, ctl_officer_revoke},
    {{"officer", "list"}, 0, 0, true, false, ctl_officer_list},
    {{"audit", "list"}, 0, BIT(CTL_AFTER), true, false, ctl_audit_list},
    {{"audit", "verify"}, 0, BIT(CTL_HEAD) | BIT(CTL_COUNT), false, false, ctl_audit_verify},
    {{"statistics", NULL},
     0,
     BIT(CTL_FROM) | BIT(CTL_UNTIL) | BIT(CTL_AGENCY) | BIT(CTL_BY),
     true,
     true,
     ctl_statistics},
};

static const char *const option_names[CTL_OPTIONS] = {
    "--agency", "--status", "--day",  "--officer", "--reason", "--date",  "--to",   "--key",
    "--name",   "--role",   "--from", "--until",   "--by",     "--after", "--head", "--count"};

enum ctl_exit ctl_complain(const struct ctl *ctl, enum ctl_exit status, const char *text,
                           const char *what)
{
    (void)fprintf(ctl->setup->complaints, "motcua-ctl: %s%s\n", text, what);
    return status;
}

enum ctl_exit ctl_fail(const struct ctl *ctl, const struct mc_error *err)
{
    return ctl_complain(ctl, CTL_FAILED, err->text, "");
}

const char *ctl_option(const struct ctl *ctl, enum ctl_option option)
{
    return ctl->options[option] != NULL ? ctl->options[option] : "";
}

void ctl_print_json(FILE *out, cJSON *json)
{
    char *text = mc_json_print(json);
    (void)fprintf(out, "%s\n", text);
    free(text);
    cJSON_Delete(json);
}

/* ---- Arguments ---- */

static const struct command *find_command(int *argc, const char *const **argv)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const struct command *command = &commands[i];
        int words = command->words[1] != NULL ? 2 : 1;
        if (*argc >= words && strcmp((*argv)[0], command->words[0]) == 0 &&
            (words == 1 || strcmp((*argv)[1], command->words[1]) == 0)) {
            *argc -= words;
            *argv += words;
            return command;
        }
    }
    return NULL;
}

/* What is wrong with the arguments: "no such option: " and "--x". */
struct fault {
    const char *text;
    const char *what;
};

static bool is_wrong(struct fault *out, const char *text, const char *what)
{
    *out = (struct fault){text, what};
    return false;
}

/* Takes "--name value" at *i. */
static bool take_option(const struct command *command, struct ctl *ctl, int argc,
                        const char *const *argv, int *i, struct fault *fault)
{
    const char *name = argv[*i];
    for (int option = 0; option < CTL_OPTIONS; option++) {
        if (strcmp(name, option_names[option]) != 0 || (command->options & BIT(option)) == 0) {
            continue;
        }
        if (ctl->options[option] != NULL) {
            return is_wrong(fault, "given twice: ", name);
        }
        if (*i + 1 == argc) {
            return is_wrong(fault, "nothing follows ", name);
        }
        ctl->options[option] = argv[++*i];
        return true;
    }
    return is_wrong(fault, "no such option: ", name);
}

static bool take_flag(bool allowed, bool *out, const char *name, struct fault *fault)
{
    if (!allowed) {
        return is_wrong(fault, "no such option: ", name);
    }
    if (*out) {
        return is_wrong(fault, "given twice: ", name);
    }
    *out = true;
    return true;
}

static bool parse(const struct command *command, struct ctl *ctl, int argc, const char *const *argv,
                  struct fault *fault)
{
    int operands = 0;
    bool fine = true;
    for (int i = 0; fine && i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            fine = take_flag(command->json, &ctl->json, argv[i], fault);
        } else if (strcmp(argv[i], "--csv") == 0) {
            fine = take_flag(command->csv, &ctl->csv, argv[i], fault);
        } else if (strncmp(argv[i], "--", 2) == 0) {
            fine = take_option(command, ctl, argc, argv, &i, fault);
        } else if (operands < command->operands) {
            ctl->operands[operands++] = argv[i];
        } else {
            fine = is_wrong(fault, "too much: ", argv[i]);
        }
    }
    if (fine && operands < command->operands) {
        fine = is_wrong(fault, "too little is given", "");
    } else if (fine && ctl->json && ctl->csv) {
        fine = is_wrong(fault, "either --json or --csv", "");
    }
    return fine;
}

enum ctl_exit ctl_run(const struct ctl_setup *setup, int argc, const char *const *argv)
{
    struct ctl ctl = {.setup = setup};
    struct fault fault = {"unknown: ", argc > 1 ? argv[1] : ""};
    const char *name = argv[0];
    bool told = argc > 1;
    const struct command *command = find_command(&argc, &argv);
    if (command == NULL) {
        return ctl_usage_refuse(setup->complaints, name, told ? fault.text : NULL, fault.what);
    }
    if (!parse(command, &ctl, argc, argv, &fault)) {
        return ctl_usage_refuse(setup->complaints, name, fault.text, fault.what);
    }
    return command->run(&ctl);
}

/* ---- Looking ---- */

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

static void queue_one(void *context, int64_t id, const struct storage_dossier *dossier)
{
    (void)id;
    list_one(context, dossier);
}

/* Usage faults of what both lists take. */
static enum ctl_exit read_filter(const struct ctl *ctl, struct storage_filter *out)
{
    enum dossier_status status = DOSSIER_REGISTERED;
    out->agency = ctl_option(ctl, CTL_AGENCY);
    if (out->agency[0] != '\0' && !dossier_agency_valid(out->agency)) {
        return ctl_complain(ctl, CTL_USAGE, "no agency code: ", out->agency);
    }
    if (ctl->options[CTL_STATUS] != NULL) {
        if (!dossier_status_from_name(ctl->options[CTL_STATUS], &status)) {
            return ctl_complain(ctl, CTL_USAGE, "no such status: ", ctl->options[CTL_STATUS]);
        }
        out->status = (int)status;
    }
    if (ctl->options[CTL_DAY] != NULL && !date_parse_iso(ctl->options[CTL_DAY], &out->day)) {
        return ctl_complain(ctl, CTL_USAGE, "no date: ", ctl->options[CTL_DAY]);
    }
    return CTL_DONE;
}

static enum ctl_exit finish_listing(const struct ctl *ctl, struct listing *listing, enum mc_err rc,
                                    const struct mc_error *err)
{
    if (rc != MC_OK) {
        cJSON_Delete(listing->json);
        return ctl_fail(ctl, err);
    }
    if (listing->json != NULL) {
        ctl_print_json(listing->out, listing->json);
    } else if (listing->count == 0) {
        (void)fputs("no dossiers\n", listing->out);
    }
    return CTL_DONE;
}

static struct listing listing_of(const struct ctl *ctl)
{
    return (struct listing){.out = ctl->setup->out, .json = ctl->json ? cJSON_CreateArray() : NULL};
}

enum ctl_exit ctl_list(const struct ctl *ctl)
{
    struct storage_filter filter = {0};
    enum ctl_exit status = read_filter(ctl, &filter);
    if (status != CTL_DONE) {
        return status;
    }
    struct listing listing = listing_of(ctl);
    struct storage_visitor visitor = {list_one, &listing};
    struct mc_error err;
    return finish_listing(ctl, &listing, storage_list(ctl->setup->storage, &filter, &visitor, &err),
                          &err);
}

enum ctl_exit ctl_queue(const struct ctl *ctl)
{
    struct storage_filter filter = {0};
    enum ctl_exit status = read_filter(ctl, &filter);
    if (status != CTL_DONE) {
        return status;
    }
    struct storage_queue queue = {
        .agency = filter.agency, .status = filter.status, .most = STORAGE_QUEUE_MAX};
    struct listing listing = listing_of(ctl);
    struct storage_queue_visitor visitor = {queue_one, &listing};
    struct mc_error err;
    return finish_listing(ctl, &listing, storage_queue(ctl->setup->storage, &queue, &visitor, &err),
                          &err);
}

enum ctl_exit ctl_show(const struct ctl *ctl)
{
    struct storage_dossier dossier = {0};
    struct mc_error err;
    enum mc_err rc = storage_find(ctl->setup->storage, ctl->operands[0], NULL, &dossier, &err);
    if (rc == MC_OK && ctl->json) {
        ctl_print_json(ctl->setup->out, ctl_dossier_json(&dossier));
    } else if (rc == MC_OK) {
        ctl_print_dossier(ctl->setup->out, &dossier);
    }
    storage_dossier_finish(&dossier);
    return rc == MC_OK ? CTL_DONE : ctl_fail(ctl, &err);
}
