/* Any request of the kiosk K01 to the service, on a database: always an answer, and never the one
 * for a fault of the service. "METHOD PATH", then a line a header (name: value), an empty line, the
 * body: look-ups, uploads by tus, dossiers, ratings, officers' work. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/unit/central/fixture.h"

struct wanted {
    const char *name;
    size_t offset; /* of the member of struct http_request */
};

#define HEADER(text, member)                                                                       \
    {                                                                                              \
        text, offsetof(struct http_request, member)                                                \
    }
static const struct wanted headers[] = {HEADER("content-type", content_type),
                                        HEADER("idempotency-key", idempotency_key),
                                        HEADER("upload-length", upload_length),
                                        HEADER("upload-offset", upload_offset),
                                        HEADER("upload-checksum", upload_checksum),
                                        HEADER("tus-resumable", tus_resumable),
                                        HEADER("x-receipt-token", receipt_token),
                                        HEADER("x-rating-permit", rating_permit),
                                        HEADER("authorization", authorization),
                                        HEADER("if-none-match", if_none_match),
                                        HEADER("accept-encoding", accept_encoding),
                                        HEADER("t", query_token),
                                        HEADER("lang", query_language),
                                        HEADER("from", query_from)};

static void take_header(char *line, struct http_request *request)
{
    char *value = strstr(line, ": ");
    if (value == NULL) {
        return;
    }
    *value = '\0';
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        if (strcmp(line, headers[i].name) == 0) {
            const char *rest = value + 2;
            memcpy((char *)request + headers[i].offset, &rest, sizeof rest);
        }
    }
}

/* The lines of `head` are cut apart in place; false without a method and a path. */
static bool read_head(char *head, struct http_request *request)
{
    char *rest = strchr(head, '\n');
    char *path = strchr(head, ' ');
    if (path == NULL || (rest != NULL && path > rest)) {
        return false;
    }
    *path = '\0';
    request->method = head;
    request->path = path + 1;
    while (rest != NULL) {
        *rest = '\0';
        char *line = rest + 1;
        rest = strchr(line, '\n');
        if (rest != NULL) {
            *rest = '\0';
        }
        take_header(line, request);
    }
    return true;
}

static void *state;

static void stop(void)
{
    (void)fixture_stop(&state);
}

/* One for all runs. */
static const struct fixture *service(void)
{
    if (state == NULL) {
        MC_CHECK(fixture_start(&state) == 0 && atexit(stop) == 0);
    }
    return state;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct fixture *fixture = service();
    const uint8_t *gap = len > 0 ? memmem(bytes, len, "\n\n", 2) : NULL;
    size_t head_len = gap != NULL ? (size_t)(gap - bytes) : len;
    char *head = mc_strndup(len > 0 ? (const char *)bytes : "", head_len);
    struct http_request request = {.certificate_pem = fixture->kiosk_pem,
                                   .body = gap != NULL ? gap + 2 : bytes,
                                   .body_len = gap != NULL ? len - head_len - 2 : 0,
                                   .address = "127.0.0.1",
                                   .now_s = WEDNESDAY_S};
    if (read_head(head, &request)) {
        struct http_answer answer = {0};
        service_handle(&fixture->service, &request, &answer);
        MC_CHECK(answer.status >= 200 && answer.status < 500);
        MC_CHECK(answer.route != NULL && (answer.body_len == 0 || answer.content_type != NULL));
        http_answer_finish(&answer);
    }
    free(head);
    return 0;
}
