/*
 * A record of the "lines" format: one JSON object a line, as the pages of the national portal were
 * flattened into it:
 *   code, name, field, level, decision, audience, agency, steps, result, legal, conditions,
 * ministry: texts; lists in them are separated by commas, tables have lost their cells ("Tên văn
 * bản pháp lýMã văn bản" and then title, number, title, number… without a space between) papers:
 * [[name, originals, copies], …] or [[name, template's file, "Bản chính: 1\nBản sao: 0"]] ways:
 * [{cach, thoi_han, phi, mo_ta}, …]; mo_ta begins with the fee's cell ("Miễn phí(…)") The format
 * does not say how far a procedure can be done online, whether it is free of boundaries or when it
 * changed: online is "partial" where there is an online way, "none" otherwise. Pure.
 */
#ifndef MOTCUA_DOMAIN_IMPORT_LINES_H
#define MOTCUA_DOMAIN_IMPORT_LINES_H

#include "core/json.h"
#include "domain/import_report.h"
#include "domain/procedure.h"

#define IMPORT_LINE_MAX_BYTES ((size_t)1024 * 1024)

/* *out is complete enough for procedure_parse() and freed with procedure_destroy(). Fails only
 * where there is no procedure: not an object, no code, no name, or too big. *report (zeroed before)
 * gets the rest, on failure too. */
enum mc_err import_lines_record(const cJSON *record, struct procedure **out,
                                struct import_report *report, struct mc_error *err) MC_MUST_CHECK;

#endif
