#include <cJSON.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "drivers/camera/qr_reader.h"
#include "tests/unit/cmocka_all.h"

#define CARDS 2000
/* Far more than any rung needs: the clock must not decide a test. */
#define BUDGET_MS 600000

static struct qr_reader *reader;

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    reader = qr_reader_create();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    qr_reader_destroy(reader);
    return 0;
}

static void draw_modules(struct mc_grey *picture, const QRcode *code, int module_px, int left,
                         int top)
{
    for (int y = 0; y < code->width * module_px; y++) {
        for (int x = 0; x < code->width * module_px; x++) {
            bool black = (code->data[y / module_px * code->width + x / module_px] & 1) != 0;
            picture->pixels[(size_t)(top + y) * (size_t)picture->width_px + (size_t)(left + x)] =
                black ? 20 : 235;
        }
    }
}

/* Draws a code at (left, top) and leaves the rest of the picture alone. */
static void draw_code(struct mc_grey *picture, const void *text, size_t len, int module_px,
                      int left, int top)
{
    QRcode *code = QRcode_encodeData((int)len, text, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    draw_modules(picture, code, module_px, left, top);
    QRcode_free(code);
}

static struct mc_grey picture_of(const void *text, size_t len)
{
    QRcode *code = QRcode_encodeData((int)len, text, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    int side = code->width * 3 + 24;
    QRcode_free(code);
    struct mc_grey picture;
    mc_grey_init(&picture, side, side);
    draw_code(&picture, text, len, 3, 12, 12);
    return picture;
}

static void assert_reads(const struct mc_grey *picture, const void *text, size_t len)
{
    const struct qr_code *code = NULL;
    assert_true(qr_reader_read(reader, picture, BUDGET_MS, &code));
    assert_int_equal(code->symbology, MC_SYMBOLOGY_QR);
    assert_int_equal(code->len, len);
    assert_memory_equal(code->bytes, text, len);
}

/* Invented people: every part is drawn by the running number from these, and where they live from
 * the places that the kiosk suggests. */
static const char *const families[] = {"Nguyễn", "Trần", "Lê",  "Phạm",  "Huỳnh", "Võ", "Đặng",
                                       "Bùi",    "Đỗ",   "Ngô", "Dương", "Lý",    "Hồ"};
static const char *const middles[] = {"Thị", "Văn",  "Ngọc",  "Hữu", "Thùy", "Đức",
                                      "Kỳ",  "Xuân", "Quỳnh", "Ánh", "Bảo"};
static const char *const givens[] = {"An",  "Ẩn",    "Diễm", "Hằng",   "Khuê", "Lượng",
                                     "Mẫn", "Nghĩa", "Oánh", "Phượng", "Quý",  "Sửu",
                                     "Trữ", "Uyển",  "Vỹ",   "Yến",    "Đạt"};
#define PICK(list, n) (list)[(size_t)(n) % (sizeof(list) / sizeof(list)[0])]

struct places {
    cJSON *streets;
    cJSON *wards;
    cJSON *provinces;
};

static cJSON *load_places(const char *file)
{
    char path[512];
    char *text = NULL;
    size_t len = 0;
    (void)snprintf(path, sizeof path, MOTCUA_SOURCE_DIR "/assets/places/%s", file);
    assert_int_equal(mc_file_read(path, (size_t)1 << 20, &text, &len, NULL), MC_OK);
    cJSON *places = cJSON_ParseWithLength(text, len);
    free(text);
    assert_true(cJSON_GetArraySize(cJSON_GetObjectItem(places, "entries")) > 10);
    return places;
}

static const char *place(const cJSON *places, int n)
{
    const cJSON *entries = cJSON_GetObjectItem(places, "entries");
    const cJSON *entry = cJSON_GetArrayItem(entries, n % cJSON_GetArraySize(entries));
    const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(entry, "name"));
    assert_non_null(name);
    return name;
}

static size_t card_text(const struct places *places, int n, char *out, size_t size)
{
    int len =
        snprintf(out, size, "%012d|%09d|%s %s %s|%02d%02d%04d|%s|%d %s, %s, %s|%02d%02d2022",
                 n * 7919 + 1000003, n * 31 + 20000000, PICK(families, n), PICK(middles, n / 3),
                 PICK(givens, n / 7), n % 28 + 1, n % 12 + 1, 1940 + n % 70,
                 n % 2 == 0 ? "Nữ" : "Nam", n % 300 + 1, place(places->streets, n),
                 place(places->wards, n), place(places->provinces, n / 3), n % 27 + 1, n % 11 + 1);
    assert_true(len > 0 && (size_t)len < size);
    return (size_t)len;
}

static void vietnamese_cards_are_exact_to_the_byte(void **state)
{
    (void)state;
    struct places places = {load_places("streets.json"), load_places("wards.json"),
                            load_places("provinces.json")};
    for (int n = 0; n < CARDS; n++) {
        char text[512];
        size_t len = card_text(&places, n, text, sizeof text);
        struct mc_grey picture = picture_of(text, len);
        assert_reads(&picture, text, len);
        mc_grey_finish(&picture);
    }
    cJSON_Delete(places.streets);
    cJSON_Delete(places.wards);
    cJSON_Delete(places.provinces);
}

static void any_bytes_go_through(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0x00, 0xFF, 0x80, 'a', 0xC3, 0x28, 0x83, 0x40, 0x00};
    struct mc_grey picture = picture_of(bytes, sizeof bytes);
    assert_reads(&picture, bytes, sizeof bytes);
    mc_grey_finish(&picture);
}

