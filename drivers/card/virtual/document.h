/*
 * The files of a virtual card and its private keys, made from a profile and signed by an issuer:
 * EF.CardAccess, EF.COM, EF.SOD, data groups 1, 2, 13, 14, 15, as emrtd/data_group.h describes
 * them.
 */
#ifndef MOTCUA_DRIVERS_CARD_VIRTUAL_DOCUMENT_H
#define MOTCUA_DRIVERS_CARD_VIRTUAL_DOCUMENT_H

#include <openssl/evp.h>

#include "core/buffer.h"
#include "drivers/card/emrtd/data_group.h"
#include "drivers/card/virtual/issuer.h"
#include "drivers/card/virtual/profile.h"

#define DOCUMENT_FILE_MAX_BYTES ((size_t)64 * 1024)

struct document {
    struct mc_buffer access;
    struct mc_buffer com;
    struct mc_buffer sod;
    struct mc_buffer groups[DATA_GROUPS + 1];
    EVP_PKEY *chip_key;   /* chip authentication; NULL: none */
    EVP_PKEY *active_key; /* active authentication */
    char mrz[MRZ_TD1_CHARS + 1];
};

struct document *document_create(const struct profile *profile, const struct issuer *issuer);
/* Wipes. */
void document_destroy(struct document *document);
/* NULL: no such file. */
const struct mc_buffer *document_file(const struct document *document, uint16_t id);

/* A made-up face: grey, JPEG 2000; appended. */
void document_draw_portrait(struct mc_buffer *out);

#endif
