#include <string.h>

#include "domain/dossier.h"

#define BIT(status) (1U << (status))

struct status_row {
    const char *name;
    unsigned next; /* bits of the statuses that may follow */
};

/*
 * What may follow what. A dossier is received or refused once; while it is worked on it may wait
 * for papers or for a payment, and the citizen may take it back until the decision. A decision may
 * be ready at once (same-day procedures), so it can follow the reception; papers that were asked
 * for have to be looked at (PROCESSING) before anything is decided, a payment need not.
 */
static const struct status_row rows[] = {
    [DOSSIER_REGISTERED] = {"registered",
                            BIT(DOSSIER_RECEIVED) | BIT(DOSSIER_REFUSED) | BIT(DOSSIER_WITHDRAWN)},
    [DOSSIER_RECEIVED] = {"received", BIT(DOSSIER_PROCESSING) | BIT(DOSSIER_NEEDS_PAPERS) |
                                          BIT(DOSSIER_NEEDS_PAYMENT) | BIT(DOSSIER_WITHDRAWN) |
                                          BIT(DOSSIER_STOPPED) | BIT(DOSSIER_DECIDED)},
    [DOSSIER_REFUSED] = {"refused", 0},
    [DOSSIER_PROCESSING] = {"processing", BIT(DOSSIER_NEEDS_PAPERS) | BIT(DOSSIER_NEEDS_PAYMENT) |
                                              BIT(DOSSIER_WITHDRAWN) | BIT(DOSSIER_STOPPED) |
                                              BIT(DOSSIER_DECIDED)},
    [DOSSIER_NEEDS_PAPERS] = {"needs_papers", BIT(DOSSIER_PROCESSING) | BIT(DOSSIER_WITHDRAWN) |
                                                  BIT(DOSSIER_STOPPED)},
    [DOSSIER_NEEDS_PAYMENT] = {"needs_payment", BIT(DOSSIER_PROCESSING) | BIT(DOSSIER_WITHDRAWN) |
                                                    BIT(DOSSIER_STOPPED) | BIT(DOSSIER_DECIDED)},
    [DOSSIER_WITHDRAWN] = {"withdrawn", 0},
    [DOSSIER_STOPPED] = {"stopped", 0},
    [DOSSIER_DECIDED] = {"decided", BIT(DOSSIER_HANDED_OVER)},
    [DOSSIER_HANDED_OVER] = {"handed_over", 0},
};

bool dossier_status_valid(int status)
{
    return status >= DOSSIER_REGISTERED && status <= DOSSIER_HANDED_OVER;
}

const char *dossier_status_name(enum dossier_status status)
{
    MC_CHECK(dossier_status_valid((int)status));
    return rows[status].name;
}

bool dossier_status_from_name(const char *name, enum dossier_status *out)
{
    for (int i = DOSSIER_REGISTERED; i <= DOSSIER_HANDED_OVER; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            *out = (enum dossier_status)i;
            return true;
        }
    }
    return false;
}

bool dossier_transition_allowed(enum dossier_status from, enum dossier_status to)
{
    MC_CHECK(dossier_status_valid((int)from) && dossier_status_valid((int)to));
    return (rows[from].next & BIT(to)) != 0;
}

bool dossier_status_final(enum dossier_status status)
{
    MC_CHECK(dossier_status_valid((int)status));
    return rows[status].next == 0;
}