/* A code of one segment, after an ECI if there is one. */
static void assert_settles(int eci, QRencodeMode mode, const char *bytes, const char *text)
{
    QRinput *input = QRinput_new2(0, QR_ECLEVEL_M);
    assert_non_null(input);
    if (eci != 0) {
        assert_int_equal(QRinput_appendECIheader(input, (unsigned)eci), 0);
    }
    assert_int_equal(QRinput_append(input, mode, (int)strlen(bytes), (const unsigned char *)bytes),
                     0);
    QRcode *code = QRcode_encodeInput(input);
    assert_non_null(code);
    struct mc_grey picture;
    mc_grey_init(&picture, (code->width + 8) * 4, (code->width + 8) * 4);
    draw_modules(&picture, code, 4, 16, 16);
    QRcode_free(code);
    QRinput_free(input);
    assert_reads(&picture, text, strlen(text));
    mc_grey_finish(&picture);
}

static void every_character_set_becomes_utf8(void **state)
{
    (void)state;
    assert_settles(0, QR_MODE_8, "Lê Ấn", "Lê Ấn");
    assert_settles(26, QR_MODE_8, "Lê Ấn", "Lê Ấn");
    assert_settles(3, QR_MODE_8, "caf\xE9", "café");
    assert_settles(0, QR_MODE_8,
                   "caf\xE9 \xE0 l'\xE9"
                   "cole",
                   "café à l'école");
    assert_settles(0, QR_MODE_KANJI, "\x93\x5F\x93\x5F", "点点");
    assert_settles(20, QR_MODE_8, "\x93\x5F", "点");
}

static void no_code_no_text(void **state)
{
    (void)state;
    const struct qr_code *code = NULL;
    const int sides[] = {1, 2, 17, 700};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        struct mc_grey white;
        mc_grey_init(&white, sides[i], sides[i]);
        assert_false(qr_reader_read(reader, &white, BUDGET_MS, &code));
        mc_grey_finish(&white);
    }
    assert_null(code);
}

static void a_code_up_to_the_edge_is_read(void **state)
{
    (void)state;
    QRcode *code = QRcode_encodeData(4, (const uint8_t *)"edge", 0, QR_ECLEVEL_M);
    assert_non_null(code);
    struct mc_grey picture;
    mc_grey_init(&picture, code->width * 4, code->width * 4);
    QRcode_free(code);
    draw_code(&picture, "edge", 4, 4, 0, 0);
    assert_reads(&picture, "edge", 4);
    mc_grey_finish(&picture);
}

static void of_several_the_largest_counts(void **state)
{
    (void)state;
    for (int small_first = 0; small_first < 2; small_first++) {
        struct mc_grey picture;
        mc_grey_init(&picture, 600, 600);
        draw_code(&picture, "small", 5, 4, small_first ? 20 : 450, small_first ? 20 : 450);
        draw_code(&picture, "large", 5, 10, small_first ? 300 : 20, small_first ? 300 : 20);
        assert_reads(&picture, "large", 5);
        mc_grey_finish(&picture);
    }
}

