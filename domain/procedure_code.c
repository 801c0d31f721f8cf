/* National procedure codes, apart from the rest of a procedure: the central service needs no more.
 */
#include <string.h>

#include "domain/procedure.h"

/* '1' stands for 1 to 6 (5 and 6 are procedures inside the administration), '9' for any digit,
 * everything else for itself. */
static bool matches(const char *code, const char *pattern)
{
    for (; *pattern != '\0'; pattern++, code++) {
        bool fine = *code == *pattern;
        if (*pattern == '1') {
            fine = *code >= '1' && *code <= '6';
        } else if (*pattern == '9') {
            fine = *code >= '0' && *code <= '9';
        }
        if (!fine) {
            return false;
        }
    }
    return *code == '\0';
}

bool procedure_code_valid(const char *code)
{
    static const char *const patterns[] = {
        "1.999999",                  /* national */
        "1.999999.99",               /* its online service */
        "1.999999.H99",              /* of a province, short */
        "1.999999.000.00.00.H99",    /* of a province */
        "1.999999.000.00.00.H99.99", /* its online service */
    };
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        if (matches(code, patterns[i])) {
            return true;
        }
    }
    return false;
}
