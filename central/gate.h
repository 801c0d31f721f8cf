/*
 * What stands between the network and the service, as the configuration has it: the authority that
 * knows kiosks, the proxies that are believed, how often somebody may ask, what is counted. Made
 * once at start; read-only afterwards but for its own locks.
 */
#ifndef MOTCUA_CENTRAL_GATE_H
#define MOTCUA_CENTRAL_GATE_H

#include "central/options.h"
#include "central/server.h"

struct gate {
    struct authority *authority;
    struct bundle_cache *bundles;
    struct metrics *metrics;
    struct limiter *address_limiter;
    struct limiter *kiosk_limiter;
    struct peer_proxies proxies;
    char *proxy_secret;
};

/* To be finished in any case. */
enum mc_err gate_init(const struct central_options *options, struct gate *gate,
                      struct service *service, struct mc_error *err) MC_MUST_CHECK;
/* The part of a server's settings that is the gate's. */
void gate_settings(const struct central_options *options, const struct gate *gate,
                   struct server_settings *out);
/* After server and service; zeroed is fine. */
void gate_finish(struct gate *gate);

#endif
