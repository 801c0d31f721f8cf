#include "drivers/camera/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/waiter.h"

#define NONE (-1)
/* Above the descriptors the child is given, so that none of them is overwritten. */
#define FD_LEAST 16
/* A cold disk and a busy machine together. */
#define START_MS 20000

struct decoder {
    struct decoder_settings settings;
    int memory_fd;
    uint8_t *memory;   /* shared; only this process can write it */
    size_t used_bytes; /* what was ever written */
    int socket_fd;     /* NONE: no process */
    pid_t pid;
    uint32_t sequence;
    struct decoder_reply reply;
};

/* The memory can neither shrink under a reader nor grow, and only this mapping may write. */
static enum mc_err share_memory(struct decoder *decoder, struct mc_error *err)
{
    int fd = memfd_create("frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        return mc_fail_sys(err, MC_EIO, errno, "decoder: shared memory");
    }
    decoder->memory_fd = fcntl(fd, F_DUPFD_CLOEXEC, FD_LEAST);
    (void)close(fd);
    fd = decoder->memory_fd;
    void *memory = MAP_FAILED;
    if (fd >= 0 && ftruncate(fd, (off_t)CAMERA_FRAME_MAX_BYTES) == 0) {
        memory = mmap(NULL, CAMERA_FRAME_MAX_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    if (memory == MAP_FAILED ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) !=
            0) {
        return mc_fail_sys(err, MC_EIO, errno, "decoder: shared memory");
    }
    (void)madvise(memory, CAMERA_FRAME_MAX_BYTES, MADV_DONTDUMP);
    decoder->memory = memory;
    return MC_OK;
}

struct decoder *decoder_create(const struct decoder_settings *settings)
{
    MC_CHECK(settings->budget_ms >= 0 && settings->budget_ms <= DECODER_BUDGET_MOST_MS);
    struct decoder *decoder = mc_secret_alloc(sizeof *decoder);
    decoder->settings = *settings;
    decoder->memory_fd = NONE;
    decoder->socket_fd = NONE;
    return decoder;
}

static void end_process(struct decoder *decoder)
{
    if (decoder->socket_fd != NONE) {
        (void)close(decoder->socket_fd);
        decoder->socket_fd = NONE;
    }
    if (decoder->pid > 0) {
        (void)kill(decoder->pid, SIGKILL);
        while (waitpid(decoder->pid, NULL, 0) < 0 && errno == EINTR) {
        }
        decoder->pid = 0;
    }
}

void decoder_forget(struct decoder *decoder)
{
    end_process(decoder);
    mc_wipe(&decoder->reply, sizeof decoder->reply);
    if (decoder->memory != NULL) {
        mc_wipe(decoder->memory, decoder->used_bytes);
        decoder->used_bytes = 0;
    }
}

void decoder_destroy(struct decoder *decoder)
{
    if (decoder != NULL) {
        decoder_forget(decoder);
        if (decoder->memory != NULL) {
            (void)munmap(decoder->memory, CAMERA_FRAME_MAX_BYTES);
        }
        if (decoder->memory_fd != NONE) {
            (void)close(decoder->memory_fd);
        }
        mc_secret_free(decoder);
    }
}

pid_t decoder_pid(const struct decoder *decoder)
{
    return decoder->pid;
}

static int prepare(posix_spawn_file_actions_t *actions, const struct decoder *decoder, int fd)
{
    int rc = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    rc = rc != 0 ? rc : posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDOUT_FILENO);
    rc = rc != 0 ? rc : posix_spawn_file_actions_adddup2(actions, fd, DECODER_SOCKET_FD);
    rc = rc != 0 ? rc
                 : posix_spawn_file_actions_adddup2(actions, decoder->memory_fd, DECODER_MEMORY_FD);
    return rc != 0 ? rc : posix_spawn_file_actions_addclosefrom_np(actions, DECODER_MEMORY_FD + 1);
}

/* No environment and no descriptor of this process but the two goes along. */
static int spawn(struct decoder *decoder, int fd)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    (void)sigemptyset(&none);
    MC_CHECK(posix_spawn_file_actions_init(&actions) == 0);
    MC_CHECK(posix_spawnattr_init(&attributes) == 0);
    MC_CHECK(posix_spawnattr_setsigmask(&attributes, &none) == 0);
    MC_CHECK(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK) == 0);
    char *name = mc_strdup("motcua-decoder");
    char *argument = mc_strdup(decoder->settings.argument);
    char *const arguments[] = {name, argument, NULL};
    char *const environment[] = {NULL};
    int rc = prepare(&actions, decoder, fd);
    if (rc == 0) {
        rc = posix_spawn(&decoder->pid, decoder->settings.program, &actions, &attributes, arguments,
                         environment);
    }
    decoder->pid = rc == 0 ? decoder->pid : 0;
    free(name);
    free(argument);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    return rc;
}

