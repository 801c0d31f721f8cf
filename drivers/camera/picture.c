#include "drivers/camera/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

#define GREYS 256

static size_t count_of(const struct mc_grey *picture)
{
    return (size_t)picture->width_px * (size_t)picture->height_px;
}

static const uint8_t *row_of(const struct mc_grey *picture, int y)
{
    return picture->pixels + (size_t)y * (size_t)picture->width_px;
}

static int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

void picture_forget(struct mc_grey *picture)
{
    if (picture->pixels != NULL) {
        mc_wipe(picture->pixels, count_of(picture));
    }
    mc_grey_finish(picture);
}

/* Room for a picture of that size; what is in it is undefined. */
static void make(struct mc_grey *out, int width_px, int height_px)
{
    if (out->pixels == NULL || out->width_px != width_px || out->height_px != height_px) {
        picture_forget(out);
        mc_grey_init(out, width_px, height_px);
    }
}

void picture_copy(const struct mc_grey *from, struct mc_grey *out)
{
    make(out, from->width_px, from->height_px);
    memcpy(out->pixels, from->pixels, count_of(from));
}

/* Sums over rectangles in four look-ups: row y, column x holds the sum of all above and left of it,
 * not counting (x, y). 32 bits hold 2^24 white pixels; differences are right beyond that, too. */
struct sums {
    uint32_t *at;
    size_t stride;
};

static void sums_init(struct sums *sums, const struct mc_grey *from)
{
    sums->stride = (size_t)from->width_px + 1;
    sums->at = mc_calloc(sums->stride * ((size_t)from->height_px + 1), sizeof *sums->at);
    for (int y = 0; y < from->height_px; y++) {
        const uint8_t *row = row_of(from, y);
        const uint32_t *above = sums->at + (size_t)y * sums->stride;
        uint32_t *to = sums->at + (size_t)(y + 1) * sums->stride;
        uint32_t sum = 0;
        for (int x = 0; x < from->width_px; x++) {
            sum += row[x];
            to[x + 1] = above[x + 1] + sum;
        }
    }
}

static void sums_finish(struct sums *sums, const struct mc_grey *from)
{
    mc_wipe(sums->at, sums->stride * ((size_t)from->height_px + 1) * sizeof *sums->at);
    free(sums->at);
}

/* Of the pixels from (left, top) to before (right, bottom). */
static uint32_t sum_in(const struct sums *sums, int left, int top, int right, int bottom)
{
    const uint32_t *upper = sums->at + (size_t)top * sums->stride;
    const uint32_t *lower = sums->at + (size_t)bottom * sums->stride;
    return lower[right] - lower[left] - upper[right] + upper[left];
}

static void shrink(const struct mc_grey *from, struct mc_grey *out)
{
    struct sums sums;
    sums_init(&sums, from);
    for (int y = 0; y < out->height_px; y++) {
        int top = (int)((int64_t)y * from->height_px / out->height_px);
        int bottom = (int)((int64_t)(y + 1) * from->height_px / out->height_px);
        bottom = bottom > top ? bottom : top + 1;
        uint8_t *to = out->pixels + (size_t)y * (size_t)out->width_px;
        for (int x = 0; x < out->width_px; x++) {
            int left = (int)((int64_t)x * from->width_px / out->width_px);
            int right = (int)((int64_t)(x + 1) * from->width_px / out->width_px);
            right = right > left ? right : left + 1;
            uint32_t area = (uint32_t)(right - left) * (uint32_t)(bottom - top);
            to[x] = (uint8_t)((sum_in(&sums, left, top, right, bottom) + area / 2) / area);
        }
    }
    sums_finish(&sums, from);
}

int picture_at(const struct mc_grey *picture, float x, float y)
{
    float inner_x = fminf(fmaxf(x, 0), (float)(picture->width_px - 1));
    float inner_y = fminf(fmaxf(y, 0), (float)(picture->height_px - 1));
    int left = (int)inner_x;
    int top = (int)inner_y;
    int right = left + 1 < picture->width_px ? left + 1 : left;
    const uint8_t *upper = row_of(picture, top);
    const uint8_t *lower = top + 1 < picture->height_px ? upper + picture->width_px : upper;
    int fx = (int)((inner_x - (float)left) * GREYS);
    int fy = (int)((inner_y - (float)top) * GREYS);
    int above = upper[left] * (GREYS - fx) + upper[right] * fx;
    int below = lower[left] * (GREYS - fx) + lower[right] * fx;
    return (above * (GREYS - fy) + below * fy + GREYS * GREYS / 2) / (GREYS * GREYS);
}

