/* What the doctor looks at besides devices. None of it keeps a kiosk from serving: notes only. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/memory.h"
#include "domain/date.h"
#include "drivers/headphones/headphones.h"
#include "kiosk/app/doctor_internal.h"
#include "kiosk/app/net_worker.h"
#include "kiosk/net/certificate.h"
#include "kiosk/net/client.h"
#include "kiosk/net/identity.h"
#include "kiosk/store/outbox.h"
#include "ui/speech.h"

#define CENTRAL_TIMEOUT_MS 5000
#define DAY_S              86400
#define EXPIRES_SOON_DAYS  30
#define DISK_LEAST_MIB     512
#define MIB                (1024ULL * 1024)

static void fail_line(struct doctor_line *line, const struct mc_error *err, const char *state,
                      const char *remedy)
{
    mc_copy_text(line->found, sizeof line->found, err->text);
    doctor_say(line, DOCTOR_NOTE, state, remedy);
}

static void note_number(struct doctor_line *line, const char *note, long long value)
{
    line->note = note;
    (void)snprintf(line->value, sizeof line->value, "%lld", value);
}

/* ---- Network and certificates ---- */

static void note_expiry(struct doctor_line *line, int64_t expiry_s, const char *remedy)
{
    line->note = "good_until";
    date_format_display(local_time_from_unix(expiry_s).date, line->value);
    int64_t now_s = mc_clock_unix_s();
    if (expiry_s < now_s) {
        doctor_say(line, DOCTOR_NOTE, "expired", remedy);
    } else if ((expiry_s - now_s) / DAY_S < EXPIRES_SOON_DAYS) {
        doctor_say(line, DOCTOR_NOTE, "expires_soon", remedy);
    }
}

static void examine_server_certificate(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "server_certificate", "");
    struct mc_error err = {0};
    int64_t expiry_s = 0;
    if (certificate_of_server(options->central_url, options->central_ca_file, CENTRAL_TIMEOUT_MS,
                              &expiry_s, &err) == MC_OK) {
        mc_copy_text(line->found, sizeof line->found, options->central_url);
        note_expiry(line, expiry_s, "server_certificate");
    } else {
        fail_line(line, &err, "unknown", "server_unseen");
    }
}

static void examine_central(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "central", "");
    struct net_client *client = NULL;
    struct mc_error err = {0};
    int64_t version = 0;
    struct net_settings settings;
    enum mc_err rc = net_worker_settings(options, &settings, &err);
    if (rc == MC_OK) {
        rc = net_client_create(&settings, &client, &err);
    }
    if (rc != MC_OK) {
        fail_line(line, &err, "unreadable", "keys");
        return;
    }
    rc = net_catalogue_version(client, 0, CENTRAL_TIMEOUT_MS, &version, &err);
    if (rc == MC_OK) {
        mc_copy_text(line->found, sizeof line->found, options->central_url);
        note_number(line, "catalogue", version);
        doctor_say(line, DOCTOR_GOOD, "reached", NULL);
    } else {
        fail_line(line, &err, "not_reached", "network");
    }
    examine_server_certificate(options, report);
    net_client_destroy(client);
}

static void examine_authority(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "authority", "");
    struct mc_error err = {0};
    int64_t expiry_s = 0;
    if (certificate_expiry(options->central_ca_file, &expiry_s, &err) == MC_OK) {
        mc_copy_text(line->found, sizeof line->found, options->central_ca_file);
        note_expiry(line, expiry_s, "authority_renew");
    } else {
        fail_line(line, &err, "unreadable", "authority");
    }
}

static void examine_identity(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "identity", "");
    struct mc_error err = {0};
    struct identity_dates dates;
    enum mc_err rc = identity_read_dates(options->identity_file, options->kiosk_id, &dates, &err);
    if (rc == MC_OK) {
        mc_copy_text(line->found, sizeof line->found, options->identity_file);
        note_expiry(line, dates.to_s, dates.to_s < mc_clock_unix_s() ? "enrol" : "renew");
    } else {
        fail_line(line, &err, rc == MC_ENOTFOUND ? "not_enrolled" : "unreadable", "enrol");
    }
}

static void examine_catalogue_key(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "catalogue_key", "");
    struct mc_error err = {0};
    struct mc_public_key key;
    if (options->catalogue_key[0] == '\0') {
        doctor_say(line, DOCTOR_NOTE, "not_set", "catalogue_key");
    } else if (mc_public_key_read(options->catalogue_key, &key, &err) == MC_OK) {
        mc_copy_text(line->found, sizeof line->found, options->catalogue_key);
    } else {
        fail_line(line, &err, "unreadable", "catalogue_key");
    }
}

