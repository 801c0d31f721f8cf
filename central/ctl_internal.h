/* How motcua-ctl shows dossiers. */
#ifndef MOTCUA_CENTRAL_CTL_INTERNAL_H
#define MOTCUA_CENTRAL_CTL_INTERNAL_H

#include "central/ctl.h"
#include "core/json.h"

void ctl_print_heading(FILE *out);
void ctl_print_row(FILE *out, const struct storage_dossier *dossier);
void ctl_print_dossier(FILE *out, const struct storage_dossier *dossier);
/* Freed with cJSON_Delete(). */
cJSON *ctl_dossier_json(const struct storage_dossier *dossier);
/* The statuses that may follow, on one line: "received, refused". */
void ctl_print_next(FILE *out, enum dossier_status from);

#endif
