/*
 * What the service reads of a dossier that is handed in: of a sealed one (domain/sealed_dossier.h)
 * what stands outside of the box; of an unsealed one, from a channel inside the city's own network
 * and only where the configuration allows it, the same out of the whole. Pure but for the slow
 * check value. Any thread.
 */
#ifndef MOTCUA_CENTRAL_ARRIVAL_H
#define MOTCUA_CENTRAL_ARRIVAL_H

#include "domain/sealed_dossier.h"

/* The media type without parameters; NULL if it is not taken. A parameter may only say UTF-8. */
const char *arrival_media_type(const char *content_type, bool unsealed);

/* Sealed or not, as the envelope tells it; key and box only of a sealed one. Errors begin with the
 * member's path: "dossier.kiosk: malformed". *out freed with sealed_dossier_finish(). */
enum mc_err arrival_read(const char *media_type, const void *body, size_t len,
                         struct sealed_dossier *out, struct mc_error *err) MC_MUST_CHECK;

#endif
