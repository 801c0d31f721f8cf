#include "domain/device_report.h"

#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"

#define JSON_MAX_BYTES 2048
#define WHERE_BYTES    32

static const char *const kinds[DEVICE_REPORT_KINDS] = {"camera", "scanner", "card_reader",
                                                       "printer"};
static const char *const states[DEVICE_REPORT_STATES] = {"none", "works", "attention", "fails"};

const char *device_report_kind_name(enum device_report_kind kind)
{
    return kinds[kind];
}

const char *device_report_state_name(enum device_report_state state)
{
    return states[state];
}

static bool has_problem(enum device_report_state state)
{
    return state == DEVICE_REPORT_ATTENTION || state == DEVICE_REPORT_FAILS;
}

cJSON *device_report_json(const struct device_report *report)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *devices = cJSON_AddArrayToObject(object, "devices");
    MC_CHECK(devices != NULL);
    for (int i = 0; i < DEVICE_REPORT_KINDS; i++) {
        const struct device_report_line *line = &report->lines[i];
        cJSON *device = cJSON_CreateObject();
        MC_CHECK(cJSON_AddItemToArray(devices, device) != 0);
        (void)cJSON_AddStringToObject(device, "kind", kinds[i]);
        (void)cJSON_AddStringToObject(device, "state", states[line->state]);
        if (has_problem(line->state)) {
            (void)cJSON_AddStringToObject(device, "problem", line->problem);
        }
        (void)cJSON_AddNumberToObject(device, "for_s", (double)line->for_s);
    }
    return object;
}

/* One of the names; `count` of them. */
static enum mc_err read_name(const cJSON *device, const char *where, const char *key,
                             const char *const *names, int count, int *out, struct mc_error *err)
{
    const char *name = NULL;
    enum mc_err rc = mc_json_text(device, where, key, &name, err);
    if (rc != MC_OK) {
        return rc;
    }
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            *out = i;
            return MC_OK;
        }
    }
    return mc_fail(err, MC_EPARSE, "%s.%s: none of the known names", where, key);
}

static enum mc_err read_problem(const cJSON *device, const char *where,
                                struct device_report_line *line, struct mc_error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    if (!has_problem(line->state)) {
        return mc_json_find(device, "problem") == NULL
                   ? MC_OK
                   : mc_fail(err, MC_EPARSE, "%s.problem: there is none in this state", where);
    }
    enum mc_err rc =
        mc_json_text_into(device, where, "problem", line->problem, sizeof line->problem, err);
    size_t len = strlen(line->problem);
    if (rc == MC_OK && (len == 0 || strspn(line->problem, letters) != len)) {
        rc = mc_fail(err, MC_EPARSE, "%s.problem: expected a to z and _", where);
    }
    return rc;
}

static enum mc_err read_device(const cJSON *device, int index, bool seen[DEVICE_REPORT_KINDS],
                               struct device_report *out, struct mc_error *err)
{
    static const char *const keys[] = {"kind", "state", "problem", "for_s", NULL};
    char where[WHERE_BYTES];
    int kind = 0;
    int state = 0;
    struct device_report_line line = {.state = DEVICE_REPORT_NONE};
    (void)snprintf(where, sizeof where, "body.devices[%d]", index);
    if (!cJSON_IsObject(device)) {
        return mc_fail(err, MC_EPARSE, "%s: expected an object", where);
    }
    enum mc_err rc = mc_json_only_keys(device, where, keys, err);
    if (rc == MC_OK) {
        rc = read_name(device, where, "kind", kinds, DEVICE_REPORT_KINDS, &kind, err);
    }
    if (rc == MC_OK && seen[kind]) {
        rc = mc_fail(err, MC_EPARSE, "%s.kind: said twice", where);
    }
    if (rc == MC_OK) {
        rc = read_name(device, where, "state", states, DEVICE_REPORT_STATES, &state, err);
    }
    line.state = (enum device_report_state)state;
    if (rc == MC_OK) {
        rc = read_problem(device, where, &line, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_integer(device, where, "for_s", 0, DEVICE_FOR_MOST_S, &line.for_s, err);
    }
    seen[kind] = rc == MC_OK;
    out->lines[kind] = line;
    return rc;
}

static enum mc_err read_report(const cJSON *json, struct device_report *out, struct mc_error *err)
{
    static const char *const keys[] = {"devices", NULL};
    const cJSON *devices = NULL;
    const cJSON *device = NULL;
    bool seen[DEVICE_REPORT_KINDS] = {false};
    int count = 0;
    if (!cJSON_IsObject(json)) {
        return mc_fail(err, MC_EPARSE, "body: expected an object");
    }
    enum mc_err rc = mc_json_only_keys(json, "body", keys, err);
    if (rc == MC_OK) {
        rc = mc_json_array(json, "body", "devices", DEVICE_REPORT_KINDS, &devices, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    cJSON_ArrayForEach(device, devices)
    {
        if (rc == MC_OK) {
            rc = read_device(device, count++, seen, out, err);
        }
    }
    return rc == MC_OK && count < DEVICE_REPORT_KINDS
               ? mc_fail(err, MC_EPARSE, "body.devices: expected every kind once")
               : rc;
}

enum mc_err device_report_parse(const void *bytes, size_t len, struct device_report *out,
                                struct mc_error *err)
{
    cJSON *json = NULL;
    struct device_report report = {0};
    enum mc_err rc = mc_json_parse(bytes, len, JSON_MAX_BYTES, &json, err);
    if (rc == MC_OK) {
        rc = read_report(json, &report, err);
    }
    cJSON_Delete(json);
    if (rc == MC_OK) {
        *out = report;
    }
    return rc;
}
