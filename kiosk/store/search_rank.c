#include "kiosk/store/search_rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

#define IN_TITLE     1.0F
#define IN_KEYWORDS  0.9F
#define IN_FIELD     0.45F
#define IN_SUMMARY   0.25F
#define TITLE_SHARE  0.3F /* of the score: how much of the title is asked for */
#define WEIGHED_MOST 3    /* words of an alternative that make a slot's weight */
#define COVER_POWER  1.4F

/* Sums for one procedure. */
struct sums {
    float part;       /* of the alternative: its words that are there */
    float part_title; /* the same, in the title only */
    float best;       /* of the slot: its best alternative */
    float best_title;
    float score; /* of the query: all slots */
    float title;
};

struct search_scores {
    struct sums *sums; /* one a procedure */
    uint32_t *part;    /* procedures whose sums are not zero */
    uint32_t *slot;
    uint32_t *query;
    size_t part_count;
    size_t slot_count;
    size_t query_count;
};

struct search_scores *search_scores_create(const struct search_index *index)
{
    struct search_scores *scores = MC_NEW(struct search_scores);
    size_t count = index->procedure_count + 1;
    scores->sums = mc_calloc(count, sizeof *scores->sums);
    scores->part = mc_calloc(count, sizeof *scores->part);
    scores->slot = mc_calloc(count, sizeof *scores->slot);
    scores->query = mc_calloc(count, sizeof *scores->query);
    return scores;
}

void search_scores_destroy(struct search_scores *scores)
{
    if (scores != NULL) {
        free(scores->sums);
        free(scores->part);
        free(scores->slot);
        free(scores->query);
        free(scores);
    }
}

static float place_factor(uint32_t places)
{
    if ((places & (SEARCH_IN_PLAIN | SEARCH_IN_NAME | SEARCH_IN_CODE)) != 0) {
        return IN_TITLE;
    }
    return (places & SEARCH_IN_KEYWORDS) != 0  ? IN_KEYWORDS
           : (places & SEARCH_IN_FIELD) != 0   ? IN_FIELD
           : (places & SEARCH_IN_SUMMARY) != 0 ? IN_SUMMARY
                                               : 0.0F;
}

static void add_word(const struct search_index *index, struct search_scores *scores, uint32_t word)
{
    float weight = index->weight[word];
    for (uint32_t i = index->start[word]; i < index->start[word + 1]; i++) {
        uint32_t procedure = index->entries[i] >> 8;
        uint32_t places = index->entries[i] & 0xFFU;
        struct sums *sums = &scores->sums[procedure];
        float add = weight * place_factor(places);
        if (add <= 0.0F) {
            continue;
        }
        if (sums->part <= 0.0F) {
            scores->part[scores->part_count++] = procedure;
        }
        sums->part += add;
        sums->part_title += (places & SEARCH_IN_NAME) != 0 ? weight : 0.0F;
    }
}

static float weight_of(const struct search_index *index,
                       const struct search_alternative *alternative)
{
    float sum = 0.0F;
    for (size_t i = 0; i < alternative->word_count; i++) {
        sum += index->weight[alternative->words[i]];
    }
    return sum;
}

/* The part of an alternative that is there counts for less than its share: half a phrase is not
 * half of what was meant. */
static void add_alternative(const struct search_index *index, struct search_scores *scores,
                            const struct search_alternative *alternative)
{
    float whole = weight_of(index, alternative);
    for (size_t i = 0; i < alternative->word_count; i++) {
        add_word(index, scores, alternative->words[i]);
    }
    for (size_t i = 0; i < scores->part_count; i++) {
        struct sums *sums = &scores->sums[scores->part[i]];
        float share = sums->part / whole;
        float match =
            alternative->confidence * (alternative->word_count > 1 ? share * share : share);
        if (match > sums->best) {
            if (sums->best <= 0.0F) {
                scores->slot[scores->slot_count++] = scores->part[i];
            }
            sums->best = match;
            sums->best_title = sums->part_title;
        }
        sums->part = 0.0F;
        sums->part_title = 0.0F;
    }
    scores->part_count = 0;
}

/* The heaviest words of its best alternative: a long meaning is worth no more than a short one. */
static float slot_weight(const struct search_index *index, const struct search_slot *slot)
{
    float most = 0.0F;
    for (size_t i = 0; i < slot->alternative_count; i++) {
        const struct search_alternative *alternative = &slot->alternatives[i];
        float heaviest[WEIGHED_MOST] = {0};
        for (size_t j = 0; j < alternative->word_count; j++) {
            float weight = index->weight[alternative->words[j]];
            for (size_t k = 0; k < WEIGHED_MOST; k++) {
                if (weight > heaviest[k]) {
                    float lighter = heaviest[k];
                    heaviest[k] = weight;
                    weight = lighter;
                }
            }
        }
        float sum = alternative->confidence * (heaviest[0] + heaviest[1] + heaviest[2]);
        most = sum > most ? sum : most;
    }
    return most * slot->weight;
}

static void add_slot(const struct search_index *index, struct search_scores *scores,
                     const struct search_slot *slot, float weight)
{
    for (size_t i = 0; i < slot->alternative_count; i++) {
        add_alternative(index, scores, &slot->alternatives[i]);
    }
    for (size_t i = 0; i < scores->slot_count; i++) {
        struct sums *sums = &scores->sums[scores->slot[i]];
        if (sums->score <= 0.0F) {
            scores->query[scores->query_count++] = scores->slot[i];
        }
        sums->score += weight * sums->best;
        sums->title += sums->best_title;
        sums->best = 0.0F;
        sums->best_title = 0.0F;
    }
    scores->slot_count = 0;
}

size_t search_candidates_keep(struct search_candidate *list, size_t count, size_t max,
                              struct search_candidate candidate)
{
    if (max == 0 || (count == max && candidate.score <= list[count - 1].score)) {
        return count;
    }
    size_t at = count < max ? count : max - 1;
    while (at > 0 && (list[at - 1].score < candidate.score ||
                      (list[at - 1].score == candidate.score &&
                       list[at - 1].procedure > candidate.procedure))) {
        list[at] = list[at - 1];
        at--;
    }
    list[at] = candidate;
    return count < max ? count + 1 : max;
}

size_t search_rank(const struct search_index *index, const struct search_query *query,
                   struct search_scores *scores, struct search_candidate *out, size_t max)
{
    float whole = 0.0F;
    for (size_t i = 0; i < query->slot_count; i++) {
        float weight = slot_weight(index, &query->slots[i]);
        add_slot(index, scores, &query->slots[i], weight);
        whole += weight;
    }
    size_t count = 0;
    for (size_t i = 0; i < scores->query_count; i++) {
        uint32_t procedure = scores->query[i];
        struct sums *sums = &scores->sums[procedure];
        const struct search_procedure *about = &index->procedures[procedure];
        float title = about->title > sums->title ? sums->title / about->title : 1.0F;
        float answered = powf(sums->score / whole, COVER_POWER);
        float score = answered * (1.0F - TITLE_SHARE + TITLE_SHARE * title) * about->prior;
        count =
            search_candidates_keep(out, count, max, (struct search_candidate){procedure, score});
        *sums = (struct sums){0};
    }
    scores->query_count = 0;
    return count;
}
