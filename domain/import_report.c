#include "domain/import_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/memory.h"

const char *import_kind_name(enum import_kind kind)
{
    static const char *const NAMES[IMPORT_KIND_COUNT] = {
        "missing", "time", "fee",   "paper", "level", "audience",
        "legal",   "word", "glyph", "key",   "type",  "too_much"};
    MC_CHECK((unsigned)kind < IMPORT_KIND_COUNT);
    return NAMES[kind];
}

void import_remark(struct import_report *report, enum import_kind kind, const char *path,
                   const char *format, ...)
{
    report->by_kind[kind]++;
    if (report->count == IMPORT_REMARKS_MAX) {
        return;
    }
    report->remarks = mc_realloc(report->remarks, (report->count + 1) * sizeof *report->remarks);
    struct import_remark *remark = &report->remarks[report->count++];
    char text[4 * IMPORT_REMARK_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    remark->kind = kind;
    mc_copy_text(remark->path, sizeof remark->path, path);
    mc_copy_text(remark->what, sizeof remark->what, text);
}

void import_report_finish(struct import_report *report)
{
    free(report->remarks);
    *report = (struct import_report){0};
}
