#include "central/ctl_kiosks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "central/authority.h"
#include "central/ctl_usage.h"
#include "central/enrolment_code.h"
#include "central/storage_devices.h"
#include "central/storage_kiosks.h"
#include "core/memory.h"

#define HOURS_DEFAULT 24
#define HOURS_MAX     (24 * 30)
#define HOUR_S        3600
#define NAME_DEFAULT  "Mot Cua kiosks"

static enum ctl_exit complain(FILE *complaints, enum ctl_exit status, const char *text,
                              const char *what)
{
    (void)fprintf(complaints, "motcua-ctl: %s%s\n", text, what);
    return status;
}

bool ctl_kiosk_command(const char *command)
{
    return strcmp(command, "enrol") == 0 || strcmp(command, "kiosks") == 0 ||
           strcmp(command, "revoke") == 0;
}

static bool parse_hours(const char *text, int64_t *out)
{
    size_t digits = strspn(text, "0123456789");
    *out = digits > 0 && digits < 5 && text[digits] == '\0' ? strtoll(text, NULL, 10) : 0;
    return *out >= 1 && *out <= HOURS_MAX;
}

static void print_time(FILE *out, int64_t unix_s)
{
    char text[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(local_time_from_unix(unix_s), text);
    (void)fputs(text, out);
}

static enum ctl_exit enrol(struct storage *storage, const char *kiosk, int64_t hours, int64_t now_s,
                           FILE *out, FILE *complaints)
{
    char code[ENROLMENT_CODE_CHARS + 1];
    char hash[MC_SHA256_CHARS + 1];
    struct mc_error err;
    enrolment_code_make(code);
    MC_CHECK(enrolment_code_hash(code, hash));
    int64_t expires_s = now_s + hours * HOUR_S;
    if (storage_enrolment_add(storage, kiosk, hash, now_s, expires_s, &err) != MC_OK) {
        return complain(complaints, CTL_FAILED, err.text, "");
    }
    (void)fprintf(out, "%s\n", code);
    (void)fprintf(complaints, "for kiosk %s, once, until ", kiosk);
    print_time(complaints, expires_s);
    (void)fputc('\n', complaints);
    return CTL_DONE;
}

static enum ctl_exit revoke(struct storage *storage, const char *kiosk, int64_t now_s, FILE *out,
                            FILE *complaints)
{
    int64_t count = 0;
    struct mc_error err;
    if (storage_kiosk_revoke(storage, kiosk, now_s, &count, &err) != MC_OK) {
        return complain(complaints, CTL_FAILED, err.text, "");
    }
    if (count == 0) { /* a slip in the id must not look as if a stolen machine were out */
        return complain(complaints, CTL_FAILED,
                        "no certificate of it was good, its codes are void: ", kiosk);
    }
    (void)fprintf(out, "%s: %" PRId64 " certificates revoked\n", kiosk, count);
    return CTL_DONE;
}

struct listing {
    struct storage *storage;
    FILE *out;
    int64_t now_s;
    enum mc_err rc;
    struct mc_error *err;
};

/* What is not well stands below its kiosk, marked; the rest is not worth a line. */
static void print_device(const struct listing *listing, enum device_report_kind kind,
                         const struct storage_devices *devices)
{
    const struct device_report_line *line = &devices->report.lines[kind];
    if (line->state == DEVICE_REPORT_FAILS || line->state == DEVICE_REPORT_ATTENTION) {
        (void)fprintf(listing->out, "  %c %-12s %-12s since ",
                      line->state == DEVICE_REPORT_FAILS ? '!' : '-', device_report_kind_name(kind),
                      line->problem);
        print_time(listing->out, devices->since_s[kind]);
        (void)fputc('\n', listing->out);
    }
}

static void print_devices(struct listing *listing, const char *kiosk)
{
    struct storage_devices devices;
    if (listing->rc == MC_OK) {
        listing->rc =
            storage_devices_get(listing->storage, kiosk, listing->now_s, &devices, listing->err);
    }
    if (listing->rc != MC_OK) {
        return;
    }
    if (devices.reported_s == 0) {
        (void)fputs("  - has not told how its devices are\n", listing->out);
        return;
    }
    if (listing->now_s - devices.reported_s > STORAGE_SILENT_AFTER_S) {
        (void)fputs("  ! silent since ", listing->out);
        print_time(listing->out, devices.reported_s);
        (void)fputc('\n', listing->out);
    }
    for (int i = 0; i < DEVICE_REPORT_KINDS; i++) {
        print_device(listing, (enum device_report_kind)i, &devices);
    }
}

static void print_kiosk(void *context, const struct storage_kiosk *kiosk)
{
    struct listing *listing = context;
    bool good = kiosk->enrolled_s != 0 && kiosk->revoked_s == 0;
    (void)fprintf(listing->out, "%-8s  ", kiosk->id);
    if (kiosk->enrolled_s == 0) {
        (void)fputs("not enrolled", listing->out);
    } else if (kiosk->revoked_s != 0) {
        (void)fputs("revoked ", listing->out);
        print_time(listing->out, kiosk->revoked_s);
    } else {
        (void)fputs(kiosk->expires_s > listing->now_s ? "enrolled until " : "expired ",
                    listing->out);
        print_time(listing->out, kiosk->expires_s);
    }
    if (kiosk->code_expires_s != 0) {
        (void)fputs("  code until ", listing->out);
        print_time(listing->out, kiosk->code_expires_s);
    }
    (void)fputc('\n', listing->out);
    if (good) {
        print_devices(listing, kiosk->id);
    }
}

static enum ctl_exit list(struct storage *storage, int64_t now_s, FILE *out, FILE *complaints)
{
    struct mc_error err;
    struct listing listing = {storage, out, now_s, MC_OK, &err};
    struct storage_kiosk_visitor visitor = {print_kiosk, &listing};
    enum mc_err rc = storage_kiosk_list(storage, now_s, &visitor, &err);
    rc = rc == MC_OK ? listing.rc : rc;
    return rc == MC_OK ? CTL_DONE : complain(complaints, CTL_FAILED, err.text, "");
}

enum ctl_exit ctl_kiosk_run(struct storage *storage, int argc, const char *const *argv,
                            int64_t now_s, FILE *out, FILE *complaints)
{
    int64_t hours = HOURS_DEFAULT;
    bool is_enrol = argc > 0 && strcmp(argv[0], "enrol") == 0;
    if (argc == 1 && strcmp(argv[0], "kiosks") == 0) {
        return list(storage, now_s, out, complaints);
    }
    bool hours_given = is_enrol && argc == 4 && strcmp(argv[2], "--hours") == 0;
    if ((argc != 2 && !hours_given) || (hours_given && !parse_hours(argv[3], &hours))) {
        return ctl_usage_refuse(complaints, argv[0], NULL, "");
    }
    if (!dossier_kiosk_valid(argv[1])) {
        return complain(complaints, CTL_USAGE, "no kiosk's id (2 to 8 of A-Z, 0-9): ", argv[1]);
    }
    return is_enrol ? enrol(storage, argv[1], hours, now_s, out, complaints)
                    : revoke(storage, argv[1], now_s, out, complaints);
}

enum ctl_exit ctl_authority_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                FILE *complaints)
{
    const char *certificate = NULL;
    const char *key = NULL;
    const char *name = NAME_DEFAULT;
    if (argc < 1 || argc % 2 == 0 || strcmp(argv[0], "init") != 0) {
        return ctl_usage_refuse(complaints, "ca", NULL, "");
    }
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--certificate") == 0) {
            certificate = argv[i + 1];
        } else if (strcmp(argv[i], "--key") == 0) {
            key = argv[i + 1];
        } else if (strcmp(argv[i], "--name") == 0) {
            name = argv[i + 1];
        } else {
            return ctl_usage_refuse(complaints, "ca", NULL, "");
        }
    }
    struct mc_error err;
    if (certificate == NULL || key == NULL) {
        return ctl_usage_refuse(complaints, "ca", NULL, "");
    }
    if (authority_create(name, certificate, key, now_s, &err) != MC_OK) {
        return complain(complaints, CTL_FAILED, err.text, "");
    }
    (void)fprintf(out, "authority in %s, its key in %s\n", certificate, key);
    return CTL_DONE;
}
