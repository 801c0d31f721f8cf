/*
 * Keeps the kiosk's catalogue as the central service has published it: asks every so often whether
 * there is a newer version, fetches, checks and builds it on a worker of its own (a dossier on its
 * way never waits for it), and has the store swap to it when nobody is using the kiosk.
 */
#ifndef MOTCUA_KIOSK_APP_CATALOGUE_SYNC_H
#define MOTCUA_KIOSK_APP_CATALOGUE_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "core/signature.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/options.h"
#include "kiosk/app/store_worker.h"
#include "kiosk/net/client.h"

enum inbox_catalogue_tag {
    INBOX_CATALOGUE_CHECKED = INBOX_CATALOGUE_FIRST /* struct catalogue_checked */
};

enum catalogue_check_result {
    CATALOGUE_CURRENT, /* nothing newer */
    CATALOGUE_READY,   /* built, to be swapped to */
    CATALOGUE_UNREACHABLE,
    CATALOGUE_REFUSED /* what came is not to be used: logged, and nothing has changed */
};
struct catalogue_checked {
    enum catalogue_check_result result;
    int64_t version; /* what READY and REFUSED are about */
};

struct catalogue_sync;

/* Without options->catalogue_key there is nothing to do: *out is NULL then, which every function
 * here takes. net is borrowed for the call. `version` is the published one in use, 0 if none is. */
enum mc_err catalogue_sync_start(const struct options *options, const struct net_settings *net,
                                 const struct mc_public_key *key, int64_t version,
                                 struct mc_queue *inbox, struct catalogue_sync **out,
                                 struct mc_error *err) MC_MUST_CHECK;
void catalogue_sync_stop(struct catalogue_sync *sync);

/* Starts what is due; `quiet` when no session is open. After each turn of the main loop. */
void catalogue_sync_turn(struct catalogue_sync *sync, struct store_worker *store, bool quiet,
                         int64_t now_ms);
/* When it wants its next turn, monotonic; -1: after an answer. */
int64_t catalogue_sync_next_ms(const struct catalogue_sync *sync);

/* The two answers. The second is true when the kiosk has another catalogue now. */
void catalogue_sync_on_checked(struct catalogue_sync *sync, const struct catalogue_checked *checked,
                               int64_t now_ms);
bool catalogue_sync_on_swapped(struct catalogue_sync *sync, const struct store_swapped *swapped,
                               int64_t now_ms);

/* For the technician: the version in use, and how many were refused since the start. */
int64_t catalogue_sync_version(const struct catalogue_sync *sync);
long catalogue_sync_refused(const struct catalogue_sync *sync);

#endif
