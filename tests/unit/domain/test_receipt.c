#include <stdlib.h>
#include <string.h>

#include "domain/card_qr.h"
#include "domain/receipt.h"
#include "tests/unit/cmocka_all.h"

#define CODE  "H29.12-250701-0001"
#define TOKEN "AbCdEfGhIjKlMnOpQrStUw"

static enum receipt_scan_verdict scan_bytes(const void *bytes, size_t len, struct receipt_scan *out)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    memset(out, 0, sizeof *out);
    enum receipt_scan_verdict verdict = receipt_scan_parse(copy, len, out);
    free(copy);
    return verdict;
}

static void the_url_is_read_back(void **state)
{
    (void)state;
    static const char *const bases[] = {"https://example.vn", "https://example.vn/",
                                        "http://127.0.0.1:8443/mot-cua//"};
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        char url[RECEIPT_URL_BYTES];
        assert_int_equal(receipt_url(bases[i], CODE, TOKEN, url, NULL), MC_OK);
        struct receipt_scan scan;
        assert_int_equal(scan_bytes(url, strlen(url), &scan), RECEIPT_SCAN_OURS);
        assert_string_equal(scan.code, CODE);
        assert_string_equal(scan.token, TOKEN);
    }
    char url[RECEIPT_URL_BYTES];
    assert_int_equal(receipt_url("https://example.vn", CODE, TOKEN, url, NULL), MC_OK);
    assert_string_equal(url, "https://example.vn/r/" CODE "?t=" TOKEN);
}

static void a_url_that_cannot_be_is_refused(void **state)
{
    (void)state;
    char url[RECEIPT_URL_BYTES] = "kept";
    struct mc_error err;
    assert_int_equal(receipt_url("ftp://x", CODE, TOKEN, url, &err), MC_EINVAL);
    assert_int_equal(receipt_url("https://x", "nonsense", TOKEN, url, &err), MC_EINVAL);
    assert_int_equal(receipt_url("https://x", CODE, "short", url, &err), MC_EINVAL);
    char base[300] = "https://";
    memset(base + 8, 'x', sizeof base - 9);
    base[sizeof base - 1] = '\0';
    assert_int_equal(receipt_url(base, CODE, TOKEN, url, &err), MC_ETOOBIG);
    assert_string_equal(url, "kept");
    size_t fits = RECEIPT_URL_BYTES - 1 - strlen("/r/" CODE "?t=" TOKEN);
    base[fits] = '\0';
    assert_int_equal(receipt_url(base, CODE, TOKEN, url, &err), MC_OK);
    assert_int_equal(strlen(url), RECEIPT_URL_BYTES - 1);
}

static void scans_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum receipt_scan_verdict verdict;
        const char *code;
        const char *token;
    } rows[] = {
        {"https://any-host.example/x/r/" CODE "?t=" TOKEN, RECEIPT_SCAN_OURS, CODE, TOKEN},
        {"https://h/r/" CODE "/?lang=vi&t=" TOKEN "#x\r\n", RECEIPT_SCAN_OURS, CODE, TOKEN},
        {"https://h/r/H29%2E12%2D250701-0001?t=%41bCdEfGhIjKlMnOpQrStUw", RECEIPT_SCAN_OURS, CODE,
         TOKEN},
        {"HTTPS://H/r/" CODE "?t=" TOKEN, RECEIPT_SCAN_OURS, CODE, TOKEN},
        {"https://h/r/" CODE, RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"https://h/r/" CODE "?t=short", RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"https://h/r/" CODE "?t=" TOKEN "x", RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"https://h/r/" CODE "#t=" TOKEN, RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {CODE, RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {" " CODE "\r\n", RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"000.00.06.H56-231027-0361", RECEIPT_SCAN_CODE_ONLY, "000.00.06.H56-231027-0361", ""},
        {"https://h/tra-cuu.aspx?mahs=" CODE, RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"www.h.vn/?a=1&maHoSo=" CODE "&b", RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"https://h/?MAHOSO=" CODE, RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"https://h/?code=%48"
         "29.12-250701-0001&t=" TOKEN,
         RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"https://h/?code=bad&code=" CODE, RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"https://h/?barcode=" CODE, RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"https://h/?code=H29.12-250701-000%", RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"https://h/?code=" CODE "%00", RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"https://h/?code=" CODE "'--", RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"https://h/r/../../etc/passwd?t=" TOKEN, RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"https://h/rr/" CODE, RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"https://r/" CODE, RECEIPT_SCAN_CODE_ONLY, CODE, ""},
        {"https://", RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"https://h/r/", RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"https://h/?&&==;=&t=", RECEIPT_SCAN_WEB_ADDRESS, "", ""},
        {"079090000123||Nguyễn Văn An|15011990|Nam|X|10052021", RECEIPT_SCAN_ID_CARD, "", ""},
        {"079090000123||Nguyễn Văn", RECEIPT_SCAN_ID_CARD, "", ""},
        {"00020101021238", RECEIPT_SCAN_PAYMENT, "", ""},
        {"", RECEIPT_SCAN_UNKNOWN, "", ""},
        {"hello", RECEIPT_SCAN_UNKNOWN, "", ""},
        {"mahs=" CODE, RECEIPT_SCAN_UNKNOWN, "", ""},
        {"\xFF", RECEIPT_SCAN_UNKNOWN, "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct receipt_scan scan;
        assert_int_equal(scan_bytes(rows[i].text, strlen(rows[i].text), &scan), rows[i].verdict);
        assert_string_equal(scan.code, rows[i].code);
        assert_string_equal(scan.token, rows[i].token);
        assert_non_null(receipt_scan_verdict_name(rows[i].verdict));
    }
}

static void lengths_are_bounded(void **state)
{
    (void)state;
    struct receipt_scan scan;
    static const char head[] = "https://h/?code=";
    char text[CARD_QR_MAX_BYTES + 2];
    memset(text, 'x', sizeof text);
    memcpy(text, head, sizeof head - 1);
    assert_int_equal(scan_bytes(text, sizeof text - 1, &scan), RECEIPT_SCAN_UNKNOWN);
    assert_int_equal(scan_bytes(text, CARD_QR_MAX_BYTES, &scan), RECEIPT_SCAN_WEB_ADDRESS);
    assert_int_equal(scan_bytes("H29.12-250701-0001\0x", 20, &scan), RECEIPT_SCAN_UNKNOWN);
    assert_int_equal(receipt_scan_parse(NULL, 0, &scan), RECEIPT_SCAN_UNKNOWN);
}

static void a_provisional_code_can_be_looked_up_too(void **state)
{
    (void)state;
    char code[DOSSIER_CODE_BYTES];
    char url[RECEIPT_URL_BYTES];
    struct date day = {2026, 11, 24};
    assert_int_equal(dossier_code_format_provisional("K01", day, 7, code, NULL), MC_OK);
    assert_int_equal(receipt_url("https://example.vn", code, TOKEN, url, NULL), MC_OK);
    struct receipt_scan scan;
    assert_int_equal(scan_bytes(url, strlen(url), &scan), RECEIPT_SCAN_OURS);
    assert_string_equal(scan.code, code);
    code[strlen(code) - 1] ^= 1;
    assert_int_equal(scan_bytes(code, strlen(code), &scan), RECEIPT_SCAN_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_url_is_read_back),
        cmocka_unit_test(a_url_that_cannot_be_is_refused),
        cmocka_unit_test(scans_are_told_apart),
        cmocka_unit_test(lengths_are_bounded),
        cmocka_unit_test(a_provisional_code_can_be_looked_up_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
