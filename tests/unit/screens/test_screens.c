/* Every fabricated view on the real toolkit, in both languages and orientations, smallest and
 * largest text: it can be painted, and no message key shows. How it is laid out is held by
 * test_layout.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/screens/screens.h"
#include "tests/tools/views.h"
#include "tests/tools/views_internal.h"
#include "tests/unit/cmocka_all.h"
#include "ui/ui_internal.h"

#define FIELD_SEEN_PX 40 /* a line of text, at the least */

struct fixture {
    struct mc_messages *messages;
    struct screens *screens;
    struct ui *ui;
};

static int open_window(struct fixture *f, int width_px, int height_px)
{
    const struct ui_options options = {.title = "test",
                                       .width_px = width_px,
                                       .height_px = height_px,
                                       .panel_diagonal_tenth_inch = 215,
                                       .icon_dir = MOTCUA_SOURCE_DIR "/assets/icons"};
    struct mc_error err;
    if (ui_create(&options, &f->ui, &err) != MC_OK) {
        print_error("%s\n", err.text);
        return -1;
    }
    return 0;
}

static int set_up(void **state)
{
    static const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/kiosk",
                                       MOTCUA_SOURCE_DIR "/assets/i18n/common"};
    struct mc_error err;
    mc_secure_init();
    struct fixture *f = MC_NEW(struct fixture);
    if (mc_messages_load(dirs, 2, &f->messages, &err) != MC_OK ||
        ui_platform_start(&err) != MC_OK) {
        print_error("%s\n", err.text);
        return -1;
    }
    f->screens = screens_create(f->messages);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    screens_destroy(f->screens);
    mc_messages_destroy(f->messages);
    ui_platform_stop();
    free(f);
    return 0;
}

/* "home.find.title" and the like: what mc_message_text() gives for an unknown key. */
static bool looks_like_key(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    size_t m = n > 0 && text[n] == '.' ? strspn(text + n + 1, "abcdefghijklmnopqrstuvwxyz_.") : 0;
    return m > 0 && text[n + 1 + m] == '\0';
}

static bool is_target(const struct ui_node_info *node)
{
    return strcmp(node->role, "button") == 0 || strcmp(node->role, "checkbox") == 0 ||
           strcmp(node->role, "radio") == 0;
}

/* What somebody who only listens has to be told. */
static void check_told(const char *view, const struct ui_node_info *node)
{
    bool field = strcmp(node->role, "field") == 0;
    bool section = strncmp(node->id, "procedure.section.", strlen("procedure.section.")) == 0;
    bool named = is_target(node) || field || strcmp(node->role, "progress") == 0 ||
                 strcmp(node->role, "image") == 0;
    if (named && node->name[0] == '\0') {
        fail_msg("%s: %s is not called anything", view, node->id);
    }
    if (section && node->expanded == UI_NOT_EXPANDABLE) {
        fail_msg("%s: %s does not say whether it is open", view, node->id);
    }
    if (node->invalid && node->hint[0] == '\0') {
        fail_msg("%s: %s does not say what is wrong", view, node->id);
    }
}

static void check_node(const char *view, const struct ui_node_info *node)
{
    check_told(view, node);
    if (looks_like_key(node->text)) {
        fail_msg("%s: %s shows the key %s", view, node->id, node->text);
    }
    if (is_target(node) && node->text[0] == '\0') {
        fail_msg("%s: %s has no name", view, node->id);
    }
    if (is_target(node) && node->id[0] == '\0') {
        fail_msg("%s: \"%s\" has no id", view, node->text);
    }
}

