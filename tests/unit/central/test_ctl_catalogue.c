/* motcua-ctl catalogue import, list, show, diff and verify, over folders made for each test. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "central/ctl_catalogue.h"
#include "core/file.h"
#include "core/memory.h"
#include "domain/procedure.h"
#include "tests/unit/cmocka_all.h"

#define NOW_S 1796180400

struct bench {
    char dir[64];
    enum ctl_exit status;
    char *out;
    char *complaints;
};

static const char *path_of(const struct bench *bench, const char *name)
{
    static char paths[4][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, PATH_MAX, "%s/%s", bench->dir, name);
    return path;
}

static void run(struct bench *bench, const char *const *argv)
{
    size_t out_len = 0;
    size_t complaints_len = 0;
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    free(bench->out);
    free(bench->complaints);
    FILE *out = open_memstream(&bench->out, &out_len);
    FILE *complaints = open_memstream(&bench->complaints, &complaints_len);
    bench->status = ctl_catalogue_run(argc, argv, NOW_S, out, complaints);
    (void)fclose(out);
    (void)fclose(complaints);
}
#define RUN(...) run(bench, (const char *const[]){__VA_ARGS__, NULL})

static void write_file(const struct bench *bench, const char *name, const char *text)
{
    assert_int_equal(mc_file_write(path_of(bench, name), text, strlen(text), NULL), MC_OK);
}

static char *read_file(const struct bench *bench, const char *name)
{
    char *text = NULL;
    size_t len = 0;
    assert_int_equal(
        mc_file_read(path_of(bench, name), PROCEDURE_JSON_MAX_BYTES, &text, &len, NULL), MC_OK);
    return text;
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    (void)snprintf(bench->dir, sizeof bench->dir, "/tmp/motcua-ctl-XXXXXX");
    assert_non_null(mkdtemp(bench->dir));
    *state = bench;
    return 0;
}

static void remove_tree(const char *path) // NOLINT(misc-no-recursion): two levels, made here
{
    DIR *dir = opendir(path);
    for (struct dirent *entry = dir != NULL ? readdir(dir) : NULL; entry != NULL;
         entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            char inner[PATH_MAX];
            (void)snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
            if (unlink(inner) != 0) {
                remove_tree(inner);
            }
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    (void)rmdir(path);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    remove_tree(bench->dir);
    free(bench->out);
    free(bench->complaints);
    free(bench);
    return 0;
}

static const char LINES[] =
    "{\"code\":\"1.000656\",\"name\":\"Đăng ký khai tử\",\"level\":\"Cấp xã\",\"ways\":[{\"cach\":"
    "\"Trực tiếp\",\"thoi_han\":\"1 Ngày\",\"phi\":\"8,000\",\"mo_ta\":\"\"}]}\n"
    "\n"
    "{\"code\":\"1.001193\",\"name\":\"Đăng ký khai sinh\",\"level\":\"Cấp xã\",\"ways\":[{\"cach\""
    ":\"Trực tiếp\",\"thoi_han\":\"4 Tháng\",\"phi\":\"\",\"mo_ta\":\"Miễn phí\"}]}\n";

static void test_import_writes_files_and_a_report(void **state)
{
    struct bench *bench = *state;
    write_file(bench, "records.jsonl", LINES);
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out",
        path_of(bench, "new"));
    assert_int_equal(bench->status, CTL_DONE);
    assert_non_null(strstr(bench->out, "2 records: 2 imported, 1 of them fully understood"));
    char *json = read_file(bench, "new/1.000656.json");
    assert_non_null(strstr(json, "\"amount_dong\": 8000"));
    free(json);
    char *report = read_file(bench, "new/import-report.jsonl");
    assert_non_null(strstr(report, "\"record\":2,\"code\":\"1.001193\""));
    assert_non_null(strstr(report, "\"what\":\"\\\"4 Tháng\\\"\""));
    free(report);
    RUN("list", path_of(bench, "new"));
    assert_int_equal(bench->status, CTL_DONE);
    assert_non_null(strstr(bench->out, "1.001193"));
    RUN("show", path_of(bench, "new"), "1.001193");
    assert_non_null(strstr(bench->out, "\"name\": \"Đăng ký khai sinh\""));
    RUN("show", path_of(bench, "new"), "1.009999");
    assert_int_equal(bench->status, CTL_FAILED);
}

static void test_import_refuses_nothing_in_silence(void **state)
{
    struct bench *bench = *state;
    write_file(bench, "bad.jsonl",
               "{\"code\":\"1.001193\",\"name\":\"A\"}\nnot json\n{\"code\":\"x\",\"name\":\"B\"}\n"
               "{\"code\":\"1.001193\",\"name\":\"C\"}\n");
    RUN("import", path_of(bench, "bad.jsonl"), "--format", "lines");
    assert_int_equal(bench->status, CTL_FAILED);
    assert_non_null(strstr(bench->complaints, "record 2 :"));
    assert_non_null(strstr(bench->complaints, "\"x\" is no national code"));
    assert_non_null(strstr(bench->complaints, "code 1.001193 is there twice"));
    assert_non_null(strstr(bench->out, "\"record\":4,\"code\":\"1.001193\",\"refused\":"));
    assert_non_null(strstr(bench->out, "4 records: 1 imported, 0 of them fully understood, 3"));
    RUN("import", path_of(bench, "absent"), "--format", "lines");
    assert_int_equal(bench->status, CTL_FAILED);
    RUN("import", path_of(bench, "bad.jsonl"), "--format", "surprise");
    assert_int_equal(bench->status, CTL_USAGE);
}

static void test_files_that_are_there_stay(void **state)
{
    struct bench *bench = *state;
    write_file(bench, "records.jsonl", LINES);
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out", bench->dir);
    assert_int_equal(bench->status, CTL_DONE);
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out", bench->dir);
    assert_int_equal(bench->status, CTL_FAILED);
    assert_non_null(strstr(bench->complaints, "--replace"));
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out", bench->dir,
        "--replace");
    assert_int_equal(bench->status, CTL_DONE);
    char *same = read_file(bench, "1.000656.json");
    assert_null(strstr(same, "\"version\""));
    free(same);
    char dearer[sizeof LINES];
    memcpy(dearer, LINES, sizeof LINES);
    *strstr(dearer, "8,000") = '9';
    write_file(bench, "records.jsonl", dearer);
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out", bench->dir,
        "--replace");
    char *changed = read_file(bench, "1.000656.json");
    assert_non_null(strstr(changed, "\"version\": 2"));
    free(changed);
}

static void test_national_documents_of_any_outline(void **state)
{
    struct bench *bench = *state;
    static const char *const DOCUMENTS[] = {"[{\"MATTHC\":\"1.001193\",\"TENTTHC\":\"A\"},\n{"
                                            "\"MATTHC\":\"1.000656\",\"TENTTHC\":\"B\"}]",
                                            "{\"MATTHC\":\"1.001193\",\"TENTTHC\":\"A\"}\n{"
                                            "\"MATTHC\":\"1.000656\",\"TENTTHC\":\"B\"}\n"};
    for (size_t i = 0; i < 2; i++) {
        write_file(bench, "national", DOCUMENTS[i]);
        RUN("import", "--format", "national", path_of(bench, "national"));
        assert_int_equal(bench->status, CTL_DONE);
        assert_non_null(strstr(bench->out, "2 records: 2 imported"));
    }
}

static void test_diff_names_procedures_and_keys(void **state)
{
    struct bench *bench = *state;
    write_file(bench, "records.jsonl", LINES);
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out",
        path_of(bench, "old"));
    char dearer[sizeof LINES];
    memcpy(dearer, LINES, sizeof LINES);
    *strstr(dearer, "8,000") = '9';
    static const char other[] = {'2', '.', '0', '0', '0', '8', '1', '5'};
    memcpy(strstr(dearer, "1.001193"), other, sizeof other);
    write_file(bench, "records.jsonl", dearer);
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out",
        path_of(bench, "new"));
    RUN("diff", path_of(bench, "old"), path_of(bench, "new"));
    assert_int_equal(bench->status, CTL_DONE);
    assert_non_null(strstr(bench->out, "- 1.001193 Đăng ký khai sinh\n"));
    assert_non_null(strstr(bench->out, "+ 2.000815 "));
    assert_non_null(strstr(bench->out, "~ 1.000656 Đăng ký khai tử\n"
                                       "    channels[0].fees[0].amount_dong: 8000 -> 9000\n"));
    assert_non_null(strstr(bench->out, "1 new, 1 removed, 1 changed\n"));
    RUN("diff", path_of(bench, "new"), path_of(bench, "new"));
    assert_string_equal(bench->out, "0 new, 0 removed, 0 changed\n");
}

static void test_a_published_catalogue_reads_like_its_folder(void **state)
{
    struct bench *bench = *state;
    struct storage *storage = NULL;
    write_file(bench, "records.jsonl", LINES);
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out",
        path_of(bench, "new"));
    assert_int_equal(
        storage_open(&(struct sql_settings){.where = path_of(bench, "central.db"), .create = true},
                     &storage, NULL),
        MC_OK);
    storage_close(storage);
    RUN("list", path_of(bench, "central.db"));
    assert_int_equal(bench->status, CTL_FAILED);
    FILE *sink = fopen("/dev/null", "w");
    assert_non_null(sink);
    const char *const keys[] = {"--secret", path_of(bench, "secret"), "--public",
                                path_of(bench, "public")};
    assert_int_equal(ctl_keygen_run(4, keys, sink, sink), CTL_DONE);
    (void)fclose(sink);
    RUN("publish", path_of(bench, "new"), "--db", path_of(bench, "central.db"), "--key",
        path_of(bench, "secret"));
    assert_int_equal(bench->status, CTL_DONE);
    RUN("diff", path_of(bench, "new"), path_of(bench, "central.db"));
    assert_string_equal(bench->out, "0 new, 0 removed, 0 changed\n");
}

static void test_verify_names_the_gaps(void **state)
{
    struct bench *bench = *state;
    RUN("verify", MOTCUA_SOURCE_DIR "/assets/catalogue");
    if (bench->status != CTL_DONE) {
        fail_msg("%s", bench->out);
    }
    write_file(bench, "records.jsonl", LINES);
    RUN("import", path_of(bench, "records.jsonl"), "--format", "lines", "--out", bench->dir);
    write_file(bench, "1.000001.json", "{}");
    char *json = read_file(bench, "1.001193.json");
    write_file(bench, "1.000002.json", json);
    free(json);
    RUN("verify", bench->dir);
    assert_int_equal(bench->status, CTL_FAILED);
    assert_non_null(strstr(bench->out, "1.000001.json: procedure.code: missing"));
    assert_non_null(strstr(bench->out, "1.000002.json: code: is 1.001193 in the file"));
    assert_non_null(strstr(bench->out, "1.001193.json: channels[0].duration: not known"));
    assert_non_null(strstr(bench->out, "1.000656.json: cases[0].papers: none"));
    assert_non_null(strstr(bench->out, "4 procedures: 0 complete, 2 with gaps, 2 broken"));
    RUN("verify", path_of(bench, "absent"));
    assert_int_equal(bench->status, CTL_FAILED);
    assert_non_null(strstr(bench->complaints, "/absent: No such file or directory"));
}

static void test_usage(void **state)
{
    struct bench *bench = *state;
    RUN("surprise");
    assert_int_equal(bench->status, CTL_USAGE);
    RUN("diff", "one");
    assert_int_equal(bench->status, CTL_USAGE);
    RUN("import", "--format", "lines");
    assert_int_equal(bench->status, CTL_USAGE);
    RUN("import", "x", "--format");
    assert_int_equal(bench->status, CTL_USAGE);
    assert_non_null(strstr(bench->complaints, "catalogue verify DIR"));
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_import_writes_files_and_a_report, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_import_refuses_nothing_in_silence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_files_that_are_there_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_national_documents_of_any_outline, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_diff_names_procedures_and_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_published_catalogue_reads_like_its_folder, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_verify_names_the_gaps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_usage, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
