/* One request and its answer, as the files of kiosk/net make calls of them. */
#ifndef MOTCUA_KIOSK_NET_CLIENT_INTERNAL_H
#define MOTCUA_KIOSK_NET_CLIENT_INTERNAL_H

#include <curl/curl.h>
#include <stdatomic.h>

#include "core/buffer.h"
#include "kiosk/net/client.h"

#define NET_PATH_BYTES 96
#define NET_TYPE_JSON  "application/json"

struct net_transfer;

struct net_client {
    char base_url[NET_URL_BYTES];
    char *ca_file;
    char *certificate_file; /* NULL: none */
    char *key_file;
    struct mc_public_key receipt_keys[NET_RECEIPT_KEYS_MAX];
    size_t receipt_key_count;
    size_t upload_above_bytes;
    CURLM *multi;                   /* keeps connections open from call to call */
    struct net_transfer *transfers; /* under way, a list */
    size_t busy;
    atomic_bool cancelled;
};

struct net_answer {
    struct mc_buffer body;
    size_t header_bytes;
    long status;
    bool json;    /* application/json */
    bool problem; /* application/problem+json: the service itself says what is wrong */
    bool gzip;    /* Content-Encoding */
    char rating_permit[RATING_PERMIT_BYTES]; /* X-Rating-Permit, "" if there is none to be used */
    char signature[MC_SIGNATURE_CHARS + 1];  /* X-Catalogue-Signature, "" if there is none */
    int64_t upload_offset;                   /* -1: not told */
    int64_t upload_length;
    int64_t retry_after_s; /* 0: not told */
    char why[CURL_ERROR_SIZE];
};

/* Filled by whoever makes the request, then started. */
struct net_request {
    const char *method;        /* GET, HEAD, POST, PATCH */
    char path[NET_PATH_BYTES]; /* behind the base address; no personal data: it may be logged */
    const void *body;          /* borrowed until the end; NULL: none */
    size_t body_len;
    size_t answer_max_bytes;
    int timeout_ms;
};

/* Called once when it has ended; the transfer is freed behind it. */
typedef void net_ended(void *context, enum mc_err rc, struct net_answer *answer,
                       const struct mc_error *err);

struct net_transfer *net_transfer_make(struct net_client *client,
                                       const struct net_request *request);
/* A POST of `len` bytes of that type, borrowed until the end. */
struct net_transfer *net_transfer_post(struct net_client *client, const char *path,
                                       const char *media_type, const void *body, size_t len,
                                       int timeout_ms);
void net_transfer_header(struct net_transfer *transfer, const char *name, const char *value);
/* Takes the transfer. */
void net_transfer_start(struct net_client *client, struct net_transfer *transfer, net_ended *ended,
                        void *context);

#endif
