/* A window without a display, and fingers for it. */
#ifndef MOTCUA_TESTS_UNIT_UI_WINDOW_FIXTURE_H
#define MOTCUA_TESTS_UNIT_UI_WINDOW_FIXTURE_H

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "tests/unit/cmocka_all.h"
#include "ui/ui_internal.h"

#define WINDOW_W 800
#define WINDOW_H 600

static inline int window_create(void **state)
{
    struct ui_options options = {.title = "test",
                                 .width_px = WINDOW_W,
                                 .height_px = WINDOW_H,
                                 .panel_diagonal_tenth_inch = 150,
                                 .repeat_delay_ms = 2000,
                                 .repeat_ms = 500,
                                 .touch_guard_ms = 250};
    struct ui *ui = NULL;
    if (setenv("SDL_VIDEODRIVER", "dummy", 1) != 0 || ui_platform_start(NULL) != MC_OK ||
        ui_create(&options, &ui, NULL) != MC_OK) {
        return -1;
    }
    SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    *state = ui;
    return 0;
}

static inline int window_destroy(void **state)
{
    ui_destroy(*state);
    ui_platform_stop();
    return 0;
}

static inline struct ui_node_info window_node(const struct ui *ui, const char *id)
{
    struct ui_node_info info = {0};
    for (size_t i = 0; i < ui_node_count(ui); i++) {
        assert_true(ui_node_at(ui, i, &info));
        if (strcmp(info.id, id) == 0) {
            return info;
        }
    }
    fail_msg("no node %s", id);
    return info;
}

/* A finger of a real panel: SDL stamps the time. */
static inline void window_finger(struct ui *ui, uint32_t type, int finger, int x, int y)
{
    SDL_Event event = {0};
    event.tfinger.touchId = 7;
    event.tfinger.fingerId = finger;
    event.tfinger.windowID = 1; /* SDL counts from one again after each start */
    event.tfinger.x = ((float)x + 0.5f) / (float)ui->width_px;
    event.tfinger.y = ((float)y + 0.5f) / (float)ui->height_px;
    event.type = type;
    (void)SDL_PushEvent(&event);
}

/* Takes every waiting event; returns how many actions there were and the last. */
static inline int window_actions(struct ui_action *out_last)
{
    struct ui_event event;
    int actions = 0;
    for (ui_wait(0, &event); event.kind != UI_EVENT_NONE; ui_wait(0, &event)) {
        if (event.kind == UI_EVENT_ACTION) {
            actions++;
            if (out_last != NULL) {
                *out_last = event.action;
            }
        }
    }
    return actions;
}

static inline void window_tap(struct ui *ui, const char *id)
{
    struct ui_node_info node = window_node(ui, id);
    assert_true(node.w > 0);
    ui_inject_touch(ui, node.x + node.w / 2, node.y + node.h / 2);
}

#endif
