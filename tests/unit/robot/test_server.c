#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/memory.h"
#include "kiosk/robot/server.h"
#include "tests/unit/cmocka_all.h"

#define UNREAD_BYTES (16 << 20) /* more than any socket keeps */

struct fixture {
    char folder[64];
    char path[96];
    sem_t woken;
    struct robot_server *server;
};

static void on_wake(void *context)
{
    struct fixture *f = context;
    (void)sem_post(&f->woken);
}

static int set_up(void **state)
{
    struct fixture *f = MC_NEW(struct fixture);
    mc_copy_text(f->folder, sizeof f->folder, "/tmp/motcua-robot-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof f->path, "%s/sock", f->folder);
    assert_int_equal(sem_init(&f->woken, 0, 0), 0);
    assert_int_equal(robot_server_start(f->path, on_wake, f, &f->server, NULL), MC_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    robot_server_stop(f->server);
    assert_int_equal(access(f->path, F_OK), -1);
    assert_int_equal(rmdir(f->folder), 0);
    (void)sem_destroy(&f->woken);
    free(f);
    return 0;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    mc_copy_text(address.sun_path, sizeof address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void send_text(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), 0), (ssize_t)strlen(text));
}

static void expect_line(int fd, const char *expected)
{
    char line[256] = "";
    size_t len = 0;
    while (len < sizeof line - 1 && recv(fd, line + len, 1, 0) == 1 && line[len++] != '\n') {
    }
    assert_string_equal(line, expected);
}

static void requests_come_in_order_whatever_the_packets(void **state)
{
    struct fixture *f = *state;
    int fd = connect_to(f->path);
    send_text(fd, "{\"do\":\"tr");
    send_text(fd, "ee\"}\n{\"do\":\"key\",\"name\":\"Tab\"}\n");
    struct robot_request request;
    assert_int_equal(sem_wait(&f->woken), 0);
    assert_true(robot_server_next(f->server, &request));
    assert_int_equal(request.verb, ROBOT_TREE);
    assert_false(robot_server_next(f->server, &request)); /* one at a time */
    robot_server_answer(f->server, robot_answer_ok());
    expect_line(fd, "{\"ok\":true}\n");
    assert_int_equal(sem_wait(&f->woken), 0);
    assert_true(robot_server_next(f->server, &request));
    assert_string_equal(request.text, "Tab");
    robot_server_answer(f->server, robot_answer_failed("no"));
    expect_line(fd, "{\"ok\":false,\"error\":\"no\"}\n");
    (void)close(fd);
}

static void a_bad_line_is_answered_and_the_next_client_served(void **state)
{
    struct fixture *f = *state;
    int fd = connect_to(f->path);
    send_text(fd, "{\"do\":\"dance\"}\n");
    expect_line(fd, "{\"ok\":false,\"error\":\"request.do: no verb \\\"dance\\\"\"}\n");
    (void)close(fd);
    fd = connect_to(f->path);
    send_text(fd, "{\"do\":\"stats\"}\n");
    struct robot_request request;
    assert_int_equal(sem_wait(&f->woken), 0);
    assert_true(robot_server_next(f->server, &request));
    assert_int_equal(request.verb, ROBOT_STATS);
    robot_server_answer(f->server, robot_answer_ok());
    expect_line(fd, "{\"ok\":true}\n");
    (void)close(fd);
}

static void an_endless_line_ends_the_client(void **state)
{
    struct fixture *f = *state;
    int fd = connect_to(f->path);
    static char flood[ROBOT_LINE_MAX_BYTES + 1];
    memset(flood, 'x', sizeof flood);
    size_t sent = 0;
    ssize_t n = 0;
    while (sent < sizeof flood &&
           (n = send(fd, flood + sent, sizeof flood - sent, MSG_NOSIGNAL)) > 0) {
        sent += (size_t)n;
    }
    char byte = 0;
    assert_true(recv(fd, &byte, 1, 0) <= 0);
    (void)close(fd);
}

static void a_client_that_does_not_read_keeps_nobody(void **state)
{
    struct fixture *f = *state;
    int fd = connect_to(f->path);
    send_text(fd, "{\"do\":\"tree\"}\n");
    struct robot_request request;
    assert_int_equal(sem_wait(&f->woken), 0);
    assert_true(robot_server_next(f->server, &request));
    char *line = mc_calloc(UNREAD_BYTES + 1, 1);
    memset(line, 'x', UNREAD_BYTES);
    robot_server_answer(f->server, line);
    char byte = 0;
    assert_int_equal(recv(fd, &byte, 1, 0), 1); /* it is on its way */
    robot_server_stop(f->server);
    f->server = NULL;
    (void)close(fd);
}

static void only_a_socket_is_replaced(void **state)
{
    struct fixture *f = *state;
    struct robot_server *second = NULL;
    struct mc_error err;
    assert_int_equal(robot_server_start(f->folder, on_wake, f, &second, &err), MC_ECONFLICT);
    assert_null(second);
    struct stat there;
    assert_int_equal(stat(f->path, &there), 0);
    assert_int_equal(there.st_mode & 0077, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(requests_come_in_order_whatever_the_packets, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_bad_line_is_answered_and_the_next_client_served, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_endless_line_ends_the_client, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_client_that_does_not_read_keeps_nobody, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(only_a_socket_is_replaced, set_up, tear_down),
    };
    mc_secure_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
