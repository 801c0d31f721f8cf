#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "drivers/printer/stream_transport.h"
#include "drivers/printer/transport_open.h"

#define PATH_BYTES   128
#define BAUD_DEFAULT 9600

static speed_t speed_of(long baud)
{
    static const struct {
        long baud;
        speed_t speed;
    } rows[] = {{2400, B2400},   {4800, B4800},   {9600, B9600},    {19200, B19200},
                {38400, B38400}, {57600, B57600}, {115200, B115200}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].baud == baud) {
            return rows[i].speed;
        }
    }
    return B0;
}

static enum mc_err split(const char *address, char path[PATH_BYTES], speed_t *speed,
                         struct mc_error *err)
{
    size_t len = strcspn(address, "@");
    long baud = BAUD_DEFAULT;
    char *end = NULL;
    if (address[len] == '@') {
        baud = strtol(address + len + 1, &end, 10);
    }
    *speed = speed_of(baud);
    if (len == 0 || len >= PATH_BYTES || (end != NULL && *end != '\0') || *speed == B0) {
        return mc_fail(err, MC_EINVAL, "%s: expected as /dev/ttyUSB0@19200", address);
    }
    (void)snprintf(path, PATH_BYTES, "%.*s", (int)len, address);
    return MC_OK;
}

static int set_up(int fd, speed_t speed)
{
    struct termios mode;
    if (tcgetattr(fd, &mode) != 0) {
        return errno;
    }
    cfmakeraw(&mode);
    mode.c_cflag |= CLOCAL | CREAD;
    mode.c_iflag |= IXON; /* the printer says stop; we never do: it would stand in the picture */
    mode.c_cc[VMIN] = 0;
    mode.c_cc[VTIME] = 0;
    if (cfsetispeed(&mode, speed) != 0 || cfsetospeed(&mode, speed) != 0 ||
        tcsetattr(fd, TCSANOW, &mode) != 0) {
        return errno;
    }
    /* What it said before we came is of no use, a sign to stop among it. */
    return tcflush(fd, TCIFLUSH) == 0 && tcflow(fd, TCOON) == 0 ? 0 : errno;
}

enum mc_err transport_open_serial(const char *address, struct transport **out, struct mc_error *err)
{
    char path[PATH_BYTES];
    speed_t speed = B0;
    enum mc_err rc = split(address, path, &speed, err);
    if (rc != MC_OK) {
        return rc;
    }
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return transport_fail_open(err, errno, path);
    }
    int sys = ioctl(fd, TIOCEXCL) == 0 ? set_up(fd, speed) : errno;
    if (sys != 0) {
        (void)close(fd);
        return mc_fail_sys(err, MC_EIO, sys, "%s: not a serial line", path);
    }
    char description[PATH_BYTES + 32];
    (void)snprintf(description, sizeof description, "printer at %s", address);
    *out = stream_transport_create(fd, description, false);
    return MC_OK;
}
