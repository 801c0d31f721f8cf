#include "tests/tools/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "tests/tools/views_internal.h"

/* ---- Views ---- */

static void fill_citizen(struct flow_view *view)
{
    view->session_open = true;
    view->citizen = (struct citizen){.id_number = "079158000123",
                                     .name = "NGUYỄN THỊ MƯỜI HAI",
                                     .birth = {1958, 9, 5},
                                     .sex = CITIZEN_FEMALE,
                                     .residence = "12/3 Hẻm Hoa Giấy, khu phố 4, phường Cây Đa",
                                     .issued = {2021, 4, 1}};
}

void views_session(struct flow_view *view, bool nasty)
{
    fill_citizen(view);
    struct procedure *procedure = views_procedure(nasty);
    view->procedure = procedure;
    static const char *const values[VIEWS_FIELD_COUNT] = {"NGUYỄN THỊ MƯỜI HAI",
                                                          "05/09/2026",
                                                          "TRẦN VĂN BÉ",
                                                          "0901234567",
                                                          "grandparent",
                                                          "yes",
                                                          "4500000",
                                                          "12/3 Hẻm Hoa Giấy, phường Cây Đa",
                                                          "",
                                                          ""};
    for (int i = 0; i < VIEWS_FIELD_COUNT; i++) {
        mc_copy_text(view->values.value[i], FORM_VALUE_BYTES, values[i]);
        view->values.origin[i] = FORM_FROM_CITIZEN;
    }
    view->values.origin[VIEWS_FIELD_NAME] = FORM_FROM_CARD;
    view->values.origin[VIEWS_FIELD_ADDRESS] = FORM_FROM_CARD;
    view->papers[0] = true;
    view->papers[1] = true;
    view->step = 2;
    view->step_count = 9;
}

static void fill_receipt(struct flow_view *view, bool provisional)
{
    struct receipt *r = &view->receipt;
    view->screen = FLOW_RECEIPT;
    view->committed = true;
    *r = (struct receipt){.code = "H29.12.3-261124-0042",
                          .procedure_name = "Thủ tục đăng ký khai sinh",
                          .received = {{2026, 11, 24}, 9, 5, 0},
                          .appointed = {{2026, 11, 27}, 17, 0, 0},
                          .collect_at = "Trung tâm Phục vụ hành chính công phường Cây Đa",
                          .hotline = "1900 0000",
                          .url = "https://hoso.example/r/H29.12.3-261124-0042?t="
                                 "AAAAAAAAAAAAAAAAAAAAAA"};
    if (provisional) {
        mc_copy_text(r->code, sizeof r->code, "TK01-261124-0007-X");
        r->provisional = true;
        r->appointed = (struct local_time){0};
        view->devices.network = false;
    }
    view->print = FLOW_PRINT_DONE;
}

static void fill_status(struct flow_view *view, enum dossier_status status, const char *note)
{
    view->screen = FLOW_STATUS;
    view->status = (struct flow_dossier_status){.code = "H29.12.3-261124-0042",
                                                .status = status,
                                                .procedure_name = "Thủ tục đăng ký khai sinh",
                                                .received = {{2026, 11, 24}, 9, 5, 0},
                                                .appointed = {{2026, 11, 27}, 17, 0, 0},
                                                .collect_at = "Quầy số 3, phường Cây Đa",
                                                .receiving_agency = "Ủy ban nhân dân Phường Cây Đa",
                                                .deciding_agency = "Ủy ban nhân dân Phường Cây Đa"};
    mc_copy_text(view->status.note, sizeof view->status.note, note);
}

/* ---- One maker a view ---- */

static void procedure_loading(struct flow_view *view)
{
    view->screen = FLOW_PROCEDURE;
}

static void procedure_plain(struct flow_view *view)
{
    views_session(view, false);
    view->screen = FLOW_PROCEDURE;
}

static void procedure_nasty(struct flow_view *view)
{
    views_session(view, true);
    view->screen = FLOW_PROCEDURE;
}

static void procedure_read_only(struct flow_view *view)
{
    views_session(view, false);
    view->screen = FLOW_PROCEDURE;
    struct procedure *procedure = (struct procedure *)(uintptr_t)view->procedure;
    procedure->status = PROCEDURE_SUSPENDED;
    view->list_print = FLOW_PRINT_FAILED;
    view->devices.printer = false;
}

