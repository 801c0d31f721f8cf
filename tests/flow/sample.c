#include "tests/flow/sample.h"

#include <string.h>

#include "core/memory.h"

static struct mc_text text(const char *vi, const char *en)
{
    return (struct mc_text){{mc_strdup(vi), mc_strdup(en)}};
}

static void add_field(struct form *form, const char *id, enum form_field_type type,
                      const char *label)
{
    struct form_field *field = &form->fields[form->field_count++];
    mc_copy_text(field->id, sizeof field->id, id);
    field->type = type;
    field->label = text(label, label);
    field->required = true;
    field->shown_if_field = -1;
}

static struct form first_form(void)
{
    struct form form = {.fields = mc_calloc(SAMPLE_FIELDS, sizeof(struct form_field))};
    add_field(&form, "applicant_name", FORM_TEXT, "Họ tên");
    form.fields[SAMPLE_NAME].card = FORM_CARD_NAME;
    form.fields[SAMPLE_NAME].card_locked = true;
    add_field(&form, "child_name", FORM_TEXT, "Tên con");
    form.fields[SAMPLE_CHILD_NAME].max_length = 30;
    add_field(&form, "birth", FORM_DATE, "Ngày sinh");
    form.fields[SAMPLE_BIRTH].date_bound = FORM_PAST_DATE;
    add_field(&form, "phone", FORM_PHONE, "Điện thoại");
    add_field(&form, "married", FORM_YES_NO, "Đã kết hôn?");
    add_field(&form, "spouse_id", FORM_ID_NUMBER, "Số định danh của vợ/chồng");
    form.fields[SAMPLE_SPOUSE_ID].shown_if_field = SAMPLE_MARRIED;
    mc_copy_text(form.fields[SAMPLE_SPOUSE_ID].shown_if_value, FORM_ID_BYTES, "yes");
    add_field(&form, "amount", FORM_MONEY, "Số tiền");
    form.fields[SAMPLE_AMOUNT].min_dong = 1000;
    form.fields[SAMPLE_AMOUNT].max_dong = 1000000000;
    add_field(&form, "reason", FORM_CHOICE, "Lý do");
    struct form_field *reason = &form.fields[SAMPLE_REASON];
    reason->choices = mc_calloc(2, sizeof *reason->choices);
    reason->choice_count = 2;
    mc_copy_text(reason->choices[0].id, FORM_ID_BYTES, "study");
    reason->choices[0].label = text("Học tập", "Study");
    mc_copy_text(reason->choices[1].id, FORM_ID_BYTES, "work");
    reason->choices[1].label = text("Làm việc", "Work");
    add_field(&form, "address", FORM_ADDRESS, "Địa chỉ");
    form.fields[SAMPLE_ADDRESS].card = FORM_CARD_RESIDENCE;
    add_field(&form, "note", FORM_LONG_TEXT, "Ghi chú");
    form.fields[SAMPLE_NOTE].required = false;
    return form;
}

/* Shares "phone" with the first form, at another place. */
static struct form second_form(void)
{
    struct form form = {.fields = mc_calloc(2, sizeof(struct form_field))};
    add_field(&form, "phone", FORM_PHONE, "Điện thoại");
    add_field(&form, "purpose", FORM_TEXT, "Mục đích");
    return form;
}

static struct procedure_paper paper(const char *name, int originals, int copies)
{
    return (struct procedure_paper){
        .name = text(name, NULL), .originals = originals, .copies = copies, .required = true};
}

static struct procedure *bare_procedure(const char *code)
{
    struct procedure *procedure = MC_NEW(struct procedure);
    procedure->code = mc_strdup(code);
    procedure->name = text("Thủ tục thử nghiệm", "Sample procedure");
    procedure->plain_name = text("Thử", "Sample");
    procedure->field = text("Hộ tịch", "Civil status");
    procedure->channels = mc_calloc(1, sizeof *procedure->channels);
    procedure->channel_count = 1;
    procedure->channels[0].kind = CHANNEL_ONLINE;
    procedure->channels[0].fees = mc_calloc(2, sizeof(struct procedure_fee));
    procedure->channels[0].fee_count = 2;
    procedure->channels[0].fees[0].amount_dong = 20000;
    procedure->channels[0].fees[1].amount_dong = 5000;
    return procedure;
}

struct procedure *sample_procedure(void)
{
    struct procedure *procedure = bare_procedure("1.001193");
    procedure->cases = mc_calloc(2, sizeof *procedure->cases);
    procedure->case_count = 2;
    procedure->cases[0].id = mc_strdup("first");
    procedure->cases[0].title = text("Trường hợp một", "First");
    procedure->cases[0].papers = mc_calloc(2, sizeof(struct procedure_paper));
    procedure->cases[0].paper_count = 2;
    procedure->cases[0].papers[0] = paper("Giấy chứng sinh", 1, 0);
    procedure->cases[0].papers[1] = paper("Giấy kết hôn", 0, 2);
    procedure->cases[0].form = first_form();
    procedure->cases[1].id = mc_strdup("second");
    procedure->cases[1].title = text("Trường hợp hai", "Second");
    procedure->cases[1].form = second_form();
    return procedure;
}

struct procedure *sample_procedure_to_read(void)
{
    struct procedure *procedure = bare_procedure("2.000815");
    procedure->cases = mc_calloc(1, sizeof *procedure->cases);
    procedure->case_count = 1;
    procedure->cases[0].id = mc_strdup("default");
    return procedure;
}

void sample_ids(struct dossier_ids *out)
{
    *out = (struct dossier_ids){0};
    mc_copy_text(out->key, sizeof out->key, "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
    mc_copy_text(out->token, sizeof out->token, SAMPLE_TOKEN);
    struct date day = {2026, 11, 24};
    MC_CHECK(dossier_code_format_provisional("K01", day, 1, out->provisional_code, NULL) == MC_OK);
}
