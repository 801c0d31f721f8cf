/*
 * The kiosk: wires flow, screens, store, network and devices together and runs the main loop on the
 * calling thread, which becomes the UI thread.
 */
#ifndef MOTCUA_KIOSK_APP_APP_H
#define MOTCUA_KIOSK_APP_APP_H

#include "core/error.h"
#include "kiosk/app/options.h"

struct app_arguments {
    struct options options;
    const char *robot_socket; /* NULL: no robot */
    bool dock;                /* the demo's device dock in a window of its own */
};

/* Runs until the window is closed or stop is asked for by SIGTERM or SIGINT. */
enum mc_err app_run(const struct app_arguments *arguments, struct mc_error *err) MC_MUST_CHECK;

#endif
