#include "core/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/file.h"
#include "core/ident.h"
#include "core/memory.h"

#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"

int64_t mc_clock_monotonic_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t mc_clock_monotonic_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t mc_clock_unix_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

void mc_clock_boot_id(char out[MC_BOOT_ID_CHARS + 1])
{
    char *text = NULL;
    size_t len = 0;
    if (mc_file_read(BOOT_ID_FILE, (size_t)MC_BOOT_ID_CHARS + 1, &text, &len, NULL) == MC_OK) {
        text[strcspn(text, "\n")] = '\0';
    }
    if (text != NULL && mc_uuid_valid(text)) {
        mc_copy_text(out, MC_BOOT_ID_CHARS + 1, text);
    } else {
        mc_uuid_make(out);
    }
    free(text);
}
