/* The national format: a full record, and what systems that write it have been seen to do. */
#include <stdlib.h>
#include <string.h>

#include "domain/import_national.h"
#include "tests/unit/cmocka_all.h"

static struct procedure *read_record(const char *json, struct import_report *report)
{
    struct mc_error err = {0};
    cJSON *record = NULL;
    struct procedure *procedure = NULL;
    *report = (struct import_report){0};
    if (mc_json_parse(json, strlen(json), IMPORT_NATIONAL_MAX_BYTES, &record, &err) != MC_OK ||
        import_national_record(record, &procedure, report, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    cJSON_Delete(record);
    return procedure;
}

static const char *vi(const struct mc_text *text)
{
    return mc_text_in(text, MC_LANGUAGE_VI);
}

static bool remarked(const struct import_report *report, enum import_kind kind, const char *path,
                     const char *what)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct import_remark *remark = &report->remarks[i];
        if (remark->kind == kind && strcmp(remark->path, path) == 0 &&
            strstr(remark->what, what) != NULL) {
            return true;
        }
    }
    return false;
}

static void done(struct procedure *procedure, struct import_report *report)
{
    procedure_destroy(procedure);
    import_report_finish(report);
}

static const char FULL[] =
    "{\"ID\":17,\"MATTHC\":\"1.004222\",\"TENTTHC\":\"Đăng ký thường trú\",\"MACOQUANCONGBO\":"
    "\"G01\",\"TRANGTHAI\":1,\"QUYETDINH\":\"1523/QĐ-BCA-C06\",\"LOAITTHC\":2,\"TUKHOA\":"
    "\"nhập hộ khẩu; thường trú\",\"MOTA\":\"Tóm tắt\",\"YEUCAU\":\"Có chỗ ở hợp pháp\","
    "\"DIACHITIEPNHAN\":\"Công an cấp xã\",\"MUCDO\":\"Toàn trình\",\"LAPHIDIAGIOI\":true,"
    "\"CAPTHUCHIEN\":[{\"CAPTHUCHIEN\":\"3\",\"TENCAP\":\"Cấp xã\"}],\"LINHVUCTHUCHIEN\":"
    "[{\"MALINHVUC\":\"G01-1\",\"TENLINHVUC\":\"Đăng ký, quản lý cư trú\"}],\"CACHTHUCTHUCHIEN\":"
    "[{\"KENH\":\"1\",\"THOIGIAN\":[{\"THOIGIANGIAIQUYET\":7,\"DONVITINH\":\"Ngày làm việc\","
    "\"MOTA\":\"\",\"PHILEPHI\":[{\"MAPHILEPHI\":\"2\",\"SOTIEN\":20000,\"DONVI\":\"Đồng\","
    "\"MOTA\":\"một lần\"}]}]},{\"KENH\":2,\"THOIGIAN\":[{\"THOIGIANGIAIQUYET\":\"7\","
    "\"DONVITINH\":\"Ngày làm việc\",\"PHILEPHI\":{\"MAPHILEPHI\":1,\"SOTIEN\":\"10.000\"}}]},"
    "{\"KENH\":\"3\",\"THOIGIAN\":[{\"THOIGIANGIAIQUYET\":7,\"DONVITINH\":\"Ngày làm việc\","
    "\"PHILEPHI\":[]}]}],\"THANHPHANHOSO\":[{\"TRUONGHOP\":\"Nhà của mình\",\"GIAYTO\":"
    "[{\"MAGIAYTO\":\"G1\",\"TENGIAYTO\":\"Tờ khai\",\"TENMAUDON\":\"CT01\",\"URL\":"
    "\"https://example.invalid/ct01\",\"SOBANCHINH\":1,\"SOBANSAO\":0},{\"TENGIAYTO\":\"Căn cước\","
    "\"SOBANCHINH\":\"0\",\"SOBANSAO\":\"0\",\"MA_KQ_THAYTHE\":\"KQ.1\"}]},{\"TRUONGHOP\":\"Ở thuê"
    "\",\"GIAYTO\":[{\"TENGIAYTO\":\"Hợp đồng (nếu có)\",\"SOBANCHINH\":0,\"SOBANSAO\":1}]}],"
    "\"TRINHTUTHUCHIEN\":[{\"TRUONGHOP\":null,\"TRINHTU\":[{\"TENTRINHTU\":\"Nộp\"},{"
    "\"TENTRINHTU\":\"Nhận\"}]},{\"TRUONGHOP\":\"Ở thuê\",\"TRINHTU\":[{\"TENTRINHTU\":\"Hỏi chủ "
    "nhà\"}]}],\"DOITUONGTHUCHIEN\":[{\"MADOITUONG\":1,\"TENDOITUONG\":\"Công dân Việt Nam\"},"
    "{\"TENDOITUONG\":\"Người nước ngoài\"}],\"COQUANTHUCHIEN\":[{\"TENDONVI\":\"Công an "
    "phường\"}],"
    "\"COQUANCOTHAMQUYEN\":[{\"MADONVI\":\"H29\",\"TENDONVI\":\"Công an cấp xã\"}],"
    "\"COQUANPHOIHOP\":[{\"TENDONVI\":\"Tư pháp\"}],\"COQUANDUOCUYQUYEN\":[],\"KETQUATHUCHIEN\":"
    "[{\"TENKETQUA\":\"Thông báo\"},{\"TENKETQUA\":\"Văn bản từ chối\"}],\"CANCUPHAPLY\":"
    "[{\"SOVANBAN\":\"68/2020/QH14\",\"TENVANBAN\":\"Luật Cư trú\",\"NGAYBANHANH\":\"13/11/2020\","
    "\"NGAYHIEULUC\":\"2021-07-01T00:00:00\",\"COQUANBANHANH\":\"Quốc hội\"}],\"TTHCLIENQUAN\":"
    "[\"1.004194\"],\"TTHCLIENTHONG\":[{\"MATTHC\":\"1.001193\"}]}";

