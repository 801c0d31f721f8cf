/* The flattened cells of the lines format. */
#ifndef MOTCUA_DOMAIN_IMPORT_LINES_INTERNAL_H
#define MOTCUA_DOMAIN_IMPORT_LINES_INTERNAL_H

#include "domain/import_build.h"

/* The fee's cell at the beginning of a way's description, the rest of which becomes its note. */
void import_lines_description(struct import_way *way, const char *text, const char *path,
                              struct import_report *report);
/* The fee's own key: "7,000", or lines such as "Phí : 10.000 Đồng (…)". */
void import_lines_fee(struct import_way *way, const char *text, const char *path,
                      struct import_report *report);
void import_lines_legal(struct procedure *procedure, const char *text,
                        struct import_report *report);
/* Results with their codes, and behind them the page's key words and description. */
void import_lines_result(struct procedure *procedure, const char *text,
                         struct import_report *report);
/* One [name, originals, copies]. */
void import_lines_paper(struct procedure *procedure, struct procedure_case *one, const cJSON *row,
                        struct import_report *report);
/* Length of the text before the page's footer ("Từ khóa… Mô tả… Chọn cơ quan…"). */
size_t import_lines_body(const char *text);

#endif
