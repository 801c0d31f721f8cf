/* What the two halves of the procedure's page share: the answers at its top and the sections below
 * that open. */
#ifndef MOTCUA_KIOSK_SCREENS_PROCEDURE_PARTS_H
#define MOTCUA_KIOSK_SCREENS_PROCEDURE_PARTS_H

#include "kiosk/screens/screens_internal.h"

/* NULL: the procedure has none. */
const struct procedure_case *procedure_parts_case(const struct screens_context *c);

/* "3 ngày làm việc", "Phí 8.000 đ (một bản); …": of one channel, in `size` bytes. */
void procedure_parts_duration(const struct screens_context *c,
                              const struct procedure_channel *channel, char *out, size_t size);
void procedure_parts_fees(const struct screens_context *c, const struct procedure_channel *channel,
                          char *out, size_t size);
/* "1 bản chính, 2 bản sao · nếu có · note". */
void procedure_parts_copies(const struct screens_context *c, const struct procedure_paper *paper,
                            char *out, size_t size);

/* The sections, each a line to press and, when it is open, what is in it. */
void procedure_sections_show(const struct screens_context *c);

#endif
