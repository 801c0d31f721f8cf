#include <string.h>
#include <sys/stat.h>

#include "core/base64.h"
#include "core/memory.h"
#include "core/sealing.h"
#include "core/slow_hash.h"
#include "tests/unit/core/scratch.h"

static const char text[] = "Nguyễn Thị Thử";

static void only_the_private_key_opens(void **state)
{
    (void)state;
    struct mc_opening_key *key = mc_opening_key_make();
    struct mc_opening_key *other = mc_opening_key_make();
    uint8_t box[sizeof text + MC_SEAL_BYTES];
    uint8_t again[sizeof box];
    char opened[sizeof text] = "";
    mc_seal(mc_opening_key_public(key), text, sizeof text, box);
    mc_seal(mc_opening_key_public(key), text, sizeof text, again);
    assert_memory_not_equal(box, again, sizeof box); /* a key pair of its own each time */
    assert_int_equal(mc_seal_open(key, box, sizeof box, (uint8_t *)opened, NULL), MC_OK);
    assert_string_equal(opened, text);
    assert_int_equal(mc_seal_open(other, box, sizeof box, (uint8_t *)opened, NULL), MC_EDENIED);
    assert_int_equal(mc_seal_open(key, box, MC_SEAL_BYTES - 1, (uint8_t *)opened, NULL),
                     MC_EDENIED);
    for (size_t i = 0; i < sizeof box; i++) {
        box[i] ^= 1;
        assert_int_equal(mc_seal_open(key, box, sizeof box, (uint8_t *)opened, NULL), MC_EDENIED);
        box[i] ^= 1;
    }
    mc_opening_key_destroy(other);
    mc_opening_key_destroy(key);
}

static void keys_survive_their_files(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    char secret[256];
    char public_path[256];
    mc_copy_text(secret, sizeof secret, scratch_path(&scratch, "secret"));
    mc_copy_text(public_path, sizeof public_path, scratch_path(&scratch, "public"));
    struct mc_opening_key *made = mc_opening_key_make();
    struct mc_opening_key *read = NULL;
    struct mc_sealing_key sealing;
    assert_int_equal(mc_opening_key_write(made, secret, NULL), MC_OK);
    assert_int_equal(mc_sealing_key_write(mc_opening_key_public(made), public_path, NULL), MC_OK);
    assert_int_equal(mc_opening_key_write(made, secret, NULL), MC_ECONFLICT);
    struct stat status;
    assert_int_equal(stat(secret, &status), 0);
    assert_int_equal(status.st_mode & 0077, 0);
    assert_int_equal(mc_opening_key_read(secret, &read, NULL), MC_OK);
    assert_int_equal(mc_sealing_key_read(public_path, &sealing, NULL), MC_OK);
    assert_string_equal(sealing.id, mc_opening_key_public(read)->id);
    assert_true(mc_key_id_valid(sealing.id));
    uint8_t box[sizeof text + MC_SEAL_BYTES];
    char opened[sizeof text];
    mc_seal(&sealing, text, sizeof text, box);
    assert_int_equal(mc_seal_open(read, box, sizeof box, (uint8_t *)opened, NULL), MC_OK);
    /* One kind of key is not taken for another. */
    struct mc_sealing_key wrong;
    struct mc_opening_key *none = NULL;
    struct mc_error err;
    assert_int_equal(mc_sealing_key_read(secret, &wrong, &err), MC_EPARSE);
    assert_int_equal(mc_opening_key_read(public_path, &none, &err), MC_EPARSE);
    mc_opening_key_destroy(read);
    mc_opening_key_destroy(made);
    scratch_stop(&scratch);
}

static void the_slow_hash_is_that_of_number_and_salt(void **state)
{
    (void)state;
    char hash[MC_SLOW_HASH_CHARS + 1];
    char other[MC_SLOW_HASH_CHARS + 1];
    mc_slow_hash("079090000123", "salt", hash);
    assert_int_equal(strspn(hash, "0123456789abcdef"), MC_SLOW_HASH_CHARS);
    mc_slow_hash("079090000123", "salt", other);
    assert_string_equal(hash, other);
    mc_slow_hash("079090000124", "salt", other);
    assert_string_not_equal(hash, other);
    mc_slow_hash("079090000123", "another", other);
    assert_string_not_equal(hash, other);
}

/* RFC 4648 section 10. */
static void base64_is_strict(void **state)
{
    (void)state;
    char written[16];
    uint8_t bytes[8];
    size_t len = 0;
    mc_base64_write("fooba", 5, written);
    assert_string_equal(written, "Zm9vYmE=");
    assert_int_equal(mc_base64_chars(5), 8);
    assert_true(mc_base64_read("Zm9vYmE=", 8, bytes, sizeof bytes, &len));
    assert_int_equal(len, 5);
    assert_memory_equal(bytes, "fooba", 5);
    static const char *const broken[] = {"Zm9vYmE", "Zm9v YmE=", "Zm9vYmE=x",
                                         "Zm9v-mE=", "Zm9vYmF="};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        assert_false(mc_base64_read(broken[i], strlen(broken[i]), bytes, sizeof bytes, &len));
    }
    assert_false(mc_base64_read("Zm9vYmE=", 8, bytes, 4, &len));
}

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_private_key_opens),
        cmocka_unit_test(keys_survive_their_files),
        cmocka_unit_test(the_slow_hash_is_that_of_number_and_salt),
        cmocka_unit_test(base64_is_strict),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
