/*
 * The network's worker: one call to the central service at a time. Answers arrive in the inbox
 * under the request's id.
 */
#ifndef MOTCUA_KIOSK_APP_NET_WORKER_H
#define MOTCUA_KIOSK_APP_NET_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "domain/receipt.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/store_worker.h"
#include "kiosk/app/worker.h"
#include "kiosk/flow/flow.h"

enum inbox_net_tag {
    INBOX_NET_SUBMITTED = INBOX_NET_FIRST, /* struct store_mark */
    INBOX_NET_LOOKED_UP                    /* struct net_looked_up */
};

struct net_looked_up {
    enum flow_lookup_outcome outcome;
    struct flow_dossier_status status;
};

struct net_worker;

enum mc_err net_worker_start(const char *base_url, const char *ca_file, struct mc_queue *inbox,
                             struct net_worker **out, struct mc_error *err) MC_MUST_CHECK;
void net_worker_stop(struct net_worker *net);
bool net_worker_idle(struct net_worker *net);

/* Takes due->body; due itself stays the caller's. */
bool net_worker_submit(struct net_worker *net, uint64_t id, struct store_due *due);
bool net_worker_look_up(struct net_worker *net, uint64_t id, const struct receipt_scan *scan);

#endif
