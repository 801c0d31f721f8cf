#include "core/text.h"
#include "tests/unit/ui/window_fixture.h"
#include "ui/widget.h"

static void describe_buttons(struct ui *ui, const char *screen, bool modal)
{
    ui_screen_begin(ui, screen);
    ui_begin(ui, NULL, &(struct ui_box){.gap_mm = 3});
    ui_button(ui, "t.a", "Một", &(struct ui_button){.action = {1, 10}});
    ui_button(ui, "t.off", "Hai", &(struct ui_button){.action = {2, 20}, .disabled = true});
    ui_begin(ui, "t.card", &(struct ui_box){.action = {3, 30}, .surface = UI_CARD});
    ui_label(ui, "t.label", "Ba", &(struct ui_label){.style = UI_TEXT_BODY});
    ui_end(ui);
    ui_end(ui);
    if (modal) {
        ui_begin(ui, "t.dialog",
                 &(struct ui_box){
                     .axis = UI_STACK, .justify = UI_END, .modal = true, .surface = UI_SCRIM});
        ui_button(ui, "t.ok", "Đồng ý", &(struct ui_button){.action = {9, 90}});
        ui_end(ui);
    }
    ui_screen_end(ui);
}

static void the_tree_tells_roles_names_and_places(void **state)
{
    struct ui *ui = *state;
    describe_buttons(ui, "t", false);
    assert_string_equal(ui_screen_name(ui), "t");
    struct ui_node_info a = window_node(ui, "t.a");
    assert_string_equal(a.role, "button");
    assert_string_equal(a.text, "Một");
    assert_int_equal(a.x, 0);
    assert_int_equal(a.y, 0);
    assert_int_equal(a.w, WINDOW_W);
    assert_true(a.h >= (int)(20 * ui->theme.px_per_mm));
    assert_true(a.enabled);
    assert_false(window_node(ui, "t.off").enabled);
    assert_string_equal(window_node(ui, "t.card").text, "Ba");
    assert_string_equal(window_node(ui, "t.label").role, "text");
}

static void a_tap_presses_once(void **state)
{
    struct ui *ui = *state;
    struct ui_action action = {0};
    describe_buttons(ui, "t", false);
    window_tap(ui, "t.card");
    assert_int_equal(window_actions(&action), 1);
    assert_int_equal(action.code, 3);
    assert_int_equal(action.arg, 30);
    window_tap(ui, "t.off");
    assert_int_equal(window_actions(NULL), 0);
}

static void a_bouncing_finger_presses_once_and_another_target_at_once(void **state)
{
    struct ui *ui = *state;
    describe_buttons(ui, "t", false);
    struct ui_node_info a = window_node(ui, "t.a");
    struct ui_node_info card = window_node(ui, "t.card");
    for (int i = 0; i < 3; i++) {
        window_finger(ui, SDL_FINGERDOWN, 1, a.x + 9, a.y + 9);
        window_finger(ui, SDL_FINGERUP, 1, a.x + 9, a.y + 9);
    }
    assert_int_equal(window_actions(NULL), 1);
    ui_inject_touch(ui, card.x + 9, card.y + 9);
    assert_int_equal(window_actions(NULL), 1);
}

static void press_begins_and_ends_in_the_same_target(void **state)
{
    struct ui *ui = *state;
    describe_buttons(ui, "t", false);
    struct ui_node_info a = window_node(ui, "t.a");
    struct ui_node_info card = window_node(ui, "t.card");
    window_finger(ui, SDL_FINGERDOWN, 1, a.x + 9, a.y + 9);
    window_finger(ui, SDL_FINGERMOTION, 1, card.x + 9, card.y + 9);
    window_finger(ui, SDL_FINGERUP, 1, card.x + 9, card.y + 9);
    assert_int_equal(window_actions(NULL), 0);
}

