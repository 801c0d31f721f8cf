#include "central/ctl_catalogue.h"

#include <string.h>

const char ctl_catalogue_usage[] =
    "       motcua-ctl keygen [--kind signing | sealing] --secret FILE --public FILE\n"
    "       motcua-ctl catalogue publish DIR --db FILE --key FILE\n"
    "       motcua-ctl catalogue import FILE... --format national|lines [--out DIR] [--replace]\n"
    "       motcua-ctl catalogue list DIR|DB\n"
    "       motcua-ctl catalogue show DIR|DB CODE\n"
    "       motcua-ctl catalogue diff OLD NEW\n"
    "       motcua-ctl catalogue verify DIR\n"
    "\n"
    "keygen makes the key that catalogues are signed with, and the public one that kiosks know\n"
    "(central.catalogue_key). publish checks every procedure file of DIR and makes of them the\n"
    "next version of the catalogue, which kiosks take over by themselves.\n"
    "import turns records of the national database, or lines taken from its pages, into procedure\n"
    "files and import-report.jsonl, which tells of each record what was not understood; without\n"
    "--out only the report is printed. FILE may be - for standard input. Files that are there\n"
    "already stay unless --replace is given.\n"
    "diff tells what has changed between two folders or databases, verify what is missing in the\n"
    "files of a folder.\n";

static const struct {
    const char *name;
    enum ctl_exit (*run)(int argc, const char *const *argv, int64_t now_s, FILE *out,
                         FILE *complaints);
} COMMANDS[] = {{"publish", ctl_publish_run}, {"import", ctl_import_run},
                {"list", ctl_catalogue_list}, {"show", ctl_catalogue_show},
                {"diff", ctl_catalogue_diff}, {"verify", ctl_catalogue_verify}};

enum ctl_exit ctl_catalogue_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                FILE *complaints)
{
    for (size_t i = 0; argc >= 1 && i < sizeof COMMANDS / sizeof COMMANDS[0]; i++) {
        if (strcmp(argv[0], COMMANDS[i].name) == 0) {
            return COMMANDS[i].run(argc - 1, argv + 1, now_s, out, complaints);
        }
    }
    (void)fputs(ctl_usage, complaints);
    (void)fputs(ctl_catalogue_usage, complaints);
    return CTL_USAGE;
}
