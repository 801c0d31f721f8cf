#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "domain/sealed_dossier.h"
#include "tests/unit/domain/draft_fixture.h"

#define ID_NUMBER "079090000123"

struct sealing {
    struct mc_opening_key *key;
    char *body;
    size_t body_len;
    char *bytes; /* the envelope */
    size_t len;
};

static void seal(const struct world *world, struct sealing *out)
{
    struct sealed_dossier outside = {0};
    out->key = mc_opening_key_make();
    assert_int_equal(dossier_body(&world->draft, &world->ids, world->submitted, &out->body,
                                  &out->body_len, NULL),
                     MC_OK);
    assert_int_equal(
        sealed_dossier_describe(&world->draft, &world->ids, world->submitted, &outside, NULL),
        MC_OK);
    sealed_dossier_id_check(outside.provisional_code, outside.token_hash, ID_NUMBER,
                            outside.id_check);
    assert_int_equal(sealed_dossier_write(&outside, out->body, out->body_len,
                                          mc_opening_key_public(out->key), &out->bytes, &out->len,
                                          NULL),
                     MC_OK);
    sealed_dossier_finish(&outside);
}

static void unseal(struct sealing *sealing)
{
    mc_opening_key_destroy(sealing->key);
    mc_secret_free(sealing->body);
    free(sealing->bytes);
}

static void what_was_sealed_is_opened(void **state)
{
    const struct world *world = *state;
    struct sealing sealing;
    seal(world, &sealing);
    struct sealed_dossier sealed = {0};
    struct mc_error err = {0};
    assert_int_equal(sealed_dossier_parse(sealing.bytes, sealing.len, &sealed, &err), MC_OK);
    assert_string_equal(sealed.key, mc_opening_key_public(sealing.key)->id);
    assert_string_equal(sealed.kiosk, "K01");
    assert_int_equal(sealed.sequence, 17);
    assert_string_equal(sealed.initials, "N.V.A.");
    assert_string_equal(sealed.residence_area, "Bến Nghé, Quận 1");
    assert_string_equal(sealed.procedure_name, "Đăng ký tạm trú");
    assert_int_equal(sealed.duration.amount, 3);
    assert_int_equal(sealed.assurance, CITIZEN_CHIP_UNVERIFIED);
    char *opened = NULL;
    size_t len = 0;
    assert_int_equal(sealed_dossier_open(&sealed, sealing.key, &opened, &len, &err), MC_OK);
    assert_int_equal(len, sealing.body_len);
    assert_memory_equal(opened, sealing.body, len);
    mc_secret_free(opened);
    sealed_dossier_finish(&sealed);
    unseal(&sealing);
}

/* Whatever the citizen said or the card told stands in the box only. */
static void outside_stands_nothing_of_the_citizen(void **state)
{
    const struct world *world = *state;
    struct sealing sealing;
    seal(world, &sealing);
    static const char *const secrets[] = {ID_NUMBER,    "025123456", "Nguyễn", "Văn An",
                                          "1990-01-15", "Lý Tự",     "Dòng",   "2026-09-02"};
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        assert_non_null(memmem(sealing.body, sealing.body_len, secrets[i], strlen(secrets[i])));
        assert_null(memmem(sealing.bytes, sealing.len, secrets[i], strlen(secrets[i])));
    }
    unseal(&sealing);
}

static void the_length_tells_little(void **state)
{
    struct world *world = *state;
    struct sealing short_one;
    struct sealing long_one;
    seal(world, &short_one);
    set_value(world, 0, "a somewhat longer answer than before, by some dozens of characters");
    seal(world, &long_one);
    assert_int_not_equal(short_one.body_len, long_one.body_len);
    assert_int_equal(short_one.len, long_one.len);
    unseal(&short_one);
    unseal(&long_one);
}

