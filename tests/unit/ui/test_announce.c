/* What is said of a screen, and how the focus goes through it for somebody who listens. */
#include "tests/unit/ui/window_fixture.h"
#include "ui/announce.h"

static const struct announce_words words = {.button = "nút",
                                            .checkbox = "ô đánh dấu",
                                            .radio = "lựa chọn",
                                            .field = "ô nhập",
                                            .image = "hình",
                                            .checked = "đã đánh dấu",
                                            .unchecked = "chưa đánh dấu",
                                            .chosen = "đang chọn",
                                            .disabled = "không dùng được",
                                            .expanded = "đang mở",
                                            .collapsed = "đang đóng",
                                            .invalid = "chưa đúng",
                                            .empty = "trống",
                                            .hidden = "không đọc số",
                                            .typed = "đã gõ",
                                            .erased = "đã xoá"};

struct page {
    const char *title;
    const char *notice;
    const char *value;
    bool secret;
    bool dialog;
    enum ui_expanded expanded;
};

static void describe(struct ui *ui, const struct page *page)
{
    ui_screen_begin(ui, "t");
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_STACK, .grow = 1});
    ui_begin(ui, NULL, &(struct ui_box){.gap_mm = 3});
    ui_label(ui, NULL, page->title, &(struct ui_label){.style = UI_TEXT_TITLE});
    if (page->notice != NULL) {
        ui_begin(ui, "t.notice", &(struct ui_box){.surface = UI_WARNING});
        ui_label(ui, NULL, page->notice, &(struct ui_label){.style = UI_TEXT_BODY});
        ui_end(ui);
    }
    ui_label(ui, NULL, "Lời dặn", &(struct ui_label){.style = UI_TEXT_BODY});
    ui_field(ui, "t.field", page->value,
             &(struct ui_field){.label = "Họ tên",
                                .active = true,
                                .secret = page->secret,
                                .hint = "như trên giấy tờ",
                                .action = {7, 0}});
    ui_begin(
        ui, "t.more",
        &(struct ui_box){
            .action = {8, 0}, .expanded = page->expanded, .surface = UI_CARD, .hint = "mở ra xem"});
    ui_label(ui, NULL, "Giấy tờ", &(struct ui_label){.style = UI_TEXT_BODY});
    ui_end(ui);
    ui_check(ui, "t.check", "Đã mang theo", &(struct ui_check){.checked = true, .action = {9, 0}});
    ui_button(ui, "t.off", "Nộp", &(struct ui_button){.action = {10, 0}, .disabled = true});
    ui_end(ui);
    if (page->dialog) {
        ui_begin(ui, "t.dialog",
                 &(struct ui_box){.modal = true, .surface = UI_SCRIM, .name = "Rời đi?"});
        ui_label(ui, NULL, "Rời đi?", &(struct ui_label){.style = UI_TEXT_TITLE});
        ui_button(ui, "t.no", "Ở lại", &(struct ui_button){.action = {11, 0}});
        ui_end(ui);
    }
    ui_end(ui);
    ui_screen_end(ui);
}

struct listener {
    struct ui *ui;
    struct announce announce;
    bool aloud;
    char text[ANNOUNCE_TEXT_BYTES];
};

static struct listener listen(struct ui *ui)
{
    return (struct listener){.ui = ui};
}

static const char *hear(struct listener *l)
{
    announce_screen(&l->announce, l->ui, &words, l->aloud, l->text, sizeof l->text);
    return l->text;
}

static void key(struct ui *ui, const char *name)
{
    assert_true(ui_inject_key(ui, name));
    (void)window_actions(NULL);
}

static void the_tree_tells_values_hints_and_states(void **state)
{
    struct ui *ui = *state;
    describe(ui, &(struct page){.title = "Hỏi", .value = "An", .expanded = UI_COLLAPSED});
    struct ui_node_info field = window_node(ui, "t.field");
    assert_string_equal(field.name, "Họ tên");
    assert_string_equal(field.value, "An");
    assert_string_equal(field.hint, "như trên giấy tờ");
    assert_false(field.secret);
    struct ui_node_info more = window_node(ui, "t.more");
    assert_int_equal(more.expanded, UI_COLLAPSED);
    assert_string_equal(more.name, "Giấy tờ");
    assert_true(window_node(ui, "t.check").checked);
    struct ui_node_info title;
    assert_true(ui_node_at(ui, 0, &title));
    assert_int_equal(title.heading, 1);
    assert_string_equal(title.name, "Hỏi");
}

static void a_new_screen_says_title_notice_and_focus(void **state)
{
    struct listener l = listen(*state);
    struct page page = {.title = "Họ tên của trẻ", .notice = "Máy in hết giấy", .value = ""};
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "Họ tên của trẻ. Máy in hết giấy. Họ tên. ô nhập. trống. "
                                  "như trên giấy tờ");
    assert_string_equal(hear(&l), "");
    page.title = "Họ tên của mẹ"; /* the next question on the same screen */
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "Họ tên của mẹ. Máy in hết giấy. Họ tên. ô nhập. trống. "
                                  "như trên giấy tờ");
}

static void a_notice_is_said_when_it_comes_and_not_again(void **state)
{
    struct listener l = listen(*state);
    struct page page = {.title = "A", .value = ""};
    describe(l.ui, &page);
    (void)hear(&l);
    page.notice = "Mất mạng";
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "Mất mạng");
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "");
    page.notice = "Có mạng";
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "Có mạng");
}