static void a_finger_still_down_presses_nothing_on_the_next_screen(void **state)
{
    struct ui *ui = *state;
    describe_buttons(ui, "t", false);
    struct ui_node_info a = window_node(ui, "t.a");
    window_finger(ui, SDL_FINGERDOWN, 1, a.x + 9, a.y + 9);
    (void)window_actions(NULL);
    describe_buttons(ui, "other", false);
    window_finger(ui, SDL_FINGERUP, 1, a.x + 9, a.y + 9);
    assert_int_equal(window_actions(NULL), 0);
}

static void a_dialog_takes_touches_and_focus(void **state)
{
    struct ui *ui = *state;
    struct ui_action action = {0};
    describe_buttons(ui, "t", true);
    assert_false(window_node(ui, "t.a").enabled);
    window_tap(ui, "t.a");
    assert_int_equal(window_actions(NULL), 0);
    assert_true(ui_inject_key(ui, "Tab"));
    assert_true(ui_inject_key(ui, "Tab"));
    (void)window_actions(NULL);
    assert_true(window_node(ui, "t.ok").focused);
    assert_true(ui_inject_key(ui, "Return"));
    assert_int_equal(window_actions(&action), 1);
    assert_int_equal(action.code, 9);
}

static void tab_goes_round_in_order_and_skips_what_is_disabled(void **state)
{
    struct ui *ui = *state;
    static const char *const order[] = {"t.a", "t.card", "t.a"};
    describe_buttons(ui, "t", false);
    for (size_t i = 0; i < 3; i++) {
        assert_true(ui_inject_key(ui, "Tab"));
        (void)window_actions(NULL);
        assert_true(window_node(ui, order[i]).focused);
    }
    assert_true(ui_inject_key(ui, "Shift+Tab"));
    (void)window_actions(NULL);
    assert_true(window_node(ui, "t.card").focused);
    assert_true(ui_inject_key(ui, "Up"));
    (void)window_actions(NULL);
    assert_true(window_node(ui, "t.a").focused);
    describe_buttons(ui, "t", true); /* its node can no longer have it */
    assert_true(window_node(ui, "t.ok").focused);
    assert_false(ui_inject_key(ui, "No such key"));
}

static void the_first_key_shows_where_the_content_begins(void **state)
{
    struct ui *ui = *state;
    static const char *const keys[] = {"Tab", "Down", "Return"};
    for (size_t i = 0; i < 3; i++) {
        const char screen[] = {'t', (char)('0' + i), '\0'};
        /* Who touched the screen before sees no ring. */
        window_finger(ui, SDL_FINGERDOWN, 1, WINDOW_W - 2, WINDOW_H - 2);
        window_finger(ui, SDL_FINGERUP, 1, WINDOW_W - 2, WINDOW_H - 2);
        (void)window_actions(NULL);
        ui_screen_begin(ui, screen);
        ui_button(ui, "t.bar", "Bar", &(struct ui_button){.action = {.code = 1}});
        ui_begin(ui, NULL, &(struct ui_box){.arrives = true});
        ui_button(ui, "t.begin", "Begin", &(struct ui_button){.action = {.code = 2}});
        ui_end(ui);
        ui_screen_end(ui);
        assert_false(window_node(ui, "t.begin").focused);
        assert_true(ui_inject_key(ui, keys[i]));
        assert_int_equal(window_actions(NULL), 0);
        assert_true(window_node(ui, "t.begin").focused);
        assert_true(ui_inject_key(ui, "Return"));
        assert_int_equal(window_actions(NULL), 1);
    }
}

/* As when somebody is asked whether they are still there. */
static void behind_a_dialog_the_focus_is_where_it_was(void **state)
{
    struct ui *ui = *state;
    describe_buttons(ui, "t", false);
    assert_true(ui_inject_key(ui, "Tab"));
    assert_true(ui_inject_key(ui, "Tab"));
    (void)window_actions(NULL);
    assert_true(window_node(ui, "t.card").focused);
    describe_buttons(ui, "t", true);
    assert_true(window_node(ui, "t.ok").focused);
    describe_buttons(ui, "t", true);
    describe_buttons(ui, "t", false);
    assert_true(window_node(ui, "t.card").focused);
    describe_buttons(ui, "t", true);
    describe_buttons(ui, "other", false); /* the dialog led elsewhere */
    assert_false(window_node(ui, "t.card").focused);
}

