/* Runs a fuzz target over every file of a folder, so that what was once found stays found. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/file.h"
#include "tests/fuzz/fuzz.h"

#define INPUT_MAX_BYTES (1024 * 1024)

static int replay(const char *path)
{
    struct mc_error err;
    char *bytes = NULL;
    size_t len = 0;
    if (mc_file_read(path, INPUT_MAX_BYTES, &bytes, &len, &err) != MC_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    /* A copy without the NUL behind it: the sanitizer sees a read past the end. */
    uint8_t *exact = malloc(len > 0 ? len : 1);
    if (exact != NULL) {
        for (size_t i = 0; i < len; i++) {
            exact[i] = (uint8_t)bytes[i];
        }
        (void)LLVMFuzzerTestOneInput(exact, len);
    }
    free(exact);
    free(bytes);
    return 0;
}

int main(int argc, char **argv)
{
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    if (dir == NULL) {
        (void)fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
        return 2;
    }
    int failed = 0;
    int count = 0;
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        char path[PATH_MAX];
        if (entry->d_name[0] == '.') {
            continue;
        }
        int n = snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        failed += n < 0 || (size_t)n >= sizeof path || replay(path) != 0;
        count++;
    }
    (void)closedir(dir);
    (void)printf("%d inputs, %d failed\n", count, failed);
    return failed > 0 || count == 0;
}
