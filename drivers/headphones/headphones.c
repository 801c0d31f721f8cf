#include "drivers/headphones/headphones.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/input.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"

#define BITS_OF(count) (((count) + 7) / 8)

struct headphones {
    int fd;
    int stop;
    bool told; /* the state at the start */
    bool plugged;
};

static bool has_bit(const unsigned char *bits, int bit)
{
    return (bits[bit / 8] >> (bit % 8) & 1) != 0;
}

static bool has_switch(int fd)
{
    unsigned char bits[BITS_OF(SW_CNT)] = {0};
    return ioctl(fd, EVIOCGBIT(EV_SW, sizeof bits), bits) >= 0 &&
           has_bit(bits, SW_HEADPHONE_INSERT);
}

/* A device that cannot tell its state tells its changes: unplugged until then. */
static bool state_now(int fd)
{
    unsigned char bits[BITS_OF(SW_CNT)] = {0};
    return ioctl(fd, EVIOCGSW(sizeof bits), bits) >= 0 && has_bit(bits, SW_HEADPHONE_INSERT);
}

static enum mc_err open_device(const char *path, int *out, struct mc_error *err)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        if (errno == EACCES) {
            return mc_fail(err, MC_EDENIED, "%s: permission denied; install config/60-motcua.rules",
                           path);
        }
        return mc_fail_sys(err, errno == ENOENT ? MC_ENOTFOUND : MC_EIO, errno, "%s", path);
    }
    *out = fd;
    return MC_OK;
}

/* What the kernel says to anybody of a device that may not be opened; a keyboard, which is nobody's
 * to read, has no switch. Not knowing, it may be. */
static bool may_have_switch(const char *name)
{
    char path[PATH_MAX];
    char words[128] = "";
    (void)snprintf(path, sizeof path, "/sys/class/input/%s/../capabilities/sw", name);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return true;
    }
    bool told = fgets(words, sizeof words, file) != NULL;
    (void)fclose(file);
    const char *last = strrchr(words, ' '); /* hexadecimal words, the lowest bits behind */
    unsigned long bits = strtoul(last != NULL ? last : words, NULL, 16);
    return !told || (bits >> SW_HEADPHONE_INSERT & 1) != 0;
}

static enum mc_err search(const char *folder, int *out, struct mc_error *err)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return mc_fail_sys(err, MC_ENOTFOUND, errno, "%s", folder);
    }
    enum mc_err rc = mc_fail(err, MC_ENOTFOUND, "%s: no device with a headphone switch", folder);
    const struct dirent *entry = NULL;
    while (rc != MC_OK && (entry = readdir(dir)) != NULL) {
        char path[PATH_MAX];
        int fd = -1;
        struct mc_error why = {.text = ""};
        if (strncmp(entry->d_name, "event", 5) != 0) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        enum mc_err opened = open_device(path, &fd, &why);
        if (opened == MC_OK && has_switch(fd)) {
            *out = fd;
            rc = MC_OK;
        } else if (opened == MC_OK) {
            (void)close(fd);
        } else if (opened == MC_EDENIED && may_have_switch(entry->d_name)) {
            rc = mc_fail(err, opened, "%s", why.text);
        }
    }
    (void)closedir(dir);
    return rc;
}

enum mc_err headphones_open(const char *path, struct headphones **out, struct mc_error *err)
{
    struct stat info;
    int fd = -1;
    bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    enum mc_err rc = folder ? search(path, &fd, err) : open_device(path, &fd, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct headphones *headphones = MC_NEW(struct headphones);
    headphones->fd = fd;
    headphones->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    MC_CHECK(headphones->stop >= 0);
    headphones->plugged = state_now(fd);
    *out = headphones;
    return MC_OK;
}

void headphones_close(struct headphones *headphones)
{
    if (headphones != NULL) {
        (void)close(headphones->fd);
        (void)close(headphones->stop);
        free(headphones);
    }
}

/* Reads what waits; true if the state changed. */
static enum mc_err take_events(struct headphones *headphones, bool *out_changed,
                               struct mc_error *err)
{
    struct input_event events[16];
    bool before = headphones->plugged;
    ssize_t got = read(headphones->fd, events, sizeof events);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        return mc_fail_sys(err, MC_EGONE, errno, "headphone switch");
    }
    size_t count = got > 0 ? (size_t)got / sizeof events[0] : 0;
    for (size_t i = 0; i < count; i++) {
        if (events[i].type == EV_SW && events[i].code == SW_HEADPHONE_INSERT) {
            headphones->plugged = events[i].value != 0;
        } else if (events[i].type == EV_SYN && events[i].code == SYN_DROPPED) {
            headphones->plugged = state_now(headphones->fd); /* some were lost */
        }
    }
    *out_changed = headphones->plugged != before;
    return MC_OK;
}

enum mc_err headphones_wait(struct headphones *headphones, int timeout_ms, bool *out_plugged,
                            struct mc_error *err)
{
    struct pollfd fds[2] = {{.fd = headphones->stop, .events = POLLIN},
                            {.fd = headphones->fd, .events = POLLIN}};
    bool changed = !headphones->told;
    while (!changed) {
        int ready = poll(fds, 2, timeout_ms);
        if (ready < 0 && errno != EINTR) {
            return mc_fail_sys(err, MC_EIO, errno, "headphone switch");
        }
        if (ready == 0) {
            return mc_fail(err, MC_ETIMEOUT, "headphones: nothing happened");
        }
        if (ready > 0 && (fds[0].revents & POLLIN) != 0) {
            return mc_fail(err, MC_ECANCELLED, "headphones");
        }
        enum mc_err rc = ready > 0 ? take_events(headphones, &changed, err) : MC_OK;
        if (rc != MC_OK) {
            return rc;
        }
    }
    headphones->told = true;
    *out_plugged = headphones->plugged;
    return MC_OK;
}

void headphones_cancel(struct headphones *headphones)
{
    (void)eventfd_write(headphones->stop, 1);
}
