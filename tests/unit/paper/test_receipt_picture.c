/* Draws receipts, sends them through the printer's bytes, and reads them again with the camera's
 * reader. MOTCUA_TEST_OUT=DIR keeps the prints as PNG. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/qr_reader.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/printer/printer_sim.h"
#include "kiosk/paper/receipt_picture.h"
#include "tests/unit/cmocka_all.h"

#define WIDTH 576

static struct mc_messages *messages;

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/receipt"};
    struct mc_error err = {0};
    if (mc_messages_load(dirs, 1, &messages, &err) != MC_OK) {
        print_error("%s\n", err.text);
        return 1;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    mc_messages_destroy(messages);
    return 0;
}

static struct receipt *ordinary(void)
{
    static const struct receipt_paper papers[] = {
        {"Tờ khai đăng ký khai sinh theo mẫu", 1, 0},
        {"Giấy chứng sinh", 1, 0},
        {"Giấy chứng nhận kết hôn của cha, mẹ trẻ (nếu cha, mẹ có đăng ký kết hôn)", 0, 2},
    };
    struct receipt *receipt = MC_NEW(struct receipt);
    *receipt = (struct receipt){
        .agency = {"UBND THÀNH PHỐ HOA MAI", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG SUỐI TRÀ"},
        .code = "H99.12-261124-0042",
        .applicant = "Nguyễn Thị Quỳnh Hương",
        .masked_id = "********0123",
        .procedure_code = "1.001193",
        .procedure_name = "Đăng ký khai sinh",
        .received = {.date = {2026, 11, 24}, .hour = 9, .minute = 5},
        .appointed = {.date = {2026, 11, 25}, .hour = 15},
        .fee_dong = 0,
        .collect_at = "Trung tâm Phục vụ hành chính công phường Suối Trà, số 12 đường Lúa Chín",
        .hotline = "1900 0000",
        .url = "https://motcua.suoitra.example/r/H99.12-261124-0042?t=Qm9uam91ckxlTW9uZGUxMg",
        .paper_count = 3,
    };
    memcpy(receipt->papers, papers, sizeof papers);
    return receipt;
}

static void draw(const struct receipt *receipt, int width, struct mc_raster *out)
{
    struct mc_error err = {0};
    enum mc_err rc = receipt_picture_draw(receipt, messages, width, out, &err);
    if (rc != MC_OK) {
        fail_msg("%s", err.text);
    }
}

static void keep(const char *name, const struct mc_grey *paper)
{
    const char *dir = getenv("MOTCUA_TEST_OUT");
    if (dir != NULL) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s.png", dir, name);
        assert_int_equal(mc_png_write_grey(path, paper, NULL), MC_OK);
    }
}

/* Through the bytes: what comes out of the printer. */
static void print(const struct mc_raster *picture, struct mc_grey *out)
{
    const struct escpos_profile profile = {.width_dots = WIDTH,
                                           .cutter = true,
                                           .feed_lines = 3,
                                           .confirmation = ESCPOS_CONFIRM_JOB_ID};
    struct transport *sim = printer_sim_create(NULL);
    struct printer *printer = escpos_printer_create(sim, &profile);
    enum printer_outcome outcome;
    enum printer_state state;
    assert_int_equal(printer->ops->print(printer, picture, 20000, &outcome, &state, NULL), MC_OK);
    assert_int_equal(outcome, PRINTER_PRINTED);
    assert_true(printer_sim_take(sim, out));
    assert_int_equal(printer_sim_garbage_bytes(sim), 0);
    printer->ops->destroy(printer);
}

/* Returns how long the receipt is. */
static int assert_good(const char *name, const struct receipt *receipt)
{
    struct mc_raster picture = {0};
    draw(receipt, WIDTH, &picture);
    assert_int_equal(picture.width_px, WIDTH);
    /* Nothing touches the edges: nothing was cut off there. */
    for (int y = 0; y < picture.height_px; y++) {
        for (int x = 0; x < 4; x++) {
            assert_false(mc_raster_get(&picture, x, y));
            assert_false(mc_raster_get(&picture, WIDTH - 1 - x, y));
        }
    }
    struct mc_grey paper = {0};
    print(&picture, &paper);
    keep(name, &paper);
    struct qr_reader *reader = qr_reader_create();
    const struct qr_code *code = NULL;
    assert_true(qr_reader_read(reader, &paper, 0, &code));
    assert_int_equal(code->len, strlen(receipt->url));
    assert_memory_equal(code->bytes, receipt->url, code->len);
    qr_reader_destroy(reader);
    int height = picture.height_px;
    mc_grey_finish(&paper);
    mc_raster_finish(&picture);
    return height;
}

static void an_ordinary_receipt(void **state)
{
    (void)state;
    struct receipt *receipt = ordinary();
    int height = assert_good("receipt-vi", receipt);
    /* At 8 dots a millimetre: between 14 and 30 cm of paper. */
    assert_in_range(height, 1120, 2400);
    receipt->language = MC_LANGUAGE_EN;
    assert_good("receipt-en", receipt);
    free(receipt);
}

static void a_provisional_one_says_so(void **state)
{
    (void)state;
    struct receipt *receipt = ordinary();
    int official = assert_good("receipt-vi", receipt);
    receipt->provisional = true;
    receipt->fee_dong = -1;
    receipt->appointed = (struct local_time){0};
    mc_copy_text(receipt->code, sizeof receipt->code, "TK01-261124-0007-X");
    assert_true(assert_good("receipt-provisional", receipt) > official);
    receipt->language = MC_LANGUAGE_EN;
    assert_good("receipt-provisional-en", receipt);
    free(receipt);
}

