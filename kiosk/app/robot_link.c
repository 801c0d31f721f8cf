#include "kiosk/app/robot_link.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/robot/server.h"

#define IDLE_LOOK_MS 10

struct robot_link {
    struct robot_link_host host;
    struct robot_server *server;
    struct robot_request current;
    bool waiting; /* `wait` holds the answer back */
    struct robot_request wait;
    int64_t wait_deadline_ms;
    bool holding; /* a finger stays where it went down, and the answer with it */
    int hold_x_px;
    int hold_y_px;
    int64_t hold_until_ms;
};

static void wake_ui(void *context)
{
    (void)context;
    ui_wake();
}

enum mc_err robot_link_start(const char *socket_path, const struct robot_link_host *host,
                             struct robot_link **out, struct mc_error *err)
{
    /* What is typed through the robot is a citizen's data, too. */
    struct robot_link *link = mc_secret_alloc(sizeof *link);
    link->host = *host;
    enum mc_err rc = robot_server_start(socket_path, wake_ui, NULL, &link->server, err);
    if (rc != MC_OK) {
        mc_secret_free(link);
        return rc;
    }
    *out = link;
    return MC_OK;
}

void robot_link_stop(struct robot_link *link)
{
    if (link != NULL) {
        robot_server_stop(link->server);
        mc_secret_free(link);
    }
}