static bool overlap(const struct ui_node_info *a, const struct ui_node_info *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static bool find_field(const struct ui *ui, struct ui_node_info *out)
{
    for (size_t i = 0; i < ui_node_count(ui); i++) {
        assert_true(ui_node_at(ui, i, out));
        if (strcmp(out->role, "field") == 0) {
            return true;
        }
    }
    return false;
}

/* The field being typed in lies free: in sight (a long question is scrolled away for it when typing
 * begins), with no key over it. */
static void check_field_is_free(struct ui *ui, const char *view)
{
    struct ui_node_info field;
    if (!find_field(ui, &field)) {
        return;
    }
    char id[UI_ID_BYTES];
    mc_copy_text(id, sizeof id, field.id);
    assert_true(ui_reveal(ui, id));
    assert_true(find_field(ui, &field));
    for (size_t i = 0; i < ui_node_count(ui); i++) {
        struct ui_node_info node;
        assert_true(ui_node_at(ui, i, &node));
        if (strncmp(node.id, "key.", 4) == 0 && node.w > 0 &&
            (field.h < FIELD_SEEN_PX || overlap(&node, &field))) {
            fail_msg("%s: the keyboard leaves no room for the field", view);
        }
    }
}

static void check_view(struct fixture *f, size_t index, enum mc_language language, int text_size)
{
    struct flow_view *view = views_create(index, language);
    view->text_size = text_size;
    screens_show(f->screens, f->ui, view);
    (void)ui_paint(f->ui);
    assert_string_equal(ui_screen_name(f->ui), flow_screen_name(view->screen));
    size_t targets = 0;
    size_t count = ui_node_count(f->ui);
    for (size_t i = 0; i < count; i++) {
        struct ui_node_info node;
        assert_true(ui_node_at(f->ui, i, &node));
        check_node(views_name(index), &node);
        targets += is_target(&node);
    }
    assert_true(targets > 0);
    if (!view->idle_warning && !view->leave_question && !view->help) {
        check_field_is_free(f->ui, views_name(index));
    }
    views_destroy(view);
}

static void check_all(struct fixture *f, int width_px, int height_px)
{
    assert_int_equal(open_window(f, width_px, height_px), 0);
    for (size_t i = 0; i < views_count(); i++) {
        check_view(f, i, MC_LANGUAGE_VI, 0);
        check_view(f, i, MC_LANGUAGE_VI, 3);
        check_view(f, i, MC_LANGUAGE_EN, 3);
    }
    ui_destroy(f->ui);
}

/* ---- What a view says ---- */

/* As usual, or with as little room as there can be. */
static void show_view(struct fixture *f, const char *name, bool little_room)
{
    for (size_t i = 0; i < views_count(); i++) {
        if (strcmp(views_name(i), name) == 0) {
            struct flow_view *made = views_create(i, MC_LANGUAGE_VI);
            made->text_size = little_room ? 3 : 0;
            made->low_reach = little_room;
            screens_show(f->screens, f->ui, made);
            views_destroy(made);
        }
    }
}

static struct ui_node_info node_of(struct fixture *f, const char *view, const char *id)
{
    struct ui_node_info node = {0};
    show_view(f, view, false);
    for (size_t i = 0; i < ui_node_count(f->ui); i++) {
        assert_true(ui_node_at(f->ui, i, &node));
        if (strcmp(node.id, id) == 0) {
            return node;
        }
    }
    fail_msg("%s has no %s", view, id);
    return node;
}

static void check_says(struct fixture *f, const char *view, const char *id, const char *key)
{
    struct ui_node_info node = node_of(f, view, id);
    const char *expected = mc_message_text(f->messages, MC_LANGUAGE_VI, key);
    if (strstr(node.text, expected) == NULL) {
        fail_msg("%s: %s says \"%s\", not %s", view, id, node.text, key);
    }
}

static void what_was_typed_is_answered(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(open_window(f, 1080, 1920), 0);
    check_says(f, "identify", "identify.title", "identify.title");
    check_says(f, "identify_number_taken", "identify.title", "identify.number_card");
    check_says(f, "identify_number_taken", "identify.type_number", "identify.type_again");
    check_says(f, "identify_number_wrong", "identify.title", "identify.number_title");
    check_says(f, "identify_number_wrong", "identify.chip", "identify.number_wrong");
    check_says(f, "service_pin_wrong", "service.state", "service.wrong");
    check_says(f, "service_pin_waited", "service.state", "service.wrong");
    ui_destroy(f->ui);
}

static void states_are_told(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(open_window(f, 1080, 1920), 0);
    assert_int_equal(node_of(f, "procedure_plain", "procedure.section.0").expanded, UI_COLLAPSED);
    assert_int_equal(node_of(f, "procedure_open", "procedure.section.0").expanded, UI_EXPANDED);
    assert_true(node_of(f, "form_number_wrong", "form.value").secret);
    assert_true(node_of(f, "form_number_wrong", "form.value").invalid);
    assert_true(node_of(f, "identify_number", "identify.number").secret);
    assert_true(node_of(f, "by_hand_number", "by_hand.number").secret);
    assert_false(node_of(f, "by_hand_code", "by_hand.code").secret);
    assert_false(node_of(f, "form_text", "form.value").secret);
    assert_false(node_of(f, "form_text", "form.value").invalid);
    assert_true(node_of(f, "form_date_wrong", "form.value").invalid);
    assert_string_equal(
        node_of(f, "form_date_wrong", "form.value").hint,
        mc_message_text(f->messages, MC_LANGUAGE_VI, "form.problem.date_in_future"));
    assert_string_equal(node_of(f, "form_text", "key.o").hint,
                        mc_message_text(f->messages, MC_LANGUAGE_VI, "key.marks"));
    assert_string_equal(node_of(f, "form_text", "key.q").hint, "");
    ui_destroy(f->ui);
}

/* What a screen comes to is read from its top, however far down one was before. */
static void another_place_of_a_screen_begins_at_its_top(void **state)
{
    static const char *const places[] = {"identify", "identify_known"};
    struct fixture *f = *state;
    assert_int_equal(open_window(f, 1920, 1080), 0);
    for (int i = 0; i < 2; i++) {
        show_view(f, places[i], true);
        int box = ui_find(f->ui, "identify.content");
        assert_true(ui_scroll_by(f->ui, box, 100000));
        show_view(f, places[i], true); /* the same place again */
        assert_true(f->ui->tree.nodes[box].scroll_px > 0);
        show_view(f, places[1 - i], true);
        assert_int_equal(f->ui->tree.nodes[ui_find(f->ui, "identify.content")].scroll_px, 0);
    }
    ui_destroy(f->ui);
}

/* Who looked at one of many finds the others where they were. */
static void a_list_come_back_to_is_where_it_was(void **state)
{
    static const char *const ways[][3] = {{"search_results", "procedure_plain", "search.list"},
                                          {"browse_list", "procedure_plain", "browse.content"},
                                          {"review", "form_text", "review.content"}};
    struct fixture *f = *state;
    assert_int_equal(open_window(f, 1920, 1080), 0);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        show_view(f, ways[i][0], true);
        assert_true(ui_scroll_by(f->ui, ui_find(f->ui, ways[i][2]), 200));
        int before = f->ui->tree.nodes[ui_find(f->ui, ways[i][2])].scroll_px;
        show_view(f, ways[i][1], true);
        show_view(f, ways[i][0], true);
        assert_int_equal(f->ui->tree.nodes[ui_find(f->ui, ways[i][2])].scroll_px, before);
        show_view(f, "home", true);
        show_view(f, ways[i][0], true);
        assert_int_equal(f->ui->tree.nodes[ui_find(f->ui, ways[i][2])].scroll_px, 0);
    }
    ui_destroy(f->ui);
}

