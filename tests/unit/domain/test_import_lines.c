/* The lines format: records made by hand with what real ones have been seen to do, and all real
 * ones where they are. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"
#include "domain/import_lines.h"
#include "tests/unit/cmocka_all.h"

#define REAL       MOTCUA_SOURCE_DIR "/../shared/data/tthc/procedures.jsonl.xz"
#define REAL_COUNT 2849

static struct procedure *read_record(const char *json, struct import_report *report)
{
    struct mc_error err = {0};
    cJSON *record = NULL;
    struct procedure *procedure = NULL;
    *report = (struct import_report){0};
    if (mc_json_parse(json, strlen(json), IMPORT_LINE_MAX_BYTES, &record, &err) != MC_OK ||
        import_lines_record(record, &procedure, report, &err) != MC_OK) {
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

/* A record with the given keys behind code and name. */
static struct procedure *with(const char *keys, struct import_report *report)
{
    char json[4096];
    (void)snprintf(json, sizeof json, "{\"code\":\"1.001193\",\"name\":\"Thủ tục\",%s}", keys);
    return read_record(json, report);
}

static struct procedure *with_way(const char *time, const char *fee, const char *description,
                                  struct import_report *report)
{
    char keys[3000];
    (void)snprintf(keys, sizeof keys,
                   "\"ways\":[{\"cach\":\"Trực tiếp\",\"thoi_han\":\"%s\",\"phi\":\"%s\","
                   "\"mo_ta\":\"%s\"}]",
                   time, fee, description);
    return with(keys, report);
}

static void done(struct procedure *procedure, struct import_report *report)
{
    procedure_destroy(procedure);
    import_report_finish(report);
}

static void test_a_tidy_record_leaves_no_remark(void **state)
{
    (void)state;
    struct import_report report;
    struct procedure *p = read_record(
        "{\"code\":\"1.000656\",\"name\":\"Đăng ký khai tử\",\"field\":\"Hộ tịch\",\"level\":"
        "\"Cấp xã\",\"decision\":\"528/QĐ-BTP\",\"audience\":\"Công dân Việt Nam, Tổ chức (không "
        "bao gồm doanh nghiệp, HTX), Cán bộ, công chức, viên chức\",\"agency\":\"Ủy ban nhân dân "
        "cấp xã\",\"steps\":\"Mở đầu\\n- Bước 1: Nộp\\n+ ý nhỏ\\na) Bước 2. Nhận\",\"papers\":"
        "[[\"- Giấy báo tử\",1,0],[\"Văn bản ủy quyền (nếu có)\",0,1]],\"ways\":[{\"cach\":\"Trực "
        "tiếp\",\"thoi_han\":\"01 Ngày làm việc\",\"phi\":\"\",\"mo_ta\":\"Miễn phí\"},{\"cach\":"
        "\"Trực tuyến\",\"thoi_han\":\"8 Giờ\",\"phi\":\"8,000\",\"mo_ta\":\"8,000 Việt Nam Đồng"
        "(Lệ phí (a) cho mỗi bản)Nộp trên Cổng\"}],\"result\":\"Trích lục khai tửMã: "
        "KQ.G15.000042Văn bản trả lờiMã: KQ.G15.000043Từ khóaKhông có thông tinMô tảKhông có thông "
        "tinChọn cơ quan thực hiệnTỉnh\",\"legal\":\"Tên văn bản pháp lýMã văn bảnLuật Hộ tịch"
        "60/2014/QH13Luật 51/2019/QH1451/2019/QH14Về mẫu giấy45/2020/QĐ-TTgNghị định 123/2015/NĐ-CP"
        " của Chính phủ123/2015/NĐ-CP\",\"conditions\":\"Không có thông tin\",\"ministry\":"
        "\"bo-tu-phap\"}",
        &report);
    for (size_t i = 0; i < report.count; i++) {
        fail_msg("%s %s", report.remarks[i].path, report.remarks[i].what);
    }
    assert_string_equal(vi(&p->name), "Đăng ký khai tử");
    assert_int_equal(p->level, PROCEDURE_WARD);
    assert_string_equal(p->field_code, "civil_status");
    assert_int_equal(p->audiences, (1U << AUDIENCE_CITIZEN) | (1U << AUDIENCE_ORGANISATION));
    assert_int_equal(p->online, PROCEDURE_ONLINE_PARTIAL);
    assert_int_equal(p->step_count, 3);
    assert_string_equal(vi(&p->steps[1]), "- Bước 1: Nộp\n+ ý nhỏ");
    assert_int_equal(p->cases[0].paper_count, 2);
    assert_string_equal(vi(&p->cases[0].papers[0].name), "Giấy báo tử");
    assert_true(p->cases[0].papers[0].required);
    assert_false(p->cases[0].papers[1].required);
    assert_int_equal(p->channel_count, 2);
    assert_int_equal(p->channels[0].duration.unit, DURATION_WORKING_DAYS);
    assert_false(p->channels[0].fees_unknown);
    assert_int_equal(p->channels[0].fee_count, 0);
    assert_int_equal(p->channels[1].fees[0].amount_dong, 8000);
    assert_int_equal(p->channels[1].fees[0].kind, FEE_DUTY);
    assert_string_equal(vi(&p->channels[1].fees[0].note), "Lệ phí (a) cho mỗi bản");
    assert_string_equal(vi(&p->channels[1].note), "Nộp trên Cổng");
    assert_int_equal(p->result_count, 2);
    assert_string_equal(vi(&p->result), "Trích lục khai tử; Văn bản trả lời");
    assert_null(p->conditions.in[MC_LANGUAGE_VI]);
    assert_int_equal(p->legal_count, 4);
    assert_string_equal(p->acts[0].number, "60/2014/QH13");
    assert_string_equal(vi(&p->acts[1].title), "Luật 51/2019/QH14");
    assert_string_equal(p->acts[2].number, "45/2020/QĐ-TTg");
    assert_string_equal(vi(&p->acts[3].title), "Nghị định 123/2015/NĐ-CP của Chính phủ");
    done(p, &report);
}