static void a_copy_says_so(void **state)
{
    (void)state;
    struct receipt *receipt = ordinary();
    receipt->fee_dong = 1250000;
    int first = assert_good("receipt-fee", receipt);
    receipt->copy = 1;
    assert_true(assert_good("receipt-copy", receipt) > first);
    free(receipt);
}

static void fill(char *out, size_t size, const char *words, size_t chars)
{
    size_t len = 0;
    size_t wide = 0;
    while (wide < chars && len + 4 < size) {
        const char *word = words;
        while (*word != '\0' && wide < chars && len + 4 < size) {
            /* Whole characters only. */
            do {
                out[len++] = *word++;
            } while ((*word & 0xC0) == 0x80);
            wide++;
        }
    }
    out[len] = '\0';
}

static void the_longest_inputs_fit(void **state)
{
    (void)state;
    struct receipt *receipt = ordinary();
    fill(receipt->procedure_name, sizeof receipt->procedure_name,
         "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất; ", 1094);
    fill(receipt->applicant, sizeof receipt->applicant, "Nguyễn Phượng ", 150);
    fill(receipt->collect_at, sizeof receipt->collect_at, "Trung tâm phục vụ hành chính công ",
         300);
    fill(receipt->agency[0], sizeof receipt->agency[0], "ỦY BAN NHÂN DÂN ", 150);
    fill(receipt->agency[1], sizeof receipt->agency[1], "TRUNG TÂM ", 150);
    receipt->fee_dong = INT64_MAX;
    receipt->paper_count = 50;
    for (size_t i = 0; i < receipt->paper_count; i++) {
        fill(receipt->papers[i].name, sizeof receipt->papers[i].name,
             i % 5 == 0 ? "Giấy tờ chứng minh về quyền sử dụng nhà ở hợp pháp, " : "Giấy phép ",
             i % 5 == 0 ? 250 : 20);
        receipt->papers[i].originals = 1;
        receipt->papers[i].copies = 12;
    }
    assert_good("receipt-longest", receipt);
    receipt->language = MC_LANGUAGE_EN;
    receipt->provisional = true;
    receipt->copy = 3;
    assert_good("receipt-longest-en", receipt);
    free(receipt);
}

static void too_long_is_an_error_and_nothing_else(void **state)
{
    (void)state;
    struct receipt *receipt = ordinary();
    receipt->paper_count = RECEIPT_PAPERS_MAX;
    for (size_t i = 0; i < receipt->paper_count; i++) {
        fill(receipt->papers[i].name, sizeof receipt->papers[i].name, "W", 315);
    }
    struct mc_raster picture = {0};
    struct mc_error err = {0};
    enum mc_err rc = receipt_picture_draw(receipt, messages, WIDTH, &picture, &err);
    if (rc == MC_OK) {
        assert_true(picture.height_px <= MC_RASTER_HEIGHT_MAX_PX);
        mc_raster_finish(&picture);
    } else {
        assert_int_equal(rc, MC_ETOOBIG);
        assert_null(picture.bits);
    }
    fill(receipt->url, sizeof receipt->url, "https://x.example/", 250);
    receipt->paper_count = 0;
    assert_good("receipt-long-url", receipt);
    assert_int_equal(receipt_picture_draw(receipt, messages, 100, &picture, &err), MC_EINVAL);
    free(receipt);
}

static void narrow_paper_does_too(void **state)
{
    (void)state;
    struct receipt *receipt = ordinary();
    struct mc_raster picture = {0};
    draw(receipt, 384, &picture);
    struct mc_grey paper = {0};
    mc_raster_to_grey(&picture, &paper);
    keep("receipt-58mm", &paper);
    struct qr_reader *reader = qr_reader_create();
    const struct qr_code *code = NULL;
    assert_true(qr_reader_read(reader, &paper, 0, &code));
    assert_int_equal(code->len, strlen(receipt->url));
    qr_reader_destroy(reader);
    mc_grey_finish(&paper);
    mc_raster_finish(&picture);
    free(receipt);
}

static void every_text_is_there(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "slip.country",     "slip.motto",          "slip.title",    "slip.reprint",
        "slip.code",        "slip.scan",           "slip.keep",     "slip.code_provisional",
        "slip.provisional", "slip.appointed",      "slip.papers",   "slip.when_unknown",
        "slip.from_hour",   "slip.applicant",      "slip.fee",      "slip.id_number",
        "slip.procedure",   "slip.procedure_code", "slip.received", "slip.originals",
        "slip.copies",      "slip.fee_amount",     "slip.fee_none", "slip.fee_unknown",
        "slip.collect",     "slip.follow",         "slip.hotline",  "slip.follow_how",
        "slip.weekday.0",   "slip.weekday.6",
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        assert_true(mc_message_known(messages, keys[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_receipt),
        cmocka_unit_test(a_provisional_one_says_so),
        cmocka_unit_test(a_copy_says_so),
        cmocka_unit_test(the_longest_inputs_fit),
        cmocka_unit_test(too_long_is_an_error_and_nothing_else),
        cmocka_unit_test(narrow_paper_does_too),
        cmocka_unit_test(every_text_is_there),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
