#include "kiosk/store/catalogue_update.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/gzip.h"
#include "core/log.h"
#include "core/memory.h"
#include "kiosk/store/catalogue_update_internal.h"

#define NAME_PREFIX        "published."
#define BUNDLE_SUFFIX      ".bundle"
#define DATABASE_SUFFIX    ".db"
#define VERSION_DIGITS_MAX 10
#define SIGNATURE_LINE     (MC_SIGNATURE_CHARS + 1)
#define BUNDLE_FILE_MAX    (CATALOGUE_BUNDLE_MAX_BYTES + SIGNATURE_LINE)

static enum mc_err make_path(char out[PATH_MAX], const char *dir, int64_t version,
                             const char *suffix, struct mc_error *err)
{
    int n = snprintf(out, PATH_MAX, "%s/" NAME_PREFIX "%" PRId64 "%s", dir, version, suffix);
    return n > 0 && n < PATH_MAX ? MC_OK : mc_fail(err, MC_ETOOBIG, "path too long: %.64s…", dir);
}

/* ---- The bundle's file ---- */

static enum mc_err write_bundle(const char *dir, int64_t version, const char *signature,
                                const char *bytes, size_t len, struct mc_error *err)
{
    char path[PATH_MAX];
    enum mc_err rc = make_path(path, dir, version, BUNDLE_SUFFIX, err);
    if (rc != MC_OK) {
        return rc;
    }
    char *whole = mc_calloc(1, SIGNATURE_LINE + len);
    memcpy(whole, signature, MC_SIGNATURE_CHARS);
    whole[MC_SIGNATURE_CHARS] = '\n';
    memcpy(whole + SIGNATURE_LINE, bytes, len);
    rc = mc_file_write(path, whole, SIGNATURE_LINE + len, err);
    free(whole);
    return rc;
}

