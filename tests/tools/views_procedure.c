#include <stdlib.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "tests/tools/views_internal.h"

struct mc_text views_text(const char *vi, const char *en)
{
    return (struct mc_text){.in = {mc_strdup(vi), mc_strdup(en)}};
}

struct mc_text views_long_text(size_t chars)
{
    static const char words[] =
        "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất cho hộ gia "
        "đình, cá nhân đang sử dụng đất ổn định trước ngày luật có hiệu lực; ";
    struct mc_buffer text;
    mc_buffer_init(&text, 8 * chars);
    size_t count = 0;
    while (count < chars) {
        for (const char *at = words; *at != '\0' && count < chars; at++) {
            bool first = ((unsigned char)at[1] & 0xC0) != 0x80;
            mc_buffer_put_byte(&text, (uint8_t)*at);
            count += first;
        }
    }
    char *taken = mc_buffer_take(&text);
    return (struct mc_text){.in = {taken, NULL}};
}

static struct form_field field(const char *id, enum form_field_type type, const char *vi,
                               const char *en)
{
    struct form_field made = {
        .type = type, .label = views_text(vi, en), .required = true, .shown_if_field = -1};
    mc_copy_text(made.id, sizeof made.id, id);
    return made;
}

static void fill_form(struct form *form)
{
    struct form_field *f = mc_calloc(VIEWS_FIELD_COUNT, sizeof *f);
    f[VIEWS_FIELD_NAME] =
        field("applicant_name", FORM_TEXT, "Họ và tên người yêu cầu", "Your full name");
    f[VIEWS_FIELD_NAME].card = FORM_CARD_NAME;
    f[VIEWS_FIELD_NAME].card_locked = true;
    f[VIEWS_FIELD_BIRTH] =
        field("birth", FORM_DATE, "Ngày sinh của trẻ", "The child's date of birth");
    f[VIEWS_FIELD_BIRTH].hint = views_text("Ghi theo giấy chứng sinh", "As on the birth paper");
    f[VIEWS_FIELD_CHILD] =
        field("child_name", FORM_TEXT, "Họ và tên của trẻ", "The child's full name");
    f[VIEWS_FIELD_CHILD].section = views_text("Người được khai sinh", "The child");
    f[VIEWS_FIELD_PHONE] = field("phone", FORM_PHONE, "Số điện thoại", "Telephone number");
    f[VIEWS_FIELD_PHONE].required = false;
    f[VIEWS_FIELD_RELATION] =
        field("relation", FORM_CHOICE, "Quan hệ với trẻ", "What are you to the child?");
    f[VIEWS_FIELD_RELATION].choices = mc_calloc(3, sizeof(struct form_choice));
    f[VIEWS_FIELD_RELATION].choice_count = 3;
    static const char *const choices[3][3] = {
        {"parent", "Cha hoặc mẹ", "Father or mother"},
        {"grandparent", "Ông hoặc bà", "Grandparent"},
        {"other", "Người thân khác hoặc người được uỷ quyền hợp pháp", "Another relative"}};
    for (int i = 0; i < 3; i++) {
        mc_copy_text(f[VIEWS_FIELD_RELATION].choices[i].id, FORM_ID_BYTES, choices[i][0]);
        f[VIEWS_FIELD_RELATION].choices[i].label = views_text(choices[i][1], choices[i][2]);
    }
    f[VIEWS_FIELD_MARRIED] = field("married", FORM_YES_NO, "Cha mẹ đã đăng ký kết hôn chưa?",
                                   "Are the parents married?");
    f[VIEWS_FIELD_INCOME] = field("income", FORM_MONEY, "Thu nhập một tháng", "Income a month");
    f[VIEWS_FIELD_ADDRESS] = field("address", FORM_ADDRESS, "Nơi cư trú", "Residence");
    f[VIEWS_FIELD_ADDRESS].card = FORM_CARD_RESIDENCE;
    f[VIEWS_FIELD_LONG] = field("reason", FORM_LONG_TEXT, "", "");
    mc_text_finish(&f[VIEWS_FIELD_LONG].label);
    f[VIEWS_FIELD_LONG].label = views_long_text(240);
    f[VIEWS_FIELD_LONG].hint = views_long_text(120);
    f[VIEWS_FIELD_NUMBER] =
        field("father_id", FORM_ID_NUMBER, "Số định danh của cha", "The father's ID number");
    f[VIEWS_FIELD_NUMBER].required = false;
    form->fields = f;
    form->field_count = VIEWS_FIELD_COUNT;
}