static void the_check_value_is_bound_to_the_dossier(void **state)
{
    const struct world *world = *state;
    struct sealing sealing;
    seal(world, &sealing);
    struct sealed_dossier sealed = {0};
    assert_int_equal(sealed_dossier_parse(sealing.bytes, sealing.len, &sealed, NULL), MC_OK);
    char check[MC_SLOW_HASH_CHARS + 1];
    sealed_dossier_id_check(sealed.provisional_code, sealed.token_hash, ID_NUMBER, check);
    assert_string_equal(check, sealed.id_check);
    sealed_dossier_id_check(sealed.provisional_code, sealed.token_hash, "079090000124", check);
    assert_string_not_equal(check, sealed.id_check);
    sealed.token_hash[0] = sealed.token_hash[0] == '0' ? '1' : '0';
    sealed_dossier_id_check(sealed.provisional_code, sealed.token_hash, ID_NUMBER, check);
    assert_string_not_equal(check, sealed.id_check);
    sealed_dossier_finish(&sealed);
    unseal(&sealing);
}

static void a_box_in_another_envelope_is_refused(void **state)
{
    struct world *world = *state;
    struct sealing sealing;
    seal(world, &sealing);
    struct sealed_dossier sealed = {0};
    assert_int_equal(sealed_dossier_parse(sealing.bytes, sealing.len, &sealed, NULL), MC_OK);
    char *opened = NULL;
    size_t len = 0;
    struct mc_opening_key *other = mc_opening_key_make();
    assert_int_equal(sealed_dossier_open(&sealed, other, &opened, &len, NULL), MC_EDENIED);
    mc_opening_key_destroy(other);
    sealed.box[sealed.box_len - 1] ^= 1;
    assert_int_equal(sealed_dossier_open(&sealed, sealing.key, &opened, &len, NULL), MC_EDENIED);
    sealed.box[sealed.box_len - 1] ^= 1;
    sealed.token_hash[0] = sealed.token_hash[0] == '0' ? '1' : '0';
    assert_int_equal(sealed_dossier_open(&sealed, sealing.key, &opened, &len, NULL), MC_ECORRUPT);
    assert_null(opened);
    sealed_dossier_finish(&sealed);
    unseal(&sealing);
}

/* The envelope with one member changed; freed with free(). */
static char *with(const struct sealing *sealing, const char *key, const char *json)
{
    cJSON *root = NULL;
    assert_int_equal(mc_json_parse(sealing->bytes, sealing->len, SEALED_MAX_BYTES, &root, NULL),
                     MC_OK);
    cJSON_DeleteItemFromObject(root, key);
    if (json != NULL) {
        cJSON *value = cJSON_Parse(json);
        assert_non_null(value);
        (void)cJSON_AddItemToObject(root, key, value);
    }
    char *text = mc_json_print(root);
    cJSON_Delete(root);
    return text;
}

static void a_broken_envelope_is_refused_with_the_key(void **state)
{
    struct sealing sealing;
    seal(*state, &sealing);
    static const char *const rows[][2] = {
        {"sealed", "2"},
        {"kiosk", "\"k-1\""},
        {"sequence", "0"},
        {"sequence", "-1"},
        {"boot", "\"yesterday\""},
        {"receiving_agency", "\"\""},
        {"deciding_agency", "\"12\""},
        {"residence_area", "7"},
        {"procedure", "{}"},
        {"initials", NULL},
        {"assurance", "\"sure\""},
        {"id_check", "\"00\""},
        {"token_hash", "\"00\""},
        {"provisional_code", "\"TK02-261125-0007-00\""},
        {"submitted_at", "\"noon\""},
        {"key", "\"0123\""},
        {"box", "\"AAAA\""},
        {"box", "\"?\""},
        {"name", "\"Nguyễn Văn An\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *broken = with(&sealing, rows[i][0], rows[i][1]);
        struct sealed_dossier sealed = {0};
        struct mc_error err = {0};
        assert_int_equal(sealed_dossier_parse(broken, strlen(broken), &sealed, &err), MC_EPARSE);
        assert_non_null(strstr(err.text, rows[i][0]));
        assert_null(sealed.box);
        free(broken);
    }
    unseal(&sealing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_sealed_is_opened, set_up, tear_down),
        cmocka_unit_test_setup_teardown(outside_stands_nothing_of_the_citizen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_length_tells_little, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_check_value_is_bound_to_the_dossier, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_box_in_another_envelope_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_broken_envelope_is_refused_with_the_key, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
