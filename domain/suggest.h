/*
 * Words a citizen can choose instead of typing them: names of people, streets, wards, provinces.
 * They come from public lists in assets/ and from nowhere else; nothing typed is ever learned.
 *
 * A list is JSON: {"source": "…", "entries": [{"name": "…", "also": ["…"]}]}, "also" being other
 * names it is found by, such as the district a ward lay in before. Pure.
 */
#ifndef MOTCUA_DOMAIN_SUGGEST_H
#define MOTCUA_DOMAIN_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

#define SUGGEST_JSON_MAX_BYTES ((size_t)256 * 1024)
#define SUGGEST_ENTRIES_MAX    4096

struct suggest_name {
    char *text;
    char *folded; /* mc_text_fold() of it */
};

struct suggest_entry {
    struct suggest_name name;
    struct suggest_name *also;
    size_t also_count;
};

struct suggest_list {
    struct suggest_entry *entries;
    size_t count;
};

/* `where` names the file in error texts. suggest_finish() frees what is in *out. */
enum mc_err suggest_parse(const void *json, size_t len, const char *where, struct suggest_list *out,
                          struct mc_error *err) MC_MUST_CHECK;
void suggest_finish(struct suggest_list *list);

struct suggest_found {
    const char *name;
    const char *also; /* the other name it was found by; NULL: its own */
};

/*
 * Up to `max` names for what was typed, with or without marks, best first: names that are just
 * that, that begin so ("Phường" and the like set aside), that have a word that begins so, and those
 * found by another name. `out` borrows from the list. Nothing typed finds nothing.
 */
size_t suggest_find(const struct suggest_list *list, const char *typed, size_t max,
                    struct suggest_found *out);

/* All lists of a kiosk; any may be empty. */
struct suggest {
    struct suggest_list names;
    struct suggest_list streets;
    struct suggest_list wards;
    struct suggest_list provinces;
};

#endif
