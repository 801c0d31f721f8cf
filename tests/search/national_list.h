/* The real national list, where it lies beside the sources, as a catalogue of its own. */
#ifndef MOTCUA_TESTS_SEARCH_NATIONAL_LIST_H
#define MOTCUA_TESTS_SEARCH_NATIONAL_LIST_H

#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kiosk/store/catalogue.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define NATIONAL_LIST MOTCUA_SOURCE_DIR "/../shared/data/tthc/procedures.jsonl.xz"

static inline bool national_list_is_there(void)
{
    return access(NATIONAL_LIST, R_OK) == 0;
}

/* The catalogue lies in the scratch folder's parent of the procedure files, which are removed. */
static inline struct catalogue *national_list_load(struct scratch *scratch)
{
    char tool[] = MOTCUA_SOURCE_DIR "/tests/tools/make_catalogue.py";
    char list[] = NATIONAL_LIST;
    char *arguments[] = {tool, list, scratch->dir, NULL};
    pid_t child = 0;
    int status = 1;
    assert_int_equal(posix_spawn(&child, tool, NULL, NULL, arguments, environ), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    struct catalogue *catalogue = NULL;
    struct mc_error err = {0};
    if (catalogue_open(scratch_path(scratch, "catalogue.db"), CATALOGUE_CREATE, &catalogue, &err) !=
            MC_OK ||
        catalogue_load_phrases(catalogue, MOTCUA_SOURCE_DIR "/assets/search", &err) != MC_OK ||
        catalogue_load_dir(catalogue, scratch->dir, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    return catalogue;
}

#endif
