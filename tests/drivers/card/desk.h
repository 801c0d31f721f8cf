/* A table with one virtual chip on it, and what is needed to read it; counts the keys it is asked.
 */
#ifndef MOTCUA_TESTS_DRIVERS_CARD_DESK_H
#define MOTCUA_TESTS_DRIVERS_CARD_DESK_H

#include "drivers/card/emrtd/reading.h"
#include "drivers/card/virtual/chip_transport.h"

#define DESK_NUMBER "079203012345"

struct desk {
    struct card_transport base;
    struct chip_transport inner;
    struct mc_waiter waiter;
    struct issuer *issuer;
    struct issuer *stranger;
    struct trust *trust;
    struct chip *chip;
    struct card_access access;
    struct card_content *content;
    enum card_outcome outcome;
    struct mc_error err;
    int keys_asked;
    int percent; /* the last one told */
    int timeout_ms;
};

void desk_create(struct desk *desk);
void desk_destroy(struct desk *desk);
/* `more`: members of the profile beside the usual ones, "" or ",\"bac\":false". */
void desk_lay(struct desk *desk, const char *more);
/* Reads it into desk->content and desk->outcome. */
enum mc_err desk_read(struct desk *desk);
/* Lays, reads, expects it to be read with that verdict. */
void desk_expect(struct desk *desk, const char *more, enum card_verdict verdict);
/* Lays, reads, expects another outcome. */
void desk_expect_outcome(struct desk *desk, const char *more, enum card_outcome outcome);

#endif
