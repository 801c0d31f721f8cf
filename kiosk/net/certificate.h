/* Certificates looked at for staff: how long they are still good. */
#ifndef MOTCUA_KIOSK_NET_CERTIFICATE_H
#define MOTCUA_KIOSK_NET_CERTIFICATE_H

#include <stdint.h>

#include "core/error.h"

/* For OpenSSL's readers of PEM, which would ask at the kiosk's terminal, and wait, when what was
 * sent or lies there says that it is encrypted. */
int certificate_no_password(char *password, int size, int writing, void *context);

/* The end of the first certificate's validity in a PEM file, Unix seconds. MC_EIO, MC_EPARSE. */
enum mc_err certificate_expiry(const char *path, int64_t *out_unix_s,
                               struct mc_error *err) MC_MUST_CHECK;
/* The same of the certificate that the server at an https address shows, once it is found to be
 * signed by the authority; MC_EIO when that fails. Nothing is asked. Blocks; libcurl has been
 * started (net_client_create()). */
enum mc_err certificate_of_server(const char *url, const char *ca_file, int timeout_ms,
                                  int64_t *out_unix_s, struct mc_error *err) MC_MUST_CHECK;

#endif
