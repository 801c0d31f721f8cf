/* What a printer may say: every answer told apart in any stream, and what it means. */
#include "core/error.h"
#include "drivers/printer/escpos.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct escpos_parser parser = {0};
    uint8_t status[4] = {0x12, 0x12, 0x12, 0x12};
    size_t statuses = 0;
    for (size_t i = 0; i < len; i++) {
        struct escpos_reply reply;
        escpos_parse_byte(&parser, bytes[i], &reply);
        MC_CHECK(parser.held_len <= sizeof parser.held);
        if (reply.kind == ESCPOS_REPLY_STATUS) {
            MC_CHECK((reply.bytes[0] & 0x93) == 0x12);
            status[statuses++ % 4] = reply.bytes[0];
            (void)printer_state_name(escpos_state_from_status(status));
        } else if (reply.kind == ESCPOS_REPLY_ASB) {
            MC_CHECK((reply.bytes[0] & 0x93) == 0x10);
            (void)printer_state_name(escpos_state_from_asb(reply.bytes));
        } else if (reply.kind == ESCPOS_REPLY_JOB_DONE) {
            MC_CHECK(reply.job_id[ESCPOS_JOB_ID_CHARS] == '\0');
        }
    }
    return 0;
}
