#include "kiosk/app/doctor.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "core/clock.h"
#include "core/memory.h"
#include "domain/date.h"
#include "drivers/printer/transport_open.h"
#include "kiosk/app/net_worker.h"
#include "kiosk/net/certificate.h"
#include "kiosk/net/client.h"
#include "kiosk/store/outbox.h"

#define STATE_TIMEOUT_MS   2000
#define CENTRAL_TIMEOUT_MS 5000
#define DAY_S              86400
#define EXPIRES_SOON_DAYS  30
#define DISK_LEAST_MIB     512
#define MIB                (1024ULL * 1024)

static struct doctor_line *add(struct doctor_report *report, const char *name, const char *choice)
{
    MC_CHECK(report->count < DOCTOR_LINES_MAX);
    struct doctor_line *line = &report->lines[report->count++];
    *line = (struct doctor_line){.mark = DOCTOR_GOOD};
    mc_copy_text(line->name, sizeof line->name, name);
    mc_copy_text(line->choice, sizeof line->choice, choice);
    return line;
}

static void say(struct doctor_line *line, enum doctor_mark mark, const char *state,
                const char *remedy)
{
    line->mark = mark;
    mc_copy_text(line->state, sizeof line->state, state);
    mc_copy_text(line->remedy, sizeof line->remedy, remedy);
}

/* ---- Devices ---- */

const char *doctor_remedy(const struct device_status *status)
{
    switch ((int)status->problem) {
    case MC_OK: return "";
    case MC_ENOTFOUND:
    case MC_EGONE: return "plug it in, switch it on, check the cable";
    case MC_EDENIED:
        return "install config/60-motcua.rules and add the kiosk's user to the group motcua";
    case MC_EINVAL: return "correct the address or the profile in the configuration";
    case MC_EUNSUPPORTED: return "plug in a device of the right kind, or name its address";
    default: return "unplug it and plug it in again; end other programs that use it";
    }
}

static const char *printer_remedy(enum printer_state state)
{
    switch (state) {
    case PRINTER_OK: return "";
    case PRINTER_NEAR_END: return "the paper is near its end: have a new roll ready";
    case PRINTER_PAPER_OUT: return "put in a new roll of paper";
    case PRINTER_COVER_OPEN: return "close the cover";
    case PRINTER_CUTTER: return "open the cover, free the knife, close it";
    case PRINTER_OFFLINE: return "switch it on; check that it is not waiting for its feed button";
    case PRINTER_GONE: return "plug it in again";
    case PRINTER_ERROR: break;
    }
    return "switch it off and on; if that does not help, exchange it";
}

static void look_at_printer(struct device_slot *slot, struct doctor_line *line)
{
    struct printer *printer = slot->device.printer;
    enum printer_state state = printer->ops->state(printer, STATE_TIMEOUT_MS);
    enum doctor_mark mark = state == PRINTER_OK          ? DOCTOR_GOOD
                            : printer_state_ready(state) ? DOCTOR_NOTE
                                                         : DOCTOR_BAD;
    say(line, mark, printer_state_name(state), printer_remedy(state));
}

static void examine_device(enum device_kind kind, const struct options *options,
                           struct doctor_report *report)
{
    struct device_slot slot;
    device_slot_init(&slot, kind, options);
    bool open = device_slot_open(&slot, mc_clock_monotonic_ms());
    struct device_status status;
    device_slot_status(&slot, &status);
    struct doctor_line *line =
        add(report, device_kind_name(kind), options_backend_name(options, kind));
    if (!status.configured) {
        say(line, DOCTOR_NOTE, "not configured", "");
    } else if (!open) {
        mc_copy_text(line->found, sizeof line->found, status.problem_text);
        say(line, DOCTOR_BAD, mc_err_name(status.problem), doctor_remedy(&status));
    } else {
        mc_copy_text(line->found, sizeof line->found, status.description);
        say(line, DOCTOR_GOOD, "ok", "");
        if (kind == DEVICE_PRINTER) {
            look_at_printer(&slot, line);
        }
    }
    device_slot_finish(&slot);
}

/* Printers that are plugged in, configured or not: the addresses to choose from. */
static void list_usb_printers(const struct options *options, struct doctor_report *report)
{
    char dir[OPTIONS_PATH_BYTES + 16];
    (void)snprintf(dir, sizeof dir, "%s/printers", options->assets_dir);
    struct printer_profiles profiles = {0};
    struct transport_usb_device found[TRANSPORT_USB_MAX];
    size_t count = 0;
    struct mc_error err = {0};
    if (printer_profiles_load(dir, &profiles, &err) != MC_OK) {
        struct doctor_line *line = add(report, "profiles", "");
        mc_copy_text(line->found, sizeof line->found, err.text);
        say(line, DOCTOR_NOTE, "unreadable", "reinstall the assets");
        return;
    }
    if (transport_usb_list(&profiles, found, &count, &err) != MC_OK) {
        count = 0;
    }
    for (size_t i = 0; i < count && i < 4; i++) {
        struct doctor_line *line = add(report, "plugged in", "usb");
        const struct printer_profile *profile =
            printer_profiles_match(&profiles, &found[i].id, NULL);
        (void)snprintf(line->found, sizeof line->found, "%04x:%04x at %s, profile %s",
                       found[i].id.vendor, found[i].id.product, found[i].port, profile->id);
        say(line, DOCTOR_GOOD, "printer", "");
    }
    printer_profiles_finish(&profiles);
}

/* ---- The rest ---- */

