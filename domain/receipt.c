#include "domain/receipt.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/memory.h"
#include "core/text.h"
#include "domain/card_qr.h"
#include "domain/receipt_internal.h"

#define SCAN_TEXT_BYTES (CARD_QR_MAX_BYTES + 1)

static bool begins(const char *text, const char *prefix)
{
    return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

bool receipt_is_web_address(const char *text)
{
    return begins(text, "http://") || begins(text, "https://") || begins(text, "www.");
}

bool receipt_is_payment(const char *text)
{
    return strncmp(text, "000201", 6) == 0;
}

enum mc_err receipt_url(const char *public_base, const char *code, const char *token,
                        char out[RECEIPT_URL_BYTES], struct mc_error *err)
{
    if (!begins(public_base, "http://") && !begins(public_base, "https://")) {
        return mc_fail(err, MC_EINVAL, "receipt: the public address is not http or https");
    }
    if (dossier_code_kind(code) == DOSSIER_CODE_NONE || !mc_token_valid(token)) {
        return mc_fail(err, MC_EINVAL, "receipt: code or token is malformed");
    }
    size_t base_len = strlen(public_base);
    while (base_len > 0 && public_base[base_len - 1] == '/') {
        base_len--;
    }
    size_t need = base_len + strlen("/r/") + strlen(code) + strlen("?t=") + strlen(token);
    if (need >= RECEIPT_URL_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "receipt: URL of %zu bytes does not fit %d", need,
                       RECEIPT_URL_BYTES - 1);
    }
    (void)snprintf(out, RECEIPT_URL_BYTES, "%.*s/r/%s?t=%s", (int)base_len, public_base, code,
                   token);
    return MC_OK;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* RFC 3986 section 2.1, within `len` bytes; false if a sequence is broken, a byte is NUL or the
 * result does not fit. */
static bool percent_decode(const char *text, size_t len, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '%') {
            int high = i + 2 < len ? hex_value(text[i + 1]) : -1;
            int low = i + 2 < len ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == '\0' || used + 1 >= size) {
            return false;
        }
        out[used++] = c;
    }
    out[used] = '\0';
    return true;
}

static bool take_code(const char *text, size_t len, struct receipt_scan *scan)
{
    char code[DOSSIER_CODE_BYTES];
    if (scan->code[0] != '\0' || !percent_decode(text, len, code, sizeof code) ||
        dossier_code_kind(code) == DOSSIER_CODE_NONE) {
        return false;
    }
    memcpy(scan->code, code, sizeof code);
    return true;
}

static void take_token(const char *text, size_t len, struct receipt_scan *scan)
{
    char token[sizeof scan->token];
    if (scan->token[0] == '\0' && percent_decode(text, len, token, sizeof token) &&
        mc_token_valid(token)) {
        memcpy(scan->token, token, sizeof token);
    }
}

/* One "name=value" of a query. */
static void take_parameter(const char *text, size_t len, struct receipt_scan *scan)
{
    static const char *const code_names[] = {"mahs", "maHoSo", "code"};
    const char *equals = memchr(text, '=', len);
    if (equals == NULL) {
        return;
    }
    size_t name_len = (size_t)(equals - text);
    const char *value = equals + 1;
    size_t value_len = len - name_len - 1;
    if (name_len == 1 && text[0] == 't') {
        take_token(value, value_len, scan);
    }
    for (size_t i = 0; i < sizeof code_names / sizeof code_names[0]; i++) {
        if (strlen(code_names[i]) == name_len && strncasecmp(text, code_names[i], name_len) == 0) {
            (void)take_code(value, value_len, scan);
        }
    }
}

/* The path's last segment, when the one before it is "r". */
static bool take_path(const char *url, size_t len, struct receipt_scan *scan)
{
    while (len > 0 && url[len - 1] == '/') {
        len--;
    }
    const char *slash = len > 0 ? memrchr(url, '/', len) : NULL;
    if (slash == NULL || slash - url < 2 || strncmp(slash - 2, "/r", 2) != 0) {
        return false;
    }
    return take_code(slash + 1, len - (size_t)(slash - url) - 1, scan);
}

static enum receipt_scan_verdict find_in_url(const char *url, struct receipt_scan *out)
{
    struct receipt_scan scan = {0};
    size_t len = strcspn(url, "#");
    size_t path_len = strcspn(url, "?#");
    bool in_path = take_path(url, path_len, &scan);
    for (size_t at = path_len + 1; at < len;) {
        size_t part = strcspn(url + at, "&;#");
        take_parameter(url + at, part, &scan);
        at += part + 1;
    }
    if (scan.code[0] == '\0') {
        mc_wipe(&scan, sizeof scan);
        return RECEIPT_SCAN_WEB_ADDRESS;
    }
    if (!in_path) {
        scan.token[0] = '\0'; /* other systems' addresses: their t= is not our token */
    }
    *out = scan;
    mc_wipe(&scan, sizeof scan);
    return out->token[0] != '\0' ? RECEIPT_SCAN_OURS : RECEIPT_SCAN_CODE_ONLY;
}

enum receipt_scan_verdict receipt_find_code(const char *text, struct receipt_scan *out)
{
    if (dossier_code_kind(text) != DOSSIER_CODE_NONE) {
        *out = (struct receipt_scan){0};
        mc_copy_text(out->code, sizeof out->code, text);
        return RECEIPT_SCAN_CODE_ONLY;
    }
    return receipt_is_web_address(text) ? find_in_url(text, out) : RECEIPT_SCAN_UNKNOWN;
}

static enum receipt_scan_verdict verdict_of_card(const uint8_t *bytes, size_t len)
{
    struct citizen citizen;
    enum card_qr_verdict verdict = card_qr_parse(bytes, len, &citizen, NULL);
    mc_wipe(&citizen, sizeof citizen);
    return verdict == CARD_QR_CITIZEN || verdict == CARD_QR_DAMAGED ? RECEIPT_SCAN_ID_CARD
                                                                    : RECEIPT_SCAN_UNKNOWN;
}

enum receipt_scan_verdict receipt_scan_parse(const uint8_t *bytes, size_t len,
                                             struct receipt_scan *out)
{
    char text[SCAN_TEXT_BYTES];
    if (len == 0 || len >= sizeof text || !mc_utf8_valid(bytes, len) ||
        memchr(bytes, 0, len) != NULL) {
        return RECEIPT_SCAN_UNKNOWN;
    }
    memcpy(text, bytes, len);
    text[len] = '\0';
    mc_text_trim(text);
    enum receipt_scan_verdict verdict = RECEIPT_SCAN_PAYMENT;
    if (!receipt_is_payment(text)) {
        verdict = receipt_find_code(text, out);
    }
    if (verdict == RECEIPT_SCAN_UNKNOWN) {
        verdict = verdict_of_card(bytes, len);
    }
    mc_wipe(text, sizeof text);
    return verdict;
}

const char *receipt_scan_verdict_name(enum receipt_scan_verdict verdict)
{
    switch (verdict) {
    case RECEIPT_SCAN_OURS: return "ours";
    case RECEIPT_SCAN_CODE_ONLY: return "code_only";
    case RECEIPT_SCAN_ID_CARD: return "id_card";
    case RECEIPT_SCAN_PAYMENT: return "payment";
    case RECEIPT_SCAN_WEB_ADDRESS: return "web_address";
    case RECEIPT_SCAN_UNKNOWN: return "unknown";
    }
    return "unknown";
}