/* Shows the view with a typed number of identity in it; whether the number is secret there. */
static bool number_is_secret(struct fixture *f, const char *name)
{
    static const char number[] = "079158000999";
    int seen = 0;
    bool secret = true;
    for (size_t i = 0; i < views_count(); i++) {
        if (strcmp(views_name(i), name) != 0) {
            continue;
        }
        struct flow_view *view = views_create(i, MC_LANGUAGE_VI);
        struct form_field *field = &view->procedure->cases[0].form.fields[VIEWS_FIELD_CHILD];
        field->type = FORM_ID_NUMBER;
        mc_copy_text(view->values.value[VIEWS_FIELD_CHILD], FORM_VALUE_BYTES, number);
        screens_show(f->screens, f->ui, view);
        views_destroy(view);
    }
    struct ui_node_info node;
    for (size_t i = 0; ui_node_at(f->ui, i, &node); i++) {
        if (strstr(node.text, number) != NULL) {
            seen++;
            secret = secret && node.secret;
        }
    }
    assert_true(seen > 0);
    return secret;
}

static void a_number_that_was_typed_is_secret_wherever_it_stands(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(open_window(f, 1080, 1920), 0);
    assert_true(number_is_secret(f, "review"));
    assert_true(number_is_secret(f, "form_phone")); /* among the answers before */
    assert_true(node_of(f, "service_pin", "service.pin").secret);
    ui_destroy(f->ui);
}

