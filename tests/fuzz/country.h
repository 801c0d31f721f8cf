/*
 * For the fuzz targets of the folder of whom a kiosk believes: a virtual country, made once a run,
 * another one of the same name, and what becomes of the documents they sign. One thread.
 */
#ifndef MOTCUA_TESTS_FUZZ_COUNTRY_H
#define MOTCUA_TESTS_FUZZ_COUNTRY_H

#include "drivers/card/emrtd/signed_data.h"
#include "drivers/card/virtual/issuer.h"

#define COUNTRY_MAX_BYTES ((size_t)256 * 1024)

const struct issuer *country(void);
/* When it was made: a document says when it was signed. */
int64_t country_now_s(void);
/* Believes the country alone; freed by trust_destroy(). */
struct trust *country_trust(void);
/* The same one each time, borrowed: for what must not change it. */
struct trust *country_trust_kept(void);
/* Of a document by this signer of the country. */
enum signature_verdict country_judge(const struct trust *trust, enum issuer_signer signer);
/* Whatever was added: what must not be believed is not. That is a document whose signer's time is
 * over, and one of the other country, whose key no file can hold. */
void country_check(const struct trust *trust);

#endif
