#include "central/metrics.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/error.h"
#include "core/memory.h"

#define ROUTES_MAX     64
#define STATUSES_MAX   16 /* of one route */
#define TEXT_MAX_BYTES ((size_t)256 * 1024)
#define MS_IN_A_SECOND 1000.0

static const int64_t bounds_ms[] = {5, 25, 100, 500, 2500};
#define BOUNDS (sizeof bounds_ms / sizeof bounds_ms[0])

struct route_counts {
    const char *route;
    int statuses[STATUSES_MAX];
    int64_t counts[STATUSES_MAX];
    size_t status_count;
    int64_t within[BOUNDS]; /* requests that took at most so long */
    int64_t total;
    int64_t sum_ms;
};

struct metrics {
    pthread_mutex_t lock;
    struct route_counts routes[ROUTES_MAX];
    size_t route_count;
    int64_t counters[METRICS_COUNTERS];
    int64_t gauges[METRICS_GAUGES];
    struct storage_device_counts devices;
    bool devices_known;
};

struct metrics *metrics_create(void)
{
    struct metrics *metrics = MC_NEW(struct metrics);
    MC_CHECK(pthread_mutex_init(&metrics->lock, NULL) == 0);
    return metrics;
}

void metrics_destroy(struct metrics *metrics)
{
    if (metrics != NULL) {
        (void)pthread_mutex_destroy(&metrics->lock);
        free(metrics);
    }
}

static struct route_counts *find_route(struct metrics *metrics, const char *route)
{
    for (size_t i = 0; i < metrics->route_count; i++) {
        if (strcmp(metrics->routes[i].route, route) == 0) {
            return &metrics->routes[i];
        }
    }
    MC_CHECK(metrics->route_count < ROUTES_MAX);
    metrics->routes[metrics->route_count].route = route;
    return &metrics->routes[metrics->route_count++];
}

static void count_status(struct route_counts *counts, int status)
{
    size_t i = 0;
    while (i < counts->status_count && counts->statuses[i] != status) {
        i++;
    }
    if (i == STATUSES_MAX) {
        return;
    }
    counts->status_count = i == counts->status_count ? i + 1 : counts->status_count;
    counts->statuses[i] = status;
    counts->counts[i]++;
}

void metrics_request(struct metrics *metrics, const char *route, int status, int64_t took_ms)
{
    (void)pthread_mutex_lock(&metrics->lock);
    struct route_counts *counts = find_route(metrics, route);
    count_status(counts, status);
    for (size_t i = 0; i < BOUNDS; i++) {
        counts->within[i] += took_ms <= bounds_ms[i] ? 1 : 0;
    }
    counts->total++;
    counts->sum_ms += took_ms;
    (void)pthread_mutex_unlock(&metrics->lock);
}

void metrics_count(struct metrics *metrics, enum metrics_counter counter)
{
    (void)pthread_mutex_lock(&metrics->lock);
    metrics->counters[counter]++;
    (void)pthread_mutex_unlock(&metrics->lock);
}

void metrics_set(struct metrics *metrics, enum metrics_gauge gauge, int64_t value)
{
    (void)pthread_mutex_lock(&metrics->lock);
    metrics->gauges[gauge] = value;
    (void)pthread_mutex_unlock(&metrics->lock);
}

void metrics_set_devices(struct metrics *metrics, const struct storage_device_counts *counts)
{
    (void)pthread_mutex_lock(&metrics->lock);
    metrics->devices_known = counts != NULL;
    if (counts != NULL) {
        metrics->devices = *counts;
    }
    (void)pthread_mutex_unlock(&metrics->lock);
}