static void grow(const struct mc_grey *from, struct mc_grey *out)
{
    float step_x = (float)from->width_px / (float)out->width_px;
    float step_y = (float)from->height_px / (float)out->height_px;
    for (int y = 0; y < out->height_px; y++) {
        uint8_t *to = out->pixels + (size_t)y * (size_t)out->width_px;
        for (int x = 0; x < out->width_px; x++) {
            to[x] = (uint8_t)picture_at(from, ((float)x + 0.5F) * step_x - 0.5F,
                                        ((float)y + 0.5F) * step_y - 0.5F);
        }
    }
}

void picture_resize(const struct mc_grey *from, int width_px, int height_px, struct mc_grey *out)
{
    make(out, width_px, height_px);
    if (width_px <= from->width_px) {
        shrink(from, out);
    } else {
        grow(from, out);
    }
}

void picture_frame(const struct mc_grey *from, int border_px, struct mc_grey *out)
{
    make(out, from->width_px + 2 * border_px, from->height_px + 2 * border_px);
    memset(out->pixels, 0xFF, count_of(out));
    for (int y = 0; y < from->height_px; y++) {
        memcpy(out->pixels + (size_t)(y + border_px) * (size_t)out->width_px + border_px,
               row_of(from, y), (size_t)from->width_px);
    }
}

static void count_greys(const struct mc_grey *from, size_t counts[GREYS])
{
    memset(counts, 0, GREYS * sizeof counts[0]);
    for (size_t i = 0; i < count_of(from); i++) {
        counts[from->pixels[i]]++;
    }
}

static void map_greys(const struct mc_grey *from, const uint8_t map[GREYS], struct mc_grey *out)
{
    make(out, from->width_px, from->height_px);
    for (size_t i = 0; i < count_of(from); i++) {
        out->pixels[i] = map[from->pixels[i]];
    }
}

void picture_stretch(const struct mc_grey *from, struct mc_grey *out)
{
    size_t counts[GREYS];
    count_greys(from, counts);
    size_t hundredth = count_of(from) / 100;
    int dark = 0;
    for (size_t seen = counts[0]; seen <= hundredth && dark < GREYS - 1; seen += counts[dark]) {
        dark++;
    }
    int bright = GREYS - 1;
    for (size_t seen = counts[GREYS - 1]; seen <= hundredth && bright > 0; seen += counts[bright]) {
        bright--;
    }
    uint8_t map[GREYS];
    for (int grey = 0; grey < GREYS; grey++) {
        int stretched = bright > dark ? (grey - dark) * (GREYS - 1) / (bright - dark) : grey;
        map[grey] = (uint8_t)clamp(stretched, 0, GREYS - 1);
    }
    map_greys(from, map, out);
}

void picture_negate(const struct mc_grey *from, struct mc_grey *out)
{
    uint8_t map[GREYS];
    for (int grey = 0; grey < GREYS; grey++) {
        map[grey] = (uint8_t)(GREYS - 1 - grey);
    }
    map_greys(from, map, out);
}

static int best_level(const struct mc_grey *from)
{
    size_t counts[GREYS];
    count_greys(from, counts);
    double total = (double)count_of(from);
    double sum = 0;
    for (int grey = 0; grey < GREYS; grey++) {
        sum += (double)grey * (double)counts[grey];
    }
    double below = 0;
    double sum_below = 0;
    double best = -1;
    int level = GREYS / 2;
    for (int grey = 0; grey < GREYS - 1; grey++) {
        below += (double)counts[grey];
        sum_below += (double)grey * (double)counts[grey];
        if (below > 0 && below < total) {
            double apart = sum_below / below - (sum - sum_below) / (total - below);
            double between = below * (total - below) * apart * apart;
            level = between > best ? grey : level;
            best = fmax(best, between);
        }
    }
    return level;
}

void picture_threshold_whole(const struct mc_grey *from, struct mc_grey *out)
{
    int level = best_level(from);
    uint8_t map[GREYS];
    for (int grey = 0; grey < GREYS; grey++) {
        map[grey] = grey > level ? 0xFF : 0;
    }
    map_greys(from, map, out);
}

