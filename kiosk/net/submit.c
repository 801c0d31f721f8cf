/*
 * Handing in. A body of ordinary size is one POST. A large one goes up in parts first, by the
 * protocol of tus 1.0 (creation, checksum): HEAD tells how much has arrived, POST begins, PATCH
 * adds a part at its offset; the dossier is then handed in by the upload's name. Whatever breaks
 * off is taken up again with the next attempt, where it ended.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base64.h"
#include "core/memory.h"
#include "kiosk/net/answer.h"
#include "kiosk/net/client_internal.h"

#define REFERENCE_TYPE  "application/vnd.motcua.upload+json"
#define REFERENCE_BYTES 320
#define DISORDER_MAX    3 /* answers about the offset that do not fit, in one attempt */

struct submit {
    struct net_client *client;
    struct net_submission submission;
    int timeout_ms;
    net_submitted *done;
    void *context;
    char body_hash[MC_SHA256_CHARS + 1];
    size_t offset; /* of the upload, as the service knows it */
    int disorders;
    char reference[REFERENCE_BYTES];
};

static void post_dossier(struct submit *call, const char *media_type, const void *body, size_t len);
static void ask_offset(struct submit *call);

/* ---- The end ---- */

static void finish(struct submit *call, struct net_submit_result *result)
{
    call->done(call->context, result);
    free(call);
}

static void retry(struct submit *call, const struct net_answer *answer, const struct mc_error *err)
{
    struct net_submit_result result = {.outcome = NET_RETRY,
                                       .retry_after_s = answer->retry_after_s};
    result.err = *err;
    finish(call, &result);
}

static void fail_status(struct submit *call, const struct net_answer *answer, const char *what)
{
    struct mc_error err;
    (void)mc_fail(&err, MC_EIO, "%s: status %ld%s", what, answer->status,
                  answer->json || answer->problem ? "" : ", not the service's own answer");
    retry(call, answer, &err);
}

static void refuse(struct submit *call, const struct net_answer *answer)
{
    struct net_submit_result result = {.outcome = NET_REFUSED};
    (void)mc_fail(&result.err, MC_EDENIED, "refused by the service with %ld", answer->status);
    finish(call, &result);
}

static const struct mc_public_key *find_key(const struct net_client *client, const char *id)
{
    for (size_t i = 0; i < client->receipt_key_count; i++) {
        if (strcmp(client->receipt_keys[i].id, id) == 0) {
            return &client->receipt_keys[i];
        }
    }
    return NULL;
}

/* The signed receipt is what counts: of this key, this body, this code. */
static enum mc_err read_acceptance(const struct submit *call, const struct net_answer *answer,
                                   struct net_submit_result *out, struct mc_error *err)
{
    enum mc_err rc =
        answer_parse_receipt(mc_buffer_text(&answer->body), answer->body.len, out, err);
    const struct mc_public_key *key = rc == MC_OK ? find_key(call->client, out->key_id) : NULL;
    if (rc == MC_OK && key == NULL) {
        rc = mc_fail(err, MC_EDENIED, "the receipt is signed by key %s, which is not known here",
                     out->key_id);
    }
    if (rc == MC_OK) {
        rc = mc_signature_check(key, out->statement, strlen(out->statement), out->signature, err);
    }
    if (rc == MC_OK) {
        rc = acceptance_parse(out->statement, &out->acceptance, err);
    }
    if (rc == MC_OK &&
        (strcmp(out->acceptance.key, call->submission.key) != 0 ||
         strcmp(out->acceptance.body_hash, call->body_hash) != 0 ||
         strcmp(out->acceptance.provisional_code, call->submission.provisional_code) != 0)) {
        rc = mc_fail(err, MC_EPARSE, "the receipt is for another dossier");
    }
    return rc;
}

