/* The agencies and rules of a city: refused with a text, or a directory that always has an answer
 * to who decides. */
#include <string.h>

#include "domain/agency.h"
#include "tests/fuzz/fuzz.h"

static void ask(const struct agency_directory *directory)
{
    const struct agency_question question = {.procedure_code = "1.004194",
                                             .field_code = "residence",
                                             .level = "ward",
                                             .receiving_agency = "H29.12",
                                             .residence_ward = "001"};
    enum agency_basis basis = AGENCY_NO_RULE;
    MC_CHECK(dossier_agency_valid(agency_choose(directory, &question, &basis)));
    MC_CHECK(agency_basis_name(basis)[0] != '\0');
    for (size_t i = 0; i < agency_directory_count(directory); i++) {
        const struct agency *agency = agency_directory_at(directory, i);
        MC_CHECK(agency_directory_find(directory, agency->code) == agency);
    }
    (void)agency_directory_ward_of(directory, "1 Đường Thử, Phường Sài Gòn, TP. Hồ Chí Minh");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static char vi[] = "Sài Gòn";
    static char en[] = "Sai Gon";
    static const struct mc_text name = {{vi, en}};
    static const char *const districts[] = {"Quận 1"};
    const struct agency_ward_entry ward = {"001", &name, districts, 1};
    struct mc_error err = {0};
    struct agency_directory *directory = NULL;
    if (agency_directory_parse(bytes, len, &directory, &err) != MC_OK) {
        MC_CHECK(err.text[0] != '\0' && directory == NULL);
        return 0;
    }
    if (agency_directory_add_ward(directory, &ward, &err) == MC_OK &&
        agency_directory_check(directory, &err) == MC_OK) {
        ask(directory);
    }
    agency_directory_destroy(directory);
    return 0;
}
