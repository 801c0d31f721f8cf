#include <stdlib.h>
#include <string.h>

#include "central/ctl_catalogue.h"
#include "central/ctl_unseal.h"
#include "central/opening.h"
#include "core/memory.h"
#include "domain/sealed_dossier.h"
#include "tests/unit/core/scratch.h"
#include "tests/unit/domain/draft_fixture.h"

struct office {
    struct scratch scratch;
    char secret[2][256];
    struct mc_sealing_key sealing[2];
};

static void open_office(struct office *office)
{
    static const char *const names[2][2] = {{"old.key", "old.pub"}, {"new.key", "new.pub"}};
    scratch_start(&office->scratch);
    FILE *out = fopen("/dev/null", "w");
    for (size_t i = 0; i < 2; i++) {
        char public_path[256];
        mc_copy_text(office->secret[i], 256, scratch_path(&office->scratch, names[i][0]));
        mc_copy_text(public_path, 256, scratch_path(&office->scratch, names[i][1]));
        const char *const argv[] = {"--kind",          "sealing",  "--secret",
                                    office->secret[i], "--public", public_path};
        assert_int_equal(ctl_keygen_run(6, argv, out, out), CTL_DONE);
        assert_int_equal(mc_sealing_key_read(public_path, &office->sealing[i], NULL), MC_OK);
    }
    (void)fclose(out);
}

static void seal(const struct world *world, const struct mc_sealing_key *key, char **out,
                 size_t *out_len)
{
    struct sealed_dossier outside = {0};
    char *body = NULL;
    size_t len = 0;
    assert_int_equal(dossier_body(&world->draft, &world->ids, world->submitted, &body, &len, NULL),
                     MC_OK);
    assert_int_equal(
        sealed_dossier_describe(&world->draft, &world->ids, world->submitted, &outside, NULL),
        MC_OK);
    memset(outside.id_check, '0', MC_SLOW_HASH_CHARS);
    assert_int_equal(sealed_dossier_write(&outside, body, len, key, out, out_len, NULL), MC_OK);
    sealed_dossier_finish(&outside);
    mc_secret_free(body);
}

/* After the key was changed, what was sealed before is still opened. */
static void the_key_may_be_changed(void **state)
{
    struct office office;
    open_office(&office);
    struct opening_keys keys = {0};
    assert_int_equal(opening_keys_add(&keys, office.secret[1], NULL), MC_OK);
    for (size_t i = 0; i < 2; i++) {
        char *bytes = NULL;
        size_t len = 0;
        struct dossier dossier = {0};
        struct mc_error err = {0};
        seal(*state, &office.sealing[i], &bytes, &len);
        if (i == 0) {
            assert_int_equal(opening_dossier(&keys, bytes, len, &dossier, &err), MC_EDENIED);
            assert_non_null(strstr(err.text, office.sealing[0].id));
            assert_int_equal(opening_keys_add(&keys, office.secret[0], NULL), MC_OK);
        }
        assert_int_equal(opening_dossier(&keys, bytes, len, &dossier, &err), MC_OK);
        assert_string_equal(dossier.applicant.name, "Nguyễn Văn An");
        dossier_finish(&dossier);
        free(bytes);
    }
    opening_keys_finish(&keys);
    scratch_stop(&office.scratch);
}

static void what_was_never_sealed_is_passed_on(void **state)
{
    const struct world *world = *state;
    const struct opening_keys none = {0};
    char *body = NULL;
    char *opened = NULL;
    size_t len = 0;
    size_t opened_len = 0;
    assert_int_equal(dossier_body(&world->draft, &world->ids, world->submitted, &body, &len, NULL),
                     MC_OK);
    assert_int_equal(opening_json(&none, body, len, &opened, &opened_len, NULL), MC_OK);
    assert_string_equal(opened, body);
    assert_int_equal(opening_json(&none, "{}", 2, &opened, &opened_len, NULL), MC_ECORRUPT);
    mc_secret_free(opened);
    mc_secret_free(body);
}

struct unsealed {
    enum ctl_exit status;
    char *out;
    char *complaints;
};

static void unseal(char *bytes, size_t len, int argc, const char *const *argv,
                   struct unsealed *result)
{
    size_t out_len = 0;
    size_t complaints_len = 0;
    free(result->out);
    free(result->complaints);
    FILE *in = fmemopen(bytes, len, "r");
    FILE *out = open_memstream(&result->out, &out_len);
    FILE *complaints = open_memstream(&result->complaints, &complaints_len);
    result->status = ctl_unseal_run(argc, argv, in, out, complaints);
    (void)fclose(in);
    (void)fclose(out);
    (void)fclose(complaints);
}

/* As an officer does with what came over the service's interface. */
static void a_machine_of_the_office_opens_it(void **state)
{
    struct office office;
    struct unsealed result = {0};
    char *bytes = NULL;
    size_t len = 0;
    open_office(&office);
    seal(*state, &office.sealing[1], &bytes, &len);
    const char *const argv[] = {"--key", office.secret[0], "--key", office.secret[1]};
    unseal(bytes, len, 4, argv, &result);
    assert_int_equal(result.status, CTL_DONE);
    assert_non_null(strstr(result.out, "Nguyễn Văn An"));
    unseal(bytes, len, 2, argv, &result);
    assert_int_equal(result.status, CTL_FAILED);
    assert_string_equal(result.out, "");
    assert_non_null(strstr(result.complaints, office.sealing[1].id));
    for (int argc = 0; argc < 4; argc++) {
        unseal(bytes, len, argc == 2 ? 0 : argc, argv, &result);
        assert_int_equal(result.status, CTL_USAGE);
        assert_string_equal(result.out, "");
    }
    free(result.out);
    free(result.complaints);
    free(bytes);
    scratch_stop(&office.scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_key_may_be_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_never_sealed_is_passed_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_machine_of_the_office_opens_it, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
