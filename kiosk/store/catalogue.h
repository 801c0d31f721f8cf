/*
 * The catalogue of procedures: a SQLite file built from the procedure files of a folder
 * (assets/catalogue/README.md), searched by full text (SQLite FTS5) folded as in core/text.h. The
 * file holds nothing of its own: it can be deleted and is built again. Store thread only; blocks.
 */
#ifndef MOTCUA_KIOSK_STORE_CATALOGUE_H
#define MOTCUA_KIOSK_STORE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/messages.h"
#include "domain/catalogue_bundle.h"
#include "domain/procedure.h"

#define CATALOGUE_FILES_MAX       200000
#define CATALOGUE_QUERY_MAX_BYTES 8192 /* what is longer is cut; the longest name is a fifth */
#define CATALOGUE_HITS_MAX        100
#define CATALOGUE_POPULAR_MAX     32
#define CATALOGUE_POPULAR_FILE    "popular.json" /* {"popular": ["1.001193", …]} */

struct catalogue;

struct catalogue_hit {
    char code[PROCEDURE_CODE_BYTES];
    struct mc_text name;       /* the official one; texts are owned by the hit */
    struct mc_text plain_name; /* may be empty */
    struct mc_text field;
    enum procedure_level level;
    bool can_hand_in;
    bool suggested; /* nothing matched: one of the popular ones instead */
};

enum catalogue_mode {
    CATALOGUE_READ,  /* the file must be there; it is not written to */
    CATALOGUE_WRITE, /* the file must be there and whole */
    CATALOGUE_CREATE /* made when missing, made anew when damaged or of another version */
};

/* *out closed with catalogue_close(). */
enum mc_err catalogue_open(const char *path, enum catalogue_mode mode, struct catalogue **out,
                           struct mc_error *err) MC_MUST_CHECK;
void catalogue_close(struct catalogue *catalogue);

/* Takes in <dir>/<*>.json, one procedure a file, and <dir>/popular.json, which may be missing. All
 * or nothing: one bad file, named in *err, leaves the catalogue as it was. A folder whose content
 * is already in the catalogue is not read in again. */
enum mc_err catalogue_load_dir(struct catalogue *catalogue, const char *dir,
                               struct mc_error *err) MC_MUST_CHECK;
/* The same from a full bundle. */
enum mc_err catalogue_load_bundle(struct catalogue *catalogue,
                                  const struct catalogue_bundle *bundle,
                                  struct mc_error *err) MC_MUST_CHECK;
/* MC_ECORRUPT when the file is damaged, or was never filled. */
enum mc_err catalogue_check(struct catalogue *catalogue, struct mc_error *err) MC_MUST_CHECK;
size_t catalogue_count(struct catalogue *catalogue);

/* Takes in what people say from <dir>/<*>.json (assets/search/README.md has the shape), which stays
 * in the catalogue's file until the next call. All or nothing; errors name the file. */
enum mc_err catalogue_load_phrases(struct catalogue *catalogue, const char *dir,
                                   struct mc_error *err) MC_MUST_CHECK;

/* Writes up to `max` (at most CATALOGUE_HITS_MAX) hits, best first. Finding nothing gives the
 * popular procedures, marked as suggested, and so does an empty query, where they are not. *count
 * is 0 only when there are none. The query is what the citizen typed: any UTF-8 (MC_EPARSE if it is
 * not); the last word may be unfinished if no space stands behind it. The hits are freed with
 * catalogue_hits_finish(). */
enum mc_err catalogue_search(struct catalogue *catalogue, const char *query, size_t max,
                             struct catalogue_hit *hits, size_t *count,
                             struct mc_error *err) MC_MUST_CHECK;
void catalogue_hits_finish(struct catalogue_hit *hits, size_t count);

/* MC_ENOTFOUND for an unknown code. *out freed with procedure_destroy(). */
enum mc_err catalogue_procedure(struct catalogue *catalogue, const char *code,
                                struct procedure **out, struct mc_error *err) MC_MUST_CHECK;

#endif
