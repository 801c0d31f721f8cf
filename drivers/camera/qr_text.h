/*
 * A code's bytes as text. What is valid UTF-8 stays as it is, byte for byte; so do bytes that are
 * no text at all. Old codes, without a mark, hold Shift-JIS (the Kanji mode, and the default of the
 * standard's first edition, ISO/IEC 18004:2000) or ISO 8859-1 (the default of the second): those
 * become UTF-8. An ECI has been honoured by ZBar before. One object a thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_QR_TEXT_H
#define MOTCUA_DRIVERS_CAMERA_QR_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct qr_text;

/* Opens the converters, which needs files: before a sandbox closes. */
struct qr_text *qr_text_create(void);
void qr_text_destroy(struct qr_text *text);
/* In place; what does not fit into `size` bytes stays as it is. Returns the new length. */
size_t qr_text_settle(struct qr_text *text, uint8_t *bytes, size_t len, size_t size);

#endif
