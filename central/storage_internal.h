/* What the files of the store share. */
#ifndef MOTCUA_CENTRAL_STORAGE_INTERNAL_H
#define MOTCUA_CENTRAL_STORAGE_INTERNAL_H

#include "central/sql.h"
#include "central/storage.h"

#define STORAGE_CHANNEL_ONLINE  "online"
#define STORAGE_CHANNEL_COUNTER "counter"

struct storage {
    struct sql *sql;
};

/* The columns storage_read_dossier() reads, in its order. */
#define STORAGE_DOSSIER_COLUMNS                                                                    \
    "id, code, provisional_code, agency, procedure_code, procedure_name, initials, status, note, " \
    "received_s, appointed_s, updated_s, deciding_agency, due_s, decided_s, channel, token_hash"
enum { STORAGE_COLUMN_ID = 0, STORAGE_COLUMN_CODE = 1, STORAGE_COLUMN_TOKEN_HASH = 16 };

void storage_read_dossier(const struct sql_rows *row, struct storage_dossier *out);

/* Whether it is one of the kiosk's, and not revoked; in a transaction that holds sql_lock() of the
 * kiosk's id it stays so to the end. MC_EDENIED. */
enum mc_err storage_certificate_holds(struct sql_session *session, const char *kiosk,
                                      const char *serial, struct mc_error *err) MC_MUST_CHECK;

#endif
