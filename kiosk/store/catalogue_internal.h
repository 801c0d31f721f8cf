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

void catalogue_forget_index(struct catalogue *catalogue);
/* Where a folded name begins behind "thủ tục", which every name may have or not. */
size_t catalogue_name_start(const char *folded);
size_t catalogue_marked_start(const char *marked);

#endif
