/* What calls itself the service's answer: the receipt, a dossier's state, the catalogue's version.
 */
#include <string.h>

#include "kiosk/net/answer.h"
#include "tests/fuzz/fuzz.h"

#define CODE "H29.12-261125-0001"

static void take_dossier(const uint8_t *bytes, size_t len)
{
    struct net_dossier dossier = {0};
    struct mc_error err = {0};
    if (answer_parse_dossier(bytes, len, CODE, &dossier, &err) != MC_OK) {
        MC_CHECK(err.text[0] != '\0' && dossier.code[0] == '\0');
        return;
    }
    MC_CHECK(strcmp(dossier.code, CODE) == 0 || strcmp(dossier.provisional_code, CODE) == 0);
    MC_CHECK(date_valid(dossier.received.date) && date_valid(dossier.updated.date));
    MC_CHECK(!date_is_set(dossier.appointed.date) || date_valid(dossier.appointed.date));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct net_submit_result result = {0};
    int64_t version = 0;
    take_dossier(bytes, len);
    if (answer_parse_receipt(bytes, len, &result, NULL) == MC_OK) {
        MC_CHECK(memchr(result.statement, '\0', sizeof result.statement) != NULL);
        MC_CHECK(memchr(result.signature, '\0', sizeof result.signature) != NULL);
    }
    if (answer_parse_version(bytes, len, &version, NULL) == MC_OK) {
        MC_CHECK(version >= 1 && version <= CATALOGUE_BUNDLE_VERSION_MAX);
    }
    return 0;
}
