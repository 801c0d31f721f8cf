/*
 * Carries out what the robot asks, on the UI thread: taps and keys go through the normal event
 * path, devices are the simulated ones. Compiled out of the release package (MOTCUA_ROBOT).
 */
#ifndef MOTCUA_KIOSK_APP_ROBOT_LINK_H
#define MOTCUA_KIOSK_APP_ROBOT_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "kiosk/app/devices.h"
#include "kiosk/robot/protocol.h"
#include "ui/ui.h"

struct robot_link;

/* What the link needs of the app; borrowed. */
struct robot_link_host {
    struct ui *ui;
    struct devices *devices;
    /* Nothing is pending: no request, no answer on its way, nothing to paint. */
    bool (*idle)(void *context);
    void (*stats)(void *context, struct robot_stats *out);
    /* A device was played with: its state may have changed. */
    void (*device_touched)(void *context);
    void *context;
};

enum mc_err robot_link_start(const char *socket_path, const struct robot_link_host *host,
                             struct robot_link **out, struct mc_error *err) MC_MUST_CHECK;
void robot_link_stop(struct robot_link *link);
/* Serves what waits; after each turn of the main loop. */
void robot_link_turn(struct robot_link *link, int64_t now_ms);
/* When to take the next turn at the latest, monotonic; -1: nothing is waited for. */
int64_t robot_link_next_ms(const struct robot_link *link, int64_t now_ms);

#endif
