#include "kiosk/robot/protocol.h"

#include <string.h>

#include "core/buffer.h"
#include "core/json.h"
#include "core/memory.h"

#define WAIT_DEFAULT_MS 10000

static const char *const verb_names[] = {"tree", "tap",        "type",   "key",
                                         "wait", "screenshot", "device", "stats"};
static const char *const device_names[] = {"camera", "scanner", "card", "printer"};

static int find_name(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static enum mc_err read_text(const cJSON *object, const char *key, struct robot_request *out,
                             struct mc_error *err)
{
    return mc_json_text_into(object, "request", key, out->text, sizeof out->text, err);
}

static enum mc_err read_tap(const cJSON *object, struct robot_request *out, struct mc_error *err)
{
    static const char *const keys[] = {"do", "target", "x", "y", "hold_ms", NULL};
    enum mc_err rc = mc_json_only_keys(object, "request", keys, err);
    int64_t hold_ms = 0;
    if (rc == MC_OK && mc_json_find(object, "hold_ms") != NULL) {
        rc = mc_json_integer(object, "request", "hold_ms", 0, ROBOT_HOLD_MAX_MS, &hold_ms, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    out->hold_ms = (int)hold_ms;
    if (mc_json_find(object, "target") != NULL) {
        return read_text(object, "target", out, err);
    }
    int64_t x = 0;
    int64_t y = 0;
    rc = mc_json_integer(object, "request", "x", 0, MC_IMAGE_SIDE_MAX_PX, &x, err);
    if (rc == MC_OK) {
        rc = mc_json_integer(object, "request", "y", 0, MC_IMAGE_SIDE_MAX_PX, &y, err);
    }
    out->at_point = true;
    out->x_px = (int)x;
    out->y_px = (int)y;
    return rc;
}

static enum mc_err read_wait(const cJSON *object, struct robot_request *out, struct mc_error *err)
{
    static const char *const keys[] = {"do", "screen", "idle", "timeout_ms", NULL};
    enum mc_err rc = mc_json_only_keys(object, "request", keys, err);
    if (rc != MC_OK) {
        return rc;
    }
    int64_t timeout_ms = WAIT_DEFAULT_MS;
    if (mc_json_find(object, "timeout_ms") != NULL) {
        rc = mc_json_integer(object, "request", "timeout_ms", 0, ROBOT_WAIT_MAX_MS, &timeout_ms,
                             err);
        if (rc != MC_OK) {
            return rc;
        }
    }
    out->timeout_ms = (int)timeout_ms;
    if (mc_json_find(object, "screen") != NULL) {
        return read_text(object, "screen", out, err);
    }
    rc = mc_json_bool(object, "request", "idle", &out->idle, err);
    if (rc == MC_OK && !out->idle) {
        rc = mc_fail(err, MC_EINVAL, "request: wait for a screen or for idle");
    }
    return rc;
}

static enum mc_err read_camera_or_scanner(const cJSON *object, struct robot_request *out,
                                          struct mc_error *err)
{
    if (out->device == ROBOT_CAMERA) {
        out->act = ROBOT_CAMERA_SHOW;
        const cJSON *show = mc_json_find(object, "show");
        return show == NULL ? MC_OK : read_text(object, "show", out, err);
    }
    out->act = ROBOT_SCANNER_SCAN;
    return read_text(object, "scan", out, err);
}

static enum mc_err read_card_or_printer(const cJSON *object, struct robot_request *out,
                                        struct mc_error *err)
{
    bool card = out->device == ROBOT_CARD;
    const char *first = card ? "insert" : "set";
    if (mc_json_find(object, first) != NULL) {
        out->act = card ? ROBOT_CARD_INSERT : ROBOT_PRINTER_SET;
        return read_text(object, first, out, err);
    }
    if (!card) {
        out->act = ROBOT_PRINTER_TAKE;
        return read_text(object, "take", out, err);
    }
    out->act = ROBOT_CARD_REMOVE;
    bool removed = false;
    enum mc_err rc = mc_json_bool(object, "request", "remove", &removed, err);
    return rc == MC_OK && !removed ? mc_fail(err, MC_EINVAL, "request.remove: expected true") : rc;
}

static enum mc_err read_device(const cJSON *object, struct robot_request *out, struct mc_error *err)
{
    static const char *const keys[] = {"do",     "kind", "show", "scan", "insert",
                                       "remove", "set",  "take", NULL};
    enum mc_err rc = mc_json_only_keys(object, "request", keys, err);
    const char *kind = NULL;
    if (rc == MC_OK) {
        rc = mc_json_text(object, "request", "kind", &kind, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    int device = find_name(device_names, sizeof device_names / sizeof device_names[0], kind);
    if (device < 0) {
        return mc_fail(err, MC_EINVAL, "request.kind: no device \"%s\"", kind);
    }
    out->device = (enum robot_device)device;
    return device == ROBOT_CAMERA || device == ROBOT_SCANNER
               ? read_camera_or_scanner(object, out, err)
               : read_card_or_printer(object, out, err);
}

/* A verb with one text, or none when key is NULL. */
static enum mc_err read_simple(const cJSON *object, const char *key, struct robot_request *out,
                               struct mc_error *err)
{
    const char *keys[] = {"do", key, NULL};
    enum mc_err rc = mc_json_only_keys(object, "request", keys, err);
    return rc == MC_OK && key != NULL ? read_text(object, key, out, err) : rc;
}

static enum mc_err read_verb(const cJSON *object, struct robot_request *out, struct mc_error *err)
{
    switch (out->verb) {
    case ROBOT_TREE:
    case ROBOT_STATS: return read_simple(object, NULL, out, err);
    case ROBOT_TAP: return read_tap(object, out, err);
    case ROBOT_TYPE: return read_simple(object, "text", out, err);
    case ROBOT_KEY: return read_simple(object, "name", out, err);
    case ROBOT_WAIT: return read_wait(object, out, err);
    case ROBOT_SCREENSHOT: return read_simple(object, "path", out, err);
    case ROBOT_DEVICE: return read_device(object, out, err);
    }
    return mc_fail(err, MC_EINVAL, "request.do: unknown");
}

enum mc_err robot_request_parse(const char *line, size_t len, struct robot_request *out,
                                struct mc_error *err)
{
    cJSON *object = NULL;
    struct robot_request request = {0};
    enum mc_err rc = mc_json_parse(line, len, ROBOT_LINE_MAX_BYTES, &object, err);
    if (rc != MC_OK) {
        return rc;
    }
    const char *name = NULL;
    rc = mc_json_text(object, "request", "do", &name, err);
    if (rc != MC_OK) {
        goto out;
    }
    int verb = find_name(verb_names, sizeof verb_names / sizeof verb_names[0], name);
    if (verb < 0) {
        rc = mc_fail(err, MC_EINVAL, "request.do: no verb \"%s\"", name);
        goto out;
    }
    request.verb = (enum robot_verb)verb;
    rc = read_verb(object, &request, err);
    if (rc == MC_OK) {
        *out = request;
    }
out:
    mc_wipe(&request, sizeof request);
    cJSON_Delete(object);
    return rc;
}

static char *finish_line(cJSON *object)
{
    char *text = mc_json_print(object);
    cJSON_Delete(object);
    size_t len = strlen(text);
    text = mc_realloc(text, len + 2);
    text[len] = '\n';
    text[len + 1] = '\0';
    return text;
}

static cJSON *start_answer(bool ok)
{
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    MC_CHECK(cJSON_AddBoolToObject(object, "ok", ok) != NULL);
    return object;
}

char *robot_answer_ok(void)
{
    return finish_line(start_answer(true));
}

char *robot_answer_failed(const char *reason)
{
    cJSON *object = start_answer(false);
    MC_CHECK(cJSON_AddStringToObject(object, "error", reason) != NULL);
    return finish_line(object);
}

/* What most nodes do not have is left out. */
static void add_details(cJSON *item, const struct ui_node_info *node)
{
    static const char *const expanded[] = {NULL, "collapsed", "expanded"};
    const struct {
        const char *key;
        const char *text;
    } texts[] = {{"name", node->name != node->text ? node->name : ""},
                 {"value", node->value},
                 {"hint", node->hint}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].text[0] != '\0') {
            MC_CHECK(cJSON_AddStringToObject(item, texts[i].key, texts[i].text) != NULL);
        }
    }
    if (node->expanded != UI_NOT_EXPANDABLE) {
        MC_CHECK(cJSON_AddStringToObject(item, "state", expanded[node->expanded]) != NULL);
    }
    if (node->invalid) {
        MC_CHECK(cJSON_AddBoolToObject(item, "invalid", true) != NULL);
    }
    if (node->heading > 0) {
        MC_CHECK(cJSON_AddNumberToObject(item, "heading", node->heading) != NULL);
    }
}

static void add_node(cJSON *nodes, const struct ui_node_info *node)
{
    cJSON *item = cJSON_CreateObject();
    MC_CHECK(item != NULL && cJSON_AddItemToArray(nodes, item));
    MC_CHECK(cJSON_AddStringToObject(item, "id", node->id) != NULL);
    MC_CHECK(cJSON_AddStringToObject(item, "role", node->role) != NULL);
    MC_CHECK(cJSON_AddStringToObject(item, "text", node->text) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(item, "x", node->x) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(item, "y", node->y) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(item, "w", node->w) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(item, "h", node->h) != NULL);
    MC_CHECK(cJSON_AddBoolToObject(item, "enabled", node->enabled) != NULL);
    MC_CHECK(cJSON_AddBoolToObject(item, "focused", node->focused) != NULL);
    MC_CHECK(cJSON_AddBoolToObject(item, "checked", node->checked) != NULL);
    add_details(item, node);
}

char *robot_answer_tree(const struct ui *ui)
{
    cJSON *object = start_answer(true);
    MC_CHECK(cJSON_AddStringToObject(object, "screen", ui_screen_name(ui)) != NULL);
    cJSON *nodes = cJSON_AddArrayToObject(object, "nodes");
    MC_CHECK(nodes != NULL);
    for (size_t i = 0; i < ui_node_count(ui); i++) {
        struct ui_node_info node;
        if (ui_node_at(ui, i, &node)) {
            add_node(nodes, &node);
        }
    }
    return finish_line(object);
}

char *robot_answer_stats(const struct robot_stats *stats)
{
    cJSON *object = start_answer(true);
    MC_CHECK(cJSON_AddNumberToObject(object, "frames", (double)stats->paint.frames) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(object, "paint_p50_us", stats->paint.paint_p50_us) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(object, "paint_p99_us", stats->paint.paint_p99_us) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(object, "startup_ms", stats->startup_ms) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(object, "memory_pss_kib", (double)stats->memory_pss_kib) !=
             NULL);
    MC_CHECK(cJSON_AddNumberToObject(object, "outbox_depth", (double)stats->outbox_depth) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(object, "catalogue_version",
                                     (double)stats->catalogue_version) != NULL);
    MC_CHECK(cJSON_AddNumberToObject(object, "catalogue_refused",
                                     (double)stats->catalogue_refused) != NULL);
    return finish_line(object);
}
