/*
 * A record of the "national" format: the JSON by which the national database of procedures hands a
 * procedure to other systems (MATTHC, TENTTHC, CACHTHUCTHUCHIEN with THOIGIAN and PHILEPHI inside,
 * THANHPHANHOSO with GIAYTO inside, …). Numbers come as numbers or as text; a list of one as its
 * only element; what is not there as null, "" or not at all. ID, MACOQUANCONGBO, IDQUYETDINHCONGBO
 * and LOAITTHC say nothing to citizens and are not kept. Pure.
 */
#ifndef MOTCUA_DOMAIN_IMPORT_NATIONAL_H
#define MOTCUA_DOMAIN_IMPORT_NATIONAL_H

#include "core/json.h"
#include "domain/import_report.h"
#include "domain/procedure.h"

#define IMPORT_NATIONAL_MAX_BYTES ((size_t)1024 * 1024)

/* *out is complete enough for procedure_parse() and freed with procedure_destroy(). Fails only
 * where there is no procedure: not an object, no MATTHC, no TENTTHC, or too big. *report (zeroed
 * before) gets the rest, on failure too. */
enum mc_err import_national_record(const cJSON *record, struct procedure **out,
                                   struct import_report *report,
                                   struct mc_error *err) MC_MUST_CHECK;

#endif
