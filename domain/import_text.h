/*
 * Cleaning and understanding the short texts of catalogue records, for the converters
 * (import_lines.c, import_national.c). All texts are valid UTF-8. Pure; allocates.
 */
#ifndef MOTCUA_DOMAIN_IMPORT_TEXT_H
#define MOTCUA_DOMAIN_IMPORT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/import_report.h"
#include "domain/procedure.h"

/* NFC without control, format and private-use characters; bullets of symbol fonts become "-", runs
 * of white space one space (or one line feed, unless `one_line`). Freed with free(). */
char *import_clean(const char *text, bool one_line, struct import_report *report, const char *path);
bool import_is_upper(uint32_t codepoint);
bool import_is_lower(uint32_t codepoint);
/* Empty, or one of the ways the portals have of saying "nothing here". */
bool import_says_nothing(const char *text);
/* Folded texts (mc_text_fold) compared. */
bool import_folds_to(const char *text, const char *folded);
bool import_fold_has(const char *text, const char *folded);

/* "3 Ngày làm việc", "01 Giờ", "30 Ngày": false for anything else. */
bool import_duration(const char *text, struct duration *out);
/* To compare times in different units by: working hours, roughly. */
int64_t import_duration_weight(struct duration duration);
/* "7,000", "7.000", "7000", "không": đồng up to PROCEDURE_FEE_MAX_DONG; false for anything else. */
bool import_dong(const char *text, int64_t *out);
/* "dd/mm/yyyy" or ISO 8601, with or without a time behind it. */
bool import_date(const char *text, struct date *out);

bool import_channel_kind(const char *text, enum procedure_channel_kind *out);
/* One name or number of a level. */
bool import_level(const char *text, enum procedure_level *out);
/* Adds the bits of one name. */
bool import_audience(const char *text, unsigned *audiences);
/* The id of a field by its national name, NULL if it is none of ours. */
const char *import_field_code(const char *field);

#endif