static void procedure_open(struct flow_view *view)
{
    views_session(view, true);
    view->screen = FLOW_PROCEDURE;
    view->sections_open = (1U << FLOW_SECTION_COUNT) - 1;
    view->list_print = FLOW_PRINT_DONE;
}

static void identify(struct flow_view *view)
{
    view->screen = FLOW_IDENTIFY;
}

static void identify_wrong(struct flow_view *view)
{
    view->screen = FLOW_IDENTIFY;
    view->card_verdict = CARD_QR_HEALTH_INSURANCE;
}

static void identify_known(struct flow_view *view)
{
    view->screen = FLOW_IDENTIFY;
    fill_citizen(view);
}

static void identify_number(struct flow_view *view)
{
    view->screen = FLOW_IDENTIFY;
    view->typing_number = true;
    mc_copy_text(view->typed_number, sizeof view->typed_number, "07915800");
}

static void identify_number_taken(struct flow_view *view)
{
    view->screen = FLOW_IDENTIFY;
    view->number_taken = true;
}

static void identify_number_wrong(struct flow_view *view)
{
    identify_number_taken(view);
    view->chip = FLOW_CHIP_STATE_OTHER;
}

static void identify_expired(struct flow_view *view)
{
    identify_known(view);
    view->card_expired = true;
}

static void review(struct flow_view *view)
{
    views_session(view, false);
    view->screen = FLOW_REVIEW;
}

static void review_nasty(struct flow_view *view)
{
    views_session(view, true);
    view->screen = FLOW_REVIEW;
    memset(view->papers, true, VIEWS_MANY_PAPERS * sizeof view->papers[0]);
}

static void sending(struct flow_view *view)
{
    view->screen = FLOW_SENDING;
    view->committed = true;
}

static void receipt(struct flow_view *view)
{
    fill_receipt(view, false);
}

static void receipt_provisional(struct flow_view *view)
{
    fill_receipt(view, true);
    view->print = FLOW_PRINT_RUNNING;
}

static void receipt_paper_out(struct flow_view *view)
{
    fill_receipt(view, false);
    view->print = FLOW_PRINT_FAILED;
    view->devices.printer = false;
    view->devices.printer_state = "paper_out";
}

static void receipt_code(struct flow_view *view)
{
    fill_receipt(view, false);
    view->code_large = true;
}

static void scan(struct flow_view *view)
{
    view->screen = FLOW_SCAN;
}

static void scan_wrong(struct flow_view *view)
{
    view->screen = FLOW_SCAN;
    view->scan_verdict = RECEIPT_SCAN_ID_CARD;
}

static void by_hand_code(struct flow_view *view)
{
    view->screen = FLOW_BY_HAND;
    view->keys_page = true;
    view->hand_wrong = true;
    mc_copy_text(view->hand_code, sizeof view->hand_code, "H29.12-2611");
}

static void by_hand_number(struct flow_view *view)
{
    view->screen = FLOW_BY_HAND;
    view->hand_step = FLOW_HAND_NUMBER;
    mc_copy_text(view->hand_number, sizeof view->hand_number, "0791580");
}

static void status_processing(struct flow_view *view)
{
    fill_status(view, DOSSIER_PROCESSING, "");
}

static void status_needs_papers(struct flow_view *view)
{
    fill_status(view, DOSSIER_NEEDS_PAPERS,
                "Thiếu giấy chứng sinh bản chính. Mời mang đến quầy số 3 trước ngày 30/11/2026.");
}

static void status_decided(struct flow_view *view)
{
    fill_status(view, DOSSIER_DECIDED, "");
}

static void status_refused(struct flow_view *view)
{
    fill_status(view, DOSSIER_REFUSED, "Hồ sơ thuộc thẩm quyền của phường khác.");
}