static void describe_field(struct ui *ui, bool active)
{
    ui_screen_begin(ui, "t");
    ui_begin(ui, NULL, &(struct ui_box){0});
    ui_field(ui, "t.field", "abc",
             &(struct ui_field){.label = "Tên", .active = active, .action = {1, 0}});
    ui_button(ui, "t.b", "B", &(struct ui_button){.action = {2, 0}});
    ui_end(ui);
    ui_screen_end(ui);
}

static int count_kind(enum ui_event_kind kind, struct ui_event *last)
{
    struct ui_event event;
    int count = 0;
    for (ui_wait(0, &event); event.kind != UI_EVENT_NONE; ui_wait(0, &event)) {
        if (event.kind == kind) {
            count++;
            *last = event;
        }
    }
    return count;
}

static void typed_text_comes_while_a_field_is_active(void **state)
{
    struct ui *ui = *state;
    struct ui_event last = {0};
    describe_field(ui, false);
    ui_inject_text(ui, "x");
    assert_int_equal(count_kind(UI_EVENT_TEXT, &last), 0);
    describe_field(ui, true);
    assert_string_equal(window_node(ui, "t.field").text, "abc");
    assert_string_equal(window_node(ui, "t.field").role, "field");
    ui_inject_text(ui, "xế");
    assert_int_equal(count_kind(UI_EVENT_TEXT, &last), 2);
    assert_string_equal(last.text, "ế");
    assert_true(ui_inject_key(ui, "Backspace"));
    assert_int_equal(count_kind(UI_EVENT_BACKSPACE, &last), 1);
    assert_true(ui_inject_key(ui, "Escape"));
    assert_int_equal(count_kind(UI_EVENT_CANCEL, &last), 1);
}

static void a_blank_presses_a_focused_button_and_is_not_typed(void **state)
{
    struct ui *ui = *state;
    struct ui_event last = {0};
    describe_field(ui, true);
    assert_true(ui_inject_key(ui, "Tab"));
    assert_true(ui_inject_key(ui, "Tab"));
    assert_true(ui_inject_key(ui, "Space"));
    ui_inject_text(ui, " ");
    struct ui_event event;
    int actions = 0;
    int texts = 0;
    for (ui_wait(0, &event); event.kind != UI_EVENT_NONE; ui_wait(0, &event)) {
        actions += event.kind == UI_EVENT_ACTION;
        texts += event.kind == UI_EVENT_TEXT;
    }
    assert_int_equal(actions, 1);
    assert_int_equal(texts, 0);
    ui_inject_text(ui, " ");
    assert_int_equal(count_kind(UI_EVENT_TEXT, &last), 1);
}

/* Whoever types on a keyboard with the focus on a button types blanks, too, until the focus is
 * moved again. */
static void a_blank_between_words_presses_nothing(void **state)
{
    struct ui *ui = *state;
    struct ui_event last = {0};
    describe_field(ui, true);
    assert_true(ui_inject_key(ui, "Tab"));
    assert_true(ui_inject_key(ui, "Tab"));
    (void)window_actions(NULL);
    assert_true(window_node(ui, "t.b").focused);
    ui_inject_text(ui, "x");
    assert_true(ui_inject_key(ui, "Backspace"));
    assert_int_equal(window_actions(NULL), 0);
    assert_true(ui_inject_key(ui, "Space"));
    assert_int_equal(window_actions(NULL), 0);
    ui_inject_text(ui, " ");
    assert_int_equal(count_kind(UI_EVENT_TEXT, &last), 1);
    assert_true(ui_inject_key(ui, "Shift+Tab"));
    assert_true(ui_inject_key(ui, "Tab"));
    assert_true(ui_inject_key(ui, "Space"));
    assert_int_equal(window_actions(NULL), 1);
}

