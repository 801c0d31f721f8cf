/* The sample photographs that lie beside the repository, if at all: what is to be read in each. */
#ifndef MOTCUA_TESTS_DRIVERS_CAMERA_PHOTOGRAPHS_H
#define MOTCUA_TESTS_DRIVERS_CAMERA_PHOTOGRAPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image.h"

#define PHOTOGRAPHS_FOLDER   MOTCUA_SOURCE_DIR "/../shared/data/qr/"
#define PHOTOGRAPH_MAX_BYTES 4096

struct photograph {
    char name[160];
    char set[64];  /* what stands before the last "__" of the name */
    bool blank;    /* nothing may be read */
    bool held_out; /* every second one of its set: not looked at while the reader was tuned */
    uint8_t text[PHOTOGRAPH_MAX_BYTES];
    size_t len;
};

struct photographs {
    struct photograph *all; /* owned */
    size_t count;
};

enum photograph_reading {
    PHOTOGRAPH_NOTHING,    /* none was read */
    PHOTOGRAPH_EXACT,      /* what the list says */
    PHOTOGRAPH_ALSO_THERE, /* another text, which stands in the picture as well */
    PHOTOGRAPH_FALSE
};

/* False: there are none here. */
bool photographs_load(struct photographs *out);
void photographs_finish(struct photographs *photographs);
/* The pixels; false if the file is missing. */
bool photograph_read(const struct photograph *photograph, struct mc_grey *out);
/* Of a text that was read. */
enum photograph_reading photograph_judge(const struct photograph *photograph, const uint8_t *bytes,
                                         size_t len);

#endif
