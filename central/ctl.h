/*
 * motcua-ctl: the operator's and the officers' command line over the central service's store. Exit
 * codes: 0 done, 1 not possible (no such dossier, not allowed now, store unreachable), 2 wrong
 * usage.
 *
 * What is done to a dossier is done in an officer's name (--officer), by that officer's role and
 * agency, and stands in the audit trail. No token is asked for: whoever reaches the database could
 * do without. Dossiers are opened here with the private key, which the service does not have.
 */
#ifndef MOTCUA_CENTRAL_CTL_H
#define MOTCUA_CENTRAL_CTL_H

#include <stdio.h>

#include "central/storage.h"
#include "domain/agency.h"
#include "domain/calendar.h"

enum ctl_exit { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

/* Everything borrowed. Results go to `out`, faults and usage to `complaints`. */
struct ctl_setup {
    struct storage *storage;
    const struct calendar *calendar;          /* NULL: nothing can be acted on */
    const struct agency_directory *directory; /* NULL: any agency's code will do */
    int64_t now_s;
    FILE *out;
    FILE *complaints;
};

/* What follows "motcua-ctl --db FILE". */
enum ctl_exit ctl_run(const struct ctl_setup *setup, int argc, const char *const *argv);

#endif
