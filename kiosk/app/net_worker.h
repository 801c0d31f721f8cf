/*
 * The network's thread: submissions and look-ups at the same time, so that none waits for another.
 * Answers arrive in the inbox under the request's id.
 */
#ifndef MOTCUA_KIOSK_APP_NET_WORKER_H
#define MOTCUA_KIOSK_APP_NET_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/options.h"
#include "kiosk/app/store_worker.h"
#include "kiosk/flow/flow.h"
#include "kiosk/net/client.h"

enum inbox_net_tag {
    INBOX_NET_SUBMITTED = INBOX_NET_FIRST, /* struct store_mark */
    INBOX_NET_LOOKED_UP,                   /* struct net_looked_up */
    INBOX_NET_RATED,                       /* enum flow_rate_outcome */
    INBOX_NET_REPORTED                     /* struct inbox_switch: it was taken */
};

struct net_looked_up {
    enum flow_lookup_outcome outcome;
    int64_t wait_s; /* FLOW_LOOKUP_WAIT: until the service looks again */
    struct flow_dossier_status status;
    char rating_permit[RATING_PERMIT_BYTES];
};

struct net_worker;

/* What kiosk/net is to be told, out of the configuration; reads the key files. *out borrows from
 * options. */
enum mc_err net_worker_settings(const struct options *options, struct net_settings *out,
                                struct mc_error *err) MC_MUST_CHECK;

enum mc_err net_worker_start(const struct net_settings *settings, struct mc_queue *inbox,
                             struct net_worker **out, struct mc_error *err) MC_MUST_CHECK;
void net_worker_stop(struct net_worker *net);
bool net_worker_idle(struct net_worker *net);

/* Takes due->body; due itself stays the caller's. */
bool net_worker_submit(struct net_worker *net, uint64_t id, struct store_due *due);
bool net_worker_look_up(struct net_worker *net, uint64_t id, const struct flow_query *query);
bool net_worker_rate(struct net_worker *net, uint64_t id, const struct flow_query *query,
                     const struct rating *rating);

/* How the devices are; the answer has no id. */
bool net_worker_report(struct net_worker *net, const struct device_report *report);

#endif
