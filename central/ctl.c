#include "central/ctl.h"

#include <stdlib.h>
#include <string.h>

#include "central/ctl_internal.h"
#include "core/memory.h"

const char ctl_usage[] =
    "usage: motcua-ctl --db FILE [--assets DIR] [--agencies FILE] COMMAND …\n"
    "\n"
    "  list [--agency CODE] [--status STATUS] [--day YYYY-MM-DD] [--json]\n"
    "  queue [--agency CODE] [--status STATUS] [--json]   open dossiers, the most urgent first\n"
    "  show CODE [--json]\n"
    "  open CODE --officer ID [--key FILE]                the dossier as it was handed in\n"
    "  act CODE ACTION --officer ID [--reason TEXT] [--date YYYY-MM-DD] [--to AGENCY]\n"
    "  officer add ID --name NAME --role ROLE [--agency CODE]\n"
    "  officer revoke ID\n"
    "  officer list [--json]\n"
    "  audit list [--after NUMBER] [--json]\n"
    "  audit verify [--head HASH --count NUMBER]\n"
    "  statistics [--from YYYY-MM] [--until YYYY-MM] [--agency CODE] [--by receiving | deciding]\n"
    "             [--json | --csv]\n"
    "\n"
    "CODE of a dossier is official or provisional. STATUS is one of registered, received, "
    "refused,\n"
    "processing, needs_papers, needs_payment, withdrawn, stopped, decided, handed_over.\n"
    "ACTION is one of receive, refuse, process, ask_papers, take_papers, ask_payment, "
    "take_payment,\n"
    "withdraw, stop, decide, hand_over, apologise, forward. refuse, ask_papers, ask_payment, "
    "stop,\n"
    "apologise and forward need a --reason, which the citizen reads; ask_papers, ask_payment "
    "(until\n"
    "when) and apologise (the new appointed day) a --date; forward an agency --to go to.\n"
    "ROLE is clerk, approver (decides, too) or auditor (reads figures and the trail). officer add\n"
    "prints the officer's token once; only its hash is kept. Without an agency: the whole city's.\n"
    "open writes down who opened what before it shows anything; with the private --key the "
    "dossier\n"
    "was sealed to, it shows it opened, with personal data.\n"
    "audit verify prints length and head of the trail. Kept elsewhere, and given again as --count\n"
    "and --head, they show later that nothing was cut off.\n"
    "--assets is where the calendar lies, --agencies the city's directory of agencies.\n";

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

/* Takes "--name value" at *i; false if the command has none of that name, or has it already. */
static bool take_option(const struct command *command, struct ctl *ctl, int argc,
                        const char *const *argv, int *i)
{
    for (int option = 0; option < CTL_OPTIONS; option++) {
        if (strcmp(argv[*i], option_names[option]) == 0) {
            if ((command->options & BIT(option)) == 0 || ctl->options[option] != NULL ||
                *i + 1 == argc) {
                return false;
            }
            ctl->options[option] = argv[++*i];
            return true;
        }
    }
    return false;
}

static bool parse(const struct command *command, struct ctl *ctl, int argc, const char *const *argv)
{
    int operands = 0;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0 && command->json && !ctl->json) {
            ctl->json = true;
        } else if (strcmp(argv[i], "--csv") == 0 && command->csv && !ctl->csv) {
            ctl->csv = true;
        } else if (strncmp(argv[i], "--", 2) == 0) {
            if (!take_option(command, ctl, argc, argv, &i)) {
                return false;
            }
        } else if (operands < command->operands) {
            ctl->operands[operands++] = argv[i];
        } else {
            return false;
        }
    }
    return operands == command->operands && !(ctl->json && ctl->csv);
}

enum ctl_exit ctl_run(const struct ctl_setup *setup, int argc, const char *const *argv)
{
    struct ctl ctl = {.setup = setup};
    const struct command *command = find_command(&argc, &argv);
    if (command == NULL || !parse(command, &ctl, argc, argv)) {
        (void)fputs(ctl_usage, setup->complaints);
        return CTL_USAGE;
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
