/* Every procedure's own name finds it first, however it is typed, save for real namesakes. */
#include <utf8proc.h>

#include "core/memory.h"
#include "core/text.h"
#include "tests/search/national_list.h"

#define PROCEDURES_MAX 4000
#define SPELLINGS      4
#define FURTHER_EACH   8 /* of the further spellings one procedure in so many is searched for */

struct fixture {
    struct scratch scratch;
    struct catalogue *catalogue;
    char codes[PROCEDURES_MAX][PROCEDURE_CODE_BYTES];
    char *names[PROCEDURES_MAX];
    size_t count;
};

static char *map(const char *text, utf8proc_option_t options)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)text, 0, &mapped,
                                        UTF8PROC_NULLTERM | UTF8PROC_STABLE | options);
    assert_true(len >= 0);
    return (char *)mapped;
}

static char *capitals(const char *text)
{
    char *out = mc_calloc(1, strlen(text) * 4 + 1);
    size_t len = 0;
    uint32_t codepoint = 0;
    for (size_t step; (step = mc_utf8_next(text, &codepoint)) > 0; text += step) {
        len += mc_utf8_encode((uint32_t)utf8proc_toupper((utf8proc_int32_t)codepoint), out + len);
    }
    return out;
}

static void spell(const char *name, char *out[SPELLINGS])
{
    out[0] = mc_strdup(name);
    out[1] = mc_text_fold(name);
    out[2] = map(name, UTF8PROC_DECOMPOSE);
    out[3] = capitals(name);
}

static void read_names(struct fixture *fixture)
{
    DIR *dir = opendir(fixture->scratch.dir);
    assert_non_null(dir);
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        size_t len = strlen(entry->d_name);
        if (len < 6 || strcmp(entry->d_name + len - 5, ".json") != 0) {
            continue;
        }
        assert_true(fixture->count < PROCEDURES_MAX && len - 5 < PROCEDURE_CODE_BYTES);
        char *code = fixture->codes[fixture->count];
        memcpy(code, entry->d_name, len - 5);
        struct procedure *procedure = NULL;
        assert_int_equal(catalogue_procedure(fixture->catalogue, code, &procedure, NULL), MC_OK);
        fixture->names[fixture->count++] = mc_strdup(mc_text_in(&procedure->name, MC_LANGUAGE_VI));
        procedure_destroy(procedure);
    }
    (void)closedir(dir);
}

static bool are_namesakes(const char *one, const char *other)
{
    char *first = mc_text_fold(one);
    char *second = mc_text_fold(other);
    bool same = strcmp(first, second) == 0;
    free(first);
    free(second);
    return same;
}

/* The search sees a query folded only, with its marks and without. */
static void assert_folds_alike(const char *name, const char *spelled, bool marks_too)
{
    char *folded[] = {mc_text_fold(name), mc_text_fold(spelled), mc_text_fold_marked(name),
                      mc_text_fold_marked(spelled)};
    assert_string_equal(folded[0], folded[1]);
    if (marks_too) {
        assert_string_equal(folded[2], folded[3]);
    }
    for (size_t i = 0; i < 4; i++) {
        free(folded[i]);
    }
}

static bool finds_first(struct fixture *fixture, size_t at, const char *typed)
{
    struct catalogue_hit hit;
    size_t count = 0;
    assert_int_equal(catalogue_search(fixture->catalogue, typed, 1, &hit, &count, NULL), MC_OK);
    bool found =
        count == 1 && (strcmp(hit.code, fixture->codes[at]) == 0 ||
                       are_namesakes(mc_text_in(&hit.name, MC_LANGUAGE_VI), fixture->names[at]));
    catalogue_hits_finish(&hit, count);
    return found;
}

static void every_name_finds_its_procedure_first(void **state)
{
    (void)state;
    if (!national_list_is_there()) {
        print_message("skipped: the national list is not there\n");
        skip();
    }
    struct fixture *fixture = MC_NEW(struct fixture);
    scratch_start(&fixture->scratch);
    fixture->catalogue = national_list_load(&fixture->scratch);
    read_names(fixture);
    assert_true(fixture->count > 2000);
    size_t missed = 0;
    for (size_t i = 0; i < fixture->count; i++) {
        char *spellings[SPELLINGS];
        spell(fixture->names[i], spellings);
        for (size_t j = 0; j < SPELLINGS; j++) {
            assert_folds_alike(fixture->names[i], spellings[j], j != 1);
            if ((j == 0 || i % FURTHER_EACH == 0) && !finds_first(fixture, i, spellings[j])) {
                print_message("%s (spelling %zu) is not first: %s\n", fixture->codes[i], j,
                              fixture->names[i]);
                missed++;
            }
            free(spellings[j]);
        }
        free(fixture->names[i]);
    }
    catalogue_close(fixture->catalogue);
    scratch_stop(&fixture->scratch);
    free(fixture);
    assert_int_equal(missed, 0);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_finds_its_procedure_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