/* Today, where the wheels begin, is not the answer as long as none was turned to. */
static void wheels_tell_whether_a_date_is_answered(void **state)
{
    static const struct {
        const char *value;
        bool answered;
    } rows[] = {{"", false}, {"31/0", false}, {"31/02/1990", false}, {"29/02/1988", true}};
    struct fixture *f = *state;
    assert_int_equal(open_window(f, 1080, 1920), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < views_count(); k++) {
            if (strcmp(views_name(k), "form_date_wheels") == 0) {
                struct flow_view *view = views_create(k, MC_LANGUAGE_VI);
                mc_copy_text(view->values.value[view->field], FORM_VALUE_BYTES, rows[i].value);
                screens_show(f->screens, f->ui, view);
                views_destroy(view);
            }
        }
        const struct ui_node *cell = &f->ui->tree.nodes[ui_find(f->ui, "key.day.now")];
        assert_int_equal(cell->chosen, rows[i].answered);
        assert_string_equal(cell->text, rows[i].answered ? "29" : "24");
    }
    ui_destroy(f->ui);
}

/* The paper is as it was handed in; the screen is in the language of now. */
static void the_receipts_screen_follows_the_language(void **state)
{
    struct fixture *f = *state;
    bool found = false;
    assert_int_equal(open_window(f, 1080, 1920), 0);
    for (size_t i = 0; i < views_count(); i++) {
        if (strcmp(views_name(i), "receipt") == 0) {
            struct flow_view *view = views_create(i, MC_LANGUAGE_EN);
            struct procedure procedure = {0};
            procedure.name.in[MC_LANGUAGE_VI] = (char[]){"Khai sinh"};
            procedure.name.in[MC_LANGUAGE_EN] = (char[]){"Birth"};
            view->procedure = &procedure;
            mc_copy_text(view->receipt.procedure_name, sizeof view->receipt.procedure_name,
                         "Khai sinh");
            screens_show(f->screens, f->ui, view);
            view->procedure = NULL;
            views_destroy(view);
        }
    }
    struct ui_node_info node;
    for (size_t i = 0; ui_node_at(f->ui, i, &node); i++) {
        found = found || strcmp(node.text, "Birth") == 0;
        assert_string_not_equal(node.text, "Khai sinh");
    }
    assert_true(found);
    ui_destroy(f->ui);
}

static void every_view_is_whole_upright(void **state)
{
    check_all(*state, 1080, 1920);
}

static void every_view_is_whole_lying(void **state)
{
    check_all(*state, 1920, 1080);
}

/* ---- In low reach ---- */

/* Every control lies in the lower 60 % of the screen. */
static void check_low(struct fixture *f, size_t index, int text_size, int height_px)
{
    struct flow_view *view = views_create(index, MC_LANGUAGE_VI);
    view->text_size = text_size;
    view->low_reach = true;
    screens_show(f->screens, f->ui, view);
    size_t count = ui_node_count(f->ui);
    for (size_t i = 0; i < count; i++) {
        struct ui_node_info node;
        assert_true(ui_node_at(f->ui, i, &node));
        if (is_target(&node) && node.enabled && node.h > 0 && node.y < height_px * 2 / 5) {
            fail_msg("%s: %s is out of reach at %d px", views_name(index), node.id, node.y);
        }
    }
    views_destroy(view);
}

static void everything_can_be_reached_from_below(void **state)
{
    static const int sizes_px[][2] = {{1080, 1920}, {1920, 1080}};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof sizes_px / sizeof sizes_px[0]; i++) {
        assert_int_equal(open_window(f, sizes_px[i][0], sizes_px[i][1]), 0);
        for (size_t k = 0; k < views_count(); k++) {
            check_low(f, k, 0, sizes_px[i][1]);
            check_low(f, k, 3, sizes_px[i][1]);
        }
        ui_destroy(f->ui);
    }
}

/* ---- Events, which need no window ---- */

static void fingers_become_the_flows_events(void **state)
{
    (void)state;
    struct flow_event out;
    char text[SCREENS_TEXT_BYTES];
    struct ui_event event = {.kind = UI_EVENT_ACTION, .action = {FLOW_INTENT_EDIT, -1}};
    assert_true(screens_event(&event, &out, text));
    assert_int_equal(out.kind, FLOW_EV_INTENT);
    assert_int_equal(out.intent, FLOW_INTENT_EDIT);
    assert_int_equal(out.arg, -1);
    event.action = (struct ui_action){SCREENS_ACTION_TEXT, 0x1B0};
    assert_true(screens_event(&event, &out, text));
    assert_int_equal(out.kind, FLOW_EV_TEXT);
    assert_string_equal(out.text, "ư");
    event.action = (struct ui_action){SCREENS_ACTION_TONE, IME_DOT};
    assert_true(screens_event(&event, &out, text));
    assert_int_equal(out.kind, FLOW_EV_TONE);
    assert_int_equal(out.arg, IME_DOT);
    event.action = (struct ui_action){SCREENS_ACTION_BACKSPACE, 0};
    assert_true(screens_event(&event, &out, text));
    assert_int_equal(out.kind, FLOW_EV_BACKSPACE);
    event.action = (struct ui_action){SCREENS_ACTION_TEXT, 0x110000};
    assert_false(screens_event(&event, &out, text));
    event.action = (struct ui_action){0, 0};
    assert_false(screens_event(&event, &out, text));
    event.action = (struct ui_action){999, 0};
    assert_false(screens_event(&event, &out, text));
}

