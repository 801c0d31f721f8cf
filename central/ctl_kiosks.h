/*
 * motcua-ctl for the kiosks: the authority that names them, codes to enrol with, what is known of
 * them, and how one is put out. Exit codes as in central/ctl.h.
 */
#ifndef MOTCUA_CENTRAL_CTL_KIOSKS_H
#define MOTCUA_CENTRAL_CTL_KIOSKS_H

#include <stdbool.h>

#include "central/ctl.h"

/* Is one of enrol, kiosks, revoke. */
bool ctl_kiosk_command(const char *command);
/* What follows "motcua-ctl --db FILE" then. */
enum ctl_exit ctl_kiosk_run(struct storage *storage, int argc, const char *const *argv,
                            int64_t now_s, FILE *out, FILE *complaints);
/* What follows "motcua-ctl ca". */
enum ctl_exit ctl_authority_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                FILE *complaints);

#endif
