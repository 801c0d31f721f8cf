/* motcua-ctl: opens the store and runs one command; those on catalogues open what they name. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "central/ctl.h"
#include "central/ctl_catalogue.h"
#include "central/ctl_kiosks.h"
#include "central/ctl_unseal.h"
#include "central/ctl_usage.h"
#include "central/directory.h"
#include "core/clock.h"
#include "core/memory.h"

#define ASSETS_DEFAULT "/usr/share/motcua/assets"

/* The options before the command. */
struct places {
    const char *db;
    const char *assets;
    const char *agencies; /* NULL: no directory */
};

/* How many arguments they take. */
static int read_places(int argc, char **argv, struct places *out)
{
    int i = 1;
    for (; i + 1 < argc; i += 2) {
        const char **place = strcmp(argv[i], "--db") == 0         ? &out->db
                             : strcmp(argv[i], "--assets") == 0   ? &out->assets
                             : strcmp(argv[i], "--agencies") == 0 ? &out->agencies
                                                                  : NULL;
        if (place == NULL || *place != NULL) {
            break;
        }
        *place = argv[i + 1];
    }
    return i;
}

static enum mc_err load(const struct places *places, struct calendar *calendar,
                        struct agency_directory **directory, struct storage **storage,
                        struct mc_error *err)
{
    bool told = places->assets != NULL;
    const char *assets = told ? places->assets : ASSETS_DEFAULT;
    enum mc_err rc = directory_load_calendar("", assets, calendar, err);
    if (rc == MC_ENOTFOUND && !told) {
        rc = MC_OK; /* most commands do without */
        calendar->first_year = 0;
    }
    if (rc == MC_OK && places->agencies != NULL) {
        rc = directory_load(places->agencies, assets, directory, err);
    }
    if (rc == MC_OK) {
        rc = storage_open(&(struct sql_settings){.where = places->db}, storage, err);
    }
    return rc;
}

/* A command on the store. */
static enum ctl_exit run(const struct places *places, int argc, const char *const *argv)
{
    struct calendar *calendar = MC_NEW(struct calendar);
    struct agency_directory *directory = NULL;
    struct storage *storage = NULL;
    struct mc_error err;
    enum ctl_exit status = CTL_FAILED;
    if (load(places, calendar, &directory, &storage, &err) != MC_OK) {
        (void)fprintf(stderr, "motcua-ctl: %s\n", err.text);
    } else {
        struct ctl_setup setup = {.storage = storage,
                                  .calendar = calendar->first_year != 0 ? calendar : NULL,
                                  .directory = directory,
                                  .now_s = mc_clock_unix_s(),
                                  .out = stdout,
                                  .complaints = stderr};
        status = ctl_kiosk_command(argv[0])
                     ? ctl_kiosk_run(storage, argc, argv, setup.now_s, stdout, stderr)
                     : ctl_run(&setup, argc, argv);
    }
    storage_close(storage);
    agency_directory_destroy(directory);
    free(calendar);
    return status;
}

static bool asks_for_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

/* "--help" alone, or behind a command. */
static enum ctl_exit help(int argc, char **argv)
{
    struct places places = {0};
    int taken = read_places(argc - 1, argv, &places);
    if (taken >= argc - 1) {
        ctl_usage_print(stdout);
        return CTL_DONE;
    }
    return ctl_usage_print_command(stdout, argv[taken])
               ? CTL_DONE
               : ctl_usage_refuse(stderr, argv[taken], NULL, "");
}

/* Commands that need no store, or open what they name; CTL_USAGE and *known false for others. */
static enum ctl_exit run_alone(int argc, char **argv, bool *known)
{
    const char *const *rest = (const char *const *)argv + 2;
    *known = true;
    if (strcmp(argv[1], "catalogue") == 0) {
        return ctl_catalogue_run(argc - 2, rest, mc_clock_unix_s(), stdout, stderr);
    }
    if (strcmp(argv[1], "ca") == 0) {
        return ctl_authority_run(argc - 2, rest, mc_clock_unix_s(), stdout, stderr);
    }
    if (strcmp(argv[1], "keygen") == 0) {
        return ctl_keygen_run(argc - 2, rest, stdout, stderr);
    }
    if (strcmp(argv[1], "unseal") == 0) {
        return ctl_unseal_run(argc - 2, rest, stdin, stdout, stderr);
    }
    *known = false;
    return CTL_USAGE;
}

int main(int argc, char **argv)
{
    mc_secure_init();
    (void)umask(077);
    if (argc < 2) {
        ctl_usage_print(stderr);
        return CTL_USAGE;
    }
    if (asks_for_help(argv[argc - 1])) {
        return (int)help(argc, argv);
    }
    bool known = false;
    enum ctl_exit status = run_alone(argc, argv, &known);
    if (known) {
        return (int)status;
    }
    struct places places = {0};
    int taken = read_places(argc, argv, &places);
    if (taken >= argc) {
        (void)fputs("motcua-ctl: no command is given (motcua-ctl --help)\n", stderr);
        return CTL_USAGE;
    }
    if (places.db == NULL) {
        return (int)ctl_usage_refuse(stderr, argv[taken], "--db is missing", "");
    }
    return (int)run(&places, argc - taken, (const char *const *)argv + taken);
}
