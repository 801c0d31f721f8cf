/* Any JSON as a record of either format: refused with a text, or a procedure that can be written
 * and read back. The first byte chooses the format. */
#include <stdlib.h>

#include "core/json.h"
#include "domain/import_lines.h"
#include "domain/import_national.h"
#include "tests/fuzz/fuzz.h"

#define INPUT_MAX_BYTES (64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct mc_error err = {0};
    cJSON *record = NULL;
    if (len == 0 || mc_json_parse(bytes + 1, len - 1, INPUT_MAX_BYTES, &record, &err) != MC_OK) {
        return 0;
    }
    struct import_report report = {0};
    struct procedure *procedure = NULL;
    enum mc_err code = bytes[0] == 'N' ? import_national_record(record, &procedure, &report, &err)
                                       : import_lines_record(record, &procedure, &report, &err);
    MC_CHECK((code == MC_OK) == (procedure != NULL));
    MC_CHECK(code == MC_OK || err.text[0] != '\0');
    /* import_complete() has read it back once; here it must not have been a matter of luck. */
    if (procedure != NULL) {
        char *written = procedure_write(procedure);
        MC_CHECK(written[0] == '{');
        free(written);
    }
    import_report_finish(&report);
    procedure_destroy(procedure);
    cJSON_Delete(record);
    return 0;
}
