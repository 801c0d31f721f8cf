/* The tables of the store, and what leads from each version of them to the next. */
#ifndef MOTCUA_CENTRAL_SCHEMA_H
#define MOTCUA_CENTRAL_SCHEMA_H

#include "central/sql.h"

/* Brings the database up to this program's version, in one transaction; several programs may do so
 * at once. An empty database gets its tables only if `create`. MC_ECORRUPT: there are tables and
 * they are not this program's, or there are none; MC_EUNSUPPORTED: a newer version's. `name` is
 * what messages call the database. */
enum mc_err schema_bring_up(struct sql *sql, const char *name, bool create,
                            struct mc_error *err) MC_MUST_CHECK;

/* Its version, once brought up. */
int schema_version(void);
/* The same up to an older version: what an earlier program would have left. */
enum mc_err schema_bring_up_to(struct sql *sql, const char *name, bool create, int version,
                               struct mc_error *err) MC_MUST_CHECK;

#endif
