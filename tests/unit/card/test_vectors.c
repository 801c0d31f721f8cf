/* The worked examples of ICAO Doc 9303-11: appendix D (access, secure messaging) and G.1 (PACE). */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/bac.h"
#include "drivers/card/emrtd/mrz.h"
#include "drivers/card/emrtd/pace.h"
#include "tests/unit/card/script.h"
#include "tests/unit/cmocka_all.h"

#define BUDGET_MS 60000
#define COUNT(a)  (sizeof(a) / sizeof(a)[0])

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

/* ---- Appendix D.1: keys ---- */

static void keys_follow_from_the_zone(void **state)
{
    (void)state;
    struct bac_keys keys;
    bac_derive_keys("L898902C<369080619406236", &keys);
    assert_hex(keys.encryption, 16, "AB94FDECF2674FDFB9B391F85D7F76F2");
    assert_hex(keys.mac, 16, "7962D9ECE03D1ACD4C76089DCE131543");
    char text[MRZ_KEY_MAX_CHARS + 1];
    mrz_key_text("L898902C", "690806", "940623", text);
    assert_string_equal(text, "L898902C<369080619406236");
    /* A Vietnamese card: the last nine digits of the number. */
    mrz_key_text("090000123", "900115", "300115", text);
    assert_string_equal(text, "090000123390011583001156");
    bac_derive_keys(text, &keys);
    assert_hex(keys.encryption, 16, "8FFED3D3E94957976E7F37490468EF01");
    assert_hex(keys.mac, 16, "89EF26C8BA585108D55E73195404387F");
}

static void keys_of_every_cipher(void **state)
{
    (void)state;
    static const struct {
        enum cipher cipher;
        enum cipher_key_use use;
        const char *secret;
        const char *key;
    } keys[] = {
        {CIPHER_3DES, CIPHER_FOR_ENCRYPTION, "239AB9CB282DAF66231DC5A4DF6BFBAE",
         "AB94FDECF2674FDFB9B391F85D7F76F2"},
        {CIPHER_3DES, CIPHER_FOR_MAC, "0036D272F5C350ACAC50C3F572D23600",
         "F1CB1F1FB5ADF208806B89DC579DC1F8"},
        {CIPHER_AES_128, CIPHER_FOR_ENCRYPTION,
         "28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925",
         "F5F0E35C0D7161EE6724EE513A0D9A7F"},
        {CIPHER_AES_128, CIPHER_FOR_MAC,
         "28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925",
         "FE251C7858B356B24514B3BD5F4297D1"},
        {CIPHER_AES_128, CIPHER_FOR_ENCRYPTION,
         "67950559D0C06B4D4B86972D14460837461087F8419FDBC36AAF6CEAAC462832",
         "0A9DA4DB03BDDE39FC5202BC44B2E89E"},
        {CIPHER_AES_128, CIPHER_FOR_NONCE, "313233343536", "591468CDA83D65219CCCB8560233600F"},
        /* SHA-256 of the secret and the counter, whole and cut: the longer keys of AES. */
        {CIPHER_AES_256, CIPHER_FOR_ENCRYPTION, "",
         "B40711A88C7039756FB8A73827EABE2C0FE5A0346CA7E0A104ADC0FC764F528D"},
        {CIPHER_AES_192, CIPHER_FOR_ENCRYPTION, "",
         "B40711A88C7039756FB8A73827EABE2C0FE5A0346CA7E0A1"},
    };
    for (size_t i = 0; i < COUNT(keys); i++) {
        uint8_t secret[64];
        uint8_t key[CIPHER_KEY_MAX_BYTES];
        size_t len = hex_bytes(keys[i].secret, secret, sizeof secret);
        cipher_derive_key(keys[i].cipher, secret, len, keys[i].use, key);
        assert_hex(key, cipher_key_bytes(keys[i].cipher), keys[i].key);
    }
}

static void codes_by_algorithm_3(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        const char *text;
        const char *mac;
    } codes[] = {
        {"7962D9ECE03D1ACD4C76089DCE131543",
         "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2", "5F1448EEA8AD90A7"},
        {"7962D9ECE03D1ACD4C76089DCE131543",
         "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F", "2F2D235D074D7449"},
        {"F1CB1F1FB5ADF208806B89DC579DC1F8",
         "887022120C06C2270CA4020C800000008709016375432908C044F6", "BF8B92D635FF24F8"},
        {"F1CB1F1FB5ADF208806B89DC579DC1F8", "887022120C06C22899029000", "FA855A5D4C50A8ED"},
        {"F1CB1F1FB5ADF208806B89DC579DC1F8", "887022120C06C2290CB0000080000000970104",
         "ED6705417E96BA55"},
    };
    for (size_t i = 0; i < COUNT(codes); i++) {
        uint8_t key[16];
        uint8_t text[64];
        uint8_t mac[CIPHER_MAC_BYTES];
        (void)hex_bytes(codes[i].key, key, sizeof key);
        size_t len = hex_bytes(codes[i].text, text, sizeof text);
        cipher_mac(CIPHER_3DES, key, text, len, mac);
        assert_hex(mac, sizeof mac, codes[i].mac);
    }
}

