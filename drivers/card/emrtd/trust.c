#include "drivers/card/emrtd/trust.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "drivers/card/emrtd/trust_internal.h"

#define PATH_BYTES 4096

struct trust {
    X509_STORE *store;
    size_t count;
};

struct trust *trust_create(void)
{
    struct trust *trust = MC_NEW(struct trust);
    trust->store = X509_STORE_new();
    /* A link certificate of the folder is as good an end of the chain as a root; what documents
     * are signed with carries no purpose that OpenSSL knows. */
    MC_CHECK(trust->store != NULL &&
             X509_STORE_set_flags(trust->store, X509_V_FLAG_PARTIAL_CHAIN) == 1 &&
             X509_STORE_set_purpose(trust->store, X509_PURPOSE_ANY) == 1);
    return trust;
}

void trust_destroy(struct trust *trust)
{
    if (trust != NULL) {
        X509_STORE_free(trust->store);
        free(trust);
    }
}

size_t trust_count(const struct trust *trust)
{
    return trust->count;
}

X509_STORE *trust_store(const struct trust *trust)
{
    return trust->store;
}

static void keep(struct trust *trust, X509 *certificate)
{
    MC_CHECK(X509_STORE_add_cert(trust->store, certificate) == 1);
    X509_free(certificate);
    trust->count++;
}

enum mc_err trust_add(struct trust *trust, const void *bytes, size_t len, struct mc_error *err)
{
    size_t before = trust->count;
    if (len == 0 || len > TRUST_FILE_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "a certificate of %zu bytes", len);
    }
    const uint8_t *at = bytes;
    X509 *certificate = d2i_X509(NULL, &at, (long)len);
    if (certificate != NULL) {
        keep(trust, certificate);
    } else {
        BIO *text = BIO_new_mem_buf(bytes, (int)len);
        MC_CHECK(text != NULL);
        while ((certificate = PEM_read_bio_X509(text, NULL, NULL, NULL)) != NULL) {
            keep(trust, certificate);
        }
        BIO_free(text);
    }
    ERR_clear_error();
    return trust->count > before ? MC_OK : mc_fail(err, MC_EPARSE, "not a certificate");
}

static bool is_certificate_name(const char *name)
{
    static const char *const endings[] = {".pem", ".crt", ".cer", ".der"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof endings[0]; i++) {
        if (strcmp(dot, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static enum mc_err add_file(struct trust *trust, const char *folder, const char *name,
                            struct mc_error *err)
{
    char path[PATH_BYTES];
    char *bytes = NULL;
    size_t len = 0;
    struct mc_error inner;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path) {
        return mc_fail(err, MC_ETOOBIG, "%s: path too long", folder);
    }
    enum mc_err rc = mc_file_read(path, TRUST_FILE_MAX_BYTES, &bytes, &len, err);
    if (rc == MC_OK) {
        rc = trust_add(trust, bytes, len, &inner);
        if (rc != MC_OK) {
            rc = mc_fail(err, rc, "%s: %s", path, inner.text);
        }
    }
    free(bytes);
    return rc;
}

enum mc_err trust_add_folder(struct trust *trust, const char *folder, struct mc_error *err)
{
    DIR *entries = opendir(folder);
    if (entries == NULL) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", folder);
    }
    enum mc_err rc = MC_OK;
    size_t files = 0;
    const struct dirent *entry = NULL;
    while (rc == MC_OK && (entry = readdir(entries)) != NULL) {
        if (!is_certificate_name(entry->d_name)) {
            continue;
        }
        if (++files > TRUST_FILES_MAX) {
            rc = mc_fail(err, MC_ETOOBIG, "%s: over %d certificates", folder, TRUST_FILES_MAX);
        } else {
            rc = add_file(trust, folder, entry->d_name, err);
        }
    }
    (void)closedir(entries);
    return rc;
}