static bool find_node(const struct ui *ui, const char *id, struct ui_node_info *out)
{
    for (size_t i = 0; i < ui_node_count(ui); i++) {
        if (ui_node_at(ui, i, out) && strcmp(out->id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* Where the finger is to go down. */
static enum mc_err aim(struct robot_link *link, const struct robot_request *request, int *x_px,
                       int *y_px, struct mc_error *err)
{
    struct ui *ui = link->host.ui;
    struct ui_node_info node;
    if (request->at_point) {
        *x_px = request->x_px;
        *y_px = request->y_px;
        return MC_OK;
    }
    if (!find_node(ui, request->text, &node)) {
        return mc_fail(err, MC_ENOTFOUND, "no node %s on screen %s", request->text,
                       ui_screen_name(ui));
    }
    if (node.w == 0 && ui_reveal(ui, request->text)) {
        (void)find_node(ui, request->text, &node);
    }
    if (node.w == 0 || node.h == 0) {
        return mc_fail(err, MC_EINVAL, "%s is not visible", request->text);
    }
    if (!node.enabled) {
        return mc_fail(err, MC_EINVAL, "%s is disabled", request->text);
    }
    *x_px = node.x + node.w / 2;
    *y_px = node.y + node.h / 2;
    return MC_OK;
}

static void tap(struct robot_link *link, const struct robot_request *request, int64_t now_ms)
{
    int x_px = 0;
    int y_px = 0;
    struct mc_error err;
    if (aim(link, request, &x_px, &y_px, &err) != MC_OK) {
        robot_server_answer(link->server, robot_answer_failed(err.text));
        return;
    }
    if (request->hold_ms > 0) {
        ui_inject_finger(link->host.ui, x_px, y_px, true);
        link->holding = true;
        link->hold_x_px = x_px;
        link->hold_y_px = y_px;
        link->hold_until_ms = now_ms + request->hold_ms;
        return;
    }
    ui_inject_touch(link->host.ui, x_px, y_px);
    robot_server_answer(link->server, robot_answer_ok());
}

static enum mc_err take_print(struct devices *devices, const char *path, struct mc_error *err)
{
    const struct mc_grey *print = NULL;
    enum mc_err rc = devices_take_print(devices, &print, err);
    return rc == MC_OK ? mc_png_write_grey(path, print, err) : rc;
}

static enum mc_err play_device(struct robot_link *link, const struct robot_request *request,
                               struct mc_error *err)
{
    struct devices *devices = link->host.devices;
    switch (request->act) {
    case ROBOT_CAMERA_SHOW: return devices_show_png(devices, request->text, err);
    case ROBOT_SCANNER_SCAN: return devices_scan(devices, request->text, err);
    case ROBOT_CARD_INSERT: return devices_insert_card_file(devices, request->text, err);
    case ROBOT_CARD_REMOVE: return devices_remove_card(devices, err);
    case ROBOT_PRINTER_SET: return devices_set_printer(devices, request->text, err);
    case ROBOT_PRINTER_TAKE: return take_print(devices, request->text, err);
    }
    return mc_fail(err, MC_EINVAL, "request.kind: unknown");
}

static enum mc_err carry_out(struct robot_link *link, const struct robot_request *request,
                             struct mc_error *err)
{
    struct ui *ui = link->host.ui;
    enum mc_err rc = MC_OK;
    switch (request->verb) {
    case ROBOT_TYPE: ui_inject_text(ui, request->text); return MC_OK;
    case ROBOT_KEY:
        return ui_inject_key(ui, request->text)
                   ? MC_OK
                   : mc_fail(err, MC_EINVAL, "no key \"%s\"", request->text);
    case ROBOT_SCREENSHOT: return ui_screenshot(ui, request->text, err);
    case ROBOT_DEVICE:
        rc = play_device(link, request, err);
        link->host.device_touched(link->host.context);
        return rc;
    case ROBOT_TREE:
    case ROBOT_TAP:
    case ROBOT_WAIT:
    case ROBOT_STATS: break;
    }
    return mc_fail(err, MC_EINVAL, "request.do: has an answer of its own");
}

static void serve(struct robot_link *link, const struct robot_request *request, int64_t now_ms)
{
    struct robot_stats stats = {0};
    struct mc_error err;
    switch (request->verb) {
    case ROBOT_TREE: robot_server_answer(link->server, robot_answer_tree(link->host.ui)); return;
    case ROBOT_STATS:
        link->host.stats(link->host.context, &stats);
        robot_server_answer(link->server, robot_answer_stats(&stats));
        return;
    case ROBOT_WAIT:
        link->wait = *request;
        link->wait_deadline_ms = now_ms + request->timeout_ms;
        link->waiting = true;
        return;
    case ROBOT_TAP: tap(link, request, now_ms); return;
    case ROBOT_TYPE:
    case ROBOT_KEY:
    case ROBOT_SCREENSHOT:
    case ROBOT_DEVICE:
        robot_server_answer(link->server, carry_out(link, request, &err) == MC_OK
                                              ? robot_answer_ok()
                                              : robot_answer_failed(err.text));
        return;
    }
}

static void check_wait(struct robot_link *link, int64_t now_ms)
{
    bool met = link->wait.idle ? link->host.idle(link->host.context)
                               : strcmp(ui_screen_name(link->host.ui), link->wait.text) == 0;
    if (met) {
        robot_server_answer(link->server, robot_answer_ok());
        link->waiting = false;
    } else if (now_ms >= link->wait_deadline_ms) {
        char reason[256];
        (void)snprintf(reason, sizeof reason, "%.100s not within %d ms; the screen is %s",
                       link->wait.idle ? "idle" : link->wait.text, link->wait.timeout_ms,
                       ui_screen_name(link->host.ui));
        robot_server_answer(link->server, robot_answer_failed(reason));
        link->waiting = false;
    }
}

static void check_hold(struct robot_link *link, int64_t now_ms)
{
    if (link->holding && now_ms >= link->hold_until_ms) {
        ui_inject_finger(link->host.ui, link->hold_x_px, link->hold_y_px, false);
        link->holding = false;
        robot_server_answer(link->server, robot_answer_ok());
    }
}

void robot_link_turn(struct robot_link *link, int64_t now_ms)
{
    check_hold(link, now_ms);
    if (!link->waiting && !link->holding && robot_server_next(link->server, &link->current)) {
        serve(link, &link->current, now_ms);
        mc_wipe(&link->current, sizeof link->current);
    }
    if (link->waiting) {
        check_wait(link, now_ms);
    }
}

int64_t robot_link_next_ms(const struct robot_link *link, int64_t now_ms)
{
    if (link->holding) {
        return link->hold_until_ms;
    }
    /* A worker that comes to rest wakes nobody, so a wait for idle looks again and again. */
    int64_t look_ms = now_ms + IDLE_LOOK_MS;
    return !link->waiting                     ? -1
           : look_ms < link->wait_deadline_ms ? look_ms
                                              : link->wait_deadline_ms;
}
