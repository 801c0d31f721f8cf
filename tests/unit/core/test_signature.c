#include <string.h>
#include <sys/stat.h>

#include "core/memory.h"
#include "core/signature.h"
#include "tests/unit/core/scratch.h"

/* RFC 8032 section 7.1, test 2: seed, public key and the signature over the byte 0x72. */
static const char known_secret[] =
    "motcua-ed25519-secret TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs=\n";
static const char known_public[] =
    "motcua-ed25519-public PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n";
static const char known_signature[] =
    "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA==";

static void it_signs_as_the_standard_says(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    struct mc_signing_key *key = NULL;
    struct mc_public_key public_key;
    struct mc_error err;
    const char *path = scratch_write(&scratch, "secret", known_secret);
    assert_int_equal(mc_signing_key_read(path, &key, &err), MC_OK);
    path = scratch_write(&scratch, "public", known_public);
    assert_int_equal(mc_public_key_read(path, &public_key, &err), MC_OK);
    assert_memory_equal(mc_signing_key_public(key)->bytes, public_key.bytes, MC_PUBLIC_KEY_BYTES);
    assert_string_equal(mc_signing_key_public(key)->id, public_key.id);
    assert_int_equal(strlen(public_key.id), MC_KEY_ID_CHARS);
    char signature[MC_SIGNATURE_CHARS + 1];
    mc_sign(key, "\x72", 1, signature);
    assert_string_equal(signature, known_signature);
    assert_int_equal(mc_signature_check(&public_key, "\x72", 1, signature, &err), MC_OK);
    mc_signing_key_destroy(key);
    scratch_stop(&scratch);
}

static void only_these_bytes_and_this_key_will_do(void **state)
{
    (void)state;
    static const char text[] = "{\"schema\":1}";
    struct mc_signing_key *key = mc_signing_key_make();
    struct mc_signing_key *other = mc_signing_key_make();
    const struct mc_public_key *public_key = mc_signing_key_public(key);
    char signature[MC_SIGNATURE_CHARS + 1];
    mc_sign(key, text, sizeof text - 1, signature);
    assert_int_equal(mc_signature_check(public_key, text, sizeof text - 1, signature, NULL), MC_OK);
    const char *const others[] = {"{\"schema\":2}", "{\"schema\":1} ", ""};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(
            mc_signature_check(public_key, others[i], strlen(others[i]), signature, NULL),
            MC_EDENIED);
    }
    assert_int_equal(
        mc_signature_check(mc_signing_key_public(other), text, sizeof text - 1, signature, NULL),
        MC_EDENIED);
    signature[10] = signature[10] == 'A' ? 'B' : 'A';
    assert_int_equal(mc_signature_check(public_key, text, sizeof text - 1, signature, NULL),
                     MC_EDENIED);
    const char *const malformed[] = {"", "A", "====", "not base64 at all!"};
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        assert_int_equal(mc_signature_check(public_key, text, sizeof text - 1, malformed[i], NULL),
                         MC_EDENIED);
    }
    mc_signing_key_destroy(key);
    mc_signing_key_destroy(other);
}

static void files_are_private_and_not_written_over(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    struct mc_signing_key *key = mc_signing_key_make();
    const char *path = scratch_path(&scratch, "secret");
    assert_int_equal(mc_signing_key_write(key, path, NULL), MC_OK);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(mc_signing_key_write(key, path, NULL), MC_ECONFLICT);
    struct mc_signing_key *again = NULL;
    assert_int_equal(mc_signing_key_read(path, &again, NULL), MC_OK);
    assert_string_equal(mc_signing_key_public(again)->id, mc_signing_key_public(key)->id);
    mc_signing_key_destroy(again);
    path = scratch_path(&scratch, "public");
    assert_int_equal(mc_public_key_write(mc_signing_key_public(key), path, NULL), MC_OK);
    /* One kind is not taken for the other. */
    again = NULL;
    assert_int_equal(mc_signing_key_read(path, &again, NULL), MC_EPARSE);
    assert_null(again);
    struct mc_public_key public_key;
    assert_int_equal(mc_public_key_read(scratch_path(&scratch, "secret"), &public_key, NULL),
                     MC_EPARSE);
    mc_signing_key_destroy(key);
    scratch_stop(&scratch);
}

static void broken_key_files_are_refused(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    struct mc_public_key key;
    struct mc_error err;
    assert_int_equal(mc_public_key_read(scratch_path(&scratch, "none"), &key, &err), MC_ENOTFOUND);
    const char *const broken[] = {"",
                                  "\n",
                                  "motcua-ed25519-public ",
                                  "motcua-ed25519-public PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0",
                                  "motcua-ed25519-public PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0"
                                  "ZgwAAA==",
                                  "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        const char *path = scratch_write(&scratch, "key", broken[i]);
        assert_int_equal(mc_public_key_read(path, &key, &err), MC_EPARSE);
    }
    scratch_stop(&scratch);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_signs_as_the_standard_says),
        cmocka_unit_test(only_these_bytes_and_this_key_will_do),
        cmocka_unit_test(files_are_private_and_not_written_over),
        cmocka_unit_test(broken_key_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
