/*
 * How a kiosk's devices are, as it tells the central service: the body of POST /v1/device-reports
 * (central/openapi.yaml). No citizen's data. Pure.
 */
#ifndef MOTCUA_DOMAIN_DEVICE_REPORT_H
#define MOTCUA_DOMAIN_DEVICE_REPORT_H

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define DEVICE_PROBLEM_CHARS 32
#define DEVICE_FOR_MOST_S    ((int64_t)1000000000)

enum device_report_kind {
    DEVICE_REPORT_CAMERA,
    DEVICE_REPORT_SCANNER,
    DEVICE_REPORT_CARD_READER,
    DEVICE_REPORT_PRINTER,
    DEVICE_REPORT_KINDS
};
enum device_report_state {
    DEVICE_REPORT_NONE, /* this kiosk has no such device */
    DEVICE_REPORT_WORKS,
    DEVICE_REPORT_ATTENTION, /* it works, but will not for long: paper near its end */
    DEVICE_REPORT_FAILS,
    DEVICE_REPORT_STATES
};
/* "camera", "scanner", "card_reader", "printer"; "none", "works", "attention", "fails". */
const char *device_report_kind_name(enum device_report_kind kind);
const char *device_report_state_name(enum device_report_state state);

struct device_report_line {
    enum device_report_state state;
    char problem[DEVICE_PROBLEM_CHARS + 1]; /* a-z and _; "" unless ATTENTION or FAILS */
    int64_t for_s; /* how long it has been so: not since when, as a kiosk's clock may be wrong */
};
struct device_report {
    struct device_report_line lines[DEVICE_REPORT_KINDS];
};

/* Freed with cJSON_Delete(). */
cJSON *device_report_json(const struct device_report *report);
/* Every kind once. MC_EPARSE, MC_ETOOBIG name the member. */
enum mc_err device_report_parse(const void *bytes, size_t len, struct device_report *out,
                                struct mc_error *err) MC_MUST_CHECK;

#endif
