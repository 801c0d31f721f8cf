#include "central/arrival.h"

#include <string.h>
#include <strings.h>

#include "core/memory.h"

#define UNSEALED_MEDIA_TYPE "application/json"
/* A channel of its own counts and starts itself: these two tell nothing. */
#define UNSEALED_SEQUENCE 1
#define UNSEALED_BOOT     "00000000-0000-4000-8000-000000000000"

/* Type and subtype without regard to case (RFC 9110 section 8.3). */
static bool is_type(const char *content_type, size_t len, const char *type)
{
    return strlen(type) == len && strncasecmp(content_type, type, len) == 0;
}

const char *arrival_media_type(const char *content_type, bool unsealed)
{
    size_t len = content_type != NULL ? strcspn(content_type, "; \t") : 0;
    if (len == 0) {
        return NULL;
    }
    const char *parameter = content_type + len + strspn(content_type + len, "; \t");
    if (*parameter != '\0' && strcasecmp(parameter, "charset=utf-8") != 0 &&
        strcasecmp(parameter, "charset=\"utf-8\"") != 0) {
        return NULL;
    }
    if (is_type(content_type, len, SEALED_MEDIA_TYPE)) {
        return SEALED_MEDIA_TYPE;
    }
    return unsealed && is_type(content_type, len, UNSEALED_MEDIA_TYPE) ? UNSEALED_MEDIA_TYPE : NULL;
}

static enum mc_err read_unsealed(const void *body, size_t len, struct sealed_dossier *out,
                                 struct mc_error *err)
{
    struct dossier dossier = {0};
    enum mc_err rc = dossier_parse(body, len, &dossier, err);
    if (rc != MC_OK) {
        return rc;
    }
    *out = (struct sealed_dossier){.sequence = UNSEALED_SEQUENCE,
                                   .boot = UNSEALED_BOOT,
                                   .procedure_name = dossier.procedure_name,
                                   .duration = dossier.duration,
                                   .assurance = dossier.applicant.assurance,
                                   .submitted = dossier.submitted};
    dossier.procedure_name = NULL;
    mc_copy_text(out->kiosk, sizeof out->kiosk, dossier.kiosk);
    mc_copy_text(out->receiving_agency, sizeof out->receiving_agency, dossier.receiving_agency);
    citizen_residence_area(dossier.applicant.residence, out->residence_area,
                           sizeof out->residence_area);
    mc_copy_text(out->procedure_code, sizeof out->procedure_code, dossier.procedure_code);
    mc_copy_text(out->case_id, sizeof out->case_id, dossier.case_id);
    citizen_initials(dossier.applicant.name, out->initials, sizeof out->initials);
    mc_copy_text(out->token_hash, sizeof out->token_hash, dossier.token_hash);
    mc_copy_text(out->provisional_code, sizeof out->provisional_code, dossier.provisional_code);
    sealed_dossier_id_check(out->provisional_code, out->token_hash, dossier.applicant.id_number,
                            out->id_check);
    dossier_finish(&dossier);
    return MC_OK;
}

enum mc_err arrival_read(const char *media_type, const void *body, size_t len,
                         struct sealed_dossier *out, struct mc_error *err)
{
    return strcmp(media_type, SEALED_MEDIA_TYPE) == 0 ? sealed_dossier_parse(body, len, out, err)
                                                      : read_unsealed(body, len, out, err);
}
