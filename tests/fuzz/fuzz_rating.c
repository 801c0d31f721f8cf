/* A rating as JSON and as a form: what is taken is complete and survives being packed. */
#include <stdlib.h>
#include <string.h>

#include "domain/rating.h"
#include "tests/fuzz/fuzz.h"

static void check_rating(const struct rating *rating)
{
    char packed[RATING_INDICATORS + 1];
    struct rating again;
    int points = 0;
    int most = 0;
    MC_CHECK(rating_complete(rating));
    rating_pack(rating, packed);
    MC_CHECK(rating_unpack(packed, &again) && memcmp(&again, rating, sizeof again) == 0);
    rating_score(rating, &points, &most);
    MC_CHECK(points >= 0 && points <= most);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct rating rating;
    struct mc_error err = {0};
    if (rating_parse(bytes, len, &rating, &err) == MC_OK) {
        check_rating(&rating);
    } else {
        MC_CHECK(err.text[0] != '\0');
    }
    char *form = calloc(len + 1, 1);
    MC_CHECK(form != NULL);
    if (len > 0) {
        memcpy(form, bytes, len);
    }
    if (rating_parse_form(form, &rating, NULL) == MC_OK) {
        check_rating(&rating);
    }
    free(form);
    return 0;
}
