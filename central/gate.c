#include "central/gate.h"

#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"

#define SECRET_MAX_BYTES ((size_t)4096)

static enum mc_err read_proxies(const struct central_options *options, struct gate *gate,
                                struct mc_error *err)
{
    struct mc_error cause = {0};
    if (peer_parse_addresses(options->proxy_addresses, &gate->proxies.addresses, &cause) != MC_OK) {
        return mc_fail(err, cause.code, "proxy.addresses: %s", cause.text);
    }
    if (gate->proxies.addresses.count == 0) {
        return MC_OK;
    }
    size_t len = 0;
    enum mc_err rc =
        mc_file_read(options->proxy_secret_file, SECRET_MAX_BYTES, &gate->proxy_secret, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    mc_text_trim(gate->proxy_secret);
    if (strlen(gate->proxy_secret) < PEER_SECRET_LEAST) {
        return mc_fail(err, MC_EINVAL, "%s: fewer than %d characters", options->proxy_secret_file,
                       PEER_SECRET_LEAST);
    }
    gate->proxies.secret = gate->proxy_secret;
    return MC_OK;
}

enum mc_err gate_init(const struct central_options *options, struct gate *gate,
                      struct service *service, struct mc_error *err)
{
    struct mc_error cause = {0};
    gate->metrics = metrics_create();
    gate->bundles = bundle_cache_create();
    gate->address_limiter = limiter_create(options->address_per_minute, options->address_burst);
    gate->kiosk_limiter = limiter_create(options->kiosk_per_minute, options->kiosk_burst);
    enum mc_err rc = read_proxies(options, gate, err);
    if (rc == MC_OK) {
        rc = authority_read(options->authority_certificate_file, options->authority_key_file,
                            &gate->authority, err);
    }
    if (rc == MC_OK && peer_parse_addresses(options->metrics_readers, &service->metrics_readers,
                                            &cause) != MC_OK) {
        rc = mc_fail(err, cause.code, "metrics_readers: %s", cause.text);
    }
    service->authority = gate->authority;
    service->bundles = gate->bundles;
    service->metrics = gate->metrics;
    service->kiosk_limiter = gate->kiosk_limiter;
    service->certificate_days = (int)options->certificate_days;
    return rc;
}

void gate_settings(const struct central_options *options, const struct gate *gate,
                   struct server_settings *out)
{
    out->client_authorities_pem = authority_pem(gate->authority);
    out->proxies = &gate->proxies;
    out->address_limiter = gate->address_limiter;
    out->limits_ms[WATCH_HEADERS] = options->header_timeout_s * 1000;
    out->limits_ms[WATCH_BODY] = options->body_timeout_s * 1000;
    out->limits_ms[WATCH_ANSWER] = options->answer_timeout_s * 1000;
    out->limits_ms[WATCH_IDLE] = options->idle_timeout_s * 1000;
}

void gate_finish(struct gate *gate)
{
    authority_destroy(gate->authority);
    bundle_cache_destroy(gate->bundles);
    limiter_destroy(gate->address_limiter);
    limiter_destroy(gate->kiosk_limiter);
    metrics_destroy(gate->metrics);
    if (gate->proxy_secret != NULL) {
        mc_wipe(gate->proxy_secret, strlen(gate->proxy_secret));
        free(gate->proxy_secret);
    }
}
