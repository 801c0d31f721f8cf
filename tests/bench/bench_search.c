/*
 * The search, measured.
 *
 *   bench-search load FOLDER PHRASES CATALOGUE     import: time, size of the file
 *   bench-search quality CATALOGUE QUESTIONS       recall and reciprocal rank beside plain FTS5
 *   bench-search misses CATALOGUE QUESTIONS        the tuning questions that fail, with what came
 *   bench-search keys CATALOGUE QUESTIONS          time a keystroke
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/catalogue.h"
#include "tests/bench/baseline.h"
#include "tests/bench/questions.h"

#define LOOKED_AT 10
#define GOAL      3
#define KEYS_MAX  200000

struct tally {
    size_t questions;
    size_t first;
    size_t in_goal;
    double reciprocal;
};

static double clock_ms(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int complain(const struct mc_error *err)
{
    (void)fprintf(stderr, "%s\n", err->text);
    return 2;
}

static void count_place(struct tally *tally, size_t place)
{
    tally->questions++;
    tally->first += place == 1;
    tally->in_goal += place > 0 && place <= GOAL;
    tally->reciprocal += place > 0 ? 1.0 / (double)place : 0.0;
}

static void print_tally(const char *set, const char *who, const struct tally *tally)
{
    double all = tally->questions > 0 ? (double)tally->questions : 1.0;
    (void)printf("%-8s %-12s %4zu questions  first %5.1f %%  in first %d %5.1f %%  MRR %.3f\n", set,
                 who, tally->questions, 100.0 * (double)tally->first / all, GOAL,
                 100.0 * (double)tally->in_goal / all, tally->reciprocal / all);
}

/* The place of the first answer among the hits, from 1; 0 if there is none. */
static size_t place_in_catalogue(struct catalogue *catalogue, const struct question *question,
                                 struct catalogue_hit *hits, size_t *count)
{
    struct mc_error err;
    if (catalogue_search(catalogue, question->text, LOOKED_AT, hits, count, &err) != MC_OK) {
        *count = 0;
        return 0;
    }
    for (size_t i = 0; i < *count; i++) {
        if (question_is_answered_by(question, hits[i].code)) {
            return i + 1;
        }
    }
    return 0;
}

static size_t place_in_baseline(sqlite3 *baseline, const struct question *question)
{
    char codes[LOOKED_AT][BASELINE_CODE_BYTES];
    size_t count = baseline_search(baseline, question->text, LOOKED_AT, codes);
    for (size_t i = 0; i < count; i++) {
        if (question_is_answered_by(question, codes[i])) {
            return i + 1;
        }
    }
    return 0;
}

static int measure_quality(struct catalogue *catalogue, const char *path,
                           const struct questions *questions)
{
    sqlite3 *baseline = baseline_open(path);
    if (baseline == NULL) {
        return 2;
    }
    struct tally ours[2] = {{0}};
    struct tally theirs[2] = {{0}};
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->list[i];
        struct catalogue_hit hits[LOOKED_AT];
        size_t count = 0;
        count_place(&ours[question->report], place_in_catalogue(catalogue, question, hits, &count));
        count_place(&theirs[question->report], place_in_baseline(baseline, question));
        catalogue_hits_finish(hits, count);
    }
    for (size_t i = 0; i < 2; i++) {
        const char *set = i == 0 ? "tune" : "report";
        if (ours[i].questions > 0) {
            print_tally(set, "motcua", &ours[i]);
            print_tally(set, "plain FTS5", &theirs[i]);
        }
    }
    (void)sqlite3_close(baseline);
    return 0;
}

static int print_misses(struct catalogue *catalogue, const struct questions *questions)
{
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->list[i];
        if (question->report) {
            continue;
        }
        struct catalogue_hit hits[LOOKED_AT];
        size_t count = 0;
        size_t place = place_in_catalogue(catalogue, question, hits, &count);
        if (place == 0 || place > GOAL) {
            (void)printf("%s  [%s] at %zu\n", question->text, question->answers[0], place);
            for (size_t j = 0; j < count && j < GOAL; j++) {
                (void)printf("    %s %.120s\n", hits[j].code, mc_text_in(&hits[j].name, 0));
            }
        }
        catalogue_hits_finish(hits, count);
    }
    return 0;
}

