#include "drivers/card/card_content.h"

#include "core/memory.h"

const char *card_outcome_name(enum card_outcome outcome)
{
    switch (outcome) {
    case CARD_READ: return "read";
    case CARD_FOREIGN: return "not an ID card";
    case CARD_REFUSED: return "access refused";
    case CARD_NEEDS_BIRTH: return "needs the birth date";
    case CARD_TORN: return "taken away too early";
    case CARD_GARBLED: return "garbled";
    case CARD_TOO_SLOW: return "too slow";
    }
    return "garbled";
}

const char *card_verdict_name(enum card_verdict verdict)
{
    switch (verdict) {
    case CARD_UNVERIFIED: return "unverified";
    case CARD_VERIFIED: return "verified";
    case CARD_FORGED: return "forged";
    }
    return "forged";
}

struct card_content *card_content_create(void)
{
    return mc_secret_alloc(sizeof(struct card_content));
}

void card_content_destroy(struct card_content *content)
{
    if (content != NULL) {
        mc_secret_free(content->portrait);
        mc_secret_free(content);
    }
}
