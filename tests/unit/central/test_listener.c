/* The listening socket: hands connections on, refuses them once it is stopped, and goes on after
 * there was no descriptor left. */
#include "central/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/clock.h"
#include "tests/unit/cmocka_all.h"

#define PATIENCE_MS 20000

struct taken {
    atomic_int count;
    sa_family_t family;
    socklen_t len;
    int flags;
};

static void take(void *context, int fd, const struct sockaddr *address, socklen_t len)
{
    struct taken *taken = context;
    taken->len = len;
    taken->family = address->sa_family;
    taken->flags = fcntl(fd, F_GETFL);
    (void)close(fd);
    (void)atomic_fetch_add(&taken->count, 1);
}

static void wait_count(struct taken *taken, int count)
{
    int64_t deadline_ms = mc_clock_monotonic_ms() + PATIENCE_MS;
    while (atomic_load(&taken->count) < count && mc_clock_monotonic_ms() < deadline_ms) {
        (void)poll(NULL, 0, 1);
    }
    assert_int_equal(atomic_load(&taken->count), count);
}

/* -1 and errno when it is refused. */
static int connect_to(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0) {
        return fd;
    }
    int error = errno;
    (void)close(fd);
    errno = error;
    return -1;
}

static void test_connections_are_handed_on(void **state)
{
    (void)state;
    struct listener *listener = NULL;
    struct taken taken = {0};
    assert_int_equal(listener_open("127.0.0.1", 0, &listener, NULL), MC_OK);
    uint16_t port = listener_port(listener);
    /* They queue up until somebody takes them. */
    int early = connect_to(port);
    assert_true(early >= 0);
    listener_start(listener, take, &taken);
    wait_count(&taken, 1);
    int late = connect_to(port);
    wait_count(&taken, 2);
    assert_int_equal(taken.family, AF_INET);
    assert_int_equal(taken.len, sizeof(struct sockaddr_in));
    assert_true((taken.flags & O_NONBLOCK) != 0);
    (void)close(early);
    (void)close(late);
    listener_stop(listener);
    assert_int_equal(connect_to(port), -1);
    assert_int_equal(errno, ECONNREFUSED);
}

static void test_what_cannot_be_listened_on(void **state)
{
    (void)state;
    struct listener *listener = NULL;
    struct listener *second = NULL;
    struct mc_error err;
    assert_int_equal(listener_open("localhost", 0, &listener, &err), MC_EINVAL);
    assert_non_null(strstr(err.text, "localhost"));
    assert_int_equal(listener_open("127.0.0.1", 0, &listener, NULL), MC_OK);
    assert_int_equal(listener_open("127.0.0.1", listener_port(listener), &second, &err), MC_EIO);
    assert_null(second);
    /* Never started. */
    listener_stop(listener);
    listener_stop(NULL);
}

/* What the log says, up to the end of a line. */
static void read_log(int fd, char *out, size_t size)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
    ssize_t len = read(fd, out, size - 1);
    assert_true(len > 0);
    out[len] = '\0';
}

static void test_no_descriptor_left(void **state)
{
    (void)state;
    struct listener *listener = NULL;
    struct taken taken = {0};
    struct rlimit usual;
    char said[512];
    int log[2];
    int usual_log = dup(STDERR_FILENO);
    assert_int_equal(pipe(log), 0);
    assert_int_equal(listener_open("127.0.0.1", 0, &listener, NULL), MC_OK);
    int client = connect_to(listener_port(listener));
    int next = dup(client);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
    struct rlimit full = {.rlim_cur = (rlim_t)next, .rlim_max = usual.rlim_max};
    (void)close(next);
    assert_int_equal(dup2(log[1], STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &full), 0);
    listener_start(listener, take, &taken);
    read_log(log[0], said, sizeof said);
    int before = atomic_load(&taken.count);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
    assert_int_equal(dup2(usual_log, STDERR_FILENO), STDERR_FILENO);
    assert_non_null(strstr(said, "no connection can be taken"));
    assert_int_equal(before, 0);
    wait_count(&taken, 1);
    listener_stop(listener);
    (void)close(client);
    (void)close(usual_log);
    (void)close(log[0]);
    (void)close(log[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connections_are_handed_on),
        cmocka_unit_test(test_what_cannot_be_listened_on),
        cmocka_unit_test(test_no_descriptor_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
