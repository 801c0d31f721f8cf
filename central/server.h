/*
 * HTTPS for the service: libmicrohttpd with GnuTLS, TLS 1.2 or later; clients are asked for a
 * certificate, and need none. Requests are bounded in size and in number from one address,
 * connections in number and in the time each part of a request may take; a body is read only if its
 * length is told beforehand, into secret memory. The log names route, status and duration, nothing
 * else of a request.
 */
#ifndef MOTCUA_CENTRAL_SERVER_H
#define MOTCUA_CENTRAL_SERVER_H

#include "central/peer.h"
#include "central/service.h"
#include "central/watch.h"

struct server;

/* Borrowed for the call, but for service, proxies and limiter, which must outlive the server. */
struct server_settings {
    const struct service *service;
    const char *address;
    uint16_t port; /* 0: any */
    const char *certificate_pem;
    const char *key_pem;
    const char *client_authorities_pem; /* that clients' certificates may be of; NULL: none is
                                           asked for */
    const struct peer_proxies *proxies;
    struct limiter *address_limiter; /* NULL: no limit */
    int64_t limits_ms[WATCH_PHASES];
    unsigned connections;
    unsigned connections_per_address;
    unsigned threads;
    unsigned timeout_s;
};

/* Listens and serves, on threads of its own, until server_stop(). */
enum mc_err server_start(const struct server_settings *settings, struct server **out,
                         struct mc_error *err) MC_MUST_CHECK;
uint16_t server_port(const struct server *server);
/* Takes no new connection, lets the requests under way finish for up to timeout_ms, and frees the
 * server. NULL is fine. */
void server_stop(struct server *server, int timeout_ms);

#endif
