/*
 * UTF-8 text: strict validation, NFC, and the folding that makes Vietnamese searchable.
 * UTF-8 as in RFC 3629 section 4 (no overlong forms, no surrogates, nothing over U+10FFFF); NFC as
 * in Unicode UAX #15 by utf8proc. Any thread.
 */
#ifndef MOTCUA_CORE_TEXT_H
#define MOTCUA_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

bool mc_utf8_valid(const void *bytes, size_t len);
/* Code points in valid UTF-8. */
size_t mc_utf8_length(const char *text);
/* Decodes one code point at text (valid UTF-8) and returns its bytes: 0 at the end. */
size_t mc_utf8_next(const char *text, uint32_t *out_codepoint);
/* Appends nothing, writes 1 to 4 bytes to out and returns how many. */
size_t mc_utf8_encode(uint32_t codepoint, char out[4]);
/* Length without its last code point; 0 for "". */
size_t mc_utf8_drop_last(const char *text, size_t len);

/* *out: a new NFC copy, freed with free(). MC_EPARSE if the bytes are not valid UTF-8. */
enum mc_err mc_text_nfc(const void *bytes, size_t len, char **out,
                        struct mc_error *err) MC_MUST_CHECK;
/* In place for a fixed array: NFC of `text` into out; MC_ETOOBIG if it does not fit. */
enum mc_err mc_text_nfc_into(char *out, size_t size, const void *bytes, size_t len,
                             struct mc_error *err) MC_MUST_CHECK;

/*
 * Folds for comparing and searching: NFD, marks dropped, đ → d, lower case, any run of white space
 * and punctuation → one space, trimmed. "Hòa, ĐẤT" and "hoa dat" fold alike, and so do both tone
 * styles. *out freed with free(); text must be valid UTF-8.
 */
char *mc_text_fold(const char *text);
/* Folds in the same way, but keeps the marks, behind the letters of their word ("-" for đ), so that
 * both tone styles still fold alike and "ban", "bán" and "bạn" do not. *out as above. */
char *mc_text_fold_marked(const char *text);

/* Trims ASCII white space and C0 controls at both ends, in place. */
void mc_text_trim(char *text);

#endif
