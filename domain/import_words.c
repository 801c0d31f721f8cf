/* What the national catalogue's words stand for. All are compared folded. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "domain/import_text.h"

#define CITIZEN      (1U << AUDIENCE_CITIZEN)
#define HOUSEHOLD    (1U << AUDIENCE_HOUSEHOLD)
#define BUSINESS     (1U << AUDIENCE_BUSINESS)
#define ORGANISATION (1U << AUDIENCE_ORGANISATION)
#define FOREIGNER    (1U << AUDIENCE_FOREIGNER)

struct word {
    const char *name;
    unsigned value;
};

static const struct word CHANNELS[] = {{"truc tiep", CHANNEL_COUNTER},
                                       {"truc tuyen", CHANNEL_ONLINE},
                                       {"dich vu buu chinh", CHANNEL_POST},
                                       {"dich vu buu chinh cong ich", CHANNEL_POST},
                                       {"buu chinh cong ich", CHANNEL_POST},
                                       {"1", CHANNEL_COUNTER},
                                       {"2", CHANNEL_ONLINE},
                                       {"3", CHANNEL_POST},
                                       {NULL, 0}};

/* Districts were abolished on 1 July 2025, their work went to the wards. */
static const struct word LEVELS[] = {
    {"cap bo", PROCEDURE_MINISTRY}, {"cap tinh", PROCEDURE_PROVINCE},
    {"cap xa", PROCEDURE_WARD},     {"cap phuong", PROCEDURE_WARD},
    {"0", PROCEDURE_MINISTRY},      {"1", PROCEDURE_PROVINCE},
    {"3", PROCEDURE_WARD},          {NULL, 0}};

static const struct word AUDIENCES[] = {{"cong dan viet nam", CITIZEN},
                                        {"cong dan", CITIZEN},
                                        {"ca nhan", CITIZEN},
                                        {"nguoi viet nam dinh cu o nuoc ngoai", CITIZEN},
                                        {"can bo", CITIZEN},
                                        {"cong chuc", CITIZEN},
                                        {"vien chuc", CITIZEN},
                                        {"dang vien", CITIZEN},
                                        {"ho gia dinh", HOUSEHOLD},
                                        {"ho kinh doanh", BUSINESS},
                                        {"doanh nghiep", BUSINESS},
                                        {"doanh nghiep viet nam", BUSINESS},
                                        {"doanh nghiep co von dau tu nuoc ngoai", BUSINESS},
                                        {"hop tac xa", BUSINESS},
                                        {"to chuc", ORGANISATION},
                                        {"to chuc dang", ORGANISATION},
                                        {"to chuc nuoc ngoai", ORGANISATION},
                                        {"to chuc khong bao gom doanh nghiep htx", ORGANISATION},
                                        {"nguoi nuoc ngoai", FOREIGNER},
                                        {"nguoi nuoc ngoai cu tru tai viet nam", FOREIGNER},
                                        {NULL, 0}};

static const struct {
    const char *name;
    const char *code;
} FIELDS[] = {
    {"ho tich", "civil_status"},
    {"quoc tich", "civil_status"},
    {"nuoi con nuoi", "civil_status"},
    {"dang ky quan ly cu tru", "residence"},
    {"chung thuc", "certification"},
    {"cong chung", "certification"},
    {"thanh lap va hoat dong cua doanh nghiep", "business"},
    {"thanh lap va hoat dong doanh nghiep ho kinh doanh", "business"},
    {"thanh lap va hoat dong cua to hop tac hop tac xa lien hiep hop tac xa", "business"},
    {"ho tro doanh nghiep nho va vua", "business"},
    {"bao tro xa hoi", "social_protection"},
    {"giam ngheo", "social_protection"},
    {"tre em", "social_protection"},
    {"dat dai", "land"},
    {"hoat dong xay dung", "construction"},
    {"nha o va cong so", "construction"},
    {"quy hoach do thi va nong thon", "construction"},
    {"quy hoach xay dung kien truc", "construction"},
    {"kien truc", "construction"},
    {"ha tang ky thuat", "construction"},
    {"nguoi co cong", "people_of_merit"},
    {"kham benh chua benh", "health"},
    {"bao hiem", "social_protection"},
    {"thuc hien chinh sach bhxh", "social_protection"},
    {"thuc hien chinh sach bhyt", "health"},
    {"chi tra cac che do bhxh", "social_protection"},
    {"giao duc mam non", "education"},
    {"giao duc tieu hoc", "education"},
    {"giao duc trung hoc", "education"},
    {"van hoa", "culture"},
    {"bao chi", "culture"},
    {"hoa giai o co so", "justice"},
    {"luat su", "justice"},
    {"tu van phap luat", "justice"},
    {"tro giup phap ly", "justice"},
    {"boi thuong nha nuoc", "justice"},
    {"ly lich tu phap", "justice"},
    {"thi hanh an dan su", "justice"},
    {"khieu nai to cao", "justice"},
    {"khieu nai", "justice"},
    {"giai quyet to cao", "justice"},
    {"pho bien giao duc phap luat", "justice"},
    {"dang ky bien phap bao dam", "land"},
    {"moi truong", "environment"},
    {"tai nguyen nuoc", "environment"},
    {"bao ton thien nhien va da dang sinh hoc", "environment"},
    {"bien va hai dao", "environment"},
    {"nong nghiep", "agriculture"},
    {"trong trot", "agriculture"},
    {"trong trot va bao ve thuc vat", "agriculture"},
    {"chan nuoi", "agriculture"},
    {"thu y", "agriculture"},
    {"thuy san", "agriculture"},
    {"thuy loi", "agriculture"},
    {"lam nghiep", "agriculture"},
    {"kiem lam", "agriculture"},
    {"kinh te hop tac va phat trien nong thon", "agriculture"},
    {"duong bo", "transport"},
    {"duong sat", "transport"},
    {"dang kiem", "transport"},
    {"hang hai va duong thuy noi dia", "transport"},
    {"cap quan ly can cuoc", "police"},
    {"dinh danh va xac thuc dien tu", "police"},
    {"quan ly xuat nhap canh", "police"},
    {"phong chay chua chay", "police"},
    {"dang ky quan ly con dau", "police"},
    {"sat hach cap giay phep lai xe", "police"},
    {"dang ky quan ly phuong tien giao thong co gioi xe may chuyen dung", "police"},
};

static bool find(const struct word *words, const char *text, unsigned *out)
{
    char *fold = mc_text_fold(text);
    for (; words->name != NULL && strcmp(words->name, fold) != 0; words++) {
    }
    free(fold);
    if (words->name == NULL) {
        return false;
    }
    *out = words->value;
    return true;
}

bool import_channel_kind(const char *text, enum procedure_channel_kind *out)
{
    unsigned value;
    if (!find(CHANNELS, text, &value)) {
        return false;
    }
    *out = (enum procedure_channel_kind)value;
    return true;
}

bool import_level(const char *text, enum procedure_level *out)
{
    unsigned value;
    if (!find(LEVELS, text, &value)) {
        return false;
    }
    *out = (enum procedure_level)value;
    return true;
}

bool import_audience(const char *text, unsigned *audiences)
{
    unsigned value;
    if (!find(AUDIENCES, text, &value)) {
        return false;
    }
    *audiences |= value;
    return true;
}

const char *import_field_code(const char *field)
{
    const char *code = NULL;
    char *fold = mc_text_fold(field);
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0] && code == NULL; i++) {
        if (strcmp(FIELDS[i].name, fold) == 0) {
            code = FIELDS[i].code;
        }
    }
    free(fold);
    return code;
}
