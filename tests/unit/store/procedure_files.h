/* A small folder of procedure files. The texts are made up, but for the names of real ones. */
#ifndef MOTCUA_TESTS_UNIT_STORE_PROCEDURE_FILES_H
#define MOTCUA_TESTS_UNIT_STORE_PROCEDURE_FILES_H

#include "tests/unit/core/scratch.h"

#define PROCEDURE_FILES_COUNT 8

static inline void procedure_files_write(struct scratch *scratch)
{
    static const struct {
        const char *code;
        const char *name;
        const char *plain;
        const char *level;
        const char *keyword;
    } files[PROCEDURE_FILES_COUNT] = {
        {"1.001193", "Đăng ký khai sinh", "Làm giấy khai sinh cho con", "ward", "ĐKKS"},
        {"1.004884", "Đăng ký lại khai sinh", "Làm lại giấy khai sinh", "ward", "mất khai sinh"},
        {"1.004222", "Đăng ký thường trú", "Nhập hộ khẩu", "ward", "hộ khẩu"},
        {"1.004194", "Đăng ký tạm trú", "Đăng ký ở trọ", "ward", "KT3"},
        {"1.900001", "Cấp thẻ đô", "Một", "ward", "a"},
        {"1.900002", "Cấp thẻ đỗ", "Hai", "ward", "a"},
        {"1.900003", "Công chứng bản dịch", "Ba", "province", "a"},
        {"1.900004", "Công chứng bản dịch", "Ba", "ward", "a"},
    };
    for (size_t i = 0; i < PROCEDURE_FILES_COUNT; i++) {
        char name[32];
        char json[2048];
        (void)snprintf(name, sizeof name, "%s.json", files[i].code);
        (void)snprintf(
            json, sizeof json,
            "{\"code\": \"%s\", \"name\": {\"vi\": \"%s\"}, \"plain_name\": {\"vi\": \"%s\"},"
            " \"level\": \"%s\", \"keywords\": [\"%s\"], \"field\": \"-\", \"audience\": \"-\","
            " \"summary\": \"-\", \"deciding_agency\": \"-\", \"result\": \"-\","
            " \"online\": \"none\", \"boundary_free\": false, \"channels\": [{\"kind\": "
            "\"counter\","
            " \"duration\": {\"amount\": 1, \"unit\": \"days\"}, \"fees\": []}],"
            " \"cases\": [{\"id\": \"default\", \"title\": \"-\", \"papers\": []}],"
            " \"steps\": [], \"legal\": [], \"sources\": [\"-\"]}",
            files[i].code, files[i].name, files[i].plain, files[i].level, files[i].keyword);
        (void)scratch_write(scratch, name, json);
    }
    (void)scratch_write(scratch, "popular.json", "{\"popular\": [\"1.004194\", \"1.001193\"]}");
}

#endif
