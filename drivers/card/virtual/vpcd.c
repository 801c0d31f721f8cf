#include "drivers/card/virtual/vpcd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/memory.h"

#define LENGTH_BYTES  2
#define CONTROL_OFF   0
#define CONTROL_ON    1
#define CONTROL_RESET 2
#define CONTROL_ATR   4
#define FRAME_WAIT_MS 10000 /* for the rest of a frame that has begun */

enum mc_err vpcd_connect(const char *address, int port, int *out_fd, struct mc_error *err)
{
    const int on = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET, address, &to.sin_addr) != 1) {
        return mc_fail(err, MC_EINVAL, "%s: not an IPv4 address", address);
    }
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof to) != 0) {
        int why = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        return mc_fail_sys(err, MC_EIO, why, "vpcd at %s port %d", address, port);
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    *out_fd = fd;
    return MC_OK;
}

static enum mc_err receive(int fd, uint8_t *out, size_t len, struct mc_error *err)
{
    const int on = 1;
    size_t have = 0;
    while (have < len) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        /* Acknowledged at once, anew each time: else vpcd's two writes a frame cost 40 ms. */
        (void)setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
        if (poll(&ready, 1, FRAME_WAIT_MS) != 1) {
            return mc_fail(err, MC_EGONE, "vpcd: half a frame");
        }
        ssize_t n = recv(fd, out + have, len - have, 0);
        if (n <= 0) {
            return mc_fail(err, MC_EGONE, "vpcd: the reader has gone");
        }
        have += (size_t)n;
    }
    return MC_OK;
}

static enum mc_err send_frame(int fd, const uint8_t *bytes, size_t len, struct mc_error *err)
{
    uint8_t frame[LENGTH_BYTES + CHIP_ANSWER_MAX_BYTES];
    MC_CHECK(len <= CHIP_ANSWER_MAX_BYTES);
    frame[0] = (uint8_t)(len >> 8);
    frame[1] = (uint8_t)len;
    memcpy(frame + LENGTH_BYTES, bytes, len);
    size_t total = LENGTH_BYTES + len;
    for (size_t sent = 0; sent < total;) {
        ssize_t n = send(fd, frame + sent, total - sent, MSG_NOSIGNAL);
        if (n <= 0) {
            return mc_fail(err, MC_EGONE, "vpcd: the reader has gone");
        }
        sent += (size_t)n;
    }
    return MC_OK;
}

static enum mc_err control(int fd, struct chip *chip, uint8_t what, struct mc_error *err)
{
    size_t len = 0;
    switch (what) {
    case CONTROL_OFF:
    case CONTROL_ON:
    case CONTROL_RESET: chip_reset(chip); return MC_OK;
    case CONTROL_ATR: {
        const uint8_t *atr = chip_atr(chip, &len);
        return send_frame(fd, atr, len, err);
    }
    default: return mc_fail(err, MC_EGONE, "vpcd: control %u", (unsigned)what);
    }
}

static enum mc_err command(int fd, struct chip *chip, const uint8_t *bytes, size_t len,
                           struct mc_error *err)
{
    uint8_t *answer = mc_secret_alloc(CHIP_ANSWER_MAX_BYTES);
    (void)poll(NULL, 0, chip_delay_ms(chip));
    size_t n = chip_answer(chip, bytes, len, answer);
    enum mc_err rc = n > 0 ? send_frame(fd, answer, n, err)
                           : mc_fail(err, MC_EGONE, "the card has been taken away");
    mc_secret_free(answer);
    return rc;
}

enum mc_err vpcd_serve(int fd, struct chip *chip, struct mc_error *err)
{
    uint8_t head[LENGTH_BYTES];
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    (void)poll(&ready, 1, -1);
    enum mc_err rc = receive(fd, head, sizeof head, err);
    if (rc != MC_OK) {
        return rc;
    }
    size_t len = (size_t)head[0] << 8 | head[1];
    uint8_t *frame = mc_calloc(1, len + 1);
    rc = receive(fd, frame, len, err);
    if (rc == MC_OK && len == 1) {
        rc = control(fd, chip, frame[0], err);
    } else if (rc == MC_OK && len > 1) {
        rc = command(fd, chip, frame, len, err);
    }
    free(frame);
    return rc;
}
