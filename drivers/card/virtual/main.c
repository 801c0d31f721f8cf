/* motcua-card: a virtual ID card behind pcscd's vpcd reader. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/card/virtual/vpcd.h"

#define LINE_BYTES            4096
#define CERTIFICATE_MAX_BYTES 4096
#define PORT_MAX              65535
#define REVOCATIONS_S         ((int64_t)90 * 86400) /* until a newer list is due */
/* pcscd looks at the reader every 400 ms: a card swapped in between is the same one to it. */
#define EMPTY_MS 1000

static const char usage[] =
    "usage: motcua-card [--host ADDRESS] [--port PORT] [--csca FILE] [--crl FILE] [PROFILE.json]\n"
    "\n"
    "Lays a virtual ID card on the reader of vpcd (127.0.0.1, port 35963) and answers what it is\n"
    "asked, until it ends. What the card holds and does wrong: drivers/card/virtual/profile.h.\n"
    "It is signed by an authority made for this run, whose certificate goes to --csca, and whose\n"
    "revocation list to --crl, both as PEM.\n"
    "\n"
    "Commands on standard input, one a line:\n"
    "    insert PROFILE.json    takes the card away and lays this one down\n"
    "    remove                 takes it away\n";

struct desk {
    const char *host;
    int port;
    const char *certificate;
    const char *revocations;
    const char *profile;
    struct issuer *issuer;
    struct issuer *stranger;
    struct chip *chip;
    int fd; /* -1: no card lies there */
    int64_t empty_until_ms;
};

static void take_away(struct desk *desk)
{
    if (desk->fd >= 0) {
        (void)close(desk->fd);
        desk->empty_until_ms = mc_clock_monotonic_ms() + EMPTY_MS;
        (void)printf("removed\n");
        (void)fflush(stdout);
    }
    desk->fd = -1;
    chip_destroy(desk->chip);
    desk->chip = NULL;
}

static enum mc_err lay_down(struct desk *desk, const char *path, struct mc_error *err)
{
    char *json = NULL;
    size_t len = 0;
    struct profile *profile = mc_secret_alloc(sizeof *profile);
    take_away(desk);
    enum mc_err rc = mc_file_read(path, PROFILE_MAX_BYTES, &json, &len, err);
    if (rc == MC_OK) {
        rc = profile_parse(json, len, profile, err);
    }
    if (rc == MC_OK) {
        (void)poll(NULL, 0, mc_deadline_left_ms(desk->empty_until_ms));
        rc = vpcd_connect(desk->host, desk->port, &desk->fd, err);
    }
    if (rc == MC_OK) {
        desk->chip = chip_create(profile, profile->chip_verified ? desk->issuer : desk->stranger);
        (void)printf("inserted\n");
        (void)fflush(stdout);
    }
    mc_secret_free(profile);
    free(json);
    return rc;
}

static enum mc_err obey(struct desk *desk, char *line, struct mc_error *err)
{
    static const char insert[] = "insert ";
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, insert, sizeof insert - 1) == 0) {
        return lay_down(desk, line + sizeof insert - 1, err);
    }
    if (strcmp(line, "remove") == 0) {
        take_away(desk);
        return MC_OK;
    }
    return mc_fail(err, MC_EINVAL, "no command: %s", line);
}

/* Until there are no more commands and no card. */
static enum mc_err run(struct desk *desk, struct mc_error *err)
{
    char line[LINE_BYTES];
    bool commands = true;
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && (commands || desk->fd >= 0)) {
        struct pollfd ready[] = {{.fd = commands ? STDIN_FILENO : -1, .events = POLLIN},
                                 {.fd = desk->fd, .events = POLLIN}};
        if (poll(ready, 2, -1) < 0 && errno != EINTR) {
            return mc_fail_sys(err, MC_EIO, errno, "poll");
        }
        if (desk->fd >= 0 && ready[1].revents != 0 &&
            vpcd_serve(desk->fd, desk->chip, err) != MC_OK) {
            take_away(desk);
        }
        if (ready[0].revents != 0) {
            commands = fgets(line, sizeof line, stdin) != NULL;
            rc = commands ? obey(desk, line, err) : MC_OK;
        }
    }
    return rc;
}

static enum mc_err write_authority(const struct desk *desk, struct mc_error *err)
{
    struct mc_buffer pem;
    enum mc_err rc = MC_OK;
    mc_buffer_init(&pem, CERTIFICATE_MAX_BYTES);
    if (desk->certificate != NULL) {
        issuer_certificate_pem(desk->issuer, &pem);
        rc = mc_file_write(desk->certificate, pem.bytes, pem.len, err);
    }
    if (rc == MC_OK && desk->revocations != NULL) {
        mc_buffer_clear(&pem);
        issuer_revocations(desk->issuer, mc_clock_unix_s() + REVOCATIONS_S, true, &pem);
        rc = mc_file_write(desk->revocations, pem.bytes, pem.len, err);
    }
    mc_buffer_finish(&pem);
    return rc;
}

static bool read_port(const char *text, int *out)
{
    char *end = NULL;
    long port = strtol(text, &end, 10);
    if (*end != '\0' || port < 1 || port > PORT_MAX) {
        return false;
    }
    *out = (int)port;
    return true;
}

static bool read_arguments(struct desk *desk, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--host") == 0 && more) {
            desk->host = argv[++i];
        } else if (strcmp(argv[i], "--port") == 0 && more) {
            if (!read_port(argv[++i], &desk->port)) {
                return false;
            }
        } else if (strcmp(argv[i], "--csca") == 0 && more) {
            desk->certificate = argv[++i];
        } else if (strcmp(argv[i], "--crl") == 0 && more) {
            desk->revocations = argv[++i];
        } else if (argv[i][0] != '-' && desk->profile == NULL) {
            desk->profile = argv[i];
        } else {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    struct desk desk = {.host = "127.0.0.1", .port = VPCD_PORT, .fd = -1};
    struct mc_error err = {.text = ""};
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        (void)fputs(usage, stdout);
        return 0;
    }
    if (!read_arguments(&desk, argc, argv)) {
        (void)fputs(usage, stderr);
        return 2;
    }
    mc_secure_init();
    desk.issuer = issuer_create(mc_clock_unix_s());
    desk.stranger = issuer_create(mc_clock_unix_s());
    enum mc_err rc = write_authority(&desk, &err);
    if (rc == MC_OK && desk.profile != NULL) {
        rc = lay_down(&desk, desk.profile, &err);
    }
    if (rc == MC_OK) {
        rc = run(&desk, &err);
    }
    take_away(&desk);
    issuer_destroy(desk.issuer);
    issuer_destroy(desk.stranger);
    if (rc != MC_OK) {
        (void)fprintf(stderr, "motcua-card: %s\n", err.text);
    }
    return rc == MC_OK ? 0 : 2;
}
