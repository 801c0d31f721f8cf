/* motcua-ctl unseal: opens a body that came over the service's interface, on a machine of the
 * office that has the private key and needs no database. */
#ifndef MOTCUA_CENTRAL_CTL_UNSEAL_H
#define MOTCUA_CENTRAL_CTL_UNSEAL_H

#include <stdio.h>

#include "central/ctl.h"

/* What follows "motcua-ctl unseal": --key FILE, once or more. Reads the body from `in`. */
enum ctl_exit ctl_unseal_run(int argc, const char *const *argv, FILE *in, FILE *out,
                             FILE *complaints);

#endif
