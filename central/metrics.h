/*
 * What is counted of the service, in Prometheus' text format (exposition format 0.0.4): numbers of
 * this instance since its start, by route and status, and of all kiosks' devices; nothing of a
 * request's content. Any thread.
 */
#ifndef MOTCUA_CENTRAL_METRICS_H
#define MOTCUA_CENTRAL_METRICS_H

#include <stdint.h>

#include "central/storage_devices.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct metrics;

enum metrics_counter {
    METRICS_LIMITED_ADDRESS, /* requests refused: too many from one address */
    METRICS_LIMITED_KIOSK,
    METRICS_REFUSED,      /* connections refused: too many, of one address or in all */
    METRICS_LATE_HEADERS, /* connections ended: too slow */
    METRICS_LATE_BODY,
    METRICS_LATE_ANSWER,
    METRICS_IDLE,
    METRICS_COUNTERS
};
enum metrics_gauge { METRICS_CONNECTIONS, METRICS_UNDER_WAY, METRICS_GAUGES };

struct metrics *metrics_create(void);
void metrics_destroy(struct metrics *metrics);

/* `route` is static. */
void metrics_request(struct metrics *metrics, const char *route, int status, int64_t took_ms);
void metrics_count(struct metrics *metrics, enum metrics_counter counter);
void metrics_set(struct metrics *metrics, enum metrics_gauge gauge, int64_t value);
/* NULL: not known now, and then not printed: a number that was true once would pass for news. */
void metrics_set_devices(struct metrics *metrics, const struct storage_device_counts *counts);
/* Freed with free(). */
char *metrics_print(struct metrics *metrics);

#endif