static void test_invisible_and_foreign_characters(void **state)
{
    (void)state;
    struct import_report report;
    /* o + dot below + horn out of order, private-use bullets, U+200E, soft hyphen, tabs, NBSP. */
    struct procedure *p =
        read_record("{\"code\":\"2.000815\",\"name\":\"\\u200e  Chu\\u031b\\u0301ng\\tthư\\u0323c"
                    "\\u00a0b\\u00ada\\u0309n sao\\n\",\"conditions\":\"\\uf0fc một\\n\\n\\uf8f0"
                    "hai\\u2003ba\"}",
                    &report);
    assert_string_equal(vi(&p->name), "Chứng thực bản sao");
    assert_string_equal(vi(&p->conditions), "- một\nhai ba");
    assert_true(remarked(&report, IMPORT_GLYPH, "name", "2 such as"));
    assert_true(remarked(&report, IMPORT_GLYPH, "conditions", "U+F8F0"));
    assert_true(remarked(&report, IMPORT_MISSING, "deciding_agency", ""));
    done(p, &report);
}

static void test_times(void **state)
{
    (void)state;
    static const char *const ODD[] = {"4 Tháng",           "2.5 Giờ", "3-5",
                                      "Trước khi tàu cập", "7",       "99999 Ngày"};
    struct import_report report;
    for (size_t i = 0; i < sizeof ODD / sizeof ODD[0]; i++) {
        struct procedure *p = with_way(ODD[i], "", "Miễn phí", &report);
        assert_true(p->channels[0].duration_unknown);
        assert_string_equal(vi(&p->channels[0].duration_note), ODD[i]);
        assert_true(remarked(&report, IMPORT_TIME, "ways", ODD[i]));
        done(p, &report);
    }
    struct procedure *p = with("\"ways\":[{\"cach\":\"Trực tuyến\",\"thoi_han\":\"7 Ngày làm "
                               "việc\",\"mo_ta\":\"Miễn phíphải xác minh\"},{\"cach\":\"Trực "
                               "tuyến\",\"thoi_han\":\"1 Giờ\",\"mo_ta\":\"Miễn phí\"}]",
                               &report);
    assert_int_equal(p->channel_count, 1);
    assert_int_equal(p->channels[0].duration.amount, 1);
    assert_int_equal(p->channels[0].duration.unit, DURATION_HOURS);
    assert_true(p->channels[0].has_duration_max);
    assert_int_equal(p->channels[0].duration_max.amount, 7);
    assert_string_equal(vi(&p->channels[0].duration_note), "7 Ngày làm việc: phải xác minh\n1 Giờ");
    assert_true(remarked(&report, IMPORT_TIME, "ways", "several"));
    done(p, &report);
}