static void status_late(struct flow_view *view)
{
    fill_status(view, DOSSIER_PROCESSING, "");
    struct office_move *moved = &view->status.moved;
    view->status.appointed = (struct local_time){{2026, 12, 3}, 17, 0, 0};
    moved->cause = OFFICE_CAUSE_LATE;
    moved->previous = (struct local_time){{2026, 11, 27}, 17, 0, 0};
    mc_copy_text(moved->reason, sizeof moved->reason,
                 "Chờ cơ quan cấp giấy chứng sinh xác minh lại thông tin.");
    mc_copy_text(view->status.deciding_agency, sizeof view->status.deciding_agency,
                 "Văn phòng đăng ký đất đai Thành phố Hồ Chí Minh");
}

static void status_moved(struct flow_view *view)
{
    status_needs_papers(view);
    view->status.moved.cause = OFFICE_CAUSE_PAPERS;
    view->status.appointed = (struct local_time){{2026, 12, 2}, 17, 0, 0};
    view->status.moved.previous = (struct local_time){{2026, 11, 27}, 17, 0, 0};
}

static void status_unknown(struct flow_view *view)
{
    view->screen = FLOW_STATUS;
    view->lookup = FLOW_LOOKUP_UNKNOWN;
}

static void status_waiting(struct flow_view *view)
{
    view->screen = FLOW_STATUS;
    view->looking_up = true;
}

static void status_wait(struct flow_view *view)
{
    view->screen = FLOW_STATUS;
    view->lookup = FLOW_LOOKUP_WAIT;
    view->lookup_wait_s = 90;
}

static void status_known(struct flow_view *view)
{
    fill_status(view, DOSSIER_PROCESSING, "");
    view->lookup = FLOW_LOOKUP_KNOWN;
    view->status.known = (struct local_time){{2026, 11, 24}, 15, 30, 0};
}

static void fault_disk(struct flow_view *view)
{
    view->screen = FLOW_FAULT;
    view->fault = FLOW_FAULT_DISK_LOW;
}

static void status_to_rate(struct flow_view *view)
{
    fill_status(view, DOSSIER_HANDED_OVER, "");
    view->status.rating_open = true;
}

static void rating_asks(struct flow_view *view)
{
    view->screen = FLOW_RATING;
    rating_clear(&view->rating.answers);
    view->rating.question = 3;
}

static void rating_taken(struct flow_view *view)
{
    view->screen = FLOW_RATING;
    view->rating.step = FLOW_RATING_TAKEN;
}

static void rating_failed(struct flow_view *view)
{
    view->screen = FLOW_RATING;
    view->rating.step = FLOW_RATING_FAILED;
}

static void fault_storage(struct flow_view *view)
{
    view->screen = FLOW_FAULT;
    view->fault = FLOW_FAULT_STORAGE;
}

static void fault_refused(struct flow_view *view)
{
    fill_receipt(view, true);
    view->print = FLOW_PRINT_NONE;
    view->screen = FLOW_FAULT;
    view->fault = FLOW_FAULT_REFUSED;
}

static void fault_no_reader(struct flow_view *view)
{
    view->screen = FLOW_FAULT;
    view->fault = FLOW_FAULT_NO_READER;
}

static void end(struct flow_view *view)
{
    view->screen = FLOW_END;
    view->end_chip = true;
    view->end_paper = true;
}

static void end_plain(struct flow_view *view)
{
    view->screen = FLOW_END;
}

static void attract(struct flow_view *view)
{
    view->screen = FLOW_ATTRACT;
}

static void idle(struct flow_view *view)
{
    review(view);
    view->idle_warning = true;
    view->idle_left_s = 17;
}

static void leave(struct flow_view *view)
{
    views_form_text(view);
    view->leave_question = true;
}

static void help(struct flow_view *view)
{
    views_search_none(view);
    view->help = true;
    view->hotline = "1022";
}

#define VIEW(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

/* Those of the other files. */
#define OTHER(name)                                                                                \
    {                                                                                              \
#name, views_##name                                                                        \
    }

