/*
 * How the kiosks' devices are, as each last told (domain/device_report.h). Any thread; times are
 * Unix seconds of the service's own clock.
 */
#ifndef MOTCUA_CENTRAL_STORAGE_DEVICES_H
#define MOTCUA_CENTRAL_STORAGE_DEVICES_H

#include <stdbool.h>

#include "central/authority.h"
#include "central/storage.h"
#include "domain/device_report.h"

/* A kiosk that has told nothing for so long is silent: by default it tells every 15 minutes. */
#define STORAGE_SILENT_AFTER_S ((int64_t)3600)

/* In the place of what the kiosk told before. MC_EDENIED when the certificate it told it with has
 * been revoked: nothing is kept of what is no kiosk any more. */
enum mc_err storage_devices_set(struct storage *storage, const struct authority_identity *kiosk,
                                const struct device_report *report, int64_t now_s,
                                struct mc_error *err) MC_MUST_CHECK;

struct storage_devices {
    int64_t reported_s; /* 0: it has told nothing yet */
    struct device_report report;
    int64_t since_s[DEVICE_REPORT_KINDS];
};
enum mc_err storage_devices_get(struct storage *storage, const char *kiosk, int64_t now_s,
                                struct storage_devices *out, struct mc_error *err) MC_MUST_CHECK;

/* Over all kiosks that have told something. Those that are silent are counted apart: what they
 * told is not known any more. */
struct storage_device_counts {
    int64_t devices[DEVICE_REPORT_KINDS][DEVICE_REPORT_STATES];
    int64_t silent_kiosks;
};
enum mc_err storage_devices_count(struct storage *storage, int64_t now_s,
                                  struct storage_device_counts *out,
                                  struct mc_error *err) MC_MUST_CHECK;

#endif
