#include "drivers/scanner/hid_descriptor.h"

#include <string.h>

#include "core/cursor.h"

#define LONG_ITEM       0xFE
#define GLOBALS_MAX     8
#define USAGES_MAX      64
#define COLLECTIONS_MAX 32
#define PAGE_SCANNER    0x8CU
#define PAGE_GENERIC    0x01U
#define USAGE_DESKTOP   0x0DU /* generic desktop up to here: pointers, keyboards, controls */
#define USAGE_COUNT     0x3BU /* generic desktop: byte count */
#define USAGE_SCANNER   0x02U
#define USAGE_SYMBOLOGY 0xFBU /* to 0xFD */
#define USAGE_DATA      0xFEU
#define USAGE_CONTINUED 0xFFU
#define REPORT_BITS_MAX (HID_REPORT_MAX_BYTES * 8)

struct globals {
    uint32_t page;
    uint32_t size_bits;
    uint32_t count;
    uint32_t id;
};

struct parser {
    struct globals now;
    struct globals stack[GLOBALS_MAX];
    int depth;
    uint32_t usages[USAGES_MAX]; /* page in the upper half */
    int usage_count;
    int collections; /* begun and not ended */
    struct hid_scanner scanner;
    bool failed;
};

static struct hid_scan_report *report_of(struct parser *parser, int id)
{
    struct hid_scanner *scanner = &parser->scanner;
    for (int i = 0; i < scanner->count; i++) {
        if (scanner->reports[i].id == id) {
            return &scanner->reports[i];
        }
    }
    if (scanner->count == HID_REPORTS_MAX) {
        return NULL;
    }
    struct hid_scan_report *report = &scanner->reports[scanner->count++];
    *report = (struct hid_scan_report){
        .id = id,
        .data_bit = HID_NOWHERE,
        .symbology_bit = {HID_NOWHERE, HID_NOWHERE, HID_NOWHERE},
        .continued_bit = HID_NOWHERE,
        .count_bit = HID_NOWHERE,
        .total_bits = id != 0 ? 8 : 0,
    };
    return report;
}

/* One field of `count` elements with one usage, at bit `at`. */
static void place(struct hid_scan_report *report, uint32_t usage, int at, uint32_t size_bits,
                  uint32_t count)
{
    uint32_t page = usage >> 16;
    uint32_t what = usage & 0xFFFF;
    bool bytes = size_bits == 8;
    if (page == PAGE_GENERIC && what == USAGE_COUNT && size_bits <= 16) {
        report->count_bit = at;
        report->count_bits = (int)size_bits;
    } else if (page != PAGE_SCANNER) {
        return;
    } else if (what >= USAGE_SYMBOLOGY && what < USAGE_DATA && bytes) {
        report->symbology_bit[what - USAGE_SYMBOLOGY] = at;
    } else if (what == USAGE_DATA && bytes && report->data_bit == HID_NOWHERE) {
        report->data_bit = at;
        report->data_bytes = (int)count;
    } else if (what == USAGE_CONTINUED) {
        report->continued_bit = at;
    }
}

/* Usages belong to the elements in turn; the last one to all that are left. */
static void take_input(struct parser *parser, uint32_t flags)
{
    const struct globals *now = &parser->now;
    struct hid_scan_report *report = report_of(parser, (int)now->id);
    uint64_t bits = (uint64_t)now->size_bits * now->count;
    if (report == NULL || bits > (uint64_t)(REPORT_BITS_MAX - report->total_bits)) {
        parser->failed = true;
        return;
    }
    bool nothing = (flags & 1) != 0 || now->size_bits == 0; /* padding, or elements of no width */
    int usages = parser->usage_count < (int)now->count ? parser->usage_count : (int)now->count;
    for (int i = 0; i < usages && !nothing; i++) {
        uint32_t left = i + 1 == usages ? now->count - (uint32_t)i : 1;
        place(report, parser->usages[i], report->total_bits + i * (int)now->size_bits,
              now->size_bits, left);
    }
    report->total_bits += (int)bits;
}

static void add_usage(struct parser *parser, uint32_t usage, size_t size)
{
    uint32_t whole = size == 4 ? usage : (parser->now.page << 16 | (usage & 0xFFFF));
    if (parser->usage_count < USAGES_MAX) {
        parser->usages[parser->usage_count++] = whole;
    }
}

static void take_global(struct parser *parser, unsigned tag, uint32_t value)
{
    switch (tag) {
    case 0x0: parser->now.page = value & 0xFFFF; break;
    case 0x7: parser->now.size_bits = value; break;
    case 0x8:
        parser->now.id = value;
        parser->scanner.ids = true;
        parser->failed = parser->failed || value == 0 || value > 0xFF;
        break;
    case 0x9: parser->now.count = value; break;
    case 0xA:
        if (parser->depth < GLOBALS_MAX) {
            parser->stack[parser->depth++] = parser->now;
        } else {
            parser->failed = true;
        }
        break;
    case 0xB:
        if (parser->depth > 0) {
            parser->now = parser->stack[--parser->depth];
        } else {
            parser->failed = true;
        }
        break;
    default: break;
    }
}

static uint32_t value_of(struct mc_cursor *cursor, size_t size)
{
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value |= (uint32_t)mc_cursor_u8(cursor) << (8 * i);
    }
    return value;
}