static void fill_case(struct procedure_case *one, bool nasty)
{
    static const char *const papers[3][2] = {
        {"Giấy chứng sinh do cơ sở y tế cấp", "Birth paper issued by the hospital"},
        {"Tờ khai đăng ký khai sinh", "Declaration form"},
        {"Giấy chứng nhận kết hôn của cha mẹ", "The parents' marriage certificate"}};
    one->id = mc_strdup("default");
    one->title =
        views_text("Trẻ sinh tại Việt Nam, cha mẹ là công dân Việt Nam", "Born in Viet Nam");
    one->paper_count = nasty ? VIEWS_MANY_PAPERS : 3;
    one->papers = mc_calloc(one->paper_count, sizeof *one->papers);
    for (size_t i = 0; i < one->paper_count; i++) {
        one->papers[i] = (struct procedure_paper){
            .originals = 1, .copies = (int)(i % 3), .required = i % 3 != 2};
        one->papers[i].name = nasty && i % 5 == 0 ? views_long_text(310)
                                                  : views_text(papers[i % 3][0], papers[i % 3][1]);
    }
    fill_form(&one->form);
}

struct procedure *views_procedure(bool nasty)
{
    struct procedure *p = MC_NEW(struct procedure);
    p->code = mc_strdup("1.001193");
    p->name = nasty ? views_long_text(VIEWS_LONG_CHARS)
                    : views_text("Thủ tục đăng ký khai sinh", "Registration of birth");
    if (!nasty) {
        p->plain_name =
            views_text("Làm giấy khai sinh cho con", "A birth certificate for your child");
    }
    p->field = views_text("Hộ tịch", "Civil status");
    p->audience = views_text("Cha, mẹ, ông, bà hoặc người thân của trẻ", "Parents and relatives");
    p->level = PROCEDURE_WARD;
    p->boundary_free = true;
    p->deciding_agency =
        views_text("Uỷ ban nhân dân phường Cây Đa", "People's Committee of the ward");
    p->result = views_text("Giấy khai sinh (bản chính)", "Birth certificate (original)");
    p->conditions = views_text("Trong 60 ngày kể từ ngày sinh.", "Within 60 days of the birth.");
    p->channel_count = 1;
    p->channels = MC_NEW(struct procedure_channel);
    p->channels[0] = (struct procedure_channel){.kind = CHANNEL_ONLINE, .duration = {.amount = 3}};
    if (nasty) {
        p->channels[0].fee_count = 2;
        p->channels[0].fees = mc_calloc(2, sizeof(struct procedure_fee));
        p->channels[0].fees[0] = (struct procedure_fee){
            .kind = FEE_DUTY, .amount_dong = 20000, .note = views_text("một bản", "a copy")};
        p->channels[0].fees[1] = (struct procedure_fee){.amount_dong = 1500000};
    }
    p->case_count = nasty ? 2 : 1;
    p->cases = mc_calloc(p->case_count, sizeof *p->cases);
    for (size_t i = 0; i < p->case_count; i++) {
        fill_case(&p->cases[i], nasty);
    }
    p->step_count = 2;
    p->steps = mc_calloc(2, sizeof *p->steps);
    p->steps[0] = views_text("Nộp hồ sơ tại máy này.", "Hand in the dossier here.");
    p->steps[1] =
        views_text("Nhận kết quả tại quầy vào ngày hẹn.", "Collect the result at the counter.");
    p->legal_count = 1;
    p->legal = MC_NEW(char *);
    p->legal[0] = mc_strdup("Luật Hộ tịch 60/2014/QH13");
    return p;
}
