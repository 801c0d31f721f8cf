/* How a kiosk says its devices are: what is taken can be said again, and reads the same. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "domain/device_report.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct device_report report;
    struct device_report again;
    struct mc_error err = {0};
    if (device_report_parse(bytes, len, &report, &err) != MC_OK) {
        MC_CHECK(err.text[0] != '\0');
        return 0;
    }
    cJSON *json = device_report_json(&report);
    char *text = mc_json_print(json);
    MC_CHECK(device_report_parse(text, strlen(text), &again, NULL) == MC_OK);
    for (int i = 0; i < DEVICE_REPORT_KINDS; i++) {
        const struct device_report_line *a = &report.lines[i];
        const struct device_report_line *b = &again.lines[i];
        MC_CHECK(a->state == b->state && a->for_s == b->for_s &&
                 strcmp(a->problem, b->problem) == 0);
    }
    free(text);
    cJSON_Delete(json);
    return 0;
}
