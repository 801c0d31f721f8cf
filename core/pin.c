#include "core/pin.h"

#include <sodium.h>
#include <string.h>

#include "core/memory.h"

/* What crypto_pwhash_str() puts last: "$", a salt of 16 bytes, "$", a tag of 32 bytes. */
#define TAG_CHARS  (sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) - 1)
#define SALT_CHARS (sodium_base64_ENCODED_LEN(16, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) - 1)
#define LAST_CHARS (1 + SALT_CHARS + 1 + TAG_CHARS)

_Static_assert(MC_PIN_HASH_BYTES >= crypto_pwhash_STRBYTES, "a hash has to fit");

bool mc_pin_valid(const char *pin)
{
    size_t len = strlen(pin);
    return len >= MC_PIN_CHARS_LEAST && len <= MC_PIN_CHARS_MOST &&
           strspn(pin, "0123456789") == len;
}

enum mc_err mc_pin_hash(const char *pin, char out[MC_PIN_HASH_BYTES], struct mc_error *err)
{
    if (!mc_pin_valid(pin)) {
        return mc_fail(err, MC_EINVAL, "a PIN is %d to %d digits", MC_PIN_CHARS_LEAST,
                       MC_PIN_CHARS_MOST);
    }
    MC_CHECK(crypto_pwhash_str(out, pin, strlen(pin), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                               crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0);
    return MC_OK;
}

/* Argon2 itself takes a salt and a tag of other lengths: one that lost a letter in copying is then
 * a hash, one in sixteen, and no PIN is right for it. */
static bool lengths_are_ours(const char *hash)
{
    size_t len = strlen(hash);
    return len > LAST_CHARS && hash[len - LAST_CHARS] == '$' && hash[len - TAG_CHARS - 1] == '$';
}

bool mc_pin_hash_valid(const char *hash)
{
    char whole[crypto_pwhash_STRBYTES] = {0};
    if (strlen(hash) >= sizeof whole || !lengths_are_ours(hash)) {
        return false;
    }
    mc_copy_text(whole, sizeof whole, hash);
    /* 0 or 1 for a hash, whatever its cost; -1 for what is none. */
    return crypto_pwhash_str_needs_rehash(whole, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                          crypto_pwhash_MEMLIMIT_INTERACTIVE) >= 0;
}

bool mc_pin_check(const char *pin, const char *hash)
{
    if (!mc_pin_valid(pin) || !mc_pin_hash_valid(hash)) {
        return false;
    }
    char whole[crypto_pwhash_STRBYTES] = {0};
    mc_copy_text(whole, sizeof whole, hash);
    return crypto_pwhash_str_verify(whole, pin, strlen(pin)) == 0;
}
