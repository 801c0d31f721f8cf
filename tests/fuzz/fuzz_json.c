/* Any bytes: either refused with a text, or a value that can be printed and read back the same. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "tests/fuzz/fuzz.h"

#define INPUT_MAX_BYTES (64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct mc_error err = {0};
    cJSON *value = NULL;
    if (mc_json_parse(bytes, len, INPUT_MAX_BYTES, &value, &err) != MC_OK) {
        MC_CHECK(value == NULL && err.text[0] != '\0');
        return 0;
    }
    char *printed = mc_json_print(value);
    cJSON *again = NULL;
    MC_CHECK(mc_json_parse(printed, strlen(printed), 8 * (size_t)INPUT_MAX_BYTES, &again, &err) ==
             MC_OK);
    char *twice = mc_json_print(again);
    MC_CHECK(strcmp(printed, twice) == 0);
    free(twice);
    free(printed);
    cJSON_Delete(again);
    cJSON_Delete(value);
    return 0;
}
