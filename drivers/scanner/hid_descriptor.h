/*
 * HID report descriptors, as far as a barcode scanner's scanned-data report needs them, and such
 * reports. Nothing is assumed about report ids, offsets or lengths: they follow from the
 * descriptor. Formats: Device Class Definition for HID 1.11, section 6.2.2; HID Point of Sale Usage
 * Tables 1.02, usage page 8C (bar code scanner). Bytes from a device, bounds-checked. Any thread.
 */
#ifndef MOTCUA_DRIVERS_SCANNER_HID_DESCRIPTOR_H
#define MOTCUA_DRIVERS_SCANNER_HID_DESCRIPTOR_H

#include <stdbool.h>

#include "drivers/scanner/scanner.h"

#define HID_REPORTS_MAX      8
#define HID_REPORT_MAX_BYTES 4096
#define HID_NOWHERE          (-1)

/* Where in an input report, counted in bits from its first byte (the report id, if there are ids).
 */
struct hid_scan_report {
    int id; /* 0: reports have no ids */
    int data_bit;
    int data_bytes;
    int symbology_bit[MC_AIM_BYTES];
    int continued_bit; /* more data follows in the next report; HID_NOWHERE */
    int count_bit;     /* how many data bytes are used; HID_NOWHERE: up to the last that is not 0 */
    int count_bits;
    int total_bits;
};

struct hid_scanner {
    struct hid_scan_report reports[HID_REPORTS_MAX];
    int count;
    bool ids;
    bool is_scanner;   /* a collection of its own says so: bar code scanner, usage 02 */
    bool is_desktop;   /* another is a keyboard, keypad or pointer: people may type with it */
    int longest_bytes; /* of all its input reports */
};

/* MC_EPARSE: no descriptor; MC_EUNSUPPORTED: none of a scanner that sends its codes as data. */
enum mc_err hid_descriptor_parse(const void *bytes, size_t len, struct hid_scanner *out,
                                 struct mc_error *err) MC_MUST_CHECK;
/* Adds one input report to `code` (zeroed before the first). True when the code is whole; a report
 * of another id changes nothing. A code over SCANNER_MAX_BYTES is cut off there. */
bool hid_report_take(const struct hid_scanner *scanner, const void *bytes, size_t len,
                     struct scanner_code *code);

#endif
