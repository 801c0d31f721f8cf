/*
 * Who is at the other end: the address of the client, and the certificate it has shown. Behind a
 * proxy both come in headers, and those are believed only of a connection from an address the
 * configuration names, with the secret it shares. Read-only once made; any thread.
 */
#ifndef MOTCUA_CENTRAL_PEER_H
#define MOTCUA_CENTRAL_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "core/error.h"

#define PEER_ADDRESS_BYTES   46 /* INET6_ADDRSTRLEN */
#define PEER_ADDRESSES_MAX   16
#define PEER_SECRET_LEAST    32
#define PEER_PEM_MAX_BYTES   ((size_t)16 * 1024)
#define PEER_HEADER_SECRET   "X-Motcua-Proxy"
#define PEER_HEADER_ADDRESS  "X-Real-IP"
#define PEER_HEADER_IDENTITY "X-Client-Certificate"

struct peer_addresses {
    char addresses[PEER_ADDRESSES_MAX][PEER_ADDRESS_BYTES];
    size_t count;
};
/* "127.0.0.1; ::1"; nothing is none. */
enum mc_err peer_parse_addresses(const char *text, struct peer_addresses *out,
                                 struct mc_error *err) MC_MUST_CHECK;
bool peer_is_one_of(const struct peer_addresses *addresses, const char *address);
/* Numeric, an IPv4 one as such though it came by IPv6; "unknown" for what is no IP. */
void peer_format_address(const struct sockaddr *from, char out[PEER_ADDRESS_BYTES]);

/* Whom to believe. */
struct peer_proxies {
    struct peer_addresses addresses;
    const char *secret; /* borrowed; NULL: nobody */
};
/* The headers are a request's, NULL for what was not sent. */
bool peer_is_proxy(const struct peer_proxies *proxies, const char *address, const char *secret);
/* Percent-decoded, as nginx's $ssl_client_escaped_cert is; NULL if there is none or it cannot be.
 * Freed with free(). */
char *peer_decode_certificate(const char *header);

#endif