/* ---- What is kept here ---- */

static void examine_disk(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "disk", "");
    struct statvfs disk;
    if (statvfs(options->data_dir, &disk) != 0) {
        (void)snprintf(line->found, sizeof line->found, "%.160s: %s", options->data_dir,
                       strerror(errno));
        doctor_say(line, DOCTOR_NOTE, "absent", "data_dir");
        return;
    }
    unsigned long long free_mib = (unsigned long long)disk.f_bavail * disk.f_frsize / MIB;
    mc_copy_text(line->found, sizeof line->found, options->data_dir);
    note_number(line, "free", (long long)free_mib);
    if (free_mib < DISK_LEAST_MIB) {
        doctor_say(line, DOCTOR_NOTE, "little_room", "disk");
    }
}

static void examine_outbox(const struct options *options, struct doctor_report *report)
{
    char path[OPTIONS_PATH_BYTES + 16];
    (void)snprintf(path, sizeof path, "%s/outbox.db", options->data_dir);
    struct doctor_line *line = doctor_add(report, "outbox", "");
    struct outbox_depth depth = {0};
    struct mc_error err = {0};
    if (access(path, F_OK) != 0) {
        doctor_say(line, DOCTOR_NOTE, "absent", "data_dir");
    } else if (outbox_look(path, &depth, &err) == MC_OK) {
        line->note = "outbox";
        (void)snprintf(line->value, sizeof line->value, "%zu / %zu / %zu", depth.waiting,
                       depth.refused, depth.accepted);
        if (depth.refused > 0) {
            doctor_say(line, DOCTOR_NOTE, "refused", "refused");
        }
    } else {
        fail_line(line, &err, err.code == MC_ECORRUPT ? "damaged" : "unreadable", "outbox");
    }
    char last[NAME_MAX + 1];
    size_t damaged = outbox_put_aside(options->data_dir, last, sizeof last);
    if (damaged > 0) {
        line = doctor_add(report, "outbox_damaged", "");
        mc_copy_text(line->found, sizeof line->found, last);
        note_number(line, "damaged", (int)damaged);
        doctor_say(line, DOCTOR_BAD, "damaged", "outbox");
    }
}

/* published.<version>.db (store/catalogue_update.h). */
static int is_published(const struct dirent *entry)
{
    const char *name = entry->d_name;
    return strncmp(name, "published.", 10) == 0 && strstr(name, ".db") != NULL;
}

static void examine_catalogue(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "catalogue", "");
    struct dirent **entries = NULL;
    int count = scandir(options->data_dir, &entries, is_published, NULL);
    long long newest = 0;
    for (int i = 0; i < count; i++) {
        long long version = strtoll(entries[i]->d_name + 10, NULL, 10);
        newest = version > newest ? version : newest;
        free(entries[i]);
    }
    free(entries);
    if (newest > 0) {
        note_number(line, "published", newest);
    } else {
        line->note = "shipped";
    }
}

/* ---- The voice ---- */

static void examine_speech(struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "speech", "");
    struct speech *speech = NULL;
    struct mc_error err = {0};
    if (speech_open(&speech, &err) == MC_OK) {
        mc_copy_text(line->found, sizeof line->found, "speech-dispatcher");
        speech_close(speech);
    } else {
        fail_line(line, &err, "silent", "speech");
    }
}

static void examine_headphones(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = doctor_add(report, "headphones", "");
    struct headphones *headphones = NULL;
    struct mc_error err = {0};
    bool plugged = false;
    if (options->headphones[0] == '\0') {
        doctor_say(line, DOCTOR_NOTE, "not_configured", NULL);
        return;
    }
    enum mc_err rc = headphones_open(options->headphones, &headphones, &err);
    if (rc != MC_OK) {
        bool denied = rc == MC_EDENIED;
        fail_line(line, &err, denied ? "denied" : "missing", denied ? "denied" : "headphones");
        line->file = "config/60-motcua.rules";
        return;
    }
    mc_copy_text(line->found, sizeof line->found, options->headphones);
    if (headphones_wait(headphones, 0, &plugged, &err) == MC_OK) {
        line->note = plugged ? "plugged" : "unplugged";
    }
    headphones_close(headphones);
}

void doctor_examine_rest(const struct options *options, struct doctor_report *report)
{
    examine_central(options, report);
    examine_authority(options, report);
    examine_identity(options, report);
    examine_catalogue_key(options, report);
    examine_outbox(options, report);
    examine_disk(options, report);
    examine_catalogue(options, report);
    examine_speech(report);
    examine_headphones(options, report);
}
