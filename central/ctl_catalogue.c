#include "central/ctl_catalogue.h"

#include <string.h>

#include "central/ctl_usage.h"

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
    return ctl_usage_refuse(complaints, "catalogue", argc >= 1 ? "unknown: " : NULL,
                            argc >= 1 ? argv[0] : "");
}
