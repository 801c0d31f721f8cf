/* How motcua-ctl is called: all of it, or one command's part of it. */
#ifndef MOTCUA_CENTRAL_CTL_USAGE_H
#define MOTCUA_CENTRAL_CTL_USAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "central/ctl.h"

/* What --help prints. */
void ctl_usage_print(FILE *out);
/* What "COMMAND --help" prints; false and nothing if there is no such command. */
bool ctl_usage_print_command(FILE *out, const char *command);
/* CTL_USAGE, having said what is wrong ("list: no such option: --x") and how it is called. `text`
 * NULL: only how; `command` not known: that. */
enum ctl_exit ctl_usage_refuse(FILE *complaints, const char *command, const char *text,
                               const char *what);

#endif
