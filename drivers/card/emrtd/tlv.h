/*
 * BER-TLV as ISO/IEC 7816-4 section 5.2.2 and X.690 write it: tags of one to three bytes, definite
 * lengths of at most four. Reads bytes of a chip through the bounds-checked cursor. Pure.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_TLV_H
#define MOTCUA_DRIVERS_CARD_EMRTD_TLV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/cursor.h"

#define TLV_INTEGER          0x02
#define TLV_BIT_STRING       0x03
#define TLV_OCTET_STRING     0x04
#define TLV_OID              0x06
#define TLV_UTF8_STRING      0x0C
#define TLV_PRINTABLE_STRING 0x13
#define TLV_IA5_STRING       0x16
#define TLV_SEQUENCE         0x30
#define TLV_SET              0x31

/* Tag and length of an element take no more. */
#define TLV_HEADER_MAX_BYTES 8

struct tlv {
    uint32_t tag; /* its bytes, the first one highest: 0x61, 0x5F1F, 0x7F4E */
    const uint8_t *value;
    size_t len;
    const uint8_t *whole; /* tag, length and value */
    size_t whole_len;
};

/* The next element, borrowed; false at the end, and with in->failed when the bytes are none. */
bool tlv_next(struct mc_cursor *in, struct tlv *out);
/* The first element of that tag among those that stand side by side in the bytes. */
bool tlv_find(const uint8_t *bytes, size_t len, uint32_t tag, struct tlv *out);
/* The bytes begin with an element of that tag; what follows it is padding of the file. */
bool tlv_first(const uint8_t *bytes, size_t len, uint32_t tag, struct tlv *out);
/* A non-negative INTEGER of at most 31 bits. */
bool tlv_small_integer(const struct tlv *element, int *out);
/* Only tag and length, of the first bytes of a file: how long header and value are. */
bool tlv_measure(const uint8_t *bytes, size_t len, size_t *out_header, size_t *out_value);

void tlv_put(struct mc_buffer *out, uint32_t tag, const void *value, size_t len);
/* Tag and length of a value that is put behind it. */
void tlv_put_header(struct mc_buffer *out, uint32_t tag, size_t len);

#endif