static void on_posted(void *context, enum mc_err rc, struct net_answer *answer,
                      const struct mc_error *err)
{
    struct submit *call = context;
    struct net_submit_result result = {.outcome = NET_RETRY};
    if (rc != MC_OK) {
        retry(call, answer, err);
        return;
    }
    switch (answer->status) {
    case 201:
    case 202:
        if (!answer->json) {
            break;
        }
        if (read_acceptance(call, answer, &result, &result.err) == MC_OK) {
            result.outcome = NET_ACCEPTED;
            result.err = (struct mc_error){0};
        }
        finish(call, &result);
        return;
    case 400:
    case 413:
    case 415:
    case 422:
        /* Only the service's own word is final, not that of something in between. */
        if (answer->problem) {
            refuse(call, answer);
            return;
        }
        break;
    default: break;
    }
    fail_status(call, answer, "no acceptance");
}

static void post_dossier(struct submit *call, const char *media_type, const void *body, size_t len)
{
    struct net_transfer *transfer =
        net_transfer_post(call->client, "/v1/dossiers", media_type, body, len, call->timeout_ms);
    net_transfer_header(transfer, "Idempotency-Key", call->submission.key);
    net_transfer_start(call->client, transfer, on_posted, call);
}

/* ---- In parts ---- */

static struct net_transfer *make_upload(struct submit *call, const char *method, bool named,
                                        const void *body, size_t len)
{
    struct net_request request = {.method = method,
                                  .path = "/v1/uploads",
                                  .body = body,
                                  .body_len = len,
                                  .answer_max_bytes = NET_ANSWER_MAX_BYTES,
                                  .timeout_ms = call->timeout_ms};
    if (named) {
        (void)snprintf(request.path, sizeof request.path, "/v1/uploads/%s", call->submission.key);
    }
    struct net_transfer *transfer = net_transfer_make(call->client, &request);
    net_transfer_header(transfer, "Tus-Resumable", "1.0.0");
    return transfer;
}

/* The whole has arrived: the dossier is what was uploaded. */
static void post_reference(struct submit *call)
{
    int n = snprintf(call->reference, sizeof call->reference,
                     "{\"upload\":\"%s\",\"sha256\":\"%s\",\"media_type\":\"%s\"}",
                     call->submission.key, call->body_hash, call->submission.media_type);
    MC_CHECK(n > 0 && (size_t)n < sizeof call->reference);
    post_dossier(call, REFERENCE_TYPE, call->reference, (size_t)n);
}

/* "sha256 <base64>", the value of Upload-Checksum (tus 1.0, checksum extension). */
static void format_checksum(const void *part, size_t len, char *out, size_t size)
{
    uint8_t hash[MC_SHA256_BYTES];
    char base64[48];
    mc_sha256(part, len, hash);
    mc_base64_write(hash, sizeof hash, base64);
    (void)snprintf(out, size, "sha256 %s", base64);
}

static void on_part_sent(void *context, enum mc_err rc, struct net_answer *answer,
                         const struct mc_error *err);

static void send_part(struct submit *call)
{
    size_t left = call->submission.body_len - call->offset;
    if (left == 0) {
        post_reference(call);
        return;
    }
    size_t above = call->client->upload_above_bytes;
    size_t most = above < NET_PART_BYTES ? above : NET_PART_BYTES;
    size_t len = left < most ? left : most;
    const uint8_t *part = (const uint8_t *)call->submission.body + call->offset;
    char offset[24];
    char checksum[64];
    (void)snprintf(offset, sizeof offset, "%zu", call->offset);
    format_checksum(part, len, checksum, sizeof checksum);
    struct net_transfer *transfer = make_upload(call, "PATCH", true, part, len);
    net_transfer_header(transfer, "Content-Type", "application/offset+octet-stream");
    net_transfer_header(transfer, "Upload-Offset", offset);
    net_transfer_header(transfer, "Upload-Checksum", checksum);
    net_transfer_start(call->client, transfer, on_part_sent, call);
}

/* Nobody else writes here: an offset that does not fit is another attempt's late part, or damage.
 */
