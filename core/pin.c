#include "core/pin.h"

#include <sodium.h>
#include <string.h>

#include "core/memory.h"

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

bool mc_pin_hash_valid(const char *hash)
{
    char whole[crypto_pwhash_STRBYTES] = {0};
    if (strlen(hash) >= sizeof whole) {
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