static void describe_list(struct ui *ui, int rows)
{
    ui_screen_begin(ui, "list");
    ui_begin(ui, "list.box", &(struct ui_box){.scroll = true, .gap_mm = 3});
    for (int i = 0; i < rows; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "list.%d", i);
        ui_button(ui, id, id, &(struct ui_button){.action = {1, i}});
    }
    ui_end(ui);
    ui_screen_end(ui);
}

static void dragging_scrolls_and_never_presses(void **state)
{
    struct ui *ui = *state;
    describe_list(ui, 30);
    int before = window_node(ui, "list.0").y;
    window_finger(ui, SDL_FINGERDOWN, 1, 50, 400);
    window_finger(ui, SDL_FINGERMOTION, 1, 50, 390);
    window_finger(ui, SDL_FINGERMOTION, 1, 50, 350);
    window_finger(ui, SDL_FINGERMOTION, 1, 50, 400);
    window_finger(ui, SDL_FINGERMOTION, 1, 50, 380);
    window_finger(ui, SDL_FINGERUP, 1, 50, 380);
    assert_int_equal(window_actions(NULL), 0);
    struct ui_node_info first = window_node(ui, "list.0");
    assert_true(first.h < window_node(ui, "list.1").h);
    assert_int_equal(before, 0);
    describe_list(ui, 30); /* the offset stays between descriptions */
    assert_int_equal(window_node(ui, "list.0").h, first.h);
}

static void scroll_buttons_keys_and_reveal_move_the_list(void **state)
{
    struct ui *ui = *state;
    describe_list(ui, 30);
    assert_int_equal(window_node(ui, "list.29").w, 0);
    assert_false(window_node(ui, "list.box.up").enabled);
    window_tap(ui, "list.box.down");
    assert_int_equal(window_actions(NULL), 0);
    assert_int_equal(window_node(ui, "list.0").w, 0);
    assert_true(window_node(ui, "list.box.up").enabled);
    assert_true(ui_inject_key(ui, "PageUp"));
    (void)window_actions(NULL);
    assert_true(window_node(ui, "list.0").w > 0);
    assert_true(ui_reveal(ui, "list.29"));
    struct ui_node_info last = window_node(ui, "list.29");
    assert_true(last.w > 0 && last.h >= (int)(20 * ui->theme.px_per_mm));
    window_tap(ui, "list.29");
    struct ui_action action = {0};
    assert_int_equal(window_actions(&action), 1);
    assert_int_equal(action.arg, 29);
    assert_false(ui_reveal(ui, "list.nothing"));
}

/* One dialog's box is the next one's. */
static void a_list_that_comes_again_begins_at_its_top(void **state)
{
    struct ui *ui = *state;
    describe_list(ui, 30);
    assert_true(ui_reveal(ui, "list.29"));
    describe_list(ui, 30);
    assert_int_equal(window_node(ui, "list.0").w, 0);
    ui_screen_begin(ui, "list");
    ui_screen_end(ui);
    describe_list(ui, 30);
    assert_true(window_node(ui, "list.0").w > 0);
}

