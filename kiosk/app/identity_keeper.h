/*
 * Keeps this machine a kiosk (kiosk/net/identity.h): enrols it, and renews its certificate on a
 * thread of its own, at the start and every few hours, once two thirds of its time are over. New
 * connections show the new one. What goes wrong is logged and tried again; nobody waits for it.
 */
#ifndef MOTCUA_KIOSK_APP_IDENTITY_KEEPER_H
#define MOTCUA_KIOSK_APP_IDENTITY_KEEPER_H

#include "core/error.h"
#include "kiosk/app/options.h"

/* What motcua-kiosk --enrol CODE does. The key is kept until a certificate has come for it, so that
 * the same command again is harmless. */
enum mc_err identity_keeper_enrol(const struct options *options, const char *code,
                                  struct mc_error *err) MC_MUST_CHECK;
/* What motcua-kiosk --renew does, whether it is due or not. */
enum mc_err identity_keeper_renew(const struct options *options,
                                  struct mc_error *err) MC_MUST_CHECK;

struct identity_keeper;
/* *out is NULL when this machine is not enrolled. `options` must outlive it. */
enum mc_err identity_keeper_start(const struct options *options, struct identity_keeper **out,
                                  struct mc_error *err) MC_MUST_CHECK;
/* NULL is fine. */
void identity_keeper_stop(struct identity_keeper *keeper);

#endif