/* A whole, sensible reply to the last request, in time. */
static enum mc_err receive(struct decoder *decoder, int timeout_ms, struct mc_error *err)
{
    int64_t deadline_ms = mc_deadline(timeout_ms);
    struct pollfd socket = {.fd = decoder->socket_fd, .events = POLLIN};
    int ready = 0;
    do {
        ready = poll(&socket, 1, mc_deadline_left_ms(deadline_ms));
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        return mc_fail(err, MC_EIO, "decoder: no answer for %d ms", timeout_ms);
    }
    struct decoder_reply *reply = &decoder->reply;
    ssize_t len = recv(decoder->socket_fd, reply, sizeof *reply, MSG_DONTWAIT | MSG_TRUNC);
    if (len <= 0) {
        return mc_fail(err, MC_EIO, "decoder: it has died");
    }
    bool sound = len == (ssize_t)sizeof *reply && reply->magic == DECODER_MAGIC &&
                 reply->sequence == decoder->sequence && reply->len <= sizeof reply->bytes &&
                 reply->hint < CAMERA_HINTS && reply->symbology <= MC_SYMBOLOGY_PDF417 &&
                 reply->preview_width_px <= DECODER_PREVIEW_WIDTH_PX &&
                 reply->preview_height_px <= DECODER_PREVIEW_HEIGHT_PX &&
                 reply->status <= DECODER_BAD_FRAME;
    return sound ? MC_OK : mc_fail(err, MC_EIO, "decoder: it is out of step");
}

static enum mc_err start(struct decoder *decoder, struct mc_error *err)
{
    enum mc_err rc = decoder->memory != NULL ? MC_OK : share_memory(decoder, err);
    if (rc != MC_OK) {
        return rc;
    }
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        return mc_fail_sys(err, MC_EIO, errno, "decoder: socket");
    }
    decoder->socket_fd = pair[0];
    int fd = fcntl(pair[1], F_DUPFD_CLOEXEC, FD_LEAST);
    (void)close(pair[1]);
    int sys = fd < 0 ? errno : spawn(decoder, fd);
    if (fd >= 0) {
        (void)close(fd);
    }
    if (sys != 0) {
        return mc_fail_sys(err, MC_EIO, sys, "decoder: cannot start");
    }
    decoder->sequence = 0;
    rc = receive(decoder, START_MS, err);
    return rc == MC_OK && decoder->reply.status != DECODER_READY
               ? mc_fail(err, MC_EIO, "decoder: it is out of step")
               : rc;
}

static enum mc_err ask(struct decoder *decoder, const struct camera_frame *frame, unsigned flags,
                       struct mc_error *err)
{
    struct decoder_request request = {
        .magic = DECODER_MAGIC,
        .sequence = ++decoder->sequence,
        .flags = flags,
        .budget_ms = decoder->settings.budget_ms,
        .format = (int32_t)frame->format,
        .width_px = frame->width_px,
        .height_px = frame->height_px,
        .stride_bytes = frame->stride_bytes,
        .len = frame->len,
    };
    memcpy(decoder->memory, frame->bytes, frame->len);
    decoder->used_bytes = frame->len > decoder->used_bytes ? frame->len : decoder->used_bytes;
    if (send(decoder->socket_fd, &request, sizeof request, MSG_NOSIGNAL) !=
        (ssize_t)sizeof request) {
        return mc_fail(err, MC_EIO, "decoder: it has died");
    }
    enum mc_err rc = receive(decoder, decoder->settings.budget_ms + decoder->settings.hang_ms, err);
    return rc == MC_OK && decoder->reply.status == DECODER_READY
               ? mc_fail(err, MC_EIO, "decoder: it is out of step")
               : rc;
}

static void take(struct decoder *decoder, struct decoder_result *out)
{
    struct decoder_reply *reply = &decoder->reply;
    *out = (struct decoder_result){.found = reply->status == DECODER_FOUND,
                                   .hint = (enum camera_hint)reply->hint};
    if (out->found) {
        out->code.symbology = (enum mc_symbology)reply->symbology;
        out->code.len = reply->len;
        memcpy(out->code.bytes, reply->bytes, reply->len);
    }
    if (reply->preview_width_px > 0 && reply->preview_height_px > 0) {
        out->preview = (struct mc_grey){(int)reply->preview_width_px, (int)reply->preview_height_px,
                                        reply->preview};
    }
}

enum mc_err decoder_read(struct decoder *decoder, const struct camera_frame *frame, unsigned flags,
                         struct decoder_result *out, struct mc_error *err)
{
    if (frame->len > CAMERA_FRAME_MAX_BYTES) {
        return mc_fail(err, MC_EPARSE, "decoder: a frame of %zu bytes", frame->len);
    }
    struct mc_error why = {0};
    enum mc_err rc = decoder->pid > 0 ? MC_OK : start(decoder, &why);
    if (rc == MC_OK) {
        rc = ask(decoder, frame, flags, &why);
    }
    if (rc != MC_OK) {
        end_process(decoder);
        return mc_fail(err, rc, "%s", why.text);
    }
    if (decoder->reply.status == DECODER_BAD_FRAME) {
        return mc_fail(err, MC_EPARSE, "decoder: the frame is damaged");
    }
    take(decoder, out);
    return MC_OK;
}
