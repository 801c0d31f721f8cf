/* A HID device's report descriptor: what is found in it must lie within the report. */
#include "drivers/scanner/hid_descriptor.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct hid_scanner scanner = {0};
    if (hid_descriptor_parse(bytes, len, &scanner, NULL) != MC_OK) {
        MC_CHECK(scanner.count == 0);
        return 0;
    }
    MC_CHECK(scanner.count > 0 && scanner.count <= HID_REPORTS_MAX);
    for (int i = 0; i < scanner.count; i++) {
        const struct hid_scan_report *report = &scanner.reports[i];
        MC_CHECK(report->total_bits <= HID_REPORT_MAX_BYTES * 8);
        MC_CHECK(report->data_bit >= 0);
        MC_CHECK(report->data_bit + 8 * report->data_bytes <= report->total_bits);
        MC_CHECK(report->continued_bit < report->total_bits);
    }
    return 0;
}
