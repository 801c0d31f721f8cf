/* The folder that a kiosk's technician fills. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/log.h"
#include "drivers/card/emrtd/trust.h"

#define PATH_BYTES 4096
#define AREA       "card"

enum kind { OTHER, CERTIFICATE, REVOCATIONS, MASTER_LIST };

struct folder {
    struct trust *trust;
    const char *path;
    int64_t unix_s;
};

/* What of the folder is looked at. */
struct pass {
    enum kind kind;
    bool early; /* it is looked at once more, and complained about then */
};

static enum kind kind_of(const char *name)
{
    static const struct {
        const char *ending;
        enum kind kind;
    } endings[] = {{".pem", CERTIFICATE}, {".crt", CERTIFICATE}, {".cer", CERTIFICATE},
                   {".der", CERTIFICATE}, {".crl", REVOCATIONS}, {".ml", MASTER_LIST}};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof endings[0]; i++) {
        if (strcmp(dot, endings[i].ending) == 0) {
            return endings[i].kind;
        }
    }
    return OTHER;
}

static enum mc_err add_bytes(struct folder *folder, const struct pass *pass, const char *path,
                             const char *bytes, size_t len, struct mc_error *err)
{
    bool stale = false;
    if (pass->kind == CERTIFICATE) {
        return trust_add(folder->trust, bytes, len, err);
    }
    if (pass->kind == MASTER_LIST) {
        return trust_add_master_list(folder->trust, bytes, len, folder->unix_s, err);
    }
    enum mc_err rc = trust_add_revocations(folder->trust, bytes, len, folder->unix_s, &stale, err);
    if (rc == MC_OK && stale && !pass->early) {
        mc_log(MC_LOG_WARN, AREA, "%s is out of date: who was revoked since is not known", path);
    }
    return rc;
}

static void add_file(struct folder *folder, const struct pass *pass, const char *name)
{
    char path[PATH_BYTES];
    char *bytes = NULL;
    size_t len = 0;
    struct mc_error err = {.text = ""};
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder->path, name) >= sizeof path) {
        mc_log(MC_LOG_ERROR, AREA, "%s is left out: its path is too long", name);
        return;
    }
    enum mc_err rc = mc_file_read(path, TRUST_FILE_MAX_BYTES, &bytes, &len, &err);
    if (rc == MC_OK) {
        rc = add_bytes(folder, pass, path, bytes, len, &err);
    }
    if (rc != MC_OK && !pass->early) {
        mc_log(MC_LOG_ERROR, AREA, "%s is left out: %s", path, err.text);
    }
    free(bytes);
}

static enum mc_err open_folder(const struct folder *folder, DIR **out, struct mc_error *err)
{
    *out = opendir(folder->path);
    return *out != NULL ? MC_OK : mc_fail_sys(err, MC_EIO, errno, "%s", folder->path);
}

/* Before anything is believed: what would be left out may be a revocation list. */
static enum mc_err count_files(const struct folder *folder, struct mc_error *err)
{
    DIR *entries = NULL;
    enum mc_err rc = open_folder(folder, &entries, err);
    const struct dirent *entry = NULL;
    size_t files = 0;
    while (rc == MC_OK && (entry = readdir(entries)) != NULL) {
        files += kind_of(entry->d_name) != OTHER ? 1 : 0;
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    return rc == MC_OK && files > TRUST_FILES_MAX
               ? mc_fail(err, MC_ETOOBIG, "%s: over %d files", folder->path, TRUST_FILES_MAX)
               : rc;
}

/* An early one ends with the first file that brings somebody. */
static enum mc_err run_pass(struct folder *folder, const struct pass *pass, struct mc_error *err)
{
    DIR *entries = NULL;
    enum mc_err rc = open_folder(folder, &entries, err);
    if (rc != MC_OK) {
        return rc;
    }
    size_t before = trust_count(folder->trust);
    const struct dirent *entry = NULL;
    while ((entry = readdir(entries)) != NULL &&
           (!pass->early || trust_count(folder->trust) == before)) {
        if (kind_of(entry->d_name) == pass->kind) {
            add_file(folder, pass, entry->d_name);
        }
    }
    (void)closedir(entries);
    return MC_OK;
}

/* A list counts only after whoever signed it is known. Who signs a master list may be of a country
 * that another master list brings, and may be on that country's revocation list: so these are read
 * again before the next master list is. */
static enum mc_err read_lists(struct folder *folder, struct mc_error *err)
{
    static const struct pass early[] = {{REVOCATIONS, true}, {MASTER_LIST, true}};
    size_t before = 0;
    enum mc_err rc = MC_OK;
    do {
        before = trust_count(folder->trust);
        rc = run_pass(folder, &early[0], err);
        if (rc == MC_OK) {
            rc = run_pass(folder, &early[1], err);
        }
    } while (rc == MC_OK && trust_count(folder->trust) > before);
    return rc;
}

enum mc_err trust_add_folder(struct trust *trust, const char *folder, int64_t unix_s,
                             struct mc_error *err)
{
    static const struct pass first = {CERTIFICATE, false};
    static const struct pass last[] = {{MASTER_LIST, false}, {REVOCATIONS, false}};
    struct folder all = {.trust = trust, .path = folder, .unix_s = unix_s};
    enum mc_err rc = count_files(&all, err);
    if (rc == MC_OK) {
        rc = run_pass(&all, &first, err);
    }
    if (rc == MC_OK) {
        rc = read_lists(&all, err);
    }
    for (size_t i = 0; i < sizeof last / sizeof last[0] && rc == MC_OK; i++) {
        rc = run_pass(&all, &last[i], err);
    }
    return rc;
}
