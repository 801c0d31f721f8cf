/* What the order and the marks of a query's words add to the score of a name. Pure. */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_REFINE_H
#define MOTCUA_KIOSK_STORE_SEARCH_REFINE_H

#include "kiosk/store/search_query.h"

struct search_typed {
    const char *whole;  /* mc_text_fold() */
    const char *folded; /* the same without what every name may begin with */
    const char *marked; /* mc_text_fold_marked() */
    const struct search_query *query;
};

struct search_names {
    const char *official; /* as it is spelled */
    const char *folded;
    const char *marked;
    const char *plain; /* folded */
};

float search_refine(const struct search_typed *typed, const struct search_names *names);

#endif
