/*
 * The newest catalogue's bundles in memory, once, however many kiosks fetch them at a time: an
 * answer borrows the bytes until it has gone out. Bundles of an older version go when the last
 * answer with them has. Any thread.
 */
#ifndef MOTCUA_CENTRAL_BUNDLE_CACHE_H
#define MOTCUA_CENTRAL_BUNDLE_CACHE_H

#include "central/storage.h"

struct bundle_cache;
struct cached_bundle;

struct bundle_cache *bundle_cache_create(void);
/* No answer may be under way. */
void bundle_cache_destroy(struct bundle_cache *cache);

/* As storage_catalogue_bundle(), from memory if it is there. *out is given back. */
enum mc_err bundle_cache_get(struct bundle_cache *cache, struct storage *storage, int64_t version,
                             int64_t from, struct cached_bundle **out,
                             struct mc_error *err) MC_MUST_CHECK;
const struct storage_bundle *cached_bundle_data(const struct cached_bundle *bundle);
/* Of type void *, so that it can stand behind an answer (central/http.h). */
void cached_bundle_give_back(void *bundle);

#endif
