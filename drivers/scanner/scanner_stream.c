#include "drivers/scanner/scanner_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/scanner/scanner_feed.h"
#include "drivers/scanner/scanner_known.h"

/* A serial scanner without an end character: so long a silence ends the code. */
#define PAUSE_MS   120
#define NAME_BYTES 160

struct scanner_stream {
    struct scanner base;
    enum scanner_stream_kind kind;
    int fd;
    int cancel_fd; /* an eventfd */
    char name[NAME_BYTES];
    struct scanner_feed feed;
    bool lent;     /* feed.code is out */
    bool finishes; /* only what is there is asked for, but all of it */
    /* What was read and not yet fed. */
    union {
        uint8_t bytes[512];
        struct input_event events[32];
    } read;
    size_t count;
    size_t at;
};

static struct scanner_stream *self_of(struct scanner *scanner)
{
    return (struct scanner_stream *)scanner;
}

/* Until a code is whole or all that was read is used up. */
static bool feed_all(struct scanner_stream *self)
{
    bool whole = false;
    while (!whole && self->at < self->count) {
        whole = self->kind == SCANNER_STREAM_SERIAL
                    ? scanner_feed_byte(&self->feed, self->read.bytes[self->at])
                    : scanner_feed_key(&self->feed, &self->read.events[self->at]);
        self->at++;
    }
    if (self->at == self->count) {
        mc_wipe(&self->read, sizeof self->read);
    }
    return whole;
}

static enum mc_err gone(const struct scanner_stream *self, struct mc_error *err)
{
    return mc_fail(err, MC_EGONE, "%s: it has gone", self->name);
}

static enum mc_err read_more(struct scanner_stream *self, struct mc_error *err)
{
    ssize_t len = read(self->fd, &self->read, sizeof self->read);
    if (len < 0 && (errno == EAGAIN || errno == EINTR)) {
        return MC_OK;
    }
    if (len <= 0) {
        return gone(self, err);
    }
    self->at = 0;
    self->count = (size_t)len;
    if (self->kind == SCANNER_STREAM_WEDGE) {
        self->count /= sizeof self->read.events[0];
    }
    return MC_OK;
}

/* *out_whole: the line fell silent behind a code. */
static enum mc_err wait(struct scanner_stream *self, int64_t deadline_ms, bool *out_whole,
                        struct mc_error *err)
{
    bool begun = self->kind == SCANNER_STREAM_SERIAL && self->feed.code.len > 0;
    int64_t pause_ms = mc_deadline(PAUSE_MS);
    bool pauses = begun && (self->finishes || pause_ms < deadline_ms);
    struct pollfd fds[] = {{.fd = self->fd, .events = POLLIN},
                           {.fd = self->cancel_fd, .events = POLLIN}};
    int ready = poll(fds, 2, mc_deadline_left_ms(pauses ? pause_ms : deadline_ms));
    if (ready < 0) {
        return errno == EINTR ? MC_OK : mc_fail_sys(err, MC_EIO, errno, "%s: poll", self->name);
    }
    if (fds[1].revents != 0) {
        uint64_t count = 0;
        (void)!read(self->cancel_fd, &count, sizeof count);
        return mc_fail(err, MC_ECANCELLED, "%s: cancelled", self->name);
    }
    if (ready == 0) {
        *out_whole = pauses && scanner_feed_pause(&self->feed);
        return pauses ? MC_OK : mc_fail(err, MC_ETIMEOUT, "%s: nothing scanned", self->name);
    }
    if ((fds[0].revents & POLLIN) != 0) {
        return read_more(self, err);
    }
    return gone(self, err);
}

static enum mc_err next_code(struct scanner *scanner, int timeout_ms,
                             const struct scanner_code **out, struct mc_error *err)
{
    struct scanner_stream *self = self_of(scanner);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    self->finishes = timeout_ms == 0;
    if (self->lent) {
        scanner_feed_next(&self->feed);
        self->lent = false;
    }
    enum mc_err rc = MC_OK;
    bool whole = feed_all(self);
    while (rc == MC_OK && !whole) {
        rc = wait(self, deadline_ms, &whole, err);
        whole = whole || (rc == MC_OK && feed_all(self));
    }
    if (rc == MC_OK) {
        self->lent = true;
        *out = &self->feed.code;
    }
    return rc;
}

static void cancel(struct scanner *scanner)
{
    uint64_t one = 1;
    (void)!write(self_of(scanner)->cancel_fd, &one, sizeof one);
}

static const char *describe(const struct scanner *scanner)
{
    return ((const struct scanner_stream *)scanner)->name;
}

static void destroy(struct scanner *scanner)
{
    if (scanner != NULL) {
        struct scanner_stream *self = self_of(scanner);
        /* Closing lets a grabbed keyboard go, too. */
        (void)close(self->fd);
        (void)close(self->cancel_fd);
        mc_secret_free(self);
    }
}

struct scanner *scanner_stream_create(int fd, enum scanner_stream_kind kind, const char *name)
{
    static const struct scanner_ops ops = {
        .next_code = next_code, .cancel = cancel, .describe = describe, .destroy = destroy};
    struct scanner_stream *self = mc_secret_alloc(sizeof *self);
    self->base.ops = &ops;
    self->kind = kind;
    self->fd = fd;
    self->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    MC_CHECK(self->cancel_fd >= 0);
    mc_copy_text(self->name, sizeof self->name, name);
    return &self->base;
}