static void keys_and_touches_too(void **state)
{
    (void)state;
    struct flow_event out;
    char text[SCREENS_TEXT_BYTES];
    struct ui_event event = {.kind = UI_EVENT_TEXT, .text = "đ"};
    assert_true(screens_event(&event, &out, text));
    assert_string_equal(out.text, "đ");
    event = (struct ui_event){.kind = UI_EVENT_TEXT};
    assert_false(screens_event(&event, &out, text));
    event.kind = UI_EVENT_CANCEL;
    assert_true(screens_event(&event, &out, text));
    assert_int_equal(out.intent, FLOW_INTENT_BACK);
    event.kind = UI_EVENT_TOUCHED;
    assert_true(screens_event(&event, &out, text));
    assert_int_equal(out.kind, FLOW_EV_TOUCH);
    event.kind = UI_EVENT_WAKE;
    assert_false(screens_event(&event, &out, text));
    event.kind = UI_EVENT_NONE;
    assert_false(screens_event(&event, &out, text));
    event.kind = UI_EVENT_CLOSED;
    assert_false(screens_event(&event, &out, text));
}

/* ---- Messages named by what the domain calls things ---- */

static void every_name_has_its_message(void **state)
{
    const struct fixture *f = *state;
    char key[96];
    for (int i = CARD_QR_HEALTH_INSURANCE; i <= CARD_QR_UNKNOWN; i++) {
        (void)snprintf(key, sizeof key, "identify.not.%s",
                       card_qr_verdict_name((enum card_qr_verdict)i));
        assert_true(mc_message_known(f->messages, key));
    }
    for (int i = RECEIPT_SCAN_CODE_ONLY; i <= RECEIPT_SCAN_UNKNOWN; i++) {
        (void)snprintf(key, sizeof key, "scan.not.%s",
                       receipt_scan_verdict_name((enum receipt_scan_verdict)i));
        assert_true(mc_message_known(f->messages, key));
    }
    for (int i = FORM_MISSING; i <= FORM_NOT_TEXT; i++) {
        (void)snprintf(key, sizeof key, "form.problem.%s", form_problem_name((enum form_problem)i));
        assert_true(mc_message_known(f->messages, key));
    }
    for (int i = DOSSIER_REGISTERED; i <= DOSSIER_HANDED_OVER; i++) {
        const char *name = dossier_status_name((enum dossier_status)i);
        (void)snprintf(key, sizeof key, "status.%s", name);
        assert_true(mc_message_known(f->messages, key));
        (void)snprintf(key, sizeof key, "status.do.%s", name);
        assert_true(mc_message_known(f->messages, key));
    }
    static const char *const tails[] = {"title", "what", "still", "do"};
    for (int i = FLOW_FAULT_CATALOGUE; i <= FLOW_FAULT_DISK_LOW; i++) {
        for (int k = 0; k < 4; k++) {
            (void)snprintf(key, sizeof key, "fault.%s.%s", flow_fault_name((enum flow_fault)i),
                           tails[k]);
            assert_true(mc_message_known(f->messages, key));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_is_whole_upright),
        cmocka_unit_test(every_view_is_whole_lying),
        cmocka_unit_test(what_was_typed_is_answered),
        cmocka_unit_test(states_are_told),
        cmocka_unit_test(another_place_of_a_screen_begins_at_its_top),
        cmocka_unit_test(a_list_come_back_to_is_where_it_was),
        cmocka_unit_test(a_number_that_was_typed_is_secret_wherever_it_stands),
        cmocka_unit_test(wheels_tell_whether_a_date_is_answered),
        cmocka_unit_test(the_receipts_screen_follows_the_language),
        cmocka_unit_test(everything_can_be_reached_from_below),
        cmocka_unit_test(fingers_become_the_flows_events),
        cmocka_unit_test(keys_and_touches_too),
        cmocka_unit_test(every_name_has_its_message),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
