/* What the catalogue's files share. */
#ifndef MOTCUA_KIOSK_STORE_CATALOGUE_INTERNAL_H
#define MOTCUA_KIOSK_STORE_CATALOGUE_INTERNAL_H

#include <sqlite3.h>

#include "kiosk/store/catalogue.h"
#include "kiosk/store/search_index.h"
#include "kiosk/store/search_rank.h"

struct catalogue {
    sqlite3 *db;
    struct search_index *index; /* loaded at the first search; NULL when the content changed */
    struct search_scores *scores;
};

/* Of the table procedure as p, for catalogue_read_hit(). */
#define CATALOGUE_HIT_COLUMNS                                                                      \
    "p.code, p.name_vi, p.name_en, p.plain_vi, p.plain_en, p.field_vi, p.field_en, p.level,"       \
    " p.can_hand_in"
void catalogue_read_hit(sqlite3_stmt *row, struct catalogue_hit *out);
/* NULL for NULL. */
char *catalogue_dup_column(sqlite3_stmt *row, int column);

/* The groups of the procedure in row `row` (catalogue_browse.h). */
enum mc_err catalogue_insert_groups(sqlite3 *db, int64_t row, const struct procedure *procedure,
                                    struct mc_error *err);

void catalogue_forget_index(struct catalogue *catalogue);
/* Where a folded name begins behind "thủ tục", which every name may have or not. */
size_t catalogue_name_start(const char *folded);
size_t catalogue_marked_start(const char *marked);

#endif