/* Back from one of a list: the list is where it was, and so is the focus, for those who see it. */
static void a_screen_come_back_to_is_as_it_was_left(void **state)
{
    struct ui *ui = *state;
    for (int keys = 0; keys < 2; keys++) {
        describe_list(ui, 30);
        assert_true(ui_reveal(ui, "list.20"));
        int y = window_node(ui, "list.20").y;
        for (int i = 0; keys != 0 && !window_node(ui, "list.20").focused; i++) {
            assert_true(i < 40);
            assert_true(ui_inject_key(ui, "Tab"));
            (void)window_actions(NULL);
            y = window_node(ui, "list.20").y;
        }
        describe_buttons(ui, "one", false);
        ui_come_back(ui);
        describe_list(ui, 30);
        assert_int_equal(window_node(ui, "list.20").y, y);
        assert_int_equal(window_node(ui, "list.20").focused, keys != 0);
        describe_buttons(ui, "one", false);
        describe_buttons(ui, "two", false);
        ui_come_back(ui); /* another one was left since */
        describe_list(ui, 30);
        assert_true(window_node(ui, "list.0").w > 0);
        describe_buttons(ui, "one", false);
        describe_list(ui, 30); /* by another way */
        assert_true(window_node(ui, "list.0").w > 0);
        assert_true(ui_reveal(ui, "list.20"));
        describe_buttons(ui, "one", false);
        ui_forget(ui);
        ui_come_back(ui); /* nothing is kept for the next citizen */
        describe_list(ui, 30);
        assert_true(window_node(ui, "list.0").w > 0);
    }
}

/* The next question on the same screen, with the focus on an answer further down. */
static void the_focus_stays_in_sight_when_lists_begin_anew(void **state)
{
    struct ui *ui = *state;
    describe_list(ui, 30);
    assert_true(ui_inject_key(ui, "Shift+Tab"));
    (void)window_actions(NULL);
    assert_true(window_node(ui, "list.29").focused);
    ui_scroll_home(ui);
    describe_list(ui, 30);
    struct ui_node_info last = window_node(ui, "list.29");
    assert_true(last.focused);
    assert_true(last.w > 0);
}

static void a_name_of_a_thousand_letters_wraps_within_its_width(void **state)
{
    struct ui *ui = *state;
    char name[4 * 1094];
    size_t len = 0;
    static const char *const parts[] = {"thủ", "tục", "Đăng", "ký", "hoạt", "động", "Ế"};
    for (size_t i = 0; mc_utf8_length(len > 0 ? name : "") < 1094; i++) {
        len +=
            (size_t)snprintf(name + len, sizeof name - len, "%s%s", i > 0 ? " " : "", parts[i % 7]);
    }
    ui_screen_begin(ui, "t");
    ui_begin(ui, "t.box", &(struct ui_box){.scroll = true});
    ui_label(ui, "t.long", name, &(struct ui_label){.style = UI_TEXT_BODY});
    ui_label(ui, "t.short", name, &(struct ui_label){.style = UI_TEXT_BODY, .max_lines = 2});
    ui_end(ui);
    ui_screen_end(ui);
    struct text_font font = {ui->theme.font_px[UI_TEXT_BODY], TEXT_REGULAR};
    struct wrap_line lines[WRAP_LINES_MAX];
    const struct ui_node *label = &ui->tree.nodes[ui_find(ui, "t.long")];
    size_t count = text_wrap(ui->text, font, name, label->rect.w, 0, lines);
    assert_true(count > 10);
    assert_int_equal(label->rect.h, (int)count * text_line_height(font));
    for (size_t i = 0; i < count; i++) {
        assert_true(text_width(ui->text, font, name + lines[i].start, lines[i].len) <=
                    label->rect.w);
        assert_false(lines[i].ellipsis);
    }
    assert_int_equal(lines[count - 1].start + lines[count - 1].len, len);
    label = &ui->tree.nodes[ui_find(ui, "t.short")];
    assert_int_equal(label->rect.h, 2 * text_line_height(font));
}

static const struct ui_node *describe_code(struct ui *ui, int width_mm)
{
    ui_screen_begin(ui, "t");
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW});
    ui_begin(ui, NULL, &(struct ui_box){.width_mm = width_mm});
    ui_label(ui, "t.code", "H29.12.3-261124-0042",
             &(struct ui_label){.style = UI_TEXT_TITLE, .whole = true});
    ui_end(ui);
    ui_end(ui);
    ui_screen_end(ui);
    return &ui->tree.nodes[ui_find(ui, "t.code")];
}

