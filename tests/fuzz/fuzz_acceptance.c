/* The service's signed statement: what is taken is what would have been written, byte for byte, so
 * that no two statements mean the same. */
#include <stdlib.h>
#include <string.h>

#include "domain/acceptance.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct mc_error err = {0};
    struct acceptance acceptance = {0};
    char *text = calloc(len + 1, 1);
    MC_CHECK(text != NULL);
    if (len > 0) {
        memcpy(text, bytes, len);
    }
    if (acceptance_parse(text, &acceptance, &err) == MC_OK) {
        char again[ACCEPTANCE_BYTES];
        acceptance_format(&acceptance, again);
        MC_CHECK(strcmp(again, text) == 0);
    } else {
        MC_CHECK(err.text[0] != '\0');
    }
    free(text);
    return 0;
}