/* Its signature is checked again: a disk forgets, and others may write on it. */
static enum mc_err read_bundle(const struct catalogue_updates *updates, int64_t version,
                               struct catalogue_bundle *out, struct mc_error *err)
{
    char path[PATH_MAX];
    char *whole = NULL;
    size_t len = 0;
    enum mc_err rc = make_path(path, updates->dir, version, BUNDLE_SUFFIX, err);
    if (rc == MC_OK) {
        rc = mc_file_read(path, BUNDLE_FILE_MAX, &whole, &len, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    struct catalogue_bundle bundle = {0};
    if (len < SIGNATURE_LINE || whole[MC_SIGNATURE_CHARS] != '\n') {
        rc = mc_fail(err, MC_ECORRUPT, "%s: cut", path);
    } else {
        whole[MC_SIGNATURE_CHARS] = '\0';
        rc = mc_signature_check(&updates->key, whole + SIGNATURE_LINE, len - SIGNATURE_LINE, whole,
                                err);
    }
    if (rc == MC_OK) {
        rc = catalogue_bundle_parse(whole + SIGNATURE_LINE, len - SIGNATURE_LINE, &bundle, err);
    }
    if (rc == MC_OK && (bundle.from != 0 || bundle.version != version)) {
        rc = mc_fail(err, MC_ECORRUPT, "%s: holds another version", path);
    }
    free(whole);
    if (rc != MC_OK) {
        catalogue_bundle_finish(&bundle);
        return rc;
    }
    *out = bundle;
    return MC_OK;
}

/* ---- The SQLite file ---- */

enum mc_err catalogue_update_fill(const char *path, const char *phrases_dir,
                                  const struct catalogue_bundle *bundle, struct mc_error *err)
{
    (void)unlink(path);
    struct catalogue *catalogue = NULL;
    enum mc_err rc = catalogue_open(path, CATALOGUE_CREATE, &catalogue, err);
    if (rc == MC_OK) {
        rc = catalogue_load_bundle(catalogue, bundle, err);
    }
    if (rc == MC_OK && phrases_dir != NULL) {
        rc = catalogue_load_phrases(catalogue, phrases_dir, err);
    }
    catalogue_close(catalogue);
    return rc;
}

static void sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

static enum mc_err build_database(const struct catalogue_updates *updates,
                                  const struct catalogue_bundle *bundle, struct mc_error *err)
{
    char path[PATH_MAX];
    char beside[PATH_MAX];
    enum mc_err rc = make_path(path, updates->dir, bundle->version, DATABASE_SUFFIX, err);
    if (rc == MC_OK) {
        rc = make_path(beside, updates->dir, bundle->version, DATABASE_SUFFIX ".new", err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    rc = catalogue_update_fill(beside, updates->phrases_dir, bundle, err);
    if (rc == MC_OK && rename(beside, path) != 0) {
        rc = mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    if (rc != MC_OK) {
        (void)unlink(beside);
        return rc;
    }
    sync_folder(updates->dir);
    return MC_OK;
}

/* ---- Taking a version over ---- */

/* The full bundle's bytes and its signature, whatever was downloaded. */
struct full {
    char *bytes; /* owned */
    size_t len;
    char signature[MC_SIGNATURE_CHARS + 1];
    struct catalogue_bundle bundle;
};

static enum mc_err apply_delta(const struct catalogue_updates *updates, int64_t have,
                               const struct catalogue_bundle *delta, struct full *out,
                               struct mc_error *err)
{
    struct catalogue_bundle base = {0};
    enum mc_err rc = MC_OK;
    if (delta->from != have) {
        rc = mc_fail(err, MC_ECONFLICT, "a change from version %" PRId64 ", not from %" PRId64,
                     delta->from, have);
    }
    if (rc == MC_OK) {
        rc = read_bundle(updates, have, &base, err);
    }
    if (rc == MC_OK) {
        rc = catalogue_bundle_apply(&base, delta, &out->bytes, &out->len, err);
    }
    if (rc == MC_OK) {
        mc_copy_text(out->signature, sizeof out->signature, delta->signature);
        rc = mc_signature_check(&updates->key, out->bytes, out->len, out->signature, err);
    }
    if (rc == MC_OK) {
        rc = catalogue_bundle_parse(out->bytes, out->len, &out->bundle, err);
    }
    catalogue_bundle_finish(&base);
    return rc;
}

static enum mc_err unpack(const struct catalogue_download *download, char **out, size_t *out_len,
                          struct mc_error *err)
{
    if (download->gzip) {
        return mc_gzip_unpack(download->bytes, download->len, CATALOGUE_BUNDLE_MAX_BYTES, out,
                              out_len, err);
    }
    if (download->len > CATALOGUE_BUNDLE_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "catalogue over its maximum");
    }
    *out = mc_calloc(1, download->len + 1);
    memcpy(*out, download->bytes, download->len);
    *out_len = download->len;
    return MC_OK;
}

/* Nothing is read of it before the signature has been checked. */
static enum mc_err verify(const struct catalogue_updates *updates, int64_t have,
                          const struct catalogue_download *download, struct full *out,
                          struct mc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    struct catalogue_bundle bundle = {0};
    enum mc_err rc = unpack(download, &text, &len, err);
    if (rc == MC_OK) {
        rc = mc_signature_check(&updates->key, text, len, download->signature, err);
    }
    if (rc == MC_OK) {
        rc = catalogue_bundle_parse(text, len, &bundle, err);
    }
    if (rc == MC_OK && bundle.version <= have) {
        rc = mc_fail(err, MC_ECONFLICT, "version %" PRId64 " is not newer than %" PRId64,
                     bundle.version, have);
    }
    if (rc == MC_OK && bundle.from != 0) {
        rc = apply_delta(updates, have, &bundle, out, err);
    } else if (rc == MC_OK) {
        *out = (struct full){.bytes = text, .len = len, .bundle = bundle};
        mc_copy_text(out->signature, sizeof out->signature, download->signature);
        text = NULL;
        bundle = (struct catalogue_bundle){0};
    }
    catalogue_bundle_finish(&bundle);
    free(text);
    return rc;
}

enum mc_err catalogue_update_take(const struct catalogue_updates *updates, int64_t have,
                                  const struct catalogue_download *download, int64_t *out_version,
                                  struct mc_error *err)
{
    struct full full = {0};
    enum mc_err rc = verify(updates, have, download, &full, err);
    if (rc == MC_OK) {
        /* The database first: it checks every procedure. */
        rc = build_database(updates, &full.bundle, err);
    }
    if (rc == MC_OK) {
        rc = write_bundle(updates->dir, full.bundle.version, full.signature, full.bytes, full.len,
                          err);
    }
    if (rc == MC_OK) {
        *out_version = full.bundle.version;
    }
    catalogue_bundle_finish(&full.bundle);
    free(full.bytes);
    return rc;
}

/* ---- What is there ---- */

/* "published.<version><suffix>": true with the version and the suffix. */
static bool parse_name(const char *name, int64_t *version, const char **suffix)
{
    static const char prefix[] = NAME_PREFIX;
    if (strncmp(name, prefix, sizeof prefix - 1) != 0) {
        return false;
    }
    const char *digits = name + sizeof prefix - 1;
    size_t count = strspn(digits, "0123456789");
    if (count == 0 || count > VERSION_DIGITS_MAX || digits[0] == '0') {
        return false;
    }
    *version = strtoll(digits, NULL, 10);
    *suffix = digits + count;
    return true;
}

static int compare_newest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Each version once, newest first. */
static size_t list_versions(const char *dir, int64_t out[CATALOGUE_UPDATE_VERSIONS_MAX])
{
    DIR *folder = opendir(dir);
    size_t count = 0;
    const struct dirent *entry = NULL;
    while (folder != NULL && count < CATALOGUE_UPDATE_VERSIONS_MAX &&
           (entry = readdir(folder)) != NULL) {
        int64_t version = 0;
        const char *suffix = NULL;
        if (parse_name(entry->d_name, &version, &suffix) &&
            (strcmp(suffix, BUNDLE_SUFFIX) == 0 || strcmp(suffix, DATABASE_SUFFIX) == 0)) {
            size_t i = 0;
            while (i < count && out[i] != version) {
                i++;
            }
            out[i] = version;
            count = i == count ? count + 1 : count;
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    qsort(out, count, sizeof *out, compare_newest_first);
    return count;
}

/* Whole, and filled. */
static enum mc_err open_checked(const char *dir, int64_t version, enum catalogue_mode mode,
                                struct catalogue **out, struct mc_error *err)
{
    char path[PATH_MAX];
    struct catalogue *catalogue = NULL;
    enum mc_err rc = make_path(path, dir, version, DATABASE_SUFFIX, err);
    if (rc == MC_OK) {
        rc = catalogue_open(path, mode, &catalogue, err);
    }
    if (rc == MC_OK) {
        rc = catalogue_check(catalogue, err);
    }
    if (rc != MC_OK) {
        catalogue_close(catalogue);
        return rc;
    }
    *out = catalogue;
    return MC_OK;
}

enum mc_err catalogue_update_open(const struct catalogue_updates *updates, int64_t version,
                                  struct catalogue **out, struct mc_error *err)
{
    return open_checked(updates->dir, version, CATALOGUE_READ, out, err);
}

/* The phrases come with the program, which may be another one since the file was built. */
static enum mc_err open_with_phrases(const struct catalogue_updates *updates, int64_t version,
                                     struct catalogue **out, struct mc_error *err)
{
    struct catalogue *catalogue = NULL;
    enum mc_err rc = open_checked(updates->dir, version, CATALOGUE_WRITE, &catalogue, err);
    if (rc == MC_OK && updates->phrases_dir != NULL) {
        rc = catalogue_load_phrases(catalogue, updates->phrases_dir, err);
    }
    if (rc != MC_OK) {
        catalogue_close(catalogue);
        return rc;
    }
    *out = catalogue;
    return MC_OK;
}

static enum mc_err rebuild(const struct catalogue_updates *updates, int64_t version,
                           struct catalogue **out, struct mc_error *err)
{
    struct catalogue_bundle bundle = {0};
    enum mc_err rc = read_bundle(updates, version, &bundle, err);
    if (rc == MC_OK) {
        rc = build_database(updates, &bundle, err);
    }
    catalogue_bundle_finish(&bundle);
    return rc == MC_OK ? catalogue_update_open(updates, version, out, err) : rc;
}

enum mc_err catalogue_update_open_newest(const struct catalogue_updates *updates,
                                         struct catalogue **out, int64_t *out_version,
                                         struct mc_error *err)
{
    int64_t versions[CATALOGUE_UPDATE_VERSIONS_MAX];
    size_t count = list_versions(updates->dir, versions);
    for (size_t i = 0; i < count; i++) {
        struct mc_error why;
        enum mc_err rc = open_with_phrases(updates, versions[i], out, &why);
        if (rc != MC_OK) {
            rc = rebuild(updates, versions[i], out, &why);
        }
        if (rc == MC_OK) {
            *out_version = versions[i];
            return MC_OK;
        }
        mc_log_error("store", "a published catalogue cannot be used", &why);
    }
    return mc_fail(err, MC_ENOTFOUND, "%s: no published catalogue", updates->dir);
}

static bool is_wanted(int64_t version, const char *suffix, int64_t current, int64_t before)
{
    bool complete = strcmp(suffix, BUNDLE_SUFFIX) == 0 || strcmp(suffix, DATABASE_SUFFIX) == 0;
    return complete && (version >= current || version == before);
}

void catalogue_update_clean(const struct catalogue_updates *updates, int64_t version)
{
    const char *dir = updates->dir;
    int64_t versions[CATALOGUE_UPDATE_VERSIONS_MAX];
    size_t count = list_versions(dir, versions);
    int64_t before = 0;
    for (size_t i = 0; i < count && before == 0; i++) {
        before = versions[i] < version ? versions[i] : 0;
    }
    DIR *folder = opendir(dir);
    const struct dirent *entry = NULL;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        int64_t of = 0;
        const char *suffix = NULL;
        if (parse_name(entry->d_name, &of, &suffix) && !is_wanted(of, suffix, version, before)) {
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
}
