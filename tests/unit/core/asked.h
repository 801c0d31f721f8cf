/* Whether OpenSSL asks at the terminal while a test runs: it does so, and waits, when PEM says that
 * it is encrypted. Test's thread. */
#ifndef MOTCUA_TESTS_UNIT_CORE_ASKED_H
#define MOTCUA_TESTS_UNIT_CORE_ASKED_H

#include <openssl/pem.h>
#include <openssl/ui.h>

#include "tests/unit/cmocka_all.h"

static int asked_count;

static int asked_open(UI *ui)
{
    (void)ui;
    asked_count++;
    return 0; /* nobody is there */
}

/* Ended by asked_end(), which says how often. */
static inline UI_METHOD *asked_start(void)
{
    UI_METHOD *method = UI_create_method("asked");
    assert_non_null(method);
    assert_int_equal(UI_method_set_opener(method, asked_open), 0);
    UI_set_default_method(method);
    asked_count = 0;
    return method;
}

static inline int asked_end(UI_METHOD *method)
{
    UI_set_default_method(UI_OpenSSL());
    UI_destroy_method(method);
    return asked_count;
}

/* PEM of that name ("CERTIFICATE") that says it is encrypted. */
static inline void asked_pem(const char *name, char *out, size_t room)
{
    int len = snprintf(out, room,
                       "-----BEGIN %s-----\nProc-Type: 4,ENCRYPTED\n"
                       "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
                       "AAAAAAAAAAAAAAAAAAAAAA==\n-----END %s-----\n",
                       name, name);
    assert_in_range(len, 1, room - 1);
}

#endif
