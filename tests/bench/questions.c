#include "tests/bench/questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"

#define FILE_MAX_BYTES ((size_t)4 * 1024 * 1024)

static bool read_answers(char *codes, struct question *out)
{
    char *rest = NULL;
    for (char *code = strtok_r(codes, ",", &rest); code != NULL;
         code = strtok_r(NULL, ",", &rest)) {
        if (out->answer_count == ANSWERS_MAX || strlen(code) >= ANSWER_BYTES) {
            return false;
        }
        mc_copy_text(out->answers[out->answer_count++], ANSWER_BYTES, code);
    }
    return out->answer_count > 0;
}

static bool read_line(char *line, struct question *out)
{
    char *rest = NULL;
    const char *text = strtok_r(line, "\t", &rest);
    char *codes = strtok_r(NULL, "\t", &rest);
    const char *set = strtok_r(NULL, "\t", &rest);
    if (text == NULL || codes == NULL || set == NULL || strtok_r(NULL, "\t", &rest) != NULL) {
        return false;
    }
    out->report = strcmp(set, "report") == 0;
    if (!out->report && strcmp(set, "tune") != 0) {
        return false;
    }
    out->text = mc_strdup(text);
    return read_answers(codes, out);
}

bool questions_read(const char *path, struct questions *out)
{
    char *content = NULL;
    size_t len = 0;
    struct mc_error err = {0};
    if (mc_file_read(path, FILE_MAX_BYTES, &content, &len, &err) != MC_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return false;
    }
    *out = (struct questions){.list = mc_calloc(QUESTIONS_MAX, sizeof *out->list)};
    bool fine = true;
    char *rest = NULL;
    for (char *line = strtok_r(content, "\n", &rest); line != NULL && fine;
         line = strtok_r(NULL, "\n", &rest)) {
        if (line[0] != '#') {
            fine = out->count < QUESTIONS_MAX && read_line(line, &out->list[out->count++]);
        }
    }
    free(content);
    if (!fine) {
        (void)fprintf(stderr, "%s: question %zu is not as it should be\n", path, out->count);
        questions_finish(out);
    }
    return fine;
}

void questions_finish(struct questions *questions)
{
    for (size_t i = 0; i < questions->count; i++) {
        free(questions->list[i].text);
    }
    free(questions->list);
    *questions = (struct questions){0};
}

bool question_is_answered_by(const struct question *question, const char *code)
{
    for (size_t i = 0; i < question->answer_count; i++) {
        if (strcmp(question->answers[i], code) == 0) {
            return true;
        }
    }
    return false;
}
