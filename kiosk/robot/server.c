#include "kiosk/robot/server.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/queue.h"

struct robot_server {
    char path[sizeof((struct sockaddr_un *)NULL)->sun_path];
    int listener;
    int stop_event; /* readable: end the thread */
    pthread_t thread;
    struct mc_queue *requests;
    struct mc_queue *answers;
};

static enum mc_err open_listener(const char *path, int *out, struct mc_error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return mc_fail(err, MC_ETOOBIG, "robot socket path is too long");
    }
    mc_copy_text(address.sun_path, sizeof address.sun_path, path);
    struct stat there;
    if (lstat(path, &there) == 0) {
        if (!S_ISSOCK(there.st_mode)) {
            return mc_fail(err, MC_ECONFLICT, "%s exists and is not a socket", path);
        }
        (void)unlink(path);
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return mc_fail_sys(err, MC_EIO, errno, "robot socket");
    }
    mode_t before = umask(0077);
    int bound = bind(fd, (const struct sockaddr *)&address, sizeof address);
    int reason = errno;
    (void)umask(before);
    if (bound != 0 || listen(fd, 1) != 0) {
        (void)close(fd);
        return mc_fail_sys(err, MC_EIO, bound != 0 ? reason : errno, "%s", path);
    }
    *out = fd;
    return MC_OK;
}

/* Waits until fd can be read from (POLLIN) or written to (POLLOUT); false when the server is to
 * stop. */
static bool wait_for(const struct robot_server *server, int fd, short what)
{
    struct pollfd fds[] = {{.fd = fd, .events = what},
                           {.fd = server->stop_event, .events = POLLIN}};
    while (poll(fds, 2, -1) < 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    return fds[1].revents == 0;
}

/* A client that does not read what it asked for must not keep the kiosk from ending. */
static bool send_line(const struct robot_server *server, int client, const char *line)
{
    size_t left = strlen(line);
    while (left > 0) {
        if (!wait_for(server, client, POLLOUT)) {
            return false;
        }
        ssize_t n = send(client, line, left, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        line += n;
        left -= (size_t)n;
    }
    return true;
}

static void destroy_request(void *payload)
{
    mc_wipe(payload, sizeof(struct robot_request));
    free(payload);
}

/* Hands one line over and writes the answer; false when the client or the server is gone. */
static bool serve_line(struct robot_server *server, int client, const char *line, size_t len)
{
    struct robot_request *request = MC_NEW(struct robot_request);
    struct mc_error err;
    if (robot_request_parse(line, len, request, &err) != MC_OK) {
        free(request);
        char *answer = robot_answer_failed(err.text);
        bool sent = send_line(server, client, answer);
        free(answer);
        return sent;
    }
    struct mc_message message = {.payload = request, .destroy = destroy_request};
    if (!mc_queue_push(server->requests, &message)) {
        mc_message_drop(&message);
        return false;
    }
    struct mc_message answer;
    if (!mc_queue_pop(server->answers, -1, &answer)) {
        return false;
    }
    bool sent = send_line(server, client, answer.payload);
    mc_message_drop(&answer);
    return sent;
}

/* Serves every whole line in the buffer and keeps the rest. */
static bool serve_buffer(struct robot_server *server, int client, struct mc_buffer *buffer)
{
    size_t start = 0;
    const char *end = NULL;
    while (start < buffer->len &&
           (end = memchr(buffer->bytes + start, '\n', buffer->len - start)) != NULL) {
        size_t len = (size_t)(end - (const char *)buffer->bytes) - start;
        if (!serve_line(server, client, (const char *)buffer->bytes + start, len)) {
            return false;
        }
        start += len + 1;
    }
    if (start > 0) {
        /* What is typed through the robot is a citizen's, too. */
        size_t left = buffer->len - start;
        memmove(buffer->bytes, buffer->bytes + start, left);
        mc_wipe(buffer->bytes + left, buffer->len - left);
        buffer->len = left;
        mc_wipe_stack();
    }
    return true;
}

static void serve_client(struct robot_server *server, int client)
{
    struct mc_buffer buffer;
    mc_buffer_init(&buffer, ROBOT_LINE_MAX_BYTES);
    char chunk[4096];
    while (wait_for(server, client, POLLIN)) {
        ssize_t n = recv(client, chunk, sizeof chunk, 0);
        if (n <= 0) {
            break;
        }
        mc_buffer_put(&buffer, chunk, (size_t)n);
        mc_wipe(chunk, (size_t)n);
        if (buffer.overflowed) {
            mc_log(MC_LOG_WARN, "robot", "a line over %d bytes: client dropped",
                   ROBOT_LINE_MAX_BYTES);
            break;
        }
        if (!serve_buffer(server, client, &buffer)) {
            break;
        }
    }
    mc_buffer_finish(&buffer);
}

static void *run(void *context)
{
    struct robot_server *server = context;
    while (wait_for(server, server->listener, POLLIN)) {
        int client = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
        if (client < 0) {
            continue;
        }
        serve_client(server, client);
        (void)close(client);
    }
    return NULL;
}

enum mc_err robot_server_start(const char *path, void (*wake)(void *context), void *context,
                               struct robot_server **out, struct mc_error *err)
{
    int listener = -1;
    enum mc_err rc = open_listener(path, &listener, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct robot_server *server = MC_NEW(struct robot_server);
    mc_copy_text(server->path, sizeof server->path, path);
    server->listener = listener;
    server->stop_event = eventfd(0, EFD_CLOEXEC);
    MC_CHECK(server->stop_event >= 0);
    server->requests = mc_queue_create(1, wake, context);
    server->answers = mc_queue_create(1, NULL, NULL);
    MC_CHECK(pthread_create(&server->thread, NULL, run, server) == 0);
    *out = server;
    return MC_OK;
}

void robot_server_stop(struct robot_server *server)
{
    if (server == NULL) {
        return;
    }
    uint64_t one = 1;
    MC_CHECK(write(server->stop_event, &one, sizeof one) == (ssize_t)sizeof one);
    mc_queue_close(server->requests);
    mc_queue_close(server->answers);
    MC_CHECK(pthread_join(server->thread, NULL) == 0);
    (void)close(server->listener);
    (void)close(server->stop_event);
    (void)unlink(server->path);
    mc_queue_destroy(server->requests);
    mc_queue_destroy(server->answers);
    free(server);
}

bool robot_server_next(struct robot_server *server, struct robot_request *out)
{
    struct mc_message message;
    if (!mc_queue_try_pop(server->requests, &message)) {
        return false;
    }
    *out = *(const struct robot_request *)message.payload;
    mc_message_drop(&message);
    return true;
}

void robot_server_answer(struct robot_server *server, char *line)
{
    struct mc_message message = {.payload = line, .destroy = free};
    if (!mc_queue_push(server->answers, &message)) {
        mc_message_drop(&message);
    }
}