static void test_fees_that_are_amounts(void **state)
{
    (void)state;
    static const struct {
        const char *fee;
        const char *description;
        int64_t dong;
        enum procedure_fee_kind kind;
    } FEES[] = {{"7,000", "", 7000, FEE_CHARGE},
                {"50.000", "", 50000, FEE_CHARGE},
                {"1,500,000", "1,500,000 VNĐ(phí thẩm định)", 1500000, FEE_CHARGE},
                {"", "20000 VNĐ(Lệ phí)", 20000, FEE_DUTY},
                {"Lệ phí : 10.000 Đồng (một lần)\\nFile đính kèm: 1-btc.pdf", "", 10000, FEE_DUTY},
                {"Phí : 300000 Đồng", "", 300000, FEE_CHARGE}};
    for (size_t i = 0; i < sizeof FEES / sizeof FEES[0]; i++) {
        struct import_report report;
        struct procedure *p = with_way("1 Giờ", FEES[i].fee, FEES[i].description, &report);
        assert_int_equal(report.by_kind[IMPORT_FEE], 0);
        assert_false(p->channels[0].fees_unknown);
        assert_int_equal(p->channels[0].fee_count, 1);
        assert_int_equal(p->channels[0].fees[0].amount_dong, FEES[i].dong);
        assert_int_equal(p->channels[0].fees[0].kind, FEES[i].kind);
        done(p, &report);
    }
}

static void test_fees_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *fee;
        const char *description;
        const char *note; /* NULL: truly free */
    } FEES[] = {{"", "Miễn phí", NULL},
                {"Phí : Không Đồng", "", NULL},
                {"", "Miễn phí(Không thu lệ phí)", NULL},
                {"", "1Miễn phí", NULL},
                {"", "Miễn phí(Theo nghị quyết của tỉnh)", "Theo nghị quyết của tỉnh"},
                {"", "Miễn phí(không đóng", "không đóng"},
                {"", "135 VNĐ(Lệ phí: 135.000 đồng/lần.)", "Lệ phí: 135.000 đồng/lần."},
                {"Lệ phí : 10 USD", "", "Lệ phí : 10 USD"},
                {"2,50", "", "2,50"},
                {"Phí :  Đồng", "", "Phí : Đồng"}};
    for (size_t i = 0; i < sizeof FEES / sizeof FEES[0]; i++) {
        struct import_report report;
        struct procedure *p = with_way("1 Giờ", FEES[i].fee, FEES[i].description, &report);
        assert_int_equal(p->channels[0].fee_count, 0);
        assert_int_equal(p->channels[0].fees_unknown, FEES[i].note != NULL);
        assert_string_equal(vi(&p->channels[0].fee_note), FEES[i].note != NULL ? FEES[i].note : "");
        assert_int_equal(report.by_kind[IMPORT_FEE] > 0, FEES[i].note != NULL);
        done(p, &report);
    }
    struct import_report report;
    struct procedure *p = with_way("1 Giờ", "", "Không có thông tinnộp tại quầy", &report);
    assert_true(p->channels[0].fees_unknown);
    assert_string_equal(vi(&p->channels[0].note), "nộp tại quầy");
    assert_true(remarked(&report, IMPORT_MISSING, "ways", "no fee"));
    done(p, &report);
}

