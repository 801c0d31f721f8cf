/* The certificate authority's file, looked at for staff: how long it is still good. */
#ifndef MOTCUA_KIOSK_NET_CERTIFICATE_H
#define MOTCUA_KIOSK_NET_CERTIFICATE_H

#include <stdint.h>

#include "core/error.h"

/* The end of the first certificate's validity in a PEM file, Unix seconds. MC_EIO, MC_EPARSE. */
enum mc_err certificate_expiry(const char *path, int64_t *out_unix_s,
                               struct mc_error *err) MC_MUST_CHECK;

#endif
