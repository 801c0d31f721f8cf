/* An outbox in a folder of its own, and what the tests do to it. */
#ifndef MOTCUA_TESTS_UNIT_STORE_OUTBOX_FIXTURE_H
#define MOTCUA_TESTS_UNIT_STORE_OUTBOX_FIXTURE_H

#include "core/memory.h"
#include "kiosk/store/outbox.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define NOON     1795496400 /* 2026-11-24 12:00 +07:00 */
#define UP       90000000   /* monotonic ms: a day since the boot */
#define BOOT     "6f1c2d3e-4a5b-4c6d-8e7f-001122334455"
#define REBOOT   "6f1c2d3e-4a5b-4c6d-8e7f-001122334456"
#define OFFICIAL "H29.12-261124-0007"

static const struct outbox_now noon = {NOON, UP};
static const struct date today = {2026, 11, 24};
static const char body[] = "{\"applicant\":\"ZZMARKED NGUOI THU\"}";

struct fixture {
    struct scratch scratch;
    struct outbox *outbox;
};

static inline enum mc_err open_outbox(struct fixture *fixture, const char *boot,
                                      struct outbox_now now, struct outbox **out,
                                      struct outbox_report *report)
{
    return outbox_open(scratch_path(&fixture->scratch, "outbox.db"), boot, now, out, report, NULL);
}

static inline int start(void **state)
{
    struct fixture *fixture = MC_NEW(struct fixture);
    scratch_start(&fixture->scratch);
    assert_int_equal(open_outbox(fixture, BOOT, noon, &fixture->outbox, NULL), MC_OK);
    *state = fixture;
    return 0;
}

static inline int stop(void **state)
{
    struct fixture *fixture = *state;
    outbox_close(fixture->outbox);
    scratch_stop(&fixture->scratch);
    free(fixture);
    return 0;
}

static inline void reopen(struct fixture *fixture, struct outbox_report *report)
{
    outbox_close(fixture->outbox);
    fixture->outbox = NULL;
    assert_int_equal(open_outbox(fixture, BOOT, noon, &fixture->outbox, report), MC_OK);
}

static inline enum mc_err commit(struct outbox *outbox, const struct dossier_ids *ids,
                                 const char *content)
{
    struct outbox_entry entry = {.ids = ids,
                                 .media_type = "application/json",
                                 .id_check = "",
                                 .body = content,
                                 .body_len = strlen(content),
                                 .procedure_code = "1.001193",
                                 .procedure_name = "Đăng ký khai sinh",
                                 .submitted_unix_s = NOON};
    return outbox_commit(outbox, &entry, NULL);
}

static inline struct dossier_ids hand_in(struct outbox *outbox)
{
    struct dossier_ids ids;
    assert_int_equal(outbox_make_ids(outbox, "K01", today, &ids, NULL), MC_OK);
    assert_int_equal(commit(outbox, &ids, body), MC_OK);
    return ids;
}

static inline struct outbox_record find(struct outbox *outbox, const char *code, const char *token)
{
    struct outbox_record record;
    bool found = false;
    assert_int_equal(outbox_find(outbox, code, token, &found, &record, NULL), MC_OK);
    assert_true(found);
    return record;
}

static inline bool due(struct outbox *outbox, int64_t now, const char *key)
{
    struct outbox_item item = {0};
    bool found = false;
    assert_int_equal(outbox_next_due(outbox, now, &found, &item, NULL), MC_OK);
    bool same = found && strcmp(item.key, key) == 0;
    outbox_item_finish(&item);
    return same;
}

#endif
