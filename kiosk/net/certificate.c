#include "kiosk/net/certificate.h"

#include <errno.h>
#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>

#define DAY_S 86400

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

enum mc_err certificate_expiry(const char *path, int64_t *out_unix_s, struct mc_error *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    (void)fclose(file);
    if (certificate == NULL) {
        return mc_fail(err, MC_EPARSE, "%s: no certificate", path);
    }
    enum mc_err rc = unix_of(X509_get0_notAfter(certificate), path, out_unix_s, err);
    X509_free(certificate);
    return rc;
}