/* The square around (x, y) that lies within the picture. */
struct square {
    int left, top, right, bottom;
};

static struct square square_at(const struct mc_grey *from, int x, int y, int radius_px)
{
    return (struct square){
        clamp(x - radius_px, 0, from->width_px), clamp(y - radius_px, 0, from->height_px),
        clamp(x + radius_px + 1, 0, from->width_px), clamp(y + radius_px + 1, 0, from->height_px)};
}

static int mean_in(const struct sums *sums, struct square at)
{
    uint32_t area = (uint32_t)(at.right - at.left) * (uint32_t)(at.bottom - at.top);
    MC_CHECK(area > 0);
    return (int)((sum_in(sums, at.left, at.top, at.right, at.bottom) + area / 2) / area);
}

static void blur_once(const struct mc_grey *from, int radius_px, struct mc_grey *out)
{
    struct sums sums;
    sums_init(&sums, from);
    make(out, from->width_px, from->height_px);
    for (int y = 0; y < from->height_px; y++) {
        uint8_t *to = out->pixels + (size_t)y * (size_t)from->width_px;
        for (int x = 0; x < from->width_px; x++) {
            to[x] = (uint8_t)mean_in(&sums, square_at(from, x, y, radius_px));
        }
    }
    sums_finish(&sums, from);
}

void picture_blur(const struct mc_grey *from, int radius_px, struct mc_grey *out)
{
    struct mc_grey once = {0};
    blur_once(from, radius_px, &once);
    blur_once(&once, radius_px, out);
    picture_forget(&once);
}

void picture_sharpen(const struct mc_grey *from, int radius_px, struct mc_grey *out)
{
    picture_blur(from, radius_px, out);
    for (size_t i = 0; i < count_of(from); i++) {
        out->pixels[i] = (uint8_t)clamp(2 * from->pixels[i] - out->pixels[i], 0, GREYS - 1);
    }
}

void picture_threshold(const struct mc_grey *from, int radius_px, int margin, struct mc_grey *out)
{
    struct sums sums;
    sums_init(&sums, from);
    make(out, from->width_px, from->height_px);
    for (int y = 0; y < from->height_px; y++) {
        const uint8_t *row = row_of(from, y);
        uint8_t *to = out->pixels + (size_t)y * (size_t)from->width_px;
        for (int x = 0; x < from->width_px; x++) {
            int mean = mean_in(&sums, square_at(from, x, y, radius_px));
            to[x] = row[x] + margin < mean ? 0 : 0xFF;
        }
    }
    sums_finish(&sums, from);
}

void picture_flatten(const struct mc_grey *from, int radius_px, struct mc_grey *out)
{
    struct sums sums;
    sums_init(&sums, from);
    make(out, from->width_px, from->height_px);
    for (int y = 0; y < from->height_px; y++) {
        const uint8_t *row = row_of(from, y);
        uint8_t *to = out->pixels + (size_t)y * (size_t)from->width_px;
        for (int x = 0; x < from->width_px; x++) {
            int mean = mean_in(&sums, square_at(from, x, y, radius_px));
            to[x] = (uint8_t)clamp(GREYS / 2 + row[x] - mean, 0, GREYS - 1);
        }
    }
    sums_finish(&sums, from);
}

void picture_turn(const struct mc_grey *from, int degrees, struct mc_grey *out)
{
    float angle = (float)degrees * (float)M_PI / 180.0F;
    float cosine = cosf(angle);
    float sine = sinf(angle);
    float width = (float)from->width_px;
    float height = (float)from->height_px;
    make(out, (int)ceilf(fabsf(width * cosine) + fabsf(height * sine)),
         (int)ceilf(fabsf(width * sine) + fabsf(height * cosine)));
    for (int y = 0; y < out->height_px; y++) {
        uint8_t *to = out->pixels + (size_t)y * (size_t)out->width_px;
        for (int x = 0; x < out->width_px; x++) {
            float dx = (float)x - (float)(out->width_px - 1) / 2;
            float dy = (float)y - (float)(out->height_px - 1) / 2;
            float from_x = dx * cosine + dy * sine + (width - 1) / 2;
            float from_y = dy * cosine - dx * sine + (height - 1) / 2;
            bool inside = from_x >= 0 && from_y >= 0 && from_x < width && from_y < height;
            to[x] = inside ? (uint8_t)picture_at(from, from_x, from_y) : 0xFF;
        }
    }
}