static const struct {
    const char *name;
    void (*make)(struct flow_view *view);
} makers[] = {
    OTHER(home),
    OTHER(home_offline),
    OTHER(home_full),
    OTHER(home_bare),
    OTHER(browse),
    OTHER(browse_list),
    OTHER(browse_full),
    OTHER(browse_waiting),
    OTHER(browse_none),
    OTHER(search_empty),
    OTHER(search_results),
    OTHER(search_none),
    VIEW(procedure_plain),
    VIEW(procedure_nasty),
    VIEW(procedure_read_only),
    VIEW(procedure_open),
    VIEW(procedure_loading),
    VIEW(identify),
    VIEW(identify_wrong),
    VIEW(identify_known),
    VIEW(identify_expired),
    VIEW(identify_number),
    VIEW(identify_number_taken),
    VIEW(identify_number_wrong),
    OTHER(identify_hint),
    OTHER(chip_waiting),
    OTHER(chip_reading),
    OTHER(chip_verified),
    OTHER(chip_unverified),
    OTHER(chip_doubtful),
    OTHER(form_case),
    OTHER(form_card),
    OTHER(form_text),
    OTHER(form_date_wrong),
    OTHER(form_phone),
    OTHER(form_date_wheels),
    OTHER(form_year),
    OTHER(form_year_wrong),
    OTHER(form_date_or_year),
    OTHER(form_candidates),
    OTHER(form_marks),
    OTHER(form_vni),
    OTHER(form_latin),
    OTHER(form_choice),
    OTHER(form_yes_no),
    OTHER(form_money),
    OTHER(form_locked),
    OTHER(form_address),
    OTHER(form_number_wrong),
    OTHER(form_long_label),
    OTHER(form_papers),
    VIEW(review),
    VIEW(review_nasty),
    VIEW(sending),
    VIEW(receipt),
    VIEW(receipt_provisional),
    VIEW(receipt_paper_out),
    VIEW(receipt_code),
    VIEW(scan),
    VIEW(scan_wrong),
    OTHER(scan_hint),
    VIEW(by_hand_code),
    VIEW(by_hand_number),
    VIEW(status_processing),
    VIEW(status_needs_papers),
    VIEW(status_moved),
    VIEW(status_late),
    VIEW(status_decided),
    VIEW(status_refused),
    VIEW(status_to_rate),
    VIEW(rating_asks),
    VIEW(rating_taken),
    VIEW(rating_failed),
    VIEW(status_unknown),
    VIEW(status_wait),
    VIEW(status_known),
    VIEW(status_waiting),
    VIEW(fault_storage),
    VIEW(fault_disk),
    VIEW(fault_refused),
    VIEW(fault_no_reader),
    OTHER(service_pin),
    OTHER(service_pin_wrong),
    OTHER(service_pin_waited),
    OTHER(service_open),
    OTHER(service_tried),
    OTHER(service_tried_in_vain),
    OTHER(service_chip_silent),
    OTHER(service_faults),
    VIEW(end),
    VIEW(end_plain),
    VIEW(attract),
    VIEW(idle),
    VIEW(leave),
    VIEW(help),
};

size_t views_count(void)
{
    return sizeof makers / sizeof makers[0];
}

const char *views_name(size_t index)
{
    return makers[index].name;
}

struct flow_view *views_create(size_t index, enum mc_language language)
{
    struct flow_view *view = MC_NEW(struct flow_view);
    view->language = language;
    view->agency = "UBND PHƯỜNG CÂY ĐA";
    view->hotline = "1900 0000";
    view->now = (struct local_time){{2026, 11, 24}, 9, 5, 0};
    view->devices = (struct flow_devices){.camera = true,
                                          .scanner = true,
                                          .card_reader = true,
                                          .printer = true,
                                          .printer_state = "ok",
                                          .network = true};
    makers[index].make(view);
    return view;
}

static void finish_hit(struct flow_hit *hit)
{
    mc_text_finish(&hit->name);
    mc_text_finish(&hit->field);
}

void views_destroy(struct flow_view *view)
{
    for (size_t i = 0; i < FLOW_RESULTS_MAX; i++) {
        finish_hit(&view->results[i]);
        finish_hit(&view->popular[i]);
    }
    for (size_t i = 0; i < FLOW_ENTRIES_MAX; i++) {
        finish_hit(&view->entries[i]);
    }
    for (size_t i = 0; i < FLOW_GROUPS_MAX; i++) {
        mc_text_finish(&view->groups[i].title);
    }
    /* The view only borrows it from its owner, which here is this file. */
    procedure_destroy((struct procedure *)(uintptr_t)view->procedure);
    free(view);
}
