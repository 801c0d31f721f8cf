#include <string.h>

#include "drivers/printer/escpos.h"
#include "drivers/printer/printer_sim.h"
#include "tests/unit/cmocka_all.h"

static const struct escpos_profile wide = {
    .width_dots = 576,
    .cutter = true,
    .asb = true,
    .feed_lines = 4,
    .confirmation = ESCPOS_CONFIRM_JOB_ID,
};

static void a_job_is_these_bytes(void **state)
{
    (void)state;
    struct mc_raster picture;
    mc_raster_init(&picture, 9, 130);
    mc_raster_set(&picture, 0, 0, true);
    mc_raster_set(&picture, 8, 129, true);
    struct mc_buffer out;
    mc_buffer_init(&out, 4096);
    escpos_put_job(&out, &wide, &picture, "ABCD");
    const uint8_t head[] = {0x1B, 0x40, 0x1D, 0x61, 0xFF, 0x1D, 0x76, 0x30,
                            0,    2,    0,    128,  0,    0x80, 0x00};
    assert_memory_equal(out.bytes, head, sizeof head);
    const uint8_t second_band[] = {0x1D, 0x76, 0x30, 0, 2, 0, 2, 0, 0, 0, 0x00, 0x80};
    assert_memory_equal(out.bytes + 13 + 256, second_band, sizeof second_band);
    const uint8_t tail[] = {0x1B, 0x64, 4,    0x1D, 0x56, 1,   0x1D, 0x28, 0x48,
                            6,    0,    0x30, 0x30, 'A',  'B', 'C',  'D'};
    assert_int_equal(out.len, 13 + 256 + sizeof second_band + sizeof tail);
    assert_memory_equal(out.bytes + out.len - sizeof tail, tail, sizeof tail);
    mc_buffer_finish(&out);
    mc_raster_finish(&picture);
}

static void job_ids_never_look_like_a_status(void **state)
{
    (void)state;
    char id[ESCPOS_JOB_ID_CHARS + 1];
    escpos_job_id(0x12EF, id);
    assert_string_equal(id, "ABNO");
    for (unsigned n = 0; n < 0x10000; n++) {
        escpos_job_id(n, id);
        for (int i = 0; i < ESCPOS_JOB_ID_CHARS; i++) {
            assert_int_equal((uint8_t)id[i] & 0x90, 0);
        }
    }
}

/* Feeds the bytes and keeps the last reply of each kind. */
static int parse_all(const uint8_t *bytes, size_t len, struct escpos_reply last[5])
{
    struct escpos_parser parser = {0};
    int count = 0;
    memset(last, 0, 5 * sizeof last[0]);
    for (size_t i = 0; i < len; i++) {
        struct escpos_reply reply;
        escpos_parse_byte(&parser, bytes[i], &reply);
        if (reply.kind != ESCPOS_REPLY_NONE) {
            last[reply.kind] = reply;
            count++;
        }
    }
    return count;
}

static void mixed_answers_are_told_apart(void **state)
{
    (void)state;
    /* A real-time status in the middle of an ASB, another in the middle of a job's answer, then
     * the ordered answer. */
    const uint8_t bytes[] = {0x38, 0x00, 0x1A, 0x0C, 0x0F, 0x37, 0x22,
                             'A',  'B',  0x12, 'C',  'D',  0x00, 0x00};
    struct escpos_reply last[5];
    /* 0x38 & 0x93 is 0x10: cover open and offline. */
    assert_int_equal(parse_all(bytes, sizeof bytes, last), 5);
    const uint8_t asb[] = {0x38, 0x00, 0x0C, 0x0F};
    assert_memory_equal(last[ESCPOS_REPLY_ASB].bytes, asb, 4);
    assert_int_equal(last[ESCPOS_REPLY_STATUS].bytes[0], 0x12);
    assert_string_equal(last[ESCPOS_REPLY_JOB_DONE].job_id, "ABCD");
    assert_int_equal(last[ESCPOS_REPLY_PAPER].kind, ESCPOS_REPLY_PAPER);
}

