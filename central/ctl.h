/*
 * motcua-ctl: the operator's command line over the central service's store. Exit codes: 0 done,
 * 1 not possible (no such dossier, status not allowed, store unreachable), 2 wrong usage.
 */
#ifndef MOTCUA_CENTRAL_CTL_H
#define MOTCUA_CENTRAL_CTL_H

#include <stdio.h>

#include "central/storage.h"

enum ctl_exit { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

/* What follows "motcua-ctl --db FILE". Results go to `out`, faults and usage to `complaints`. */
enum ctl_exit ctl_run(struct storage *storage, int argc, const char *const *argv, int64_t now_s,
                      FILE *out, FILE *complaints);

/* What --help prints. */
extern const char ctl_usage[];

#endif
