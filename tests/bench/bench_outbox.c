/*
 * The outbox's commits beside bare SQLite: bench-outbox FOLDER. Both write the same row with the
 * same settings, each in a transaction of its own, on the same disk, in turns so short that what
 * else the machine does hits both; bare SQLite has one prepared INSERT and nothing else to do.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "kiosk/store/outbox.h"

#define RUN_MS     8000
#define A_DAY      9000 /* commits: there are 9,999 numbers a day */
#define TURN       16   /* commits */
#define BODY_BYTES 4096 /* a sealed dossier with a form of a page */
#define HEX        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BOOT       "6f1c2d3e-4a5b-4c6d-8e7f-001122334455"
#define PATH_BYTES 512

static const struct outbox_now noon = {1795497300, 1000};
static uint8_t body[BODY_BYTES];

static struct outbox *open_outbox(const char *path)
{
    struct outbox *outbox = NULL;
    struct mc_error err;
    if (outbox_open(path, BOOT, noon, &outbox, NULL, &err) != MC_OK) {
        (void)fprintf(stderr, "bench-outbox: %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    return outbox;
}

static void run_outbox(struct outbox *outbox)
{
    static long number;
    for (int i = 0; i < TURN; i++) {
        struct dossier_ids ids;
        const struct date today = {2026, 12, (uint8_t)(1 + number++ / A_DAY)};
        MC_CHECK(outbox_make_ids(outbox, "K01", today, &ids, NULL) == MC_OK);
        struct outbox_entry entry = {.ids = &ids,
                                     .media_type = "application/json",
                                     .body = body,
                                     .body_len = sizeof body,
                                     .id_check = HEX,
                                     .procedure_code = "1.001193",
                                     .procedure_name = "Đăng ký khai sinh",
                                     .submitted_unix_s = noon.unix_s};
        MC_CHECK(outbox_commit(outbox, &entry, NULL) == MC_OK);
    }
}

static void run_bare(sqlite3 *db, sqlite3_stmt *insert)
{
    static long number;
    for (int i = 0; i < TURN; i++) {
        char key[MC_UUID_CHARS + 1];
        char code[DOSSIER_CODE_BYTES];
        mc_uuid_make(key);
        (void)snprintf(code, sizeof code, "TK01-261124-%06ld-1X", ++number);
        (void)sqlite3_bind_int64(insert, 1, number);
        (void)sqlite3_bind_text(insert, 2, key, -1, SQLITE_TRANSIENT);
        (void)sqlite3_bind_blob(insert, 3, body, sizeof body, SQLITE_STATIC);
        (void)sqlite3_bind_text(insert, 4, code, -1, SQLITE_TRANSIENT);
        if (sqlite3_step(insert) != SQLITE_DONE) {
            (void)fprintf(stderr, "bench-outbox: %s\n", sqlite3_errmsg(db));
            exit(EXIT_FAILURE);
        }
        (void)sqlite3_reset(insert);
    }
}

int main(int argc, char **argv)
{
    char path[PATH_BYTES];
    sqlite3 *db = NULL;
    sqlite3_stmt *insert = NULL;
    if (argc != 2) {
        (void)fputs("usage: bench-outbox FOLDER\n", stderr);
        return 2;
    }
    mc_secure_init();
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] = (uint8_t)mc_random_u32();
    }
    (void)snprintf(path, sizeof path, "%s/outbox.db", argv[1]);
    struct outbox *outbox = open_outbox(path);
    /* The same tables, indexes and settings, made by the outbox itself. */
    (void)snprintf(path, sizeof path, "%s/bare.db", argv[1]);
    outbox_close(open_outbox(path));
    bool ready =
        sqlite3_open(path, &db) == SQLITE_OK &&
        sqlite3_exec(db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = "
                     "ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY",
                     NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(
            db,
            "INSERT INTO dossier (sequence, boot, key, follows, body, media_type, body_hash, "
            "provisional_code, token_hash, id_check, procedure_code, procedure_name, submitted, "
            "state, print) VALUES (?1, '" BOOT "', ?2, NULL, ?3, 'application/json', '" HEX
            "', ?4, '" HEX "', '" HEX "', '1.001193', 'Đăng ký khai sinh', 1795497300, 0, 0)",
            -1, &insert, NULL) == SQLITE_OK;
    if (!ready) {
        (void)fprintf(stderr, "bench-outbox: %s\n", sqlite3_errmsg(db));
        return EXIT_FAILURE;
    }
    long turns = 0;
    int64_t ours_ms = 0;
    int64_t bare_ms = 0;
    for (; ours_ms + bare_ms < RUN_MS; turns++) {
        int64_t started_ms = mc_clock_monotonic_ms();
        run_outbox(outbox);
        int64_t between_ms = mc_clock_monotonic_ms();
        run_bare(db, insert);
        ours_ms += between_ms - started_ms;
        bare_ms += mc_clock_monotonic_ms() - between_ms;
    }
    long commits = turns * TURN;
    (void)printf("outbox: %ld commits/s, bare SQLite %ld/s, ratio %.2f\n", commits * 1000 / ours_ms,
                 commits * 1000 / bare_ms, (double)bare_ms / (double)ours_ms);
    (void)sqlite3_finalize(insert);
    (void)sqlite3_close(db);
    outbox_close(outbox);
    return EXIT_SUCCESS;
}
