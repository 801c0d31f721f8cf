#include <string.h>

#include "core/error.h"
#include "domain/dossier_internal.h"

static const char *const units[] = {"working_days", "days", "hours"};
static const char *const sexes[] = {"unknown", "male", "female"};
static const char *const assurances[] = {"declared", "chip_unverified", "chip_verified"};
/* The last is a place: on the wire an address. */
static const char *const types[] = {"text",      "long_text", "date",    "choice", "phone",
                                    "id_number", "money",     "address", "yes_no", "address"};

#define WORDS(list)                                                                                \
    {                                                                                              \
        list, (int)(sizeof(list) / sizeof((list)[0]))                                              \
    }
const struct dossier_words dossier_unit_words = WORDS(units);
const struct dossier_words dossier_sex_words = WORDS(sexes);
const struct dossier_words dossier_assurance_words = WORDS(assurances);
const struct dossier_words dossier_type_words = WORDS(types);

const char *dossier_word(const struct dossier_words *words, int index)
{
    MC_CHECK(index >= 0 && index < words->count);
    return words->list[index];
}

int dossier_word_find(const struct dossier_words *words, const char *word)
{
    int i = 0;
    while (i < words->count && strcmp(words->list[i], word) != 0) {
        i++;
    }
    return i < words->count ? i : -1;
}

bool dossier_code_of_kiosk(const char *code, const char *kiosk)
{
    size_t len = strlen(kiosk);
    return dossier_code_kind(code) == DOSSIER_CODE_PROVISIONAL &&
           strncmp(code + 1, kiosk, len) == 0 && code[1 + len] == '-';
}