static void padding_comes_and_goes(void **state)
{
    (void)state;
    for (size_t len = 0; len < 40; len++) {
        uint8_t text[64] = {0};
        size_t back = 99;
        size_t padded = cipher_pad(CIPHER_3DES, text, len);
        assert_int_equal(padded % 8, 0);
        assert_true(padded > len && padded <= len + 8);
        assert_int_equal(text[len], 0x80);
        assert_true(cipher_unpad(text, padded, &back));
        assert_int_equal(back, len);
    }
    size_t untouched = 7;
    assert_false(cipher_unpad((const uint8_t *)"\0\0\0\0", 4, &untouched));
    assert_false(cipher_unpad((const uint8_t *)"\1\2\3", 3, &untouched));
    assert_int_equal(untouched, 7);
}

/* ---- Appendix D.3 and D.4: authentication, and three commands under its keys ---- */

static void the_terminal_of_appendix_d(void **state)
{
    (void)state;
    struct bac_keys keys;
    struct bac_terminal terminal;
    struct secure_messaging sm = {0};
    uint8_t challenge[BAC_CHALLENGE_BYTES];
    uint8_t message[BAC_MESSAGE_BYTES];
    uint8_t answer[BAC_MESSAGE_BYTES];
    bac_derive_keys("L898902C<369080619406236", &keys);
    (void)hex_bytes("4608F91988702212", challenge, sizeof challenge);
    (void)hex_bytes("781723860C06C226", terminal.challenge, sizeof terminal.challenge);
    (void)hex_bytes("0B795240CB7049B01C19B33E32804F0B", terminal.seed, sizeof terminal.seed);
    bac_request(&keys, &terminal, challenge, message);
    assert_hex(message, sizeof message,
               "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A7");
    (void)hex_bytes(
        "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449", answer,
        sizeof answer);
    assert_true(bac_accept(&keys, &terminal, challenge, answer, sizeof answer, &sm));
    assert_hex(sm.encryption_key, 16, "979EC13B1CBFE9DCD01AB0FED307EAE5");
    assert_hex(sm.mac_key, 16, "F1CB1F1FB5ADF208806B89DC579DC1F8");
    assert_hex(sm.counter, 8, "887022120C06C226");
    answer[0] ^= 1;
    assert_false(bac_accept(&keys, &terminal, challenge, answer, sizeof answer, &sm));
    answer[0] ^= 1;
    assert_false(bac_accept(&keys, &terminal, challenge, answer, sizeof answer - 1, &sm));
    terminal.challenge[3] ^= 1; /* an answer to somebody else */
    assert_false(bac_accept(&keys, &terminal, challenge, answer, sizeof answer, &sm));
}

static void start_appendix_d(struct channel *channel)
{
    uint8_t encryption[16];
    uint8_t mac[16];
    uint8_t counter[8];
    (void)hex_bytes("979EC13B1CBFE9DCD01AB0FED307EAE5", encryption, sizeof encryption);
    (void)hex_bytes("F1CB1F1FB5ADF208806B89DC579DC1F8", mac, sizeof mac);
    (void)hex_bytes("887022120C06C226", counter, sizeof counter);
    sm_start(&channel->sm, CIPHER_3DES, encryption, mac, counter);
}

static const struct apdu_command select_com = {
    .ins = 0xA4, .p1 = 2, .p2 = 0x0C, .data = (const uint8_t *)"\x01\x1E", .data_len = 2};

static void commands_of_appendix_d(void **state)
{
    (void)state;
    static const struct script_line lines[] = {
        {"0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
         "990290008E08FA855A5D4C50A8ED9000"},
        {"0CB000000D9701048E08ED6705417E96BA5500",
         "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"},
        {"0CB000040D9701128E082EA28A70F3C7B53500",
         "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000"},
    };
    struct script script;
    script_init(&script, lines, COUNT(lines));
    struct channel *channel = channel_create(&script.base, BUDGET_MS);
    struct apdu_response answer;
    start_appendix_d(channel);
    assert_int_equal(channel_send(channel, &select_com, &answer, NULL), MC_OK);
    assert_int_equal(answer.sw, APDU_SW_OK);
    assert_int_equal(answer.len, 0);
    struct apdu_command read = {.ins = 0xB0, .le = 4};
    assert_int_equal(channel_send(channel, &read, &answer, NULL), MC_OK);
    assert_hex(answer.data, answer.len, "60145F01");
    read.p2 = 4;
    read.le = 18;
    assert_int_equal(channel_send(channel, &read, &answer, NULL), MC_OK);
    assert_hex(answer.data, answer.len, "04303130365F36063034303030305C026175");
    script_assert_done(&script);
    channel_destroy(channel);
}