static int compare_times(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void print_times(const char *clock, double *times, size_t count)
{
    qsort(times, count, sizeof *times, compare_times);
    if (count > 0) {
        (void)printf("  %-10s p50 %6.2f ms  p99 %6.2f ms  slowest %6.2f ms\n", clock,
                     times[count / 2], times[count * 99 / 100], times[count - 1]);
    }
}

/* Every beginning of every question, as it is typed. The processor's time tells what the search
 * costs, the wall's what else the machine was doing. */
static int measure_keys(struct catalogue *catalogue, const struct questions *questions)
{
    double *cpu = mc_calloc(KEYS_MAX, sizeof *cpu);
    double *wall = mc_calloc(KEYS_MAX, sizeof *wall);
    size_t keys = 0;
    struct catalogue_hit hits[LOOKED_AT];
    size_t count = 0;
    double start = clock_ms(CLOCK_MONOTONIC);
    if (catalogue_search(catalogue, "a", LOOKED_AT, hits, &count, NULL) == MC_OK) {
        catalogue_hits_finish(hits, count);
    }
    (void)printf("%zu procedures: index loaded in %.0f ms, %.1f MB of heap\n",
                 catalogue_count(catalogue), clock_ms(CLOCK_MONOTONIC) - start,
                 (double)(mallinfo2().uordblks + mallinfo2().hblkhd) / 1e6);
    for (size_t i = 0; i < questions->count; i++) {
        char *typed = mc_strdup(questions->list[i].text);
        for (size_t len = strlen(typed); len > 0 && keys < KEYS_MAX;
             len = mc_utf8_drop_last(typed, len)) {
            typed[len] = '\0';
            double cpu_start = clock_ms(CLOCK_THREAD_CPUTIME_ID);
            start = clock_ms(CLOCK_MONOTONIC);
            if (catalogue_search(catalogue, typed, LOOKED_AT, hits, &count, NULL) == MC_OK) {
                wall[keys] = clock_ms(CLOCK_MONOTONIC) - start;
                cpu[keys++] = clock_ms(CLOCK_THREAD_CPUTIME_ID) - cpu_start;
                catalogue_hits_finish(hits, count);
            }
        }
        free(typed);
    }
    (void)printf("  %zu keystrokes\n", keys);
    print_times("processor", cpu, keys);
    print_times("wall", wall, keys);
    free(cpu);
    free(wall);
    return 0;
}

static int load(const char *folder, const char *phrases, const char *path)
{
    struct catalogue *catalogue = NULL;
    struct mc_error err = {0};
    double start = clock_ms(CLOCK_MONOTONIC);
    enum mc_err rc = catalogue_open(path, CATALOGUE_CREATE, &catalogue, &err);
    if (rc == MC_OK) {
        rc = catalogue_load_phrases(catalogue, phrases, &err);
    }
    if (rc == MC_OK) {
        rc = catalogue_load_dir(catalogue, folder, &err);
    }
    struct stat about = {0};
    (void)stat(path, &about);
    if (rc == MC_OK) {
        (void)printf("%zu procedures imported and indexed in %.0f ms, file of %.1f MB\n",
                     catalogue_count(catalogue), clock_ms(CLOCK_MONOTONIC) - start,
                     (double)about.st_size / 1e6);
    }
    catalogue_close(catalogue);
    return rc == MC_OK ? 0 : complain(&err);
}

static int measure(const char *what, const char *path, const char *questions_path)
{
    struct catalogue *catalogue = NULL;
    struct questions questions;
    struct mc_error err = {0};
    if (catalogue_open(path, CATALOGUE_READ, &catalogue, &err) != MC_OK) {
        return complain(&err);
    }
    int status = 2;
    if (questions_read(questions_path, &questions)) {
        status = strcmp(what, "quality") == 0  ? measure_quality(catalogue, path, &questions)
                 : strcmp(what, "misses") == 0 ? print_misses(catalogue, &questions)
                                               : measure_keys(catalogue, &questions);
        questions_finish(&questions);
    }
    catalogue_close(catalogue);
    return status;
}

int main(int argc, char **argv)
{
    mc_secure_init();
    if (argc == 5 && strcmp(argv[1], "load") == 0) {
        return load(argv[2], argv[3], argv[4]);
    }
    if (argc == 4) {
        return measure(argv[1], argv[2], argv[3]);
    }
    (void)fprintf(stderr, "bench-search load|quality|misses|keys …\n");
    return 2;
}
