/* motcua-ctl: opens the store and runs one command; those on catalogues open what they name. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "central/ctl.h"
#include "central/ctl_catalogue.h"
#include "central/ctl_kiosks.h"
#include "central/ctl_unseal.h"
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

int main(int argc, char **argv)
{
    mc_secure_init();
    (void)umask(077);
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        (void)fputs(ctl_usage, stdout);
        (void)fputs(ctl_catalogue_usage, stdout);
        (void)fputs(ctl_unseal_usage, stdout);
        (void)fputs(ctl_kiosk_usage, stdout);
        return CTL_DONE;
    }
    const char *const *rest = (const char *const *)argv + 2;
    if (argc >= 2 && strcmp(argv[1], "catalogue") == 0) {
        return (int)ctl_catalogue_run(argc - 2, rest, mc_clock_unix_s(), stdout, stderr);
    }
    if (argc >= 2 && strcmp(argv[1], "ca") == 0) {
        return (int)ctl_authority_run(argc - 2, rest, mc_clock_unix_s(), stdout, stderr);
    }
    if (argc >= 2 && strcmp(argv[1], "keygen") == 0) {
        return (int)ctl_keygen_run(argc - 2, rest, stdout, stderr);
    }
    if (argc >= 2 && strcmp(argv[1], "unseal") == 0) {
        return (int)ctl_unseal_run(argc - 2, rest, stdin, stdout, stderr);
    }
    struct places places = {0};
    int taken = read_places(argc, argv, &places);
    if (places.db == NULL || taken >= argc) {
        (void)fputs(ctl_usage, stderr);
        return CTL_USAGE;
    }
    return (int)run(&places, argc - taken, (const char *const *)argv + taken);
}
