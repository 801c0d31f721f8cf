/* What the files of storage_office.h share. */
#ifndef MOTCUA_CENTRAL_STORAGE_OFFICE_INTERNAL_H
#define MOTCUA_CENTRAL_STORAGE_OFFICE_INTERNAL_H

#include <stdlib.h>

#include "central/storage_internal.h"
#include "central/storage_office.h"

/* Adds an entry, within the transaction of what it tells of. The last thing a transaction does: it
 * holds the trail until its end. */
enum mc_err storage_audit_add(struct sql_session *session, const char *officer, const char *act,
                              const char *subject, const char *detail, int64_t at_s,
                              struct mc_error *err);

#endif
