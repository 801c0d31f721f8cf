/*
 * The catalogue by what people live through and by field, for who would rather look than type. A
 * procedure is in a group for each of its life events and in the one of its field, so that every
 * procedure in force is in one at least. Store thread only; blocks.
 */
#ifndef MOTCUA_KIOSK_STORE_CATALOGUE_BROWSE_H
#define MOTCUA_KIOSK_STORE_CATALOGUE_BROWSE_H

#include "kiosk/store/catalogue.h"

#define CATALOGUE_GROUPS_MAX     64
#define CATALOGUE_GROUP_MAX      128 /* procedures listed of a group */
#define CATALOGUE_GROUP_ID_BYTES 96

enum catalogue_group_kind { CATALOGUE_BY_LIFE_EVENT, CATALOGUE_BY_FIELD };

struct catalogue_group {
    enum catalogue_group_kind kind;
    /* "having_a_child"; of a field its code or, where it has none, its folded name; "other" for
     * procedures that do not say their field. */
    char id[CATALOGUE_GROUP_ID_BYTES];
    struct mc_text title; /* fields only, as the procedures spell it; owned by the group */
    size_t ward_count;    /* procedures of the ward in it, never 0 */
};

/* The groups that hold procedures of the ward: life events before fields, those first whose
 * procedures are most used. Writes up to `max` (at most CATALOGUE_GROUPS_MAX), freed with
 * catalogue_groups_finish(). */
enum mc_err catalogue_groups(struct catalogue *catalogue, size_t max, struct catalogue_group *out,
                             size_t *count, struct mc_error *err) MC_MUST_CHECK;
void catalogue_groups_finish(struct catalogue_group *groups, size_t count);

/* The procedures of a group: the ward's before the others', each by use, then by what people call
 * them. Up to `max` (at most CATALOGUE_GROUP_MAX) hits, freed with catalogue_hits_finish(). An
 * unknown group has none. */
enum mc_err catalogue_in_group(struct catalogue *catalogue, enum catalogue_group_kind kind,
                               const char *id, size_t max, struct catalogue_hit *hits,
                               size_t *count, struct mc_error *err) MC_MUST_CHECK;

#endif
