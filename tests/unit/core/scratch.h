/* A folder of a test's own, removed with the files in it. */
#ifndef MOTCUA_TESTS_UNIT_CORE_SCRATCH_H
#define MOTCUA_TESTS_UNIT_CORE_SCRATCH_H

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "tests/unit/cmocka_all.h"

struct scratch {
    char dir[64];
    char path[PATH_MAX];
};

static inline void scratch_start(struct scratch *scratch)
{
    (void)snprintf(scratch->dir, sizeof scratch->dir, "/tmp/motcua-test-XXXXXX");
    assert_non_null(mkdtemp(scratch->dir));
}

/* Borrowed until the next call. */
static inline const char *scratch_path(struct scratch *scratch, const char *name)
{
    (void)snprintf(scratch->path, sizeof scratch->path, "%s/%s", scratch->dir, name);
    return scratch->path;
}

static inline const char *scratch_write(struct scratch *scratch, const char *name,
                                        const char *content)
{
    const char *path = scratch_path(scratch, name);
    assert_int_equal(mc_file_write(path, content, strlen(content), NULL), MC_OK);
    return path;
}

static inline void scratch_stop(struct scratch *scratch)
{
    DIR *dir = opendir(scratch->dir);
    assert_non_null(dir);
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] != '.') {
            (void)unlink(scratch_path(scratch, entry->d_name));
        }
    }
    (void)closedir(dir);
    assert_int_equal(rmdir(scratch->dir), 0);
}

#endif
