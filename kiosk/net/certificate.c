#include "kiosk/net/certificate.h"

#include <curl/curl.h>
#include <errno.h>
#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#define DAY_S 86400

int certificate_no_password(char *password, int size, int writing, void *context)
{
    (void)password;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

/* Days and seconds from the epoch, so that no time zone comes in. */
static enum mc_err unix_of(const ASN1_TIME *time, const char *path, int64_t *out,
                           struct mc_error *err)
{
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0;
    int seconds = 0;
    int ok = epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, time);
    ASN1_TIME_free(epoch);
    if (!ok) {
        return mc_fail(err, MC_EPARSE, "%s: a date that is none", path);
    }
    *out = (int64_t)days * DAY_S + seconds;
    return MC_OK;
}

/* Takes the certificate. */
static enum mc_err take_expiry(X509 *certificate, const char *where, int64_t *out,
                               struct mc_error *err)
{
    if (certificate == NULL) {
        return mc_fail(err, MC_EPARSE, "%s: no certificate", where);
    }
    enum mc_err rc = unix_of(X509_get0_notAfter(certificate), where, out, err);
    X509_free(certificate);
    return rc;
}

enum mc_err certificate_expiry(const char *path, int64_t *out_unix_s, struct mc_error *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    X509 *certificate = PEM_read_X509(file, NULL, certificate_no_password, NULL);
    (void)fclose(file);
    return take_expiry(certificate, path, out_unix_s, err);
}

/* ---- The server's ---- */

static void set(CURL *easy, CURLoption option, long value)
{
    MC_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

static void set_text(CURL *easy, CURLoption option, const char *value)
{
    MC_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

/* Of libcurl's "Name:value" lines about the server's own certificate, the first of the chain. */
static X509 *shown_certificate(CURL *easy)
{
    static const char name[] = "Cert:";
    struct curl_certinfo *info = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK || info == NULL ||
        info->num_of_certs < 1) {
        return NULL;
    }
    for (const struct curl_slist *line = info->certinfo[0]; line != NULL; line = line->next) {
        if (strncmp(line->data, name, sizeof name - 1) == 0) {
            BIO *pem = BIO_new_mem_buf(line->data + sizeof name - 1, -1);
            X509 *certificate =
                pem != NULL ? PEM_read_bio_X509(pem, NULL, certificate_no_password, NULL) : NULL;
            BIO_free(pem);
            return certificate;
        }
    }
    return NULL;
}

enum mc_err certificate_of_server(const char *url, const char *ca_file, int timeout_ms,
                                  int64_t *out_unix_s, struct mc_error *err)
{
    char reason[CURL_ERROR_SIZE] = "";
    CURL *easy = curl_easy_init();
    MC_CHECK(easy != NULL && timeout_ms > 0);
    set_text(easy, CURLOPT_URL, url);
    set_text(easy, CURLOPT_PROTOCOLS_STR, "https");
    set_text(easy, CURLOPT_PROXY, "");
    set_text(easy, CURLOPT_CAINFO, ca_file);
    set_text(easy, CURLOPT_CAPATH, NULL);
    set(easy, CURLOPT_CERTINFO, 1);
    set(easy, CURLOPT_CONNECT_ONLY, 1);
    set(easy, CURLOPT_NOSIGNAL, 1);
    set(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
    MC_CHECK(curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, reason) == CURLE_OK);
    CURLcode code = curl_easy_perform(easy);
    enum mc_err rc = code == CURLE_OK
                         ? take_expiry(shown_certificate(easy), url, out_unix_s, err)
                         : mc_fail(err, MC_EIO, "%.80s: %s", url,
                                   reason[0] != '\0' ? reason : curl_easy_strerror(code));
    curl_easy_cleanup(easy);
    return rc;
}