static void a_wrong_code_ends_the_session(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "990290008E08FA855A5D4C50A8EC9000",     /* one bit of the code */
        "990290018E08FA855A5D4C50A8ED9000",     /* one bit of what it covers */
        "990290009000",                         /* no code at all */
        "8E08FA855A5D4C50A8ED9000",             /* no status */
        "990290008E07FA855A5D4C50A89000",       /* cut */
        "9902900004018E08FA855A5D4C50A8ED9000", /* lengths that lie */
        "6988",                                 /* the chip has given up protection */
    };
    for (size_t i = 0; i < COUNT(answers); i++) {
        const struct script_line line = {NULL, answers[i]};
        struct script script;
        script_init(&script, &line, 1);
        struct channel *channel = channel_create(&script.base, BUDGET_MS);
        struct apdu_response answer = {.sw = 7};
        start_appendix_d(channel);
        assert_int_equal(channel_send(channel, &select_com, &answer, NULL), MC_ECORRUPT);
        assert_int_equal(answer.sw, 7);
        assert_false(channel->sm.on);
        channel_destroy(channel);
    }
}

/* ---- Appendix G.1: PACE, generic mapping, brainpoolP256r1, AES-128 ---- */

static const char access_info[] = "31143012060A04007F0007020204020202010202010D";

static void map_of_appendix_g(void **state)
{
    (void)state;
    uint8_t key[32];
    uint8_t nonce[PACE_NONCE_BYTES];
    uint8_t chip[ECDH_POINT_MAX_BYTES];
    uint8_t secret[ECDH_FIELD_MAX_BYTES];
    uint8_t point[ECDH_POINT_MAX_BYTES];
    size_t len = 0;
    struct ecdh *ecdh = ecdh_create(ECDH_BRAINPOOL_P256);
    ecdh_set_key(ecdh, key,
                 hex_bytes("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99", key,
                           sizeof key));
    ecdh_public_point(ecdh, point, &len);
    assert_hex(point, len,
               "047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
               "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D");
    size_t chip_len = hex_bytes("04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
                                "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54",
                                chip, sizeof chip);
    assert_true(ecdh_agree(ecdh, chip, chip_len, secret, &len));
    assert_hex(secret, len, "60332EF2450B5D247EF6D3868397D398852ED6E8CAF6FFEEF6BF85CA57057FD5");
    (void)hex_bytes("3F00C4D39D153F2B2A214A078D899B22", nonce, sizeof nonce);
    assert_true(ecdh_map(ecdh, nonce, sizeof nonce, chip, chip_len));
    ecdh_set_key(ecdh, (const uint8_t *)"\1", 1);
    ecdh_public_point(ecdh, point, &len); /* the mapped generator itself */
    assert_hex(point, len,
               "048CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2"
               "8C879506743F8611AC33645C5B985C80B5F09A0B83407C1B6A4D857AE76FE522");
    chip[chip_len - 1] ^= 1; /* not on the curve */
    assert_false(ecdh_agree(ecdh, chip, chip_len, secret, &len));
    assert_false(ecdh_agree(ecdh, chip, 1, secret, &len));
    assert_false(ecdh_agree(ecdh, (const uint8_t *)"", 0, secret, &len));
    ecdh_destroy(ecdh);
    assert_null(ecdh_create(0));
}

static void nonce_and_tokens_of_appendix_g(void **state)
{
    (void)state;
    uint8_t sealed[PACE_NONCE_BYTES];
    uint8_t nonce[PACE_NONCE_BYTES];
    uint8_t mac_key[16];
    uint8_t point[ECDH_POINT_MAX_BYTES];
    uint8_t token[CIPHER_MAC_BYTES];
    uint8_t zone[CIPHER_SHA1_BYTES];
    struct security_oid oid = security_oid_pace(CIPHER_AES_128);
    /* Its password is the machine-readable zone: hashed first. */
    cipher_sha1("T22000129364081251010318", 24, zone);
    (void)hex_bytes("95A3A016522EE98D01E76CB6B98B42C3", sealed, sizeof sealed);
    pace_open_nonce(CIPHER_AES_128, zone, sizeof zone, sealed, nonce);
    assert_hex(nonce, sizeof nonce, "3F00C4D39D153F2B2A214A078D899B22");
    (void)hex_bytes("FE251C7858B356B24514B3BD5F4297D1", mac_key, sizeof mac_key);
    size_t len = hex_bytes("049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
                           "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094",
                           point, sizeof point);
    pace_token(&oid, CIPHER_AES_128, mac_key, point, len, token);
    assert_hex(token, sizeof token, "C2B0BD78D94BA866");
    len = hex_bytes("042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
                    "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462",
                    point, sizeof point);
    pace_token(&oid, CIPHER_AES_128, mac_key, point, len, token);
    assert_hex(token, sizeof token, "3ABB9674BCE93C08");
}