static void examine_central(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = add(report, "central", "");
    struct net_client *client = NULL;
    struct mc_error err = {0};
    int64_t version = 0;
    struct net_settings settings;
    enum mc_err rc = net_worker_settings(options, &settings, &err);
    if (rc == MC_OK) {
        rc = net_client_create(&settings, &client, &err);
    }
    if (rc == MC_OK) {
        rc = net_catalogue_version(client, 0, CENTRAL_TIMEOUT_MS, &version, &err);
        net_client_destroy(client);
    }
    if (rc == MC_OK) {
        (void)snprintf(line->found, sizeof line->found, "%.160s, catalogue %lld",
                       options->central_url, (long long)version);
        say(line, DOCTOR_GOOD, "reached", "");
    } else {
        mc_copy_text(line->found, sizeof line->found, err.text);
        say(line, DOCTOR_NOTE, "not reached",
            "check network, clock and central.url; dossiers wait in the outbox meanwhile");
    }
}

static void examine_certificate(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = add(report, "certificate", "");
    struct mc_error err = {0};
    int64_t expiry_s = 0;
    if (certificate_expiry(options->central_ca_file, &expiry_s, &err) != MC_OK) {
        mc_copy_text(line->found, sizeof line->found, err.text);
        say(line, DOCTOR_NOTE, "unreadable", "put the authority's file where central.ca_file says");
        return;
    }
    char day[DATE_TEXT_BYTES];
    date_format_display(local_time_from_unix(expiry_s).date, day);
    (void)snprintf(line->found, sizeof line->found, "%.160s, good until %s",
                   options->central_ca_file, day);
    int64_t days = (expiry_s - mc_clock_unix_s()) / DAY_S;
    if (expiry_s < mc_clock_unix_s()) {
        say(line, DOCTOR_NOTE, "expired", "install the authority's new certificate");
    } else if (days < EXPIRES_SOON_DAYS) {
        say(line, DOCTOR_NOTE, "expires soon", "ask for the authority's new certificate");
    } else {
        say(line, DOCTOR_GOOD, "ok", "");
    }
}

static void examine_disk(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = add(report, "disk", "");
    struct statvfs disk;
    if (statvfs(options->data_dir, &disk) != 0) {
        (void)snprintf(line->found, sizeof line->found, "%.160s: %s", options->data_dir,
                       strerror(errno));
        say(line, DOCTOR_NOTE, "not there", "made at the first start, if its folder is there");
        return;
    }
    unsigned long long free_mib = (unsigned long long)disk.f_bavail * disk.f_frsize / MIB;
    (void)snprintf(line->found, sizeof line->found, "%.160s, %llu MiB free", options->data_dir,
                   free_mib);
    bool little = free_mib < DISK_LEAST_MIB;
    say(line, little ? DOCTOR_NOTE : DOCTOR_GOOD, little ? "little room" : "ok",
        little ? "free some room: dossiers must have where to wait" : "");
}

static void examine_outbox(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = add(report, "outbox", "");
    char last[NAME_MAX + 1];
    size_t count = outbox_put_aside(options->data_dir, last, sizeof last);
    if (count == 0) {
        say(line, DOCTOR_GOOD, "ok", "");
        return;
    }
    (void)snprintf(line->found, sizeof line->found, "%zu put aside, last %.160s", count, last);
    say(line, DOCTOR_BAD, "damaged",
        "dossiers that were not sent may be in it: move it to a safe place, tell who is in charge");
}

/* published.<version>.db (store/catalogue_update.h). */
static int is_published(const struct dirent *entry)
{
    const char *name = entry->d_name;
    return strncmp(name, "published.", 10) == 0 && strstr(name, ".db") != NULL;
}

static void examine_catalogue(const struct options *options, struct doctor_report *report)
{
    struct doctor_line *line = add(report, "catalogue", "");
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
        (void)snprintf(line->found, sizeof line->found, "published version %lld", newest);
    } else {
        mc_copy_text(line->found, sizeof line->found, "the one shipped with the kiosk");
    }
    say(line, DOCTOR_GOOD, "ok", "");
}

void doctor_examine(const struct options *options, struct doctor_report *out)
{
    *out = (struct doctor_report){0};
    for (int kind = 0; kind < DEVICE_KINDS; kind++) {
        examine_device((enum device_kind)kind, options, out);
    }
    list_usb_printers(options, out);
    examine_central(options, out);
    examine_certificate(options, out);
    examine_disk(options, out);
    examine_outbox(options, out);
    examine_catalogue(options, out);
}

bool doctor_finds_fault(const struct doctor_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->lines[i].mark == DOCTOR_BAD) {
            return true;
        }
    }
    return false;
}

/* ---- The table ---- */

void doctor_print(const struct doctor_report *report, struct mc_buffer *out)
{
    static const char *const marks[] = {
        [DOCTOR_GOOD] = "  ", [DOCTOR_NOTE] = "- ", [DOCTOR_BAD] = "! "};
    mc_buffer_format(out, "  %-12s %-10s %-15s %s\n", "what", "configured", "state", "found");
    for (size_t i = 0; i < report->count; i++) {
        const struct doctor_line *line = &report->lines[i];
        mc_buffer_format(out, "%s%-12s %-10s %-15s %s\n", marks[line->mark], line->name,
                         line->choice, line->state, line->found);
        if (line->remedy[0] != '\0') {
            mc_buffer_format(out, "%27s> %s\n", "", line->remedy);
        }
    }
}
