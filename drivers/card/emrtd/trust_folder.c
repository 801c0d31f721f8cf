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
    size_t files;
};

/* What is read when. A list counts only after whoever signed it is known; whoever signs a master
 * list may be on a revocation list, and a country known from a master list may have one, too. */
static const struct pass {
    enum kind kind;
    bool early; /* it is looked at once more, and complained about then */
} passes[] = {
    {CERTIFICATE, false}, {REVOCATIONS, true}, {MASTER_LIST, false}, {REVOCATIONS, false}};

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

static enum mc_err run_pass(struct folder *folder, const struct pass *pass, struct mc_error *err)
{
    DIR *entries = opendir(folder->path);
    if (entries == NULL) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", folder->path);
    }
    enum mc_err rc = MC_OK;
    const struct dirent *entry = NULL;
    while (rc == MC_OK && (entry = readdir(entries)) != NULL) {
        if (kind_of(entry->d_name) != pass->kind) {
            continue;
        }
        folder->files += pass->early ? 0 : 1;
        if (folder->files > TRUST_FILES_MAX) {
            rc = mc_fail(err, MC_ETOOBIG, "%s: over %d files", folder->path, TRUST_FILES_MAX);
        } else {
            add_file(folder, pass, entry->d_name);
        }
    }
    (void)closedir(entries);
    return rc;
}

enum mc_err trust_add_folder(struct trust *trust, const char *folder, int64_t unix_s,
                             struct mc_error *err)
{
    struct folder all = {.trust = trust, .path = folder, .unix_s = unix_s};
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < sizeof passes / sizeof passes[0] && rc == MC_OK; i++) {
        rc = run_pass(&all, &passes[i], err);
    }
    return rc;
}
