/* Questions with the codes that answer them: QUERY TAB CODE,CODE… TAB tune|report, one a line. */
#ifndef MOTCUA_TESTS_BENCH_QUESTIONS_H
#define MOTCUA_TESTS_BENCH_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define QUESTIONS_MAX 4096
#define ANSWERS_MAX   32
#define ANSWER_BYTES  16

struct question {
    char *text;
    char answers[ANSWERS_MAX][ANSWER_BYTES];
    size_t answer_count;
    bool report; /* or for tuning */
};

struct questions {
    struct question *list;
    size_t count;
};

/* false, with a line on stderr, if a line is not as above. */
bool questions_read(const char *path, struct questions *out);
void questions_finish(struct questions *questions);
bool question_is_answered_by(const struct question *question, const char *code);

#endif
