/* Any bytes as a published catalogue: refused with a text, or printed and read again the same. */
#include <stdlib.h>
#include <string.h>

#include "domain/catalogue_bundle.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct catalogue_bundle bundle = {0};
    struct mc_error err = {0};
    if (catalogue_bundle_parse(bytes, len, &bundle, &err) != MC_OK) {
        MC_CHECK(bundle.entries == NULL && err.text[0] != '\0');
        return 0;
    }
    char *text = NULL;
    size_t text_len = 0;
    if (catalogue_bundle_print(&bundle, &text, &text_len, &err) == MC_OK) {
        struct catalogue_bundle again = {0};
        char *text_again = NULL;
        size_t again_len = 0;
        MC_CHECK(catalogue_bundle_parse(text, text_len, &again, &err) == MC_OK);
        MC_CHECK(catalogue_bundle_same(&bundle, &again) && bundle.version == again.version);
        MC_CHECK(catalogue_bundle_print(&again, &text_again, &again_len, &err) == MC_OK);
        MC_CHECK(text_len == again_len && memcmp(text, text_again, text_len) == 0);
        free(text_again);
        catalogue_bundle_finish(&again);
    }
    free(text);
    catalogue_bundle_finish(&bundle);
    return 0;
}
