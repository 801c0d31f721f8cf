#include "core/memory.h"
#include "tests/tools/views.h"
#include "tests/tools/views_internal.h"

static void fill_field(struct flow_view *view, size_t index)
{
    views_session(view, false);
    view->screen = FLOW_FORM;
    view->step_kind = FLOW_STEP_FIELD;
    view->field = index;
}

void views_form_case(struct flow_view *view)
{
    views_session(view, true);
    view->screen = FLOW_FORM;
    view->step_kind = FLOW_STEP_CASE;
}

void views_form_card(struct flow_view *view)
{
    views_session(view, false);
    view->screen = FLOW_FORM;
    view->step_kind = FLOW_STEP_CARD;
}

void views_form_text(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_CHILD);
}

void views_form_date_wrong(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_BIRTH);
    view->problem = FORM_DATE_IN_FUTURE;
}

void views_form_address(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_ADDRESS);
}

void views_form_date_wheels(struct flow_view *view)
{
    views_form_date_wrong(view);
    view->problem = FORM_FINE;
    view->date_wheels = true;
}

void views_form_year(struct flow_view *view)
{
    views_form_date_wheels(view);
    struct form_field *field = &view->procedure->cases[0].form.fields[VIEWS_FIELD_BIRTH];
    mc_text_finish(&field->label);
    mc_text_finish(&field->hint);
    field->label = views_text("Ngày sinh người mẹ", "Date of birth of the mother");
    field->year_enough = true;
    mc_copy_text(view->values.value[view->field], FORM_VALUE_BYTES, "1950");
    view->year_only = true;
}

/* Typed, with something to say against it. */
void views_form_year_wrong(struct flow_view *view)
{
    views_form_year(view);
    view->date_wheels = false;
    mc_copy_text(view->values.value[view->field], FORM_VALUE_BYTES, "195");
    view->problem = FORM_NOT_A_DATE;
}

/* The whole date where its year would do. */
void views_form_date_or_year(struct flow_view *view)
{
    views_form_year(view);
    view->year_only = false;
    mc_copy_text(view->values.value[view->field], FORM_VALUE_BYTES, "05/09/1958");
}

void views_form_candidates(struct flow_view *view)
{
    static const char *const places[][2] = {{"Phường Bình Hưng Hòa", NULL},
                                            {"Phường Bình Lợi Trung", NULL},
                                            {"Phường Thạnh Mỹ Tây", "Phường 25, Quận Bình Thạnh"},
                                            {"Xã Vĩnh Lộc", "Huyện Bình Chánh"},
                                            {"Phường Bình Đông", "Xã An Phú Tây"},
                                            {"Thành phố Hồ Chí Minh", "Tỉnh Bà Rịa - Vũng Tàu"}};
    views_form_address(view);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        view->candidates_were[view->candidate_count] = places[i][1];
        view->candidates[view->candidate_count++] = places[i][0];
    }
}

void views_form_marks(struct flow_view *view)
{
    views_form_text(view);
    view->marks = 'o';
    view->caps_lock = true;
}

void views_form_vni(struct flow_view *view)
{
    views_form_text(view);
    view->method = IME_VNI;
}

void views_form_latin(struct flow_view *view)
{
    views_form_text(view);
    view->method = IME_LATIN;
}

void views_form_phone(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_PHONE);
    view->values.value[VIEWS_FIELD_PHONE][0] = '\0';
}

void views_form_choice(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_RELATION);
}

void views_form_yes_no(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_MARRIED);
}

void views_form_money(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_INCOME);
}

void views_form_locked(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_NAME);
}

void views_form_number_wrong(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_NUMBER);
    mc_copy_text(view->values.value[VIEWS_FIELD_NUMBER], FORM_VALUE_BYTES, "07915800012");
    view->problem = FORM_NOT_AN_ID;
}

void views_form_long_label(struct flow_view *view)
{
    fill_field(view, VIEWS_FIELD_LONG);
    view->problem = FORM_MISSING;
}

void views_form_papers(struct flow_view *view)
{
    views_session(view, true);
    view->screen = FLOW_FORM;
    view->step_kind = FLOW_STEP_PAPERS;
}
