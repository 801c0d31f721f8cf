/*
 * What models of receipt printers can do: one JSON file a model in assets/printers (its README has
 * the shape), found by the model's name in its IEEE 1284 id, else by USB vendor and product, else
 * the one called "generic". Makers give one product id to many models, so the name goes first.
 */
#ifndef MOTCUA_DRIVERS_PRINTER_PRINTER_PROFILE_H
#define MOTCUA_DRIVERS_PRINTER_PRINTER_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "drivers/printer/escpos.h"
#include "drivers/printer/ieee1284.h"

#define PRINTER_PROFILES_MAX       64
#define PRINTER_PROFILE_ID_BYTES   32
#define PRINTER_PROFILE_NAME_BYTES 64
#define PRINTER_PROFILE_MATCH_MAX  8
#define PRINTER_PROFILE_MAX_BYTES  8192
#define PRINTER_PROFILE_GENERIC    "generic"

struct printer_usb_id {
    uint16_t vendor;
    uint16_t product;
};

struct printer_profile {
    char id[PRINTER_PROFILE_ID_BYTES]; /* the file's name */
    char name[PRINTER_PROFILE_NAME_BYTES];
    int dpi;
    struct escpos_profile escpos;
    struct printer_usb_id usb[PRINTER_PROFILE_MATCH_MAX];
    size_t usb_count;
    char models[PRINTER_PROFILE_MATCH_MAX][PRINTER_PROFILE_NAME_BYTES];
    size_t model_count;
};

struct printer_profiles {
    struct printer_profile *list; /* owned */
    size_t count;
};

/* One file's text; `id` is its name without .json, and names it in errors. */
enum mc_err printer_profile_parse(const char *id, const void *bytes, size_t len,
                                  struct printer_profile *out, struct mc_error *err) MC_MUST_CHECK;
/* Every *.json of the folder, "generic" among them. Blocks. */
enum mc_err printer_profiles_load(const char *dir, struct printer_profiles *out,
                                  struct mc_error *err) MC_MUST_CHECK;
void printer_profiles_finish(struct printer_profiles *profiles);

/* By id; NULL if there is none. */
const struct printer_profile *printer_profiles_find(const struct printer_profiles *profiles,
                                                    const char *id);
/* The best for a printer; either argument may be NULL. Never NULL. */
const struct printer_profile *printer_profiles_match(const struct printer_profiles *profiles,
                                                     const struct printer_usb_id *usb,
                                                     const struct ieee1284_id *id);
/* Some profile names this vendor and product. */
bool printer_profiles_know_usb(const struct printer_profiles *profiles, struct printer_usb_id usb);

#endif
