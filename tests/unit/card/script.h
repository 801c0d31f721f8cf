/* A chip that answers from a script, and hex as the standards print it. */
#ifndef MOTCUA_TESTS_UNIT_CARD_SCRIPT_H
#define MOTCUA_TESTS_UNIT_CARD_SCRIPT_H

#include <stdbool.h>

#include "drivers/card/emrtd/transport.h"

#define SCRIPT_BYTES_MAX 2048

struct script_line {
    const char *command; /* hex; NULL: any */
    const char *answer;  /* hex; "" a card torn out */
};

struct script {
    struct card_transport base;
    const struct script_line *lines;
    size_t count;
    size_t at;
    bool cancelled;
};

void script_init(struct script *script, const struct script_line *lines, size_t count);
/* Every line was asked for. */
void script_assert_done(const struct script *script);

size_t hex_bytes(const char *hex, uint8_t *out, size_t size);
void assert_hex(const void *bytes, size_t len, const char *hex);

#endif