static void a_text_counts_when_seen_twice_and_then_once(void **state)
{
    (void)state;
    qr_reader_reset(reader);
    struct mc_grey first = picture_of("first", 5);
    struct mc_grey second = picture_of("second", 6);
    struct mc_grey nothing;
    mc_grey_init(&nothing, 100, 100);
    const struct {
        const struct mc_grey *frame;
        const char *expected;
    } rows[] = {
        {&first, NULL},   {&second, NULL},     {&first, NULL},   {&first, "first"},
        {&first, NULL},   {&nothing, NULL},    {&first, NULL},   {&second, NULL},
        {&nothing, NULL}, {&second, "second"}, {&nothing, NULL}, {&second, NULL},
    };
    const struct qr_code *code = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool counts = qr_reader_read_steady(reader, rows[i].frame, BUDGET_MS, &code);
        assert_int_equal(counts, rows[i].expected != NULL);
        if (counts && rows[i].expected != NULL) {
            assert_int_equal(code->len, strlen(rows[i].expected));
            assert_memory_equal(code->bytes, rows[i].expected, code->len);
        }
    }
    for (int i = 0; i < 30; i++) {
        assert_false(qr_reader_read_steady(reader, &nothing, BUDGET_MS, &code));
    }
    assert_false(qr_reader_read_steady(reader, &second, BUDGET_MS, &code));
    assert_true(qr_reader_read_steady(reader, &second, BUDGET_MS, &code));
    qr_reader_reset(reader);
    assert_false(qr_reader_read_steady(reader, &second, BUDGET_MS, &code));
    assert_true(qr_reader_read_steady(reader, &second, BUDGET_MS, &code));
    mc_grey_finish(&first);
    mc_grey_finish(&second);
    mc_grey_finish(&nothing);
}

/* ---- Receipts' barcodes ---- */

/* Code 39 (ISO/IEC 16388): five bars and four spaces a character, "w" for the wide ones. */
static const char *code39_pattern(char c)
{
    static const struct {
        char c;
        const char *pattern;
    } table[] = {
        {'0', "nnnwwnwnn"}, {'1', "wnnwnnnnw"}, {'2', "nnwwnnnnw"},
        {'6', "nnwwwnnnn"}, {'9', "nnwwnnwnn"}, {'H', "wnnnnwwnn"},
        {'-', "nwnnnnwnw"}, {'.', "wwnnnnwnn"}, {'*', "nwnnwnwnn"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].c == c) {
            return table[i].pattern;
        }
    }
    fail_msg("no pattern for '%c'", c);
    return NULL;
}

static void draw_code39(struct mc_grey *picture, const char *text, int left, int top)
{
    int x = left;
    for (const char *c = text; *c != '\0'; c++) {
        const char *pattern = code39_pattern(*c);
        for (int i = 0; i < 9; i++) {
            int wide_px = pattern[i] == 'w' ? 6 : 2;
            for (int y = top; i % 2 == 0 && y < top + 60; y++) {
                memset(picture->pixels + (size_t)y * (size_t)picture->width_px + (size_t)x, 20,
                       (size_t)wide_px);
            }
            x += wide_px;
        }
        x += 2;
    }
}

static void a_receipts_barcode_counts_only_when_expected(void **state)
{
    (void)state;
    const char number[] = "H29.1-260610-0001";
    const struct qr_code *code = NULL;
    struct mc_grey picture;
    mc_grey_init(&picture, 800, 300);
    draw_code39(&picture, "*H29.1-260610-0001*", 60, 30);
    assert_false(qr_reader_read(reader, &picture, BUDGET_MS, &code));
    qr_reader_expect_barcodes(reader, true);
    assert_true(qr_reader_read(reader, &picture, BUDGET_MS, &code));
    assert_int_equal(code->symbology, MC_SYMBOLOGY_CODE_39);
    assert_int_equal(code->len, sizeof number - 1);
    assert_memory_equal(code->bytes, number, code->len);
    /* Of both the QR code counts, small as it is. */
    draw_code(&picture, "the QR code", 11, 4, 60, 140);
    assert_reads(&picture, "the QR code", 11);
    qr_reader_expect_barcodes(reader, false);
    assert_reads(&picture, "the QR code", 11);
    mc_grey_finish(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vietnamese_cards_are_exact_to_the_byte),
        cmocka_unit_test(any_bytes_go_through),
        cmocka_unit_test(every_character_set_becomes_utf8),
        cmocka_unit_test(no_code_no_text),
        cmocka_unit_test(a_code_up_to_the_edge_is_read),
        cmocka_unit_test(of_several_the_largest_counts),
        cmocka_unit_test(a_text_counts_when_seen_twice_and_then_once),
        cmocka_unit_test(a_receipts_barcode_counts_only_when_expected),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
