#include "kiosk/store/search_distance.h"

#include <stdbool.h>
#include <string.h>

#define WORD_MAX  63
#define SAME_KEY  5  /* a letter typed twice or once instead of twice */
#define SOUND     4  /* letters that sound alike in one region or the other */
#define SECOND    6  /* the second letter of two that are one sound */
#define NEIGHBOUR 7  /* the key beside */
#define SWAP      8  /* two letters in the wrong order */
#define OTHER     12 /* any other letter */
#define FIRST     3  /* the first letter is seldom wrong */

static bool are_neighbours(char a, char b)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    for (size_t i = 0; i < 3; i++) {
        const char *at = strchr(rows[i], a);
        const char *other = strchr(rows[i], b);
        if (at != NULL && other != NULL) {
            return at - other == 1 || other - at == 1;
        }
        /* A key of the row below lies under its own column and the one to the right of it. */
        const char *below = i < 2 ? strchr(rows[i + 1], at != NULL ? b : a) : NULL;
        const char *above = at != NULL ? at : other;
        if (above != NULL && below != NULL) {
            long shift = (above - rows[i]) - (below - rows[i + 1]);
            return shift == 0 || shift == 1;
        }
    }
    return false;
}

static bool sound_alike(char a, char b)
{
    static const char *const pairs[] = {"iy", "sx", "ck", "dv", "ln", "ct"};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if ((a == pairs[i][0] && b == pairs[i][1]) || (a == pairs[i][1] && b == pairs[i][0])) {
            return true;
        }
    }
    return false;
}

static int substitution(char a, char b)
{
    if (a == b) {
        return 0;
    }
    return sound_alike(a, b) ? SOUND : are_neighbours(a, b) ? NEIGHBOUR : OTHER;
}

/* The letter at `at` is in one word only. Beside its like it is a slip; the second letter of "kh",
 * "th", "ng" and their kind is the one most often left out. */
static int extra(const char *word, int at)
{
    if (at == 0) {
        return SEARCH_EDIT;
    }
    char before = word[at - 1];
    if (word[at] == before) {
        return SAME_KEY;
    }
    bool second =
        (word[at] == 'h' && strchr("ckgnpt", before) != NULL) || (word[at] == 'g' && before == 'n');
    return second ? SECOND : SEARCH_EDIT;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int search_distance(const char *typed, const char *meant, int limit)
{
    int rows[3][WORD_MAX + 1];
    size_t typed_len = strlen(typed);
    size_t meant_len = strlen(meant);
    if (typed_len > WORD_MAX || meant_len > WORD_MAX) {
        return limit + 1;
    }
    rows[0][0] = 0;
    for (int j = 1; j <= (int)meant_len; j++) {
        rows[0][j] = rows[0][j - 1] + extra(meant, j - 1);
    }
    for (int i = 1; i <= (int)typed_len; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3];
        row[0] = above[0] + extra(typed, i - 1);
        int best = row[0];
        for (int j = 1; j <= (int)meant_len; j++) {
            int first = i == 1 && j == 1 && typed[0] != meant[0] ? FIRST : 0;
            int cost = above[j - 1] + substitution(typed[i - 1], meant[j - 1]) + first;
            cost = least(cost, above[j] + extra(typed, i - 1));
            cost = least(cost, row[j - 1] + extra(meant, j - 1));
            if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1]) {
                cost = least(cost, rows[(i + 1) % 3][j - 2] + SWAP);
            }
            row[j] = cost;
            best = least(best, cost);
        }
        /* A swap reaches two rows back, so a row over the limit may still be left behind. */
        if (best > limit + SWAP) {
            return limit + 1;
        }
    }
    return least(rows[typed_len % 3][meant_len], limit + 1);
}