static void test_a_full_record(void **state)
{
    (void)state;
    struct import_report report;
    struct procedure *p = read_record(FULL, &report);
    for (size_t i = 0; i < report.count; i++) {
        fail_msg("%s %s", report.remarks[i].path, report.remarks[i].what);
    }
    assert_string_equal(p->code, "1.004222");
    assert_string_equal(p->field_code, "residence");
    assert_int_equal(p->level, PROCEDURE_WARD);
    assert_int_equal(p->online, PROCEDURE_ONLINE_FULL);
    assert_true(p->boundary_free);
    assert_string_equal(p->decision, "1523/QĐ-BCA-C06");
    assert_int_equal(p->keyword_count, 2);
    assert_string_equal(p->keywords[1], "thường trú");
    assert_string_equal(vi(&p->deciding_agency), "Công an cấp xã");
    assert_string_equal(vi(&p->receiving_agency), "Công an cấp xã");
    assert_int_equal(p->cooperating_agency_count, 1);
    assert_string_equal(vi(&p->audience), "Công dân Việt Nam, Người nước ngoài");
    assert_int_equal(p->audiences, (1U << AUDIENCE_CITIZEN) | (1U << AUDIENCE_FOREIGNER));
    assert_string_equal(vi(&p->result), "Thông báo; Văn bản từ chối");
    assert_int_equal(p->related_count, 2);
    assert_string_equal(p->acts[0].number, "68/2020/QH14");
    assert_int_equal(p->acts[0].issued.day, 13);
    assert_int_equal(p->acts[0].effective.year, 2021);
    done(p, &report);
}

static void test_fees_and_times_are_per_channel(void **state)
{
    (void)state;
    struct import_report report;
    struct procedure *p = read_record(FULL, &report);
    assert_int_equal(p->channel_count, 3);
    const struct procedure_channel *counter = procedure_channel_of(p, CHANNEL_COUNTER);
    const struct procedure_channel *online = procedure_channel_of(p, CHANNEL_ONLINE);
    const struct procedure_channel *post = procedure_channel_of(p, CHANNEL_POST);
    assert_int_equal(counter->duration.amount, 7);
    assert_int_equal(counter->fees[0].amount_dong, 20000);
    assert_int_equal(counter->fees[0].kind, FEE_DUTY);
    assert_string_equal(vi(&counter->fees[0].note), "một lần");
    assert_int_equal(online->fees[0].amount_dong, 10000);
    assert_int_equal(online->fees[0].kind, FEE_CHARGE);
    assert_false(post->fees_unknown);
    assert_int_equal(post->fee_count, 0);
    done(p, &report);
}

static void test_papers_and_steps_are_per_case(void **state)
{
    (void)state;
    struct import_report report;
    struct procedure *p = read_record(FULL, &report);
    assert_int_equal(p->case_count, 2);
    assert_string_equal(vi(&p->cases[0].title), "Nhà của mình");
    assert_int_equal(p->cases[0].paper_count, 2);
    assert_string_equal(p->cases[0].papers[0].template_number, "CT01");
    assert_string_equal(p->templates[0].url, "https://example.invalid/ct01");
    assert_true(p->cases[0].papers[1].replaced_by_data);
    assert_int_equal(p->cases[1].papers[0].copies, 1);
    assert_false(p->cases[1].papers[0].required);
    assert_int_equal(p->step_count, 2);
    assert_int_equal(p->cases[0].step_count, 0);
    assert_int_equal(p->cases[1].step_count, 1);
    done(p, &report);
}

