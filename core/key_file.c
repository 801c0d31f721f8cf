#include "core/key_file.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/ident.h"
#include "core/memory.h"

#define FILE_MAX_BYTES 256
#define KEY_CHARS      44 /* 32 bytes in base64 */

enum mc_err mc_key_file_write(const char *path, const char *kind, const uint8_t key[MC_KEY_BYTES],
                              struct mc_error *err)
{
    if (access(path, F_OK) == 0) {
        return mc_fail(err, MC_ECONFLICT, "%s is there already", path);
    }
    char base64[KEY_CHARS + 1];
    char line[FILE_MAX_BYTES];
    (void)sodium_bin2base64(base64, sizeof base64, key, MC_KEY_BYTES,
                            sodium_base64_VARIANT_ORIGINAL);
    int n = snprintf(line, sizeof line, "%s %s\n", kind, base64);
    MC_CHECK(n > 0 && (size_t)n < sizeof line);
    enum mc_err rc = mc_file_write(path, line, (size_t)n, err);
    mc_wipe(base64, sizeof base64);
    mc_wipe(line, sizeof line);
    return rc;
}

static bool decode(const char *base64, size_t chars, uint8_t out[MC_KEY_BYTES])
{
    size_t len = 0;
    return sodium_base642bin(out, MC_KEY_BYTES, base64, chars, NULL, &len, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           len == MC_KEY_BYTES;
}

enum mc_err mc_key_file_read(const char *path, const char *kind, uint8_t out[MC_KEY_BYTES],
                             struct mc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, FILE_MAX_BYTES, &text, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    uint8_t key[MC_KEY_BYTES];
    size_t kind_len = strlen(kind);
    size_t chars = strcspn(text, "\r\n");
    if (strncmp(text, kind, kind_len) != 0 || text[kind_len] != ' ' ||
        !decode(text + kind_len + 1, chars - kind_len - 1, key)) {
        rc = mc_fail(err, MC_EPARSE, "%s: expected \"%s\" and a key", path, kind);
    } else {
        memcpy(out, key, sizeof key);
    }
    mc_wipe(key, sizeof key);
    mc_wipe(text, len);
    free(text);
    return rc;
}

void mc_key_id(const uint8_t public_key[MC_KEY_BYTES], char out[MC_KEY_ID_CHARS + 1])
{
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(public_key, MC_KEY_BYTES, hash);
    mc_copy_text(out, MC_KEY_ID_CHARS + 1, hash);
}

bool mc_key_id_valid(const char *text)
{
    return strnlen(text, MC_KEY_ID_CHARS + 1) == MC_KEY_ID_CHARS &&
           strspn(text, "0123456789abcdef") == MC_KEY_ID_CHARS;
}