static void typing_says_the_last_word_and_hides_what_is_secret(void **state)
{
    struct listener l = listen(*state);
    struct page page = {.title = "A", .value = ""};
    describe(l.ui, &page);
    (void)hear(&l);
    page.value = "Nguyễn Vă";
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "Vă");
    page.value = "Nguyễn V";
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "đã xoá");
    page.secret = true;
    page.value = "079";
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "đã xoá");
    page.value = "0790";
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "đã gõ");
    l.aloud = true;
    page.value = "07909";
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "07909");
}

static void a_secret_value_is_not_said_when_the_focus_comes(void **state)
{
    struct listener l = listen(*state);
    describe(l.ui, &(struct page){.title = "Số", .value = "079090000123", .secret = true});
    const char *said = hear(&l);
    assert_null(strstr(said, "079"));
    assert_non_null(strstr(said, "không đọc số"));
}

static void describe_answer(struct ui *ui, bool secret)
{
    ui_screen_begin(ui, "review");
    ui_begin(ui, "t.notice", &(struct ui_box){.surface = UI_WARNING});
    ui_label(ui, NULL, "Số của cha", &(struct ui_label){.style = UI_TEXT_SMALL});
    ui_label(ui, NULL, "079090000123",
             &(struct ui_label){.style = UI_TEXT_STRONG, .secret = secret});
    ui_end(ui);
    ui_screen_end(ui);
}

/* Neither when the focus comes to it nor as a part of what it stands in. */
static void a_secret_text_is_said_only_if_numbers_are_wanted(void **state)
{
    struct listener l = listen(*state);
    ui_set_reading(l.ui, true);
    describe_answer(l.ui, true);
    assert_null(strstr(hear(&l), "079"));
    key(l.ui, "Down");
    assert_string_equal(hear(&l), "Số của cha");
    key(l.ui, "Down");
    assert_string_equal(hear(&l), "không đọc số");
    key(l.ui, "Up");
    (void)hear(&l);
    l.aloud = true;
    key(l.ui, "Down");
    assert_string_equal(hear(&l), "079090000123");
    describe_answer(l.ui, false);
    assert_non_null(strstr(hear(&l), "079090000123"));
}

static void nothing_is_kept_of_what_was_typed(void **state)
{
    struct listener l = listen(*state);
    describe(l.ui, &(struct page){.title = "Số", .value = "079090000123", .secret = true});
    (void)hear(&l);
    assert_true(l.announce.value != 0);
    describe_answer(l.ui, true);
    (void)hear(&l);
    assert_true(l.announce.value == 0);
    assert_int_equal(l.announce.value_len, 0);
}

static void a_dialog_is_a_screen_of_its_own(void **state)
{
    struct listener l = listen(*state);
    struct page page = {.title = "A", .value = ""};
    describe(l.ui, &page);
    (void)hear(&l);
    page.dialog = true;
    describe(l.ui, &page);
    assert_string_equal(hear(&l), "Rời đi?");
    key(l.ui, "Tab");
    assert_string_equal(hear(&l), "Ở lại. nút");
}

/* Everything shown can be heard: down goes through texts as well as controls. */
static void reading_goes_through_everything(void **state)
{
    static const char *const all[] = {"A",
                                      "Lời dặn",
                                      "Họ tên. ô nhập. An. như trên giấy tờ",
                                      "Giấy tờ. nút. đang mở. mở ra xem",
                                      "Đã mang theo. ô đánh dấu. đã đánh dấu",
                                      "Nộp. nút. không dùng được"};
    struct listener l = listen(*state);
    describe(l.ui, &(struct page){.title = "A", .value = "An", .expanded = UI_EXPANDED});
    (void)hear(&l);
    ui_set_reading(l.ui, true);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        key(l.ui, "Down");
        assert_string_equal(hear(&l), all[i]);
    }
    key(l.ui, "Up");
    assert_string_equal(hear(&l), all[4]);
    key(l.ui, "Up");
    key(l.ui, "Up");
    key(l.ui, "Up");
    assert_true(ui_inject_key(l.ui, "Return")); /* on a text: nothing to press */
    assert_int_equal(window_actions(NULL), 0);
    ui_set_reading(l.ui, false);
    key(l.ui, "Tab");
    assert_true(window_node(l.ui, "t.field").focused);
}

#define WINDOW_TEST(f) cmocka_unit_test_setup_teardown(f, window_create, window_destroy)

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        WINDOW_TEST(the_tree_tells_values_hints_and_states),
        WINDOW_TEST(a_new_screen_says_title_notice_and_focus),
        WINDOW_TEST(a_notice_is_said_when_it_comes_and_not_again),
        WINDOW_TEST(typing_says_the_last_word_and_hides_what_is_secret),
        WINDOW_TEST(a_secret_value_is_not_said_when_the_focus_comes),
        WINDOW_TEST(a_secret_text_is_said_only_if_numbers_are_wanted),
        WINDOW_TEST(nothing_is_kept_of_what_was_typed),
        WINDOW_TEST(a_dialog_is_a_screen_of_its_own),
        WINDOW_TEST(reading_goes_through_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
