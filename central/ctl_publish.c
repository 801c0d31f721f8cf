/* motcua-ctl keygen, motcua-ctl catalogue publish. */
#include <string.h>

#include "central/ctl_catalogue.h"
#include "central/ctl_folder.h"
#include "central/ctl_usage.h"
#include "central/publisher.h"
#include "core/memory.h"
#include "core/sealing.h"

/* Operand and two options, each once, each with its value. */
struct publish_arguments {
    const char *dir;
    const char *db;
    const char *key;
};

static enum ctl_exit complain(FILE *complaints, enum ctl_exit status, const char *text)
{
    (void)fprintf(complaints, "motcua-ctl: %s\n", text);
    return status;
}

/* Takes "--name value" at *i into *out; false if it is another one, or there already. */
static bool take_option(int argc, const char *const *argv, int *i, const char *name,
                        const char **out)
{
    if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc || *out != NULL) {
        return false;
    }
    *out = argv[++*i];
    return true;
}

/* ---- Keys ---- */

static enum mc_err make_signing_key(const char *secret_path, const char *public_path,
                                    char id[MC_KEY_ID_CHARS + 1], struct mc_error *err)
{
    struct mc_signing_key *key = mc_signing_key_make();
    enum mc_err rc = mc_signing_key_write(key, secret_path, err);
    if (rc == MC_OK) {
        rc = mc_public_key_write(mc_signing_key_public(key), public_path, err);
    }
    mc_copy_text(id, MC_KEY_ID_CHARS + 1, mc_signing_key_public(key)->id);
    mc_signing_key_destroy(key);
    return rc;
}

static enum mc_err make_opening_key(const char *secret_path, const char *public_path,
                                    char id[MC_KEY_ID_CHARS + 1], struct mc_error *err)
{
    struct mc_opening_key *key = mc_opening_key_make();
    enum mc_err rc = mc_opening_key_write(key, secret_path, err);
    if (rc == MC_OK) {
        rc = mc_sealing_key_write(mc_opening_key_public(key), public_path, err);
    }
    mc_copy_text(id, MC_KEY_ID_CHARS + 1, mc_opening_key_public(key)->id);
    mc_opening_key_destroy(key);
    return rc;
}

enum ctl_exit ctl_keygen_run(int argc, const char *const *argv, FILE *out, FILE *complaints)
{
    const char *secret_path = NULL;
    const char *public_path = NULL;
    const char *kind = NULL;
    for (int i = 0; i < argc; i++) {
        if (!take_option(argc, argv, &i, "--secret", &secret_path) &&
            !take_option(argc, argv, &i, "--public", &public_path) &&
            !take_option(argc, argv, &i, "--kind", &kind)) {
            return ctl_usage_refuse(complaints, "keygen", NULL, "");
        }
    }
    bool sealing = kind != NULL && strcmp(kind, "sealing") == 0;
    if (secret_path == NULL || public_path == NULL ||
        (kind != NULL && !sealing && strcmp(kind, "signing") != 0)) {
        return ctl_usage_refuse(complaints, "keygen", NULL, "");
    }
    char id[MC_KEY_ID_CHARS + 1];
    struct mc_error err;
    enum mc_err rc = sealing ? make_opening_key(secret_path, public_path, id, &err)
                             : make_signing_key(secret_path, public_path, id, &err);
    if (rc != MC_OK) {
        return complain(complaints, CTL_FAILED, err.text);
    }
    (void)fprintf(out, "key %s: keep %s secret, give %s to the kiosks\n", id, secret_path,
                  public_path);
    return CTL_DONE;
}

/* ---- Publishing ---- */

static void print_report(FILE *out, const struct publisher_report *report)
{
    if (report->unchanged) {
        (void)fprintf(out, "nothing has changed since version %lld\n", (long long)report->version);
        return;
    }
    (void)fprintf(out,
                  "version %lld: %zu procedures, %zu new or changed, %zu removed\n"
                  "%zu bytes, %zu packed; changes from %zu earlier versions, the last one's %zu "
                  "packed\n",
                  (long long)report->version, report->procedures, report->changed, report->removed,
                  report->bytes, report->gzip_bytes, report->deltas, report->delta_gzip_bytes);
}

static bool parse(struct publish_arguments *arguments, int argc, const char *const *argv)
{
    for (int i = 0; i < argc; i++) {
        if (take_option(argc, argv, &i, "--db", &arguments->db) ||
            take_option(argc, argv, &i, "--key", &arguments->key)) {
            continue;
        }
        if (argv[i][0] == '-' || arguments->dir != NULL) {
            return false;
        }
        arguments->dir = argv[i];
    }
    return arguments->dir != NULL && arguments->db != NULL && arguments->key != NULL;
}

static enum mc_err publish(const struct publish_arguments *arguments,
                           struct catalogue_bundle *bundle, int64_t now_s,
                           struct publisher_report *report, struct mc_error *err)
{
    struct mc_signing_key *key = NULL;
    struct storage *storage = NULL;
    enum mc_err rc = mc_signing_key_read(arguments->key, &key, err);
    if (rc == MC_OK) {
        rc = storage_open(&(struct sql_settings){.where = arguments->db}, &storage, err);
    }
    if (rc == MC_OK) {
        rc = publisher_publish(storage, bundle, key, now_s, report, err);
    }
    storage_close(storage);
    mc_signing_key_destroy(key);
    return rc;
}

enum ctl_exit ctl_publish_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                              FILE *complaints)
{
    struct publish_arguments arguments = {0};
    if (!parse(&arguments, argc, argv)) {
        return ctl_usage_refuse(complaints, "catalogue", NULL, "");
    }
    struct catalogue_bundle bundle = {0};
    struct publisher_report report;
    struct mc_error err;
    enum ctl_exit status = ctl_folder_read(arguments.dir, &bundle, out, complaints);
    if (status == CTL_DONE && publish(&arguments, &bundle, now_s, &report, &err) != MC_OK) {
        status = complain(complaints, CTL_FAILED, err.text);
    }
    if (status == CTL_DONE) {
        print_report(out, &report);
    }
    catalogue_bundle_finish(&bundle);
    return status;
}