/* ---- Opening ---- */

static enum mc_err open_node(const char *path, int *out_fd, struct mc_error *err)
{
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0) {
        *out_fd = fd;
        return MC_OK;
    }
    switch (errno) {
    case ENOENT:
    case ENXIO:
    case ENODEV: return mc_fail(err, MC_ENOTFOUND, "there is no scanner %s", path);
    case EACCES:
    case EPERM:
        return mc_fail(err, MC_EDENIED,
                       "scanner %s: permission denied; install config/60-motcua.rules and plug it "
                       "in again",
                       path);
    case EBUSY:
        return mc_fail_sys(err, MC_EIO, EBUSY, "scanner %s is used by another program", path);
    default: return mc_fail_sys(err, MC_EIO, errno, "scanner %s", path);
    }
}

static enum mc_err open_tty(const char *path, struct scanner **out, struct mc_error *err)
{
    int fd = -1;
    enum mc_err rc = open_node(path, &fd, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct termios mode;
    if (tcgetattr(fd, &mode) != 0) {
        (void)close(fd);
        return mc_fail(err, MC_EUNSUPPORTED, "scanner %s is no serial line", path);
    }
    cfmakeraw(&mode);
    mode.c_cflag |= CLOCAL | CREAD;
    if (tcsetattr(fd, TCSANOW, &mode) != 0 || ioctl(fd, TIOCEXCL) != 0) {
        rc = mc_fail_sys(err, MC_EIO, errno, "scanner %s: raw mode", path);
        (void)close(fd);
        return rc;
    }
    char name[NAME_BYTES];
    (void)snprintf(name, sizeof name, "serial scanner %s", path);
    *out = scanner_stream_create(fd, SCANNER_STREAM_SERIAL, name);
    return MC_OK;
}

static enum mc_err open_keys(const char *path, bool named, struct scanner **out,
                             struct mc_error *err)
{
    int fd = -1;
    char model[96] = "";
    enum mc_err rc = open_node(path, &fd, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (ioctl(fd, EVIOCGNAME(sizeof model - 1), model) < 0) {
        rc = mc_fail(err, MC_EUNSUPPORTED, "scanner %s is no keyboard", path);
    } else if (!named && !scanner_speaks_of_itself(model)) {
        rc = mc_fail(err, MC_ENOTFOUND, "%s is no scanner", path);
    } else if (ioctl(fd, EVIOCGRAB, 1) != 0) {
        rc = mc_fail_sys(err, MC_EIO, errno, "scanner %s: another program has grabbed it", path);
    }
    if (rc != MC_OK) {
        (void)close(fd);
        return rc;
    }
    char name[NAME_BYTES];
    (void)snprintf(name, sizeof name, "%s (keyboard wedge), %s", model, path);
    *out = scanner_stream_create(fd, SCANNER_STREAM_WEDGE, name);
    return MC_OK;
}

/* Tries one node after the other; keeps the error that helps most. */
struct attempt {
    struct scanner **out;
    enum mc_err rc;
    struct mc_error told;
};

static struct attempt attempt_begin(struct scanner **out)
{
    return (struct attempt){.out = out,
                            .rc = MC_ENOTFOUND,
                            .told = {.code = MC_ENOTFOUND, .text = "no scanner is plugged in"}};
}

static void try_node(struct attempt *attempt, const char *path, bool serial)
{
    struct mc_error why = {0};
    attempt->rc =
        serial ? open_tty(path, attempt->out, &why) : open_keys(path, false, attempt->out, &why);
    if (attempt->rc != MC_OK && attempt->rc != MC_ENOTFOUND && attempt->rc != MC_EUNSUPPORTED) {
        attempt->told = why;
    }
}

static enum mc_err attempt_end(const struct attempt *attempt, struct mc_error *err)
{
    if (attempt->rc == MC_OK) {
        return MC_OK;
    }
    if (err != NULL) {
        *err = attempt->told;
    }
    return attempt->told.code;
}

enum mc_err scanner_serial_open(const char *address, struct scanner **out, struct mc_error *err)
{
    if (address[0] != '\0') {
        return open_tty(address, out, err);
    }
    char ttys[SCANNER_TTYS_MAX][SCANNER_TTY_BYTES];
    size_t count = scanner_find_ttys(ttys);
    struct attempt attempt = attempt_begin(out);
    for (size_t i = 0; i < count && attempt.rc != MC_OK; i++) {
        try_node(&attempt, ttys[i], true);
    }
    return attempt_end(&attempt, err);
}

enum mc_err scanner_wedge_open(const char *address, struct scanner **out, struct mc_error *err)
{
    if (address[0] != '\0') {
        return open_keys(address, true, out, err);
    }
    glob_t found = {0};
    struct attempt attempt = attempt_begin(out);
    if (glob("/dev/input/event*", 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc && attempt.rc != MC_OK; i++) {
            try_node(&attempt, found.gl_pathv[i], false);
        }
    }
    globfree(&found);
    return attempt_end(&attempt, err);
}
