/*
 * The devices of this kiosk as configured. Simulated ones can also be played with, by the robot and
 * by the demo's dock: those calls are for the UI thread and return at once.
 */
#ifndef MOTCUA_KIOSK_APP_DEVICES_H
#define MOTCUA_KIOSK_APP_DEVICES_H

#include <stdbool.h>

#include "core/error.h"
#include "core/image.h"
#include "drivers/printer/transport.h"
#include "kiosk/app/device_slot.h"

struct devices {
    struct device_slot slots[DEVICE_KINDS];
    /* The simulated ones, NULL where the device is not; owned by their slots. */
    struct camera *camera;
    struct scanner *scanner;
    struct card_reader *card_reader;
    struct transport *virtual_paper; /* the simulated printer's end of the wire */
    struct mc_grey last_print;
    unsigned prints;
    unsigned prints_taken;
};

/* Options borrowed. Opens the simulated ones; the others are opened by their threads. */
void devices_init(struct devices *devices, const struct options *options);
/* The threads have ended. */
void devices_finish(struct devices *devices);

/* MC_EUNSUPPORTED where the device is not a simulated one. */
enum mc_err devices_show_picture(struct devices *devices, const struct mc_grey *picture,
                                 struct mc_error *err) MC_MUST_CHECK; /* NULL hides */
enum mc_err devices_show_png(struct devices *devices, const char *path,
                             struct mc_error *err) MC_MUST_CHECK; /* "" hides */
/* Makes a QR code and holds it before the camera. */
enum mc_err devices_show_code(struct devices *devices, const char *text,
                              struct mc_error *err) MC_MUST_CHECK;
enum mc_err devices_scan(struct devices *devices, const char *text,
                         struct mc_error *err) MC_MUST_CHECK;
/* A profile: drivers/card/virtual/profile.h. */
enum mc_err devices_insert_card(struct devices *devices, const char *json, size_t len,
                                struct mc_error *err) MC_MUST_CHECK;
enum mc_err devices_insert_card_file(struct devices *devices, const char *path,
                                     struct mc_error *err) MC_MUST_CHECK;
enum mc_err devices_remove_card(struct devices *devices, struct mc_error *err) MC_MUST_CHECK;
/* "ok", "paper_out", "cover_open", "offline". */
enum mc_err devices_set_printer(struct devices *devices, const char *state,
                                struct mc_error *err) MC_MUST_CHECK;
/* How many receipts have come out of the simulated printer, and the last of them (borrowed until
 * the next call; no pixels before the first). */
unsigned devices_print_count(struct devices *devices);
const struct mc_grey *devices_last_print(const struct devices *devices);
/* The last one, once; MC_ENOTFOUND if none came out since. Borrowed. */
enum mc_err devices_take_print(struct devices *devices, const struct mc_grey **out,
                               struct mc_error *err) MC_MUST_CHECK;

#endif
