/* The peer: names and fields in FTS5 as it comes (unicode61, remove_diacritics 2, bm25). */
#ifndef MOTCUA_TESTS_BENCH_BASELINE_H
#define MOTCUA_TESTS_BENCH_BASELINE_H

#include <sqlite3.h>
#include <stddef.h>

#define BASELINE_CODE_BYTES 40

/* A table in memory filled from the catalogue's file; NULL with a line on stderr. */
sqlite3 *baseline_open(const char *catalogue_path);
/* Any of the words, the last as a beginning; codes best first. */
size_t baseline_search(sqlite3 *db, const char *query, size_t max,
                       char codes[][BASELINE_CODE_BYTES]);

#endif
