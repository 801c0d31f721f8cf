/*
 * Putting a procedure together from a catalogue record, for the converters: lists that grow up to
 * their named maximum (what is over it is left out with a remark), and several ways of handing in
 * becoming one channel a kind. Pure; allocates.
 */
#ifndef MOTCUA_DOMAIN_IMPORT_BUILD_H
#define MOTCUA_DOMAIN_IMPORT_BUILD_H

#include "domain/import_text.h"

/* One more zeroed element at the end of a list of `count`, whose new place is returned. */
void *import_grow(void *items, size_t count, size_t item_size);

/* These take an owned, cleaned text; an empty one is freed and adds nothing. */
void import_set_text(struct mc_text *text, char *owned);
void import_add_string(char ***items, size_t *count, char *owned, const char *path,
                       struct import_report *report);
void import_add_text(struct mc_text **items, size_t *count, size_t max, char *owned,
                     const char *path, struct import_report *report);
/* number may be NULL. Both are owned. */
void import_add_legal(struct procedure *procedure, char *number, char *title,
                      struct import_report *report);
/* The procedure's template of that name, new if need be; NULL over the maximum. */
struct procedure_template *import_add_template(struct procedure *procedure, const char *name,
                                               struct import_report *report);
/* NULL over the maximum. Borrowed until the next one is added. */
struct procedure_paper *import_add_paper(struct procedure_case *one, char *name,
                                         struct import_report *report);
/* The case of that title, new if need be; NULL title: the only one. NULL over the maximum. */
struct procedure_case *import_case(struct procedure *procedure, const char *title,
                                   struct import_report *report);

/* One row of the record's table of ways to hand in. */
struct import_way {
    enum procedure_channel_kind kind;
    char *time; /* as the record says it, cleaned; all texts owned, NULL is empty */
    char *note;
    bool free;
    struct procedure_fee *fees;
    size_t fee_count;
    char *fee_note; /* a fee that is no amount */
};
void import_way_finish(struct import_way *way);
/* An amount, its note owned. */
void import_way_add_fee(struct import_way *way, enum procedure_fee_kind kind, int64_t amount_dong,
                        char *note);
/* A further line of fee_note, owned. */
void import_way_add_fee_note(struct import_way *way, char *note);
/* Merges the rows of one kind into its channel; `path` is the table's key. Times that differ become
 * the shortest, the longest, and a note with all of them. */
void import_channels(struct procedure *procedure, const struct import_way *ways, size_t count,
                     const char *path, struct import_report *report);

/* Fills what a procedure cannot be without, remarks on the gaps, and checks that the result can be
 * written and read back. */
enum mc_err import_complete(struct procedure *procedure, const char *source,
                            struct import_report *report, struct mc_error *err) MC_MUST_CHECK;

#endif
