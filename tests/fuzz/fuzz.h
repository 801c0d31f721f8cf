/* What every fuzz target defines: libFuzzer calls it, and so does replay_main.c. Returns 0. */
#ifndef MOTCUA_TESTS_FUZZ_FUZZ_H
#define MOTCUA_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#endif
