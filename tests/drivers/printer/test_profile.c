#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/printer/printer_profile.h"
#include "tests/unit/cmocka_all.h"

#define DIR_SHIPPED MOTCUA_SOURCE_DIR "/assets/printers"

static void the_shipped_profiles_are_good_and_do_not_overlap(void **state)
{
    (void)state;
    struct printer_profiles profiles = {0};
    struct mc_error err;
    enum mc_err rc = printer_profiles_load(DIR_SHIPPED, &profiles, &err);
    if (rc != MC_OK) {
        fail_msg("%s", err.text);
    }
    assert_true(profiles.count >= 11);
    for (size_t i = 0; i < profiles.count; i++) {
        const struct printer_profile *profile = &profiles.list[i];
        for (size_t m = 0; m < profile->model_count; m++) {
            struct ieee1284_id id = {0};
            memcpy(id.model, profile->models[m], sizeof id.model);
            assert_ptr_equal(printer_profiles_match(&profiles, NULL, &id), profile);
        }
        for (size_t u = 0; u < profile->usb_count; u++) {
            assert_ptr_equal(printer_profiles_match(&profiles, &profile->usb[u], NULL), profile);
        }
        bool generic = strcmp(profile->id, PRINTER_PROFILE_GENERIC) == 0;
        assert_int_equal(profile->usb_count + profile->model_count == 0, generic);
        assert_ptr_equal(printer_profiles_find(&profiles, profile->id), profile);
    }
    printer_profiles_finish(&profiles);
}

static void the_model_goes_before_the_usb_ids(void **state)
{
    (void)state;
    struct printer_profiles profiles = {0};
    assert_int_equal(printer_profiles_load(DIR_SHIPPED, &profiles, NULL), MC_OK);
    const struct printer_usb_id usb = {0x04B8, 0x0E28};
    const struct ieee1284_id m30 = {.model = "tm-M30III"};
    const struct ieee1284_id unheard_of = {.model = "XYZ-1"};
    assert_string_equal(printer_profiles_match(&profiles, &usb, NULL)->id, "epson-tm-t20iii");
    assert_string_equal(printer_profiles_match(&profiles, &usb, &m30)->id, "epson-tm-m30");
    assert_string_equal(printer_profiles_match(&profiles, &usb, &unheard_of)->id,
                        "epson-tm-t20iii");
    assert_string_equal(printer_profiles_match(&profiles, NULL, &unheard_of)->id,
                        PRINTER_PROFILE_GENERIC);
    assert_string_equal(printer_profiles_match(&profiles, NULL, NULL)->id, PRINTER_PROFILE_GENERIC);
    assert_true(printer_profiles_know_usb(&profiles, usb));
    assert_false(printer_profiles_know_usb(&profiles, (struct printer_usb_id){1, 2}));
    printer_profiles_finish(&profiles);
}

static void a_wrong_file_says_where(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *reason;
    } rows[] = {
        {"{}", "x.name"},
        {"{\"colour\": 1}", "colour"},
        {"[]", "x"},
        {"{\"name\":\"a\",\"width_dots\":577,\"dpi\":203,\"cutter\":true,\"feed_lines\":4}",
         "x.width_dots"},
        {"{\"name\":\"a\",\"width_dots\":576,\"dpi\":203,\"cutter\":true,\"feed_lines\":4,"
         "\"raster\":\"laser\"}",
         "x.raster"},
        {"{\"name\":\"a\",\"width_dots\":576,\"dpi\":203,\"cutter\":true,\"feed_lines\":4,"
         "\"raster\":\"gs_l\",\"confirmation\":\"none\",\"dle_eot\":true,\"asb\":true,"
         "\"strip_feed\":24,\"usb\":[\"4b8:e15\"],\"models\":[]}",
         "x.usb"},
        {"{\"name\":\"a\",\"width_dots\":576,\"dpi\":203,\"cutter\":true,\"feed_lines\":4,"
         "\"raster\":\"gs_l\",\"confirmation\":\"none\",\"dle_eot\":true,\"asb\":true,"
         "\"strip_feed\":24,\"usb\":[],\"models\":[\"\"]}",
         "x.models"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct printer_profile profile;
        struct mc_error err = {0};
        assert_int_equal(
            printer_profile_parse("x", rows[i].text, strlen(rows[i].text), &profile, &err),
            MC_EPARSE);
        if (strstr(err.text, rows[i].reason) == NULL) {
            fail_msg("%zu: %s", i, err.text);
        }
    }
}

static void parse(const char *text, size_t len, struct ieee1284_id *out)
{
    ieee1284_parse((const uint8_t *)text, len, out);
}

static void an_id_is_read_whatever_its_length_says(void **state)
{
    (void)state;
    static const char plain[] = "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;SN: X1 ;";
    static const char lengths[][2] = {{0, 58}, {58, 0}, {0, 0}, {(char)0xFF, (char)0xFF}};
    struct ieee1284_id id;
    parse(plain, sizeof plain - 1, &id);
    assert_string_equal(id.manufacturer, "EPSON");
    assert_string_equal(id.model, "TM-T20II");
    assert_string_equal(id.serial, "X1");
    assert_int_equal(ieee1284_language(&id), IEEE1284_ESCPOS);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char bytes[sizeof plain + 2];
        memcpy(bytes, lengths[i], 2);
        memcpy(bytes + 2, plain, sizeof plain);
        parse(bytes, sizeof plain + 1, &id);
        assert_string_equal(id.manufacturer, "EPSON");
        assert_string_equal(id.commands, "ESC/POS");
    }
    static const char full[] = "MANUFACTURER: Xprinter ;COMMAND SET:ESC/POS;MODEL:XP-80";
    parse(full, sizeof full - 1, &id);
    assert_string_equal(id.manufacturer, "Xprinter");
    assert_string_equal(id.model, "XP-80");
    parse("", 0, &id);
    assert_string_equal(id.model, "");
    assert_int_equal(ieee1284_language(&id), IEEE1284_UNKNOWN);
    static const char office[] = "MFG:HP;MDL:X;CMD:PJL,PCL,POSTSCRIPT;";
    parse(office, sizeof office - 1, &id);
    assert_int_equal(ieee1284_language(&id), IEEE1284_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_profiles_are_good_and_do_not_overlap),
        cmocka_unit_test(the_model_goes_before_the_usb_ids),
        cmocka_unit_test(a_wrong_file_says_where),
        cmocka_unit_test(an_id_is_read_whatever_its_length_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
