#include "kiosk/app/running.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

static int open_file(const char *data_dir, int flags)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/kiosk.lock", data_dir);
    return open(path, flags | O_RDWR | O_CLOEXEC, 0600);
}

enum mc_err running_lock(const char *data_dir, int *out_fd, struct mc_error *err)
{
    int fd = open_file(data_dir, O_CREAT);
    if (fd < 0) {
        return mc_fail_sys(err, MC_EIO, errno, "%s/kiosk.lock", data_dir);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int sys = errno;
        (void)close(fd);
        return sys == EWOULDBLOCK
                   ? mc_fail(err, MC_ECONFLICT, "%s: another kiosk runs on this folder", data_dir)
                   : mc_fail_sys(err, MC_EIO, sys, "%s/kiosk.lock", data_dir);
    }
    *out_fd = fd;
    return MC_OK;
}

bool running_there(const char *data_dir)
{
    int fd = open_file(data_dir, 0);
    bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0) {
        (void)close(fd);
    }
    return held;
}