static void print_head(struct mc_buffer *out, const char *name, const char *type, const char *help)
{
    mc_buffer_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void print_requests(const struct metrics *metrics, struct mc_buffer *out)
{
    print_head(out, "motcua_requests_total", "counter", "Requests answered.");
    for (size_t i = 0; i < metrics->route_count; i++) {
        const struct route_counts *counts = &metrics->routes[i];
        for (size_t k = 0; k < counts->status_count; k++) {
            mc_buffer_format(out, "motcua_requests_total{route=\"%s\",status=\"%d\"} %" PRId64 "\n",
                             counts->route, counts->statuses[k], counts->counts[k]);
        }
    }
}

static void print_times(const struct metrics *metrics, struct mc_buffer *out)
{
    static const char name[] = "motcua_request_duration_seconds";
    print_head(out, name, "histogram", "From a request's headers to its answer.");
    for (size_t i = 0; i < metrics->route_count; i++) {
        const struct route_counts *counts = &metrics->routes[i];
        for (size_t k = 0; k < BOUNDS; k++) {
            mc_buffer_format(out, "%s_bucket{route=\"%s\",le=\"%g\"} %" PRId64 "\n", name,
                             counts->route, (double)bounds_ms[k] / MS_IN_A_SECOND,
                             counts->within[k]);
        }
        mc_buffer_format(out,
                         "%s_bucket{route=\"%s\",le=\"+Inf\"} %" PRId64 "\n"
                         "%s_sum{route=\"%s\"} %.3f\n"
                         "%s_count{route=\"%s\"} %" PRId64 "\n",
                         name, counts->route, counts->total, name, counts->route,
                         (double)counts->sum_ms / MS_IN_A_SECOND, name, counts->route,
                         counts->total);
    }
}

static void print_devices(const struct metrics *metrics, struct mc_buffer *out)
{
    print_head(out, "motcua_kiosk_devices", "gauge",
               "Devices of kiosks that are not silent, as they last told.");
    for (int i = 0; i < DEVICE_REPORT_KINDS; i++) {
        for (int k = 0; k < DEVICE_REPORT_STATES; k++) {
            mc_buffer_format(out, "motcua_kiosk_devices{kind=\"%s\",state=\"%s\"} %" PRId64 "\n",
                             device_report_kind_name((enum device_report_kind)i),
                             device_report_state_name((enum device_report_state)k),
                             metrics->devices.devices[i][k]);
        }
    }
    print_head(out, "motcua_kiosks_silent", "gauge",
               "Kiosks that have told nothing of their devices for an hour.");
    mc_buffer_format(out, "motcua_kiosks_silent %" PRId64 "\n", metrics->devices.silent_kiosks);
}

char *metrics_print(struct metrics *metrics)
{
    static const char *const counters[METRICS_COUNTERS] = {
        "motcua_limited_total{by=\"address\"}",
        "motcua_limited_total{by=\"kiosk\"}",
        "motcua_connections_refused_total",
        "motcua_connections_ended_total{why=\"headers\"}",
        "motcua_connections_ended_total{why=\"body\"}",
        "motcua_connections_ended_total{why=\"answer\"}",
        "motcua_connections_ended_total{why=\"idle\"}"};
    struct mc_buffer out;
    mc_buffer_init(&out, TEXT_MAX_BYTES);
    (void)pthread_mutex_lock(&metrics->lock);
    print_requests(metrics, &out);
    print_times(metrics, &out);
    for (size_t i = 0; i < METRICS_COUNTERS; i++) {
        if (i == METRICS_LIMITED_ADDRESS) {
            print_head(&out, "motcua_limited_total", "counter", "Requests refused: too many.");
        } else if (i == METRICS_REFUSED) {
            print_head(&out, "motcua_connections_refused_total", "counter",
                       "Connections refused: too many.");
        } else if (i == METRICS_LATE_HEADERS) {
            print_head(&out, "motcua_connections_ended_total", "counter",
                       "Connections ended for being too slow.");
        }
        mc_buffer_format(&out, "%s %" PRId64 "\n", counters[i], metrics->counters[i]);
    }
    print_head(&out, "motcua_connections", "gauge", "Connections open.");
    mc_buffer_format(&out, "motcua_connections %" PRId64 "\n",
                     metrics->gauges[METRICS_CONNECTIONS]);
    print_head(&out, "motcua_requests_under_way", "gauge", "Requests being received or answered.");
    mc_buffer_format(&out, "motcua_requests_under_way %" PRId64 "\n",
                     metrics->gauges[METRICS_UNDER_WAY]);
    if (metrics->devices_known) {
        print_devices(metrics, &out);
    }
    (void)pthread_mutex_unlock(&metrics->lock);
    MC_CHECK(!out.overflowed);
    return mc_buffer_take(&out);
}
