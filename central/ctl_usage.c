#include "central/ctl_usage.h"

#include <string.h>

enum group { DESK, KIOSKS, CATALOGUE, KEYS, GROUPS };

struct synopsis {
    enum group group;
    bool on_store;
    const char *command; /* its first word */
    const char *rest;
};
static const struct synopsis synopses[] = {
    {DESK, true, "list", "[--agency CODE] [--status STATUS] [--day YYYY-MM-DD] [--json]"},
    {DESK, true, "queue", "[--agency CODE] [--status STATUS] [--json]"},
    {DESK, true, "show", "CODE [--json]"},
    {DESK, true, "open", "CODE --officer ID [--key FILE]"},
    {DESK, true, "act",
     "CODE ACTION --officer ID [--reason TEXT] [--date YYYY-MM-DD] [--to AGENCY]"},
    {DESK, true, "officer", "add ID --name NAME --role ROLE [--agency CODE]"},
    {DESK, true, "officer", "revoke ID"},
    {DESK, true, "officer", "list [--json]"},
    {DESK, true, "audit", "list [--after NUMBER] [--json]"},
    {DESK, true, "audit", "verify [--head HASH --count NUMBER]"},
    {DESK, true, "statistics",
     "[--from YYYY-MM] [--until YYYY-MM] [--agency CODE]\n"
     "             [--by receiving|deciding] [--json|--csv]"},
    {KIOSKS, true, "enrol", "KIOSK [--hours N]"},
    {KIOSKS, true, "kiosks", ""},
    {KIOSKS, true, "revoke", "KIOSK"},
    {KIOSKS, false, "ca", "init --certificate FILE --key FILE [--name TEXT]"},
    {CATALOGUE, false, "catalogue", "publish DIR --db FILE --key FILE"},
    {CATALOGUE, false, "catalogue",
     "import FILE... --format national|lines [--out DIR] [--replace]"},
    {CATALOGUE, false, "catalogue", "list DIR|DB"},
    {CATALOGUE, false, "catalogue", "show DIR|DB CODE"},
    {CATALOGUE, false, "catalogue", "diff OLD NEW"},
    {CATALOGUE, false, "catalogue", "verify DIR"},
    {KEYS, false, "keygen", "[--kind signing|sealing] --secret FILE --public FILE"},
    {KEYS, false, "unseal", "--key FILE… < BODY"},
};
#define SYNOPSES (sizeof synopses / sizeof synopses[0])

static const char *const notes[GROUPS] = {
    [DESK] =
        "CODE of a dossier is official or provisional. STATUS is one of registered, received,\n"
        "refused, processing, needs_papers, needs_payment, withdrawn, stopped, decided,\n"
        "handed_over. queue lists what is open, the most urgent first.\n"
        "ACTION is one of receive, refuse, process, ask_papers, take_papers, ask_payment,\n"
        "take_payment, withdraw, stop, decide, hand_over, apologise, forward. refuse, ask_papers,\n"
        "ask_payment, stop, apologise and forward need a --reason, which the citizen reads;\n"
        "ask_papers, ask_payment (until when) and apologise (the new appointed day) a --date;\n"
        "forward an agency --to go to.\n"
        "ROLE is clerk, approver (decides, too) or auditor (reads figures and the trail). officer\n"
        "add prints the officer's token once; only its hash is kept. Without an agency: the whole\n"
        "city's.\n"
        "open writes down who opened what before it shows anything; with the private --key the\n"
        "dossier was sealed to, it shows it opened, with personal data.\n"
        "audit verify prints length and head of the trail. Kept elsewhere, and given again as\n"
        "--count and --head, they show later that nothing was cut off.\n"
        "--db is a file or postgresql://…, --assets where the calendar lies, --agencies the "
        "city's\n"
        "directory of agencies.\n",
    [KIOSKS] =
        "enrol prints a code, good once and for N hours (24), for motcua-kiosk --enrol CODE. A\n"
        "kiosk that enrols again takes the old machine's place. revoke takes effect at once.\n"
        "kiosks also shows, below each, what it told of its devices: ! fails, or nothing told for\n"
        "an hour; - soon will. ca init makes the authority that names kiosks.\n",
    [CATALOGUE] =
        "publish checks every procedure file of DIR and makes of them the next version of the\n"
        "catalogue, signed with --key, which kiosks take over by themselves.\n"
        "import turns records of the national database, or lines taken from its pages, into\n"
        "procedure files and import-report.jsonl, which tells of each record what was not\n"
        "understood; without --out only the report is printed. FILE may be - for standard input.\n"
        "Files that are there already stay unless --replace is given.\n"
        "diff tells what has changed between two folders or databases, verify what is missing in\n"
        "the files of a folder.\n",
    [KEYS] =
        "keygen makes a pair of keys: --kind signing (the default) for catalogues and for the\n"
        "service's receipts, --kind sealing for dossiers.\n"
        "unseal opens a dossier got from /v1/office/dossiers/CODE/body with the private key it "
        "was\n"
        "sealed to, and prints it, with personal data. Earlier keys may be given, too.\n",
};

static bool has(const struct synopsis *synopsis, const char *command)
{
    return strcmp(synopsis->command, command) == 0;
}

static const struct synopsis *find(const char *command)
{
    for (size_t i = 0; i < SYNOPSES; i++) {
        if (has(&synopses[i], command)) {
            return &synopses[i];
        }
    }
    return NULL;
}

static void print_one(FILE *out, const struct synopsis *synopsis)
{
    (void)fprintf(out, "%s%s%s%s\n", synopsis->on_store ? "--db FILE " : "", synopsis->command,
                  synopsis->rest[0] != '\0' ? " " : "", synopsis->rest);
}

static void print_lines(FILE *out, const char *command)
{
    const char *lead = "usage:";
    for (size_t i = 0; i < SYNOPSES; i++) {
        if (has(&synopses[i], command)) {
            (void)fprintf(out, "%s motcua-ctl ", lead);
            print_one(out, &synopses[i]);
            lead = "      ";
        }
    }
}

void ctl_usage_print(FILE *out)
{
    (void)fputs("usage: motcua-ctl [--db FILE [--assets DIR] [--agencies FILE]] COMMAND …\n"
                "       motcua-ctl COMMAND --help\n",
                out);
    for (int group = 0; group < GROUPS; group++) {
        (void)fputc('\n', out);
        for (size_t i = 0; i < SYNOPSES; i++) {
            if (synopses[i].group == (enum group)group) {
                (void)fputs("  ", out);
                print_one(out, &synopses[i]);
            }
        }
        (void)fprintf(out, "\n%s", notes[group]);
    }
}

bool ctl_usage_print_command(FILE *out, const char *command)
{
    const struct synopsis *first = find(command);
    if (first != NULL) {
        print_lines(out, command);
        (void)fprintf(out, "\n%s", notes[first->group]);
    }
    return first != NULL;
}

enum ctl_exit ctl_usage_refuse(FILE *complaints, const char *command, const char *text,
                               const char *what)
{
    if (find(command) == NULL) {
        (void)fprintf(complaints, "motcua-ctl: no such command: %s (motcua-ctl --help)\n", command);
        return CTL_USAGE;
    }
    if (text != NULL) {
        (void)fprintf(complaints, "motcua-ctl: %s: %s%s\n", command, text, what);
    }
    print_lines(complaints, command);
    return CTL_USAGE;
}