static void test_papers_with_glued_cells(void **state)
{
    (void)state;
    struct import_report report;
    struct procedure *p = with(
        "\"papers\":[[\"Văn bản đề nghị (NA20).Mau NA20-BCA.docx\",1,0],[\"Đơn theo Nghị định số "
        "258/2025/NĐ-CPMẫu số 01.docx\",1,0],[\"Theo Nghị định ngày 24/7/\",20231,0],[\"Mẫu "
        "BM.20.\",31,0],[\"+ Bản sao\",\"\",\"Bản chính: 0\\nBản sao: 5\"],[\"Đơn\",\"5- "
        "PHỤ LỤC.doc\",\"Bản chính: một\"],[\"Số lượng: 01 bộ\",0,0],[\"x\"],[\"tên.docx\",1,0],"
        "7]",
        &report);
    const struct procedure_case *one = &p->cases[0];
    assert_int_equal(one->paper_count, 8);
    assert_string_equal(vi(&one->papers[0].name), "Văn bản đề nghị (NA20).");
    assert_string_equal(one->papers[0].template_number, "Mau NA20-BCA.docx");
    assert_string_equal(vi(&one->papers[1].name), "Đơn theo Nghị định số 258/2025/NĐ-CP");
    assert_string_equal(one->papers[1].template_number, "Mẫu số 01.docx");
    assert_string_equal(vi(&one->papers[2].name), "Theo Nghị định ngày 24/7/2023");
    assert_int_equal(one->papers[2].originals, 1);
    assert_int_equal(one->papers[3].originals, 0);
    assert_string_equal(vi(&one->papers[3].note), "Số bản chính: 31");
    assert_int_equal(one->papers[4].copies, 5);
    assert_false(one->papers[6].required);
    assert_string_equal(one->papers[5].template_number, "5- PHỤ LỤC.doc");
    assert_string_equal(vi(&one->papers[5].note), "Bản chính: một");
    assert_int_equal(p->template_count, 3);
    assert_true(remarked(&report, IMPORT_PAPER, "papers", "3 of 8 without"));
    assert_true(remarked(&report, IMPORT_PAPER, "papers", "tên.docx"));
    assert_int_equal(report.by_kind[IMPORT_TYPE], 2);
    done(p, &report);
}

static void test_what_is_not_understood_is_told(void **state)
{
    (void)state;
    struct import_report report;
    struct procedure *p =
        with("\"level\":\"Cấp tỉnh, Cấp Xã, Cơ quan khác\",\"audience\":\"Người ngoài hành tinh\","
             "\"surprise\":{\"a\":1},\"steps\":7,\"papers\":{},\"ways\":[1,{\"cach\":\"Bồ câu\"}],"
             "\"legal\":\"Tên văn bản pháp lýMã văn bảnLuật 1/2020/QH14Một luật không số\","
             "\"result\":\"Giấy phépMã: lạ\"",
             &report);
    assert_int_equal(p->level, PROCEDURE_WARD);
    assert_true(remarked(&report, IMPORT_LEVEL, "level", "several"));
    assert_true(remarked(&report, IMPORT_LEVEL, "level", "Cơ quan khác"));
    assert_true(remarked(&report, IMPORT_AUDIENCE, "audience", "hành tinh"));
    assert_string_equal(vi(&p->audience), "Người ngoài hành tinh");
    assert_true(remarked(&report, IMPORT_KEY, "surprise", "{\"a\":1}"));
    assert_true(remarked(&report, IMPORT_TYPE, "steps", "7"));
    assert_true(remarked(&report, IMPORT_TYPE, "papers", ""));
    assert_true(remarked(&report, IMPORT_TYPE, "ways", ""));
    assert_true(remarked(&report, IMPORT_WORD, "ways.cach", "Bồ câu"));
    assert_true(remarked(&report, IMPORT_LEGAL, "legal", "Một luật không số"));
    assert_string_equal(p->legal[1], "Một luật không số");
    assert_string_equal(vi(&p->result), "Giấy phépMã: lạ");
    assert_int_equal(p->channel_count, 1);
    assert_true(p->channels[0].duration_unknown);
    done(p, &report);
}

static void test_no_procedure_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const char *const RECORDS[] = {"[]",
                                          "7",
                                          "{}",
                                          "{\"code\":\"1.001193\"}",
                                          "{\"code\":\"x\",\"name\":\"n\"}",
                                          "{\"code\":\"1.001193\",\"name\":\" \\u200b \"}"};
    for (size_t i = 0; i < sizeof RECORDS / sizeof RECORDS[0]; i++) {
        struct import_report report = {0};
        struct mc_error err = {0};
        struct procedure *procedure = NULL;
        cJSON *record = NULL;
        assert_int_equal(mc_json_parse(RECORDS[i], strlen(RECORDS[i]), 1024, &record, NULL), MC_OK);
        assert_int_equal(import_lines_record(record, &procedure, &report, &err), MC_EPARSE);
        assert_null(procedure);
        assert_true(strstr(err.text, "record") != NULL);
        cJSON_Delete(record);
        import_report_finish(&report);
    }
}