static void ask_again(struct submit *call, const struct net_answer *answer)
{
    if (++call->disorders > DISORDER_MAX) {
        fail_status(call, answer, "the upload's offset does not hold");
    } else {
        ask_offset(call);
    }
}

static void on_part_sent(void *context, enum mc_err rc, struct net_answer *answer,
                         const struct mc_error *err)
{
    struct submit *call = context;
    if (rc != MC_OK) {
        retry(call, answer, err);
    } else if (answer->status == 204 && answer->upload_offset > (int64_t)call->offset &&
               answer->upload_offset <= (int64_t)call->submission.body_len) {
        call->offset = (size_t)answer->upload_offset;
        send_part(call);
    } else if (answer->status == 409 || answer->status == 460 || answer->status == 204) {
        ask_again(call, answer);
    } else {
        fail_status(call, answer, "a part was not taken");
    }
}

static void on_upload_made(void *context, enum mc_err rc, struct net_answer *answer,
                           const struct mc_error *err)
{
    struct submit *call = context;
    if (rc != MC_OK) {
        retry(call, answer, err);
    } else if (answer->status == 201) {
        call->offset = 0;
        send_part(call);
    } else if (answer->status == 409) {
        ask_again(call, answer);
    } else if (answer->status == 413 && answer->problem) {
        refuse(call, answer);
    } else {
        fail_status(call, answer, "no upload was begun");
    }
}

static void begin_upload(struct submit *call)
{
    char length[24];
    (void)snprintf(length, sizeof length, "%zu", call->submission.body_len);
    struct net_transfer *transfer = make_upload(call, "POST", false, NULL, 0);
    net_transfer_header(transfer, "Upload-Length", length);
    net_transfer_header(transfer, "Idempotency-Key", call->submission.key);
    net_transfer_header(transfer, "Content-Type", "");
    net_transfer_start(call->client, transfer, on_upload_made, call);
}

static void on_offset(void *context, enum mc_err rc, struct net_answer *answer,
                      const struct mc_error *err)
{
    struct submit *call = context;
    bool whole = answer->upload_length == (int64_t)call->submission.body_len &&
                 answer->upload_offset >= 0 && answer->upload_offset <= answer->upload_length;
    if (rc != MC_OK) {
        retry(call, answer, err);
    } else if (answer->status == 200 && whole) {
        call->offset = (size_t)answer->upload_offset;
        send_part(call);
    } else if (answer->status == 404 || answer->status == 410) {
        begin_upload(call);
    } else {
        fail_status(call, answer, "no word about the upload");
    }
}

static void ask_offset(struct submit *call)
{
    net_transfer_start(call->client, make_upload(call, "HEAD", true, NULL, 0), on_offset, call);
}

/* ---- Starting ---- */

void net_start_submit(struct net_client *client, const struct net_submission *submission,
                      int timeout_ms, net_submitted *done, void *context)
{
    MC_CHECK(mc_uuid_valid(submission->key) && timeout_ms > 0);
    struct submit *call = MC_NEW(struct submit);
    call->client = client;
    call->submission = *submission;
    call->timeout_ms = timeout_ms;
    call->done = done;
    call->context = context;
    mc_sha256_hex(submission->body, submission->body_len, call->body_hash);
    if (submission->body_len > client->upload_above_bytes) {
        ask_offset(call);
    } else {
        post_dossier(call, submission->media_type, submission->body, submission->body_len);
    }
}

struct waiting {
    struct net_submit_result *result;
    bool done;
};

static void take_result(void *context, const struct net_submit_result *result)
{
    struct waiting *waiting = context;
    *waiting->result = *result;
    waiting->done = true;
}

void net_submit(struct net_client *client, const struct net_submission *submission, int timeout_ms,
                struct net_submit_result *out)
{
    struct waiting waiting = {.result = out};
    net_start_submit(client, submission, timeout_ms, take_result, &waiting);
    while (!waiting.done) {
        net_client_turn(client, timeout_ms);
    }
}
