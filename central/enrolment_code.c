#include "central/enrolment_code.h"

#include <ctype.h>
#include <string.h>

#include "core/memory.h"

#define SYMBOLS     16
#define GROUP_CHARS 4

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void enrolment_code_make(char out[ENROLMENT_CODE_CHARS + 1])
{
    size_t len = 0;
    for (size_t i = 0; i < SYMBOLS; i++) {
        if (i > 0 && i % GROUP_CHARS == 0) {
            out[len++] = '-';
        }
        out[len++] = alphabet[mc_random_u32() % (sizeof alphabet - 1)];
    }
    out[len] = '\0';
}

bool enrolment_code_hash(const char *typed, char out[MC_SHA256_CHARS + 1])
{
    char symbols[SYMBOLS];
    size_t count = 0;
    for (; *typed != '\0'; typed++) {
        int c = toupper((unsigned char)*typed);
        c = c == 'O' ? '0' : c;
        c = c == 'I' || c == 'L' ? '1' : c;
        if (c == '-' || c == ' ') {
            continue;
        }
        if (count == SYMBOLS || strchr(alphabet, c) == NULL) {
            return false;
        }
        symbols[count++] = (char)c;
    }
    if (count != SYMBOLS) {
        return false;
    }
    mc_sha256_hex(symbols, sizeof symbols, out);
    mc_wipe(symbols, sizeof symbols);
    return true;
}
