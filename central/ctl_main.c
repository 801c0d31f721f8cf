/* motcua-ctl: opens the store and runs one command; those on catalogues open what they name. */
#include <string.h>
#include <sys/stat.h>

#include "central/ctl.h"
#include "central/ctl_catalogue.h"
#include "core/clock.h"
#include "core/memory.h"

int main(int argc, char **argv)
{
    mc_secure_init();
    (void)umask(077);
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        (void)fputs(ctl_usage, stdout);
        (void)fputs(ctl_catalogue_usage, stdout);
        return CTL_DONE;
    }
    const char *const *rest = (const char *const *)argv + 2;
    if (argc >= 2 && strcmp(argv[1], "catalogue") == 0) {
        return (int)ctl_catalogue_run(argc - 2, rest, mc_clock_unix_s(), stdout, stderr);
    }
    if (argc >= 2 && strcmp(argv[1], "keygen") == 0) {
        return (int)ctl_keygen_run(argc - 2, rest, stdout, stderr);
    }
    if (argc < 4 || strcmp(argv[1], "--db") != 0) {
        (void)fputs(ctl_usage, stderr);
        return CTL_USAGE;
    }
    struct storage *storage = NULL;
    struct mc_error err;
    if (storage_open(&(struct sql_settings){.where = argv[2]}, &storage, &err) != MC_OK) {
        (void)fprintf(stderr, "motcua-ctl: %s\n", err.text);
        return CTL_FAILED;
    }
    enum ctl_exit status = ctl_run(storage, argc - 3, (const char *const *)argv + 3,
                                   mc_clock_unix_s(), stdout, stderr);
    storage_close(storage);
    return (int)status;
}
