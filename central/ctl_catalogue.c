#include "central/ctl_catalogue.h"

#include <string.h>

const char ctl_catalogue_usage[] =
    "       motcua-ctl keygen --secret FILE --public FILE\n"
    "       motcua-ctl catalogue publish DIR --db FILE --key FILE\n"
    "\n"
    "keygen makes the key that catalogues are signed with, and the public one that kiosks know\n"
    "(central.catalogue_key). publish checks every procedure file of DIR and makes of them the\n"
    "next version of the catalogue, which kiosks take over by themselves.\n";

enum ctl_exit ctl_catalogue_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                FILE *complaints)
{
    if (argc >= 1 && strcmp(argv[0], "publish") == 0) {
        return ctl_publish_run(argc - 1, argv + 1, now_s, out, complaints);
    }
    (void)fputs(ctl_usage, complaints);
    (void)fputs(ctl_catalogue_usage, complaints);
    return CTL_USAGE;
}
