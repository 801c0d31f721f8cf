#include "central/storage_devices.h"

#include "central/sql.h"
#include "central/storage_internal.h"

/* ---- Setting ---- */

struct setting {
    const struct authority_identity *kiosk;
    const struct device_report *report;
    int64_t now_s;
};

static enum mc_err set(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct setting *setting = context;
    const char *kiosk = setting->kiosk->kiosk;
    enum mc_err rc = sql_lock(session, kiosk, err);
    if (rc == MC_OK) { /* a revocation may have come in between, and must not be followed by this */
        rc = storage_certificate_holds(session, kiosk, setting->kiosk->serial, err);
    }
    for (int i = 0; i < DEVICE_REPORT_KINDS && rc == MC_OK; i++) {
        const struct device_report_line *line = &setting->report->lines[i];
        rc = sql_change(session,
                        "INSERT INTO kiosk_devices (kiosk, kind, state, problem, since_s, "
                        "reported_s) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kiosk, kind) DO "
                        "UPDATE SET state = excluded.state, problem = excluded.problem, "
                        "since_s = excluded.since_s, reported_s = excluded.reported_s",
                        NULL, err, "tiitii", kiosk, (int64_t)i, (int64_t)line->state, line->problem,
                        setting->now_s - line->for_s, setting->now_s);
    }
    return rc;
}

enum mc_err storage_devices_set(struct storage *storage, const struct authority_identity *kiosk,
                                const struct device_report *report, int64_t now_s,
                                struct mc_error *err)
{
    struct setting setting = {kiosk, report, now_s};
    return sql_write(storage->sql, set, &setting, err);
}

/* ---- Getting ---- */

struct getting {
    const char *kiosk;
    int64_t now_s;
    struct storage_devices devices;
};

/* Of a newer version's database there may be kinds and states that are not known here. */
static void take_row(struct sql_rows *rows, int64_t now_s, struct storage_devices *out)
{
    int64_t kind = sql_int(rows, 0);
    int64_t state = sql_int(rows, 1);
    if (kind < 0 || kind >= DEVICE_REPORT_KINDS || state < 0 || state >= DEVICE_REPORT_STATES) {
        return;
    }
    struct device_report_line *line = &out->report.lines[kind];
    line->state = (enum device_report_state)state;
    sql_copy_text(rows, 2, line->problem, sizeof line->problem);
    out->since_s[kind] = sql_int(rows, 3);
    line->for_s = now_s > out->since_s[kind] ? now_s - out->since_s[kind] : 0;
    out->reported_s = sql_int(rows, 4);
}

static enum mc_err get(struct sql_session *session, void *context, struct mc_error *err)
{
    struct getting *getting = context;
    struct sql_rows rows = {0};
    bool found = true;
    getting->devices = (struct storage_devices){0};
    enum mc_err rc = sql_query(session,
                               "SELECT kind, state, problem, since_s, reported_s FROM "
                               "kiosk_devices WHERE kiosk = $1",
                               &rows, err, "t", getting->kiosk);
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found) {
            take_row(&rows, getting->now_s, &getting->devices);
        }
    }
    sql_finish(&rows);
    return rc;
}

enum mc_err storage_devices_get(struct storage *storage, const char *kiosk, int64_t now_s,
                                struct storage_devices *out, struct mc_error *err)
{
    struct getting getting = {.kiosk = kiosk, .now_s = now_s};
    enum mc_err rc = sql_read(storage->sql, get, &getting, err);
    if (rc == MC_OK) {
        *out = getting.devices;
    }
    return rc;
}

/* ---- Counting ---- */

struct counting {
    int64_t silent_before_s;
    struct storage_device_counts counts;
};

static enum mc_err count(struct sql_session *session, void *context, struct mc_error *err)
{
    struct counting *counting = context;
    struct sql_rows rows = {0};
    bool found = true;
    counting->counts = (struct storage_device_counts){0};
    enum mc_err rc =
        sql_get_int(session,
                    "SELECT count(DISTINCT kiosk) FROM kiosk_devices WHERE "
                    "reported_s < $1",
                    &counting->counts.silent_kiosks, err, "i", counting->silent_before_s);
    if (rc == MC_OK) {
        rc = sql_query(session,
                       "SELECT kind, state, count(*) FROM kiosk_devices WHERE reported_s >= $1 "
                       "GROUP BY kind, state",
                       &rows, err, "i", counting->silent_before_s);
    }
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        int64_t kind = rc == MC_OK && found ? sql_int(&rows, 0) : -1;
        int64_t state = rc == MC_OK && found ? sql_int(&rows, 1) : -1;
        if (kind >= 0 && kind < DEVICE_REPORT_KINDS && state >= 0 && state < DEVICE_REPORT_STATES) {
            counting->counts.devices[kind][state] = sql_int(&rows, 2);
        }
    }
    sql_finish(&rows);
    return rc;
}

enum mc_err storage_devices_count(struct storage *storage, int64_t now_s,
                                  struct storage_device_counts *out, struct mc_error *err)
{
    struct counting counting = {.silent_before_s = now_s - STORAGE_SILENT_AFTER_S};
    enum mc_err rc = sql_read(storage->sql, count, &counting, err);
    if (rc == MC_OK) {
        *out = counting.counts;
    }
    return rc;
}