static void test_more_than_fits_is_left_out_with_a_remark(void **state)
{
    (void)state;
    cJSON *record = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(record, "code", "1.001193");
    (void)cJSON_AddStringToObject(record, "name", "n");
    cJSON *papers = cJSON_AddArrayToObject(record, "papers");
    for (int i = 0; i < PROCEDURE_PAPERS_MAX + 300; i++) {
        cJSON *row = cJSON_CreateArray();
        (void)cJSON_AddItemToArray(row, cJSON_CreateString("Giấy"));
        (void)cJSON_AddItemToArray(row, cJSON_CreateNumber(1));
        (void)cJSON_AddItemToArray(row, cJSON_CreateNumber(0));
        (void)cJSON_AddItemToArray(papers, row);
    }
    struct import_report report = {0};
    struct procedure *procedure = NULL;
    assert_int_equal(import_lines_record(record, &procedure, &report, NULL), MC_OK);
    cJSON_Delete(record);
    assert_int_equal(procedure->cases[0].paper_count, PROCEDURE_PAPERS_MAX);
    assert_int_equal(report.by_kind[IMPORT_TOO_MUCH], 300);
    assert_int_equal(report.count, IMPORT_REMARKS_MAX);
    done(procedure, &report);
}

/* ---- The real ones ---- */

struct tally {
    size_t records;
    size_t refused;
    size_t understood;                 /* nothing remarked but what the record does not say */
    size_t by_kind[IMPORT_KIND_COUNT]; /* records with such a remark */
};

static void import_line(const char *line, struct tally *tally)
{
    struct mc_error err = {0};
    struct import_report report = {0};
    struct procedure *procedure = NULL;
    cJSON *record = NULL;
    tally->records++;
    enum mc_err code = mc_json_parse(line, strlen(line), IMPORT_LINE_MAX_BYTES, &record, &err);
    if (code == MC_OK) {
        code = import_lines_record(record, &procedure, &report, &err);
    }
    cJSON_Delete(record);
    if (code != MC_OK) {
        tally->refused++;
        print_message("refused: %s\n", err.text);
    } else {
        const char *name = vi(&procedure->name);
        assert_true(mc_utf8_valid(name, strlen(name)) && strchr(name, '\t') == NULL);
    }
    size_t misunderstood = 0;
    for (int i = 0; i < IMPORT_KIND_COUNT; i++) {
        tally->by_kind[i] += report.by_kind[i] > 0;
        misunderstood += i == IMPORT_MISSING ? 0 : report.by_kind[i];
    }
    tally->understood += misunderstood == 0;
    import_report_finish(&report);
    procedure_destroy(procedure);
}

/* The file's lines, unpacked by the system's xz; reaped by the caller. */
static FILE *unpack(pid_t *child)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    posix_spawn_file_actions_t actions;
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, ends[1], 1), 0);
    assert_int_equal(posix_spawn_file_actions_addclose(&actions, ends[0]), 0);
    assert_int_equal(posix_spawn_file_actions_addclose(&actions, ends[1]), 0);
    char program[] = "xz";
    char option[] = "-dc";
    char file[] = REAL;
    char *const argv[] = {program, option, file, NULL};
    assert_int_equal(posix_spawnp(child, program, &actions, NULL, argv, environ), 0);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(ends[1]);
    return fdopen(ends[0], "rb");
}

static void test_all_real_records(void **state)
{
    (void)state;
    FILE *probe = fopen(REAL, "rb");
    if (probe == NULL) {
        print_message("skipped: no " REAL "\n");
        skip();
    }
    (void)fclose(probe);
    pid_t child;
    FILE *lines = unpack(&child);
    assert_non_null(lines);
    struct tally tally = {0};
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, lines) > 0) {
        import_line(line, &tally);
    }
    free(line);
    (void)fclose(lines);
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    print_message("%zu records, %zu refused, %zu fully understood; with remarks:\n", tally.records,
                  tally.refused, tally.understood);
    for (int i = 0; i < IMPORT_KIND_COUNT; i++) {
        print_message("  %-9s %zu\n", import_kind_name((enum import_kind)i), tally.by_kind[i]);
    }
    assert_int_equal(tally.records, REAL_COUNT);
    assert_int_equal(tally.refused, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_tidy_record_leaves_no_remark),
        cmocka_unit_test(test_invisible_and_foreign_characters),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_fees_that_are_amounts),
        cmocka_unit_test(test_fees_that_are_none),
        cmocka_unit_test(test_papers_with_glued_cells),
        cmocka_unit_test(test_what_is_not_understood_is_told),
        cmocka_unit_test(test_no_procedure_is_refused_with_a_reason),
        cmocka_unit_test(test_more_than_fits_is_left_out_with_a_remark),
        cmocka_unit_test(test_all_real_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