static void the_offer_of_appendix_g(void **state)
{
    (void)state;
    uint8_t file[64];
    struct security_infos infos;
    size_t len = hex_bytes(access_info, file, sizeof file);
    assert_int_equal(security_infos_parse(file, len, &infos, NULL), MC_OK);
    assert_int_equal(infos.count, 1);
    const struct security_info *offer = pace_choose(&infos);
    assert_non_null(offer);
    assert_int_equal(offer->cipher, CIPHER_AES_128);
    assert_int_equal(offer->parameters, ECDH_BRAINPOOL_P256);
    assert_hex(offer->oid.bytes, offer->oid.len, "04007F00070202040202");
    assert_true(security_infos_hold(&infos, offer));
}

/* The example's dialogue with a card access number whose key opens a nonce of our own making. */
static void a_dialogue(void **state)
{
    (void)state;
    uint8_t key[CIPHER_KEY_MAX_BYTES];
    uint8_t nonce[PACE_NONCE_BYTES];
    (void)hex_bytes("3F00C4D39D153F2B2A214A078D899B22", nonce, sizeof nonce);
    cipher_derive_key(CIPHER_AES_128, "345678", 6, CIPHER_FOR_NONCE, key);
    cipher_encrypt(CIPHER_AES_128, key, NULL, nonce, sizeof nonce, nonce);
    char sealed[64] = "7C128010";
    for (size_t i = 0; i < sizeof nonce; i++) {
        (void)snprintf(sealed + 8 + 2 * i, 3, "%02X", nonce[i]);
    }
    memcpy(sealed + 40, "9000", 5);
    const struct script_line lines[] = {
        {"0022C1A40F800A04007F00070202040202830102", "9000"},
        {"10860000027C0000", sealed},
        {"10860000457C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E5445"
         "52DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D00",
         "7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F5730D8C879AAA9C9"
         "F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C549000"},
        {"10860000457C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C3556"
         "F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB3646200",
         "7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB7764B22277A2ED"
         "DC3C265A9F018F9CB852E111B768B326904B59A0193776F0949000"},
        {"008600000C7C0A8508C2B0BD78D94BA86600", "7C0A86083ABB9674BCE93C089000"},
    };
    uint8_t map[32];
    uint8_t agree[32];
    uint8_t file[64];
    struct security_infos infos;
    (void)hex_bytes("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99", map,
                    sizeof map);
    (void)hex_bytes("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595", agree,
                    sizeof agree);
    size_t len = hex_bytes(access_info, file, sizeof file);
    assert_int_equal(security_infos_parse(file, len, &infos, NULL), MC_OK);
    const struct pace_keys keys = {map, sizeof map, agree, sizeof agree};
    struct script script;
    script_init(&script, lines, COUNT(lines));
    struct channel *channel = channel_create(&script.base, BUDGET_MS);
    enum pace_outcome outcome = PACE_NOT_WORKING;
    assert_int_equal(pace_run(channel, pace_choose(&infos), false, "345678", &keys, &outcome, NULL),
                     MC_OK);
    assert_int_equal(outcome, PACE_ACCEPTED);
    assert_true(channel->sm.on);
    assert_hex(channel->sm.encryption_key, 16, "F5F0E35C0D7161EE6724EE513A0D9A7F");
    assert_hex(channel->sm.mac_key, 16, "FE251C7858B356B24514B3BD5F4297D1");
    assert_hex(channel->sm.counter, 16, "00000000000000000000000000000000");
    script_assert_done(&script);
    channel_destroy(channel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_follow_from_the_zone),
        cmocka_unit_test(keys_of_every_cipher),
        cmocka_unit_test(codes_by_algorithm_3),
        cmocka_unit_test(padding_comes_and_goes),
        cmocka_unit_test(the_terminal_of_appendix_d),
        cmocka_unit_test(commands_of_appendix_d),
        cmocka_unit_test(a_wrong_code_ends_the_session),
        cmocka_unit_test(map_of_appendix_g),
        cmocka_unit_test(nonce_and_tokens_of_appendix_g),
        cmocka_unit_test(the_offer_of_appendix_g),
        cmocka_unit_test(a_dialogue),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