static void test_nasty_values_are_told(void **state)
{
    (void)state;
    struct import_report report;
    struct procedure *p = read_record(
        "{\"MATTHC\":\"2.000815.000.00.00.H29\",\"TENTTHC\":\"\\u200eTên\\t \",\"TRANGTHAI\":"
        "\"Lạ\",\"CAPTHUCHIEN\":[{\"CAPTHUCHIEN\":2,\"TENCAP\":\"Cấp huyện\"},{\"CAPTHUCHIEN\":1},"
        "\"3\"],\"LINHVUCTHUCHIEN\":\"\",\"CACHTHUCTHUCHIEN\":[{\"KENH\":\"9\"},{\"KENH\":\"1\","
        "\"THOIGIAN\":[{\"THOIGIANGIAIQUYET\":1.5,\"DONVITINH\":\"Tháng\",\"MOTA\":\"tùy\","
        "\"PHILEPHI\":[{\"MAPHILEPHI\":\"1'\",\"SOTIEN\":\"15\",\"DONVI\":\"USD\",\"MOTA\":\"x\"}]}"
        ","
        "{\"DONVITINH\":\"Ngày\"}]}],\"THANHPHANHOSO\":[{\"GIAYTO\":[{\"TENGIAYTO\":\"Đơn\","
        "\"SOBANCHINH\":\"hai\",\"SOBANSAO\":-1},{\"SOBANCHINH\":1}]}],\"DOITUONGTHUCHIEN\":"
        "[{\"TENDOITUONG\":\"Ai đó\"}],\"CANCUPHAPLY\":[{\"TENVANBAN\":\"Không số\"},{\"SOVANBAN\":"
        "\"1/2020/TT\",\"NGAYBANHANH\":\"32/13/2020\"},{}],\"TTHCLIENQUAN\":[\"7\",{}],\"MUCDO\":"
        "\"Nửa\",\"XYZ\":[1]}",
        &report);
    assert_string_equal(vi(&p->name), "Tên");
    assert_int_equal(p->level, PROCEDURE_PROVINCE);
    assert_true(remarked(&report, IMPORT_LEVEL, "CAPTHUCHIEN", "Cấp huyện"));
    assert_true(remarked(&report, IMPORT_TYPE, "CAPTHUCHIEN", "\"3\""));
    assert_true(remarked(&report, IMPORT_WORD, "TRANGTHAI", "Lạ"));
    assert_true(remarked(&report, IMPORT_WORD, "CACHTHUCTHUCHIEN.KENH", "9"));
    assert_true(remarked(&report, IMPORT_WORD, "PHILEPHI.MAPHILEPHI", "1'"));
    assert_true(remarked(&report, IMPORT_FEE, "PHILEPHI.SOTIEN", "15 USD: x"));
    assert_true(remarked(&report, IMPORT_TIME, "CACHTHUCTHUCHIEN", "1.5 Tháng"));
    assert_true(remarked(&report, IMPORT_TIME, "THOIGIAN", "without a number"));
    assert_true(remarked(&report, IMPORT_PAPER, "SOBANCHINH", "hai"));
    assert_true(remarked(&report, IMPORT_PAPER, "SOBANSAO", "-1"));
    assert_true(remarked(&report, IMPORT_PAPER, "GIAYTO.TENGIAYTO", "without a name"));
    assert_true(remarked(&report, IMPORT_AUDIENCE, "DOITUONGTHUCHIEN", "Ai đó"));
    assert_true(remarked(&report, IMPORT_LEGAL, "CANCUPHAPLY", "without a number"));
    assert_true(remarked(&report, IMPORT_LEGAL, "NGAYBANHANH", "32/13/2020"));
    assert_true(remarked(&report, IMPORT_WORD, "TTHCLIENQUAN", "\"7\""));
    assert_true(remarked(&report, IMPORT_WORD, "MUCDO", "Nửa"));
    assert_true(remarked(&report, IMPORT_KEY, "XYZ", "[1]"));
    assert_true(remarked(&report, IMPORT_GLYPH, "TENTTHC", "U+200E"));
    assert_true(p->channels[0].duration_unknown);
    assert_true(p->channels[0].fees_unknown);
    assert_string_equal(vi(&p->channels[0].fee_note), "15 USD: x");
    assert_int_equal(p->legal_count, 2);
    done(p, &report);
}

static void test_no_procedure_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const char *const RECORDS[] = {"[]", "{\"MATTHC\":\"1.001193\",\"TENTTHC\":null}",
                                          "{\"MATTHC\":[],\"TENTTHC\":\"n\"}"};
    for (size_t i = 0; i < sizeof RECORDS / sizeof RECORDS[0]; i++) {
        struct import_report report = {0};
        struct mc_error err = {0};
        struct procedure *procedure = NULL;
        cJSON *record = NULL;
        assert_int_equal(mc_json_parse(RECORDS[i], strlen(RECORDS[i]), 1024, &record, NULL), MC_OK);
        assert_int_equal(import_national_record(record, &procedure, &report, &err), MC_EPARSE);
        assert_null(procedure);
        assert_true(strstr(err.text, "record") != NULL);
        cJSON_Delete(record);
        import_report_finish(&report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_record),
        cmocka_unit_test(test_fees_and_times_are_per_channel),
        cmocka_unit_test(test_papers_and_steps_are_per_case),
        cmocka_unit_test(test_nasty_values_are_told),
        cmocka_unit_test(test_no_procedure_is_refused_with_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
