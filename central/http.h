/*
 * A request and its answer as plain data, so that the service is a function from one to the other:
 * tests need no socket, and another server can take libmicrohttpd's place.
 */
#ifndef MOTCUA_CENTRAL_HTTP_H
#define MOTCUA_CENTRAL_HTTP_H

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEADERS_MAX    12
#define HTTP_VALUE_BYTES    512
#define HTTP_PATH_MAX       256
#define HTTP_QUERY_MAX      16
#define HTTP_TYPE_JSON      "application/json"
#define HTTP_TYPE_PROBLEM   "application/problem+json"
#define HTTP_TYPE_HTML      "text/html; charset=utf-8"
#define HTTP_TYPE_CSS       "text/css; charset=utf-8"
#define HTTP_TYPE_CSV       "text/csv; charset=utf-8"
#define HTTP_TYPE_PART      "application/offset+octet-stream"
#define HTTP_TYPE_REFERENCE "application/vnd.motcua.upload+json"
#define HTTP_TYPE_FORM      "application/x-www-form-urlencoded"
#define HTTP_BODY_MAX_BYTES ((size_t)768 * 1024)

struct http_parameter {
    const char *name;
    const char *value;
};

/* Borrowed; NULL for what was not sent. */
struct http_request {
    const char *method;
    const char *path; /* percent-decoded, without the query */
    const char *content_type;
    const char *idempotency_key;
    const char *upload_length; /* this and the next three of tus 1.0 */
    const char *upload_offset;
    const char *upload_checksum;
    const char *tus_resumable;
    const char *receipt_token; /* header X-Receipt-Token */
    const char *rating_permit; /* header X-Rating-Permit */
    const char *query_token;   /* ?t= */
    const char *query_language;
    const char *query_from;                      /* ?from= */
    struct http_parameter query[HTTP_QUERY_MAX]; /* all of it; what is over is left out */
    size_t query_count;
    const char *authorization; /* header Authorization */
    const char *if_none_match;
    const char *accept_encoding;
    /* The client's certificate, whose key it has shown to have, as TLS has it or as the proxy
     * passes it on. */
    const void *certificate_der;
    size_t certificate_len;
    const char *certificate_pem;
    const void *body;
    size_t body_len;
    const char *address; /* the client's, numeric; NULL: not known */
    int64_t now_s;       /* Unix time it came in */
    int64_t now_ms;      /* the same moment, monotonic */
};

struct http_header {
    const char *name; /* static */
    char value[HTTP_VALUE_BYTES];
};
struct http_answer {
    int status;
    const char *route; /* static: what the log calls it, never with anything from the request */
    const char *content_type; /* NULL: none, and no body */
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t header_count;
    char *body; /* owned, freed with free(), unless it is lent */
    size_t body_len;
    void (*give_back)(void *owner); /* not NULL: the body is the owner's until this is called */
    void *owner;
};

/* The query's first value of the name; NULL if there is none. */
const char *http_query(const struct http_request *request, const char *name);

void http_answer_finish(struct http_answer *answer);
void http_set_header(struct http_answer *answer, const char *name, const char *value);
/* NULL if it is not set. */
const char *http_header(const struct http_answer *answer, const char *name);
/* Takes the body, a text of free()'s. */
void http_set_body(struct http_answer *answer, int status, const char *content_type, char *body);
/* The same for bytes that may hold anything. */
void http_set_bytes(struct http_answer *answer, int status, const char *content_type, char *body,
                    size_t len);
/* Lent bytes: give_back(owner) is called once, when they are needed no more, on any thread. */
void http_set_lent(struct http_answer *answer, int status, const char *content_type,
                   const void *bytes, size_t len, void (*give_back)(void *owner), void *owner);
/* No body at all. */
void http_set_empty(struct http_answer *answer, int status);
/* Prints and deletes the object. */
void http_set_json(struct http_answer *answer, int status, cJSON *object);

/* The kinds of problem, the last part of their type "urn:motcua:problem:<name>". */
struct http_problem {
    int status;
    const char *name;
    const char *title;
};
extern const struct http_problem http_not_found;
extern const struct http_problem http_unknown_dossier;
extern const struct http_problem http_no_catalogue;
extern const struct http_problem http_method;
extern const struct http_problem http_invalid_header;
extern const struct http_problem http_invalid_query;
extern const struct http_problem http_invalid_body;
extern const struct http_problem http_length_required;
extern const struct http_problem http_too_large;
extern const struct http_problem http_media_type;
extern const struct http_problem http_key_reused;
extern const struct http_problem http_key_running;
extern const struct http_problem http_unknown_kiosk;
extern const struct http_problem http_other_kiosk;
extern const struct http_problem http_enrolment_refused;
extern const struct http_problem http_too_many;
extern const struct http_problem http_unavailable;
extern const struct http_problem http_unauthorised;
extern const struct http_problem http_forbidden;
extern const struct http_problem http_not_now;
extern const struct http_problem http_apology_first;
extern const struct http_problem http_apology_spent;
extern const struct http_problem http_not_decided;
extern const struct http_problem http_rated_before;
extern const struct http_problem http_permit_refused;
extern const struct http_problem http_unknown_upload;
extern const struct http_problem http_upload_offset;
extern const struct http_problem http_upload_unfinished;
extern const struct http_problem http_upload_checksum;
extern const struct http_problem http_tus_version;

/* problem+json (RFC 9457). `detail` and `member` (the place in the body, or the header) may be
 * NULL. */
void http_set_problem(struct http_answer *answer, const struct http_problem *problem,
                      const char *detail, const char *member);

#endif