/* What the outermost collections call themselves is what the interface is. */
static void begin_collection(struct parser *parser)
{
    uint32_t usage = parser->usage_count > 0 ? parser->usages[0] : 0;
    if (parser->collections == 0 && usage == (PAGE_SCANNER << 16 | USAGE_SCANNER)) {
        parser->scanner.is_scanner = true;
    } else if (parser->collections == 0 && usage >> 16 == PAGE_GENERIC &&
               (usage & 0xFFFF) <= USAGE_DESKTOP) {
        parser->scanner.is_desktop = true;
    }
    if (parser->collections < COLLECTIONS_MAX) {
        parser->collections++;
    } else {
        parser->failed = true;
    }
}

static void take_main(struct parser *parser, unsigned tag, uint32_t value)
{
    switch (tag) {
    case 0x8: take_input(parser, value); break;
    case 0xA: begin_collection(parser); break;
    case 0xC: parser->collections -= parser->collections > 0 ? 1 : 0; break;
    default: break;
    }
    parser->usage_count = 0; /* local items end with a main item */
}

static void take_item(struct parser *parser, struct mc_cursor *cursor)
{
    static const size_t sizes[] = {0, 1, 2, 4};
    uint8_t head = mc_cursor_u8(cursor);
    if (head == LONG_ITEM) {
        size_t len = mc_cursor_u8(cursor);
        (void)mc_cursor_u8(cursor);
        (void)mc_cursor_take(cursor, len);
        return;
    }
    size_t size = sizes[head & 3];
    uint32_t value = value_of(cursor, size);
    unsigned tag = head >> 4;
    switch (head >> 2 & 3) {
    case 0: take_main(parser, tag, value); break;
    case 1: take_global(parser, tag, value); break;
    case 2:
        if (tag == 0x0) {
            add_usage(parser, value, size);
        }
        break;
    default: break;
    }
}

enum mc_err hid_descriptor_parse(const void *bytes, size_t len, struct hid_scanner *out,
                                 struct mc_error *err)
{
    struct parser parser = {0};
    struct mc_cursor cursor = mc_cursor_over(bytes, len);
    while (mc_cursor_left(&cursor) > 0 && !cursor.failed && !parser.failed) {
        take_item(&parser, &cursor);
    }
    if (cursor.failed || parser.failed) {
        return mc_fail(err, MC_EPARSE, "HID: the report descriptor makes no sense");
    }
    /* Only reports with data stay. */
    struct hid_scanner found = parser.scanner;
    found.count = 0;
    for (int i = 0; i < parser.scanner.count; i++) {
        struct hid_scan_report report = parser.scanner.reports[i];
        int bytes_long = (report.total_bits + 7) / 8;
        found.longest_bytes = bytes_long > found.longest_bytes ? bytes_long : found.longest_bytes;
        if (report.data_bit != HID_NOWHERE) {
            found.reports[found.count++] = report;
        }
    }
    if (found.count == 0) {
        return mc_fail(err, MC_EUNSUPPORTED, "HID: no scanner that sends its codes as data");
    }
    *out = found;
    return MC_OK;
}

/* count bits from bit `at` on; 0 where the report is too short or there is no such field. */
static uint32_t bits_at(const uint8_t *bytes, size_t len, int at, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count && at >= 0; i++) {
        size_t bit = (size_t)at + (size_t)i;
        if (bit / 8 < len && (bytes[bit / 8] >> (bit % 8) & 1) != 0) {
            value |= 1U << i;
        }
    }
    return value;
}

static size_t used_bytes(const struct hid_scan_report *report, const uint8_t *bytes, size_t len)
{
    size_t most = (size_t)report->data_bytes;
    if (report->count_bit != HID_NOWHERE) {
        size_t used = bits_at(bytes, len, report->count_bit, report->count_bits);
        return used < most ? used : most;
    }
    bool full = bits_at(bytes, len, report->continued_bit, 1) != 0;
    while (!full && most > 0 &&
           bits_at(bytes, len, report->data_bit + 8 * ((int)most - 1), 8) == 0) {
        most--;
    }
    return most;
}

static const struct hid_scan_report *find(const struct hid_scanner *scanner, const uint8_t *bytes,
                                          size_t len)
{
    for (int i = 0; i < scanner->count && len > 0; i++) {
        if (!scanner->ids || scanner->reports[i].id == bytes[0]) {
            return &scanner->reports[i];
        }
    }
    return NULL;
}

bool hid_report_take(const struct hid_scanner *scanner, const void *report_bytes, size_t len,
                     struct scanner_code *code)
{
    const uint8_t *bytes = report_bytes;
    const struct hid_scan_report *report = find(scanner, bytes, len);
    if (report == NULL) {
        return false;
    }
    uint8_t aim[MC_AIM_BYTES];
    for (int i = 0; i < MC_AIM_BYTES; i++) {
        aim[i] = (uint8_t)bits_at(bytes, len, report->symbology_bit[i], 8);
    }
    enum mc_symbology symbology = mc_symbology_of_aim(aim, sizeof aim);
    code->symbology = symbology != MC_SYMBOLOGY_UNKNOWN ? symbology : code->symbology;
    size_t used = used_bytes(report, bytes, len);
    for (size_t i = 0; i < used && code->len < sizeof code->bytes; i++) {
        code->bytes[code->len++] = (uint8_t)bits_at(bytes, len, report->data_bit + 8 * (int)i, 8);
    }
    return bits_at(bytes, len, report->continued_bit, 1) == 0 && code->len > 0;
}
