/* What the service is sent as a dossier, and the calendar's data: refused with a text, or whole. */
#include <string.h>

#include "domain/dossier.h"
#include "tests/fuzz/fuzz.h"

static void check_dossier(const struct dossier *dossier)
{
    MC_CHECK(dossier_kiosk_valid(dossier->kiosk));
    MC_CHECK(dossier_agency_valid(dossier->receiving_agency));
    MC_CHECK(citizen_id_valid(dossier->applicant.id_number));
    MC_CHECK(date_valid(dossier->applicant.birth) && date_valid(dossier->submitted.date));
    MC_CHECK(dossier_code_kind(dossier->provisional_code) == DOSSIER_CODE_PROVISIONAL);
    MC_CHECK(strlen(dossier->token_hash) == MC_SHA256_CHARS);
    MC_CHECK(dossier->answer_count <= FORM_FIELDS_MAX);
    MC_CHECK(dossier->paper_count <= DOSSIER_PAPERS_MAX);
    for (size_t i = 0; i < dossier->answer_count; i++) {
        MC_CHECK(dossier->answers[i].id[0] != '\0' && dossier->answers[i].value[0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct mc_error err = {0};
    struct dossier dossier = {0};
    if (dossier_parse(bytes, len, &dossier, &err) == MC_OK) {
        check_dossier(&dossier);
    } else {
        MC_CHECK(err.text[0] != '\0' && dossier.answers == NULL);
    }
    dossier_finish(&dossier);
    struct calendar calendar = {0};
    if (calendar_parse(bytes, len, &calendar, NULL) == MC_OK) {
        struct local_time time = {{(int16_t)calendar.first_year, 1, 1}, 16, 0, 0};
        struct duration week = {5, DURATION_WORKING_DAYS};
        MC_CHECK(calendar_is_working_day(&calendar, calendar_appoint(&calendar, time, week).date));
    }
    return 0;
}
