/* Limits by name, whom to believe, and bundles shared. */
#include <arpa/inet.h>

#include "central/bundle_cache.h"
#include "central/limiter.h"
#include "central/peer.h"
#include "tests/unit/central/fixture.h"

static void test_tokens_come_back(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_create(60, 3);
    int64_t wait_s = 0;
    for (int i = 0; i < 3; i++) {
        assert_true(limiter_take(limiter, "a", 1000, &wait_s));
    }
    assert_false(limiter_take(limiter, "a", 1000, &wait_s));
    assert_int_equal(wait_s, 1);
    assert_true(limiter_take(limiter, "b", 1000, &wait_s));
    assert_false(limiter_take(limiter, "a", 1999, &wait_s));
    assert_true(limiter_take(limiter, "a", 2000, &wait_s));
    /* Never more than the burst, after however long. */
    for (int i = 0; i < 3; i++) {
        assert_true(limiter_take(limiter, "a", INT64_MAX / 2, &wait_s));
    }
    assert_false(limiter_take(limiter, "a", INT64_MAX / 2, &wait_s));
    limiter_destroy(limiter);
    limiter = limiter_create(1, 1);
    assert_true(limiter_take(limiter, "a", 0, &wait_s));
    assert_false(limiter_take(limiter, "a", 500, &wait_s));
    assert_int_equal(wait_s, 60);
    limiter_destroy(limiter);
}

static void test_a_flood_of_names_frees_nobody_who_asks_much(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_create(60, 5);
    int64_t wait_s = 0;
    char name[32];
    for (int i = 0; i < 5; i++) {
        assert_true(limiter_take(limiter, "greedy", 0, &wait_s));
    }
    for (int i = 0; i < 100000; i++) {
        (void)snprintf(name, sizeof name, "10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255);
        assert_true(limiter_take(limiter, name, 1, &wait_s));
    }
    assert_false(limiter_take(limiter, "greedy", 1, &wait_s));
    limiter_destroy(limiter);
}

static void test_addresses(void **state)
{
    (void)state;
    struct peer_addresses list = {0};
    assert_int_equal(peer_parse_addresses(" 127.0.0.1;0:0::1 ;", &list, NULL), MC_OK);
    assert_int_equal(list.count, 2);
    assert_true(peer_is_one_of(&list, "::1"));
    assert_false(peer_is_one_of(&list, "127.0.0.2"));
    assert_int_equal(peer_parse_addresses("localhost", &list, NULL), MC_EPARSE);
    assert_int_equal(list.count, 2);
    char text[PEER_ADDRESS_BYTES];
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    assert_int_equal(inet_pton(AF_INET6, "::ffff:10.1.2.3", &six.sin6_addr), 1);
    peer_format_address((struct sockaddr *)&six, text);
    assert_string_equal(text, "10.1.2.3");
    struct sockaddr local = {.sa_family = AF_UNIX};
    peer_format_address(&local, text);
    assert_string_equal(text, "unknown");
}

static void test_who_is_a_proxy(void **state)
{
    (void)state;
    struct peer_proxies proxies = {.secret = "0123456789abcdef0123456789abcdef"};
    assert_int_equal(peer_parse_addresses("10.0.0.5", &proxies.addresses, NULL), MC_OK);
    assert_true(peer_is_proxy(&proxies, "10.0.0.5", "0123456789abcdef0123456789abcdef"));
    assert_false(peer_is_proxy(&proxies, "10.0.0.6", "0123456789abcdef0123456789abcdef"));
    assert_false(peer_is_proxy(&proxies, "10.0.0.5", "0123456789abcdef0123456789abcdee"));
    assert_false(peer_is_proxy(&proxies, "10.0.0.5", NULL));
    proxies.secret = NULL;
    assert_false(peer_is_proxy(&proxies, "10.0.0.5", ""));
}

static void test_certificates_in_headers(void **state)
{
    (void)state;
    char *text = peer_decode_certificate("a%2Bb%0a%2f");
    assert_string_equal(text, "a+b\n/");
    free(text);
    static const char *const bad[] = {"", "%", "%4", "%zz", "a%00b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_null(peer_decode_certificate(bad[i]));
    }
    assert_null(peer_decode_certificate(NULL));
}

static void test_one_bundle_for_all(void **state)
{
    struct fixture *fixture = *state;
    struct bundle_cache *cache = fixture->service.bundles;
    struct cached_bundle *first = NULL;
    struct cached_bundle *second = NULL;
    assert_int_equal(bundle_cache_get(cache, fixture->storage, 1, 0, &first, NULL), MC_ENOTFOUND);
    fixture_run_sql(fixture,
                    "INSERT INTO catalogue_versions VALUES (1, 1, printf('%064d', 0)), (2, 2, "
                    "printf('%064d', 0)); INSERT INTO catalogue_bundles VALUES (1, 0, 9, 'k', 's', "
                    "x'0102'), (2, 0, 9, 'k', 's', x'0304')");
    assert_int_equal(bundle_cache_get(cache, fixture->storage, 1, 0, &first, NULL), MC_OK);
    assert_int_equal(bundle_cache_get(cache, fixture->storage, 1, 0, &second, NULL), MC_OK);
    assert_ptr_equal(first, second);
    cached_bundle_give_back(second);
    /* A newer version takes its place; who still sends the older one keeps it. */
    assert_int_equal(bundle_cache_get(cache, fixture->storage, 2, 0, &second, NULL), MC_OK);
    assert_int_equal(cached_bundle_data(first)->gzip[0], 1);
    assert_int_equal(cached_bundle_data(second)->gzip[0], 3);
    cached_bundle_give_back(first);
    cached_bundle_give_back(second);
    fixture_run_sql(fixture, "DELETE FROM catalogue_bundles");
    assert_int_equal(bundle_cache_get(cache, fixture->storage, 2, 0, &second, NULL), MC_OK);
    cached_bundle_give_back(second);
    assert_int_equal(bundle_cache_get(cache, fixture->storage, 1, 0, &first, NULL), MC_ENOTFOUND);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens_come_back),
        cmocka_unit_test(test_a_flood_of_names_frees_nobody_who_asks_much),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_who_is_a_proxy),
        cmocka_unit_test(test_certificates_in_headers),
        cmocka_unit_test_setup_teardown(test_one_bundle_for_all, fixture_start, fixture_stop),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
