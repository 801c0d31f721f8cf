/* Views of finding a procedure: home, search, groups. */
#include "core/memory.h"
#include "tests/tools/views_internal.h"

static void fill_hit(struct flow_hit *hit, const char *vi, const char *en, bool can_hand_in)
{
    mc_copy_text(hit->code, sizeof hit->code, "1.001193");
    hit->name = views_text(vi, en);
    hit->field = views_text("Hộ tịch", "Civil status");
    hit->can_hand_in = can_hand_in;
}

static void fill_popular(struct flow_view *view)
{
    static const char *const names[6][2] = {
        {"Làm giấy khai sinh cho con", "A birth certificate for your child"},
        {"Xác nhận tình trạng hôn nhân", "Certificate of marital status"},
        {"Chứng thực bản sao từ bản chính", "Certified copies"},
        {"Đăng ký kết hôn", "Registration of marriage"},
        {"Trợ cấp người cao tuổi", "Allowance for the elderly"},
        {"Đăng ký khai tử", "Registration of death"}};
    for (int i = 0; i < 6; i++) {
        fill_hit(&view->popular[i], names[i][0], names[i][1], i != 2);
    }
    view->popular_count = 6;
}

static void fill_groups(struct flow_view *view)
{
    static const char *const ids[] = {"certifying_papers",
                                      "having_a_child",
                                      "marrying",
                                      "moving_house",
                                      "losing_papers",
                                      "opening_a_shop",
                                      "retirement",
                                      "death_in_the_family",
                                      "building_a_house",
                                      "civil_status",
                                      "residence",
                                      "certification",
                                      "land",
                                      "culture"};
    view->group_count = sizeof ids / sizeof ids[0];
    for (size_t i = 0; i < view->group_count; i++) {
        struct flow_group *group = &view->groups[i];
        group->kind = i < 9 ? FLOW_BY_LIFE_EVENT : FLOW_BY_FIELD;
        group->count = i * 4 + 1;
        mc_copy_text(group->id, sizeof group->id, ids[i]);
    }
    struct flow_group *other = &view->groups[view->group_count++];
    *other = (struct flow_group){.kind = FLOW_BY_FIELD, .id = "di san", .count = 3};
    other->title = views_text("Di sản văn hoá phi vật thể", NULL);
}

void views_home(struct flow_view *view)
{
    fill_groups(view);
    fill_popular(view);
}

/* Before the store has answered. */
void views_home_bare(struct flow_view *view)
{
    view->screen = FLOW_HOME;
}

void views_browse(struct flow_view *view)
{
    view->screen = FLOW_BROWSE;
    fill_groups(view);
}

void views_browse_list(struct flow_view *view)
{
    views_browse(view);
    view->group_open = true;
    view->group = 1;
    view->entry_count = 17;
    for (size_t i = 0; i < view->entry_count; i++) {
        fill_hit(&view->entries[i], i % 2 == 0 ? "Làm giấy khai sinh cho con" : "Nhận cha, mẹ, con",
                 i % 2 == 0 ? "A birth certificate for your child" : "Recognising a child",
                 i % 3 != 1);
    }
    mc_text_finish(&view->entries[2].name);
    view->entries[2].name = views_long_text(VIEWS_LONG_CHARS);
}

void views_browse_full(struct flow_view *view)
{
    views_browse(view);
    view->group_open = true;
    view->group = 14;
    view->entry_count = FLOW_ENTRIES_MAX;
    for (size_t i = 0; i < view->entry_count; i++) {
        fill_hit(&view->entries[i], "Đăng ký khai sinh lưu động", "Mobile registration", false);
    }
}

void views_browse_waiting(struct flow_view *view)
{
    views_browse(view);
    view->group_open = true;
    view->listing = true;
}

void views_browse_none(struct flow_view *view)
{
    view->screen = FLOW_BROWSE;
}

void views_home_offline(struct flow_view *view)
{
    fill_groups(view);
    fill_popular(view);
    view->devices.network = false;
    view->devices.printer = false;
    view->devices.printer_state = "paper_out";
}

void views_home_full(struct flow_view *view)
{
    views_home_offline(view);
    view->devices.disk_low = true;
}

void views_search_empty(struct flow_view *view)
{
    view->screen = FLOW_SEARCH;
    fill_popular(view);
}

void views_search_results(struct flow_view *view)
{
    view->screen = FLOW_SEARCH;
    mc_copy_text(view->query, sizeof view->query, "dang ky");
    fill_hit(&view->results[0], "Đăng ký khai sinh", "Registration of birth", true);
    fill_hit(&view->results[1], "Đăng ký kết hôn", "Registration of marriage", true);
    fill_hit(&view->results[2], "", "", false);
    mc_text_finish(&view->results[2].name);
    view->results[2].name = views_long_text(VIEWS_LONG_CHARS);
    view->result_count = 3;
    view->shift = true;
}

void views_search_none(struct flow_view *view)
{
    view->screen = FLOW_SEARCH;
    mc_copy_text(view->query, sizeof view->query, "xyz");
    view->keys_page = true;
}