static void a_code_is_smaller_rather_than_broken(void **state)
{
    struct ui *ui = *state;
    int body = ui->theme.font_px[UI_TEXT_BODY];
    int title = ui->theme.font_px[UI_TEXT_TITLE];
    int before = 0;
    for (int width_mm = 20; width_mm <= 300; width_mm += 5) {
        const struct ui_node *code = describe_code(ui, width_mm);
        struct wrap_line lines[WRAP_LINES_MAX];
        struct text_font font = widget_font_within(ui, code, code->rect.w);
        size_t count = text_wrap(ui->text, font, code->text, code->rect.w, 0, lines);
        assert_int_equal(code->rect.h, (int)count * text_line_height(font));
        assert_in_range(font.size_px, body, title);
        assert_true(font.size_px >= before);
        assert_true(count == 1 || font.size_px == body); /* then it breaks between its parts */
        if (count == 1 && font.size_px < title) {
            struct text_font larger = {font.size_px + 2, font.weight};
            assert_true(text_width(ui->text, larger, code->text, strlen(code->text)) >
                        code->rect.w);
        }
        before = font.size_px;
    }
    assert_int_equal(before, title);
}

static void many_wakes_are_one(void **state)
{
    (void)state;
    struct ui_event last = {0};
    for (int i = 0; i < 100; i++) {
        ui_wake();
    }
    assert_int_equal(count_kind(UI_EVENT_WAKE, &last), 1);
    ui_wake();
    assert_int_equal(count_kind(UI_EVENT_WAKE, &last), 1);
}

static void two_windows_have_their_own_events(void **state)
{
    struct ui *ui = *state;
    struct ui *second = NULL;
    struct ui_options options = {.title = "two", .width_px = 300, .height_px = 300};
    assert_int_equal(ui_create(&options, &second, NULL), MC_OK);
    describe_buttons(ui, "t", false);
    describe_buttons(second, "t", false);
    struct ui_event last = {0};
    window_tap(second, "t.a");
    assert_int_equal(count_kind(UI_EVENT_ACTION, &last), 1);
    assert_ptr_equal(last.ui, second);
    window_tap(ui, "t.a");
    assert_int_equal(count_kind(UI_EVENT_ACTION, &last), 1);
    assert_ptr_equal(last.ui, ui);
    ui_destroy(second);
}

#define WINDOW_TEST(f) cmocka_unit_test_setup_teardown(f, window_create, window_destroy)

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        WINDOW_TEST(the_tree_tells_roles_names_and_places),
        WINDOW_TEST(a_tap_presses_once),
        WINDOW_TEST(a_bouncing_finger_presses_once_and_another_target_at_once),
        WINDOW_TEST(press_begins_and_ends_in_the_same_target),
        WINDOW_TEST(a_finger_still_down_presses_nothing_on_the_next_screen),
        WINDOW_TEST(a_dialog_takes_touches_and_focus),
        WINDOW_TEST(the_first_key_shows_where_the_content_begins),
        WINDOW_TEST(tab_goes_round_in_order_and_skips_what_is_disabled),
        WINDOW_TEST(behind_a_dialog_the_focus_is_where_it_was),
        WINDOW_TEST(typed_text_comes_while_a_field_is_active),
        WINDOW_TEST(a_blank_presses_a_focused_button_and_is_not_typed),
        WINDOW_TEST(a_blank_between_words_presses_nothing),
        WINDOW_TEST(dragging_scrolls_and_never_presses),
        WINDOW_TEST(a_list_that_comes_again_begins_at_its_top),
        WINDOW_TEST(a_screen_come_back_to_is_as_it_was_left),
        WINDOW_TEST(the_focus_stays_in_sight_when_lists_begin_anew),
        WINDOW_TEST(scroll_buttons_keys_and_reveal_move_the_list),
        WINDOW_TEST(a_name_of_a_thousand_letters_wraps_within_its_width),
        WINDOW_TEST(a_code_is_smaller_rather_than_broken),
        WINDOW_TEST(many_wakes_are_one),
        WINDOW_TEST(two_windows_have_their_own_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