static void a_cut_off_answer_does_not_swallow_the_next(void **state)
{
    (void)state;
    struct escpos_reply last[5];
    const uint8_t asb_twice[] = {0x10, 0x00, 0x10, 0x00, 0x0C, 0x00};
    assert_int_equal(parse_all(asb_twice, sizeof asb_twice, last), 1);
    assert_int_equal(last[ESCPOS_REPLY_ASB].bytes[2], 0x0C);
    const uint8_t job_then_asb[] = {0x37, 0x22, 'A', 0x10, 0x00, 0x00, 0x00};
    assert_int_equal(parse_all(job_then_asb, sizeof job_then_asb, last), 1);
    assert_int_equal(last[ESCPOS_REPLY_ASB].kind, ESCPOS_REPLY_ASB);
}

static void status_becomes_a_state(void **state)
{
    (void)state;
    const struct {
        uint8_t status[4];
        enum printer_state expected;
    } rows[] = {
        {{0x12, 0x12, 0x12, 0x12}, PRINTER_OK},
        {{0x12, 0x12, 0x12, 0x1E}, PRINTER_NEAR_END},
        {{0x1A, 0x12, 0x12, 0x7E}, PRINTER_PAPER_OUT},
        {{0x1A, 0x32, 0x12, 0x12}, PRINTER_PAPER_OUT},
        {{0x1A, 0x16, 0x12, 0x7E}, PRINTER_COVER_OPEN},
        {{0x1A, 0x52, 0x1A, 0x12}, PRINTER_CUTTER},
        {{0x1A, 0x52, 0x32, 0x12}, PRINTER_ERROR},
        {{0x1A, 0x12, 0x12, 0x12}, PRINTER_OFFLINE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(escpos_state_from_status(rows[i].status), rows[i].expected);
    }
    assert_int_equal(escpos_state_from_asb((const uint8_t[]){0x10, 0, 0, 0}), PRINTER_OK);
    assert_int_equal(escpos_state_from_asb((const uint8_t[]){0x10, 0, 3, 0}), PRINTER_NEAR_END);
    assert_int_equal(escpos_state_from_asb((const uint8_t[]){0x18, 0, 15, 0}), PRINTER_PAPER_OUT);
    assert_int_equal(escpos_state_from_asb((const uint8_t[]){0x38, 0, 0, 0}), PRINTER_COVER_OPEN);
    assert_int_equal(escpos_state_from_asb((const uint8_t[]){0x18, 8, 0, 0}), PRINTER_CUTTER);
    assert_int_equal(escpos_state_from_asb((const uint8_t[]){0x18, 64, 0, 0}), PRINTER_ERROR);
    assert_int_equal(escpos_state_from_asb((const uint8_t[]){0x18, 0, 0, 0}), PRINTER_OFFLINE);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void any_bytes_are_survived(void **state)
{
    (void)state;
    uint32_t seed = 20261124;
    struct escpos_parser parser = {0};
    struct transport *printer = printer_sim_create(NULL);
    static const uint8_t likely[] = {0x1B, 0x1D, 0x10, 0x76, 0x30, 0x28, 0x48,
                                     0x56, 0x64, 0x37, 0x22, 0x00, 0x01, 0x06};
    for (int i = 0; i < 400000; i++) {
        uint32_t r = next_random(&seed);
        uint8_t byte = (r & 0x100) != 0 ? (uint8_t)r : likely[r % sizeof likely];
        struct escpos_reply reply;
        escpos_parse_byte(&parser, byte, &reply);
        assert_true(parser.held_len <= sizeof parser.held);
        size_t written = 0;
        assert_int_equal(printer->ops->write(printer, &byte, 1, 0, &written, NULL), MC_OK);
        assert_int_equal(written, 1);
    }
    assert_true(printer_sim_garbage_bytes(printer) > 0);
    printer->ops->destroy(printer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_is_these_bytes),
        cmocka_unit_test(job_ids_never_look_like_a_status),
        cmocka_unit_test(mixed_answers_are_told_apart),
        cmocka_unit_test(a_cut_off_answer_does_not_swallow_the_next),
        cmocka_unit_test(status_becomes_a_state),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
