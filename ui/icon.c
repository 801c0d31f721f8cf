#include "ui/icon.h"

#include <SDL_image.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/memory.h"

#define ICONS_MAX       128
#define ICON_NAME_BYTES 48
#define ICON_SIDE_MAX   2048
#define ICON_DRAWN_PX   512 /* what is scaled; between the sizes shown on a panel of full HD */

struct icon {
    char name[ICON_NAME_BYTES];
    int size_px; /* 0: free */
    bool scaled;
    uint64_t used;
    struct draw_mask mask; /* coverage NULL: there is no such file */
};

struct icon_cache {
    char *dir;
    struct icon icons[ICONS_MAX];
    uint64_t clock;
};

struct icon_cache *icon_cache_create(const char *dir)
{
    struct icon_cache *cache = MC_NEW(struct icon_cache);
    cache->dir = mc_strdup(dir);
    return cache;
}

void icon_cache_destroy(struct icon_cache *cache)
{
    if (cache == NULL) {
        return;
    }
    for (int i = 0; i < ICONS_MAX; i++) {
        free(cache->icons[i].mask.coverage);
    }
    free(cache->dir);
    free(cache);
}

/* Names are file names: nothing that leads out of the folder. */
static bool name_is_safe(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len < ICON_NAME_BYTES &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == len;
}

/* SDL_image gives one of the formats whose uppermost byte is the coverage; any other is converted.
 */
static SDL_Surface *draw_file(const struct icon_cache *cache, const char *name, int size_px)
{
    char path[1024];
    int n = snprintf(path, sizeof path, "%s/%s.svg", cache->dir, name);
    SDL_RWops *file = n > 0 && (size_t)n < sizeof path ? SDL_RWFromFile(path, "rb") : NULL;
    SDL_Surface *raw = file != NULL ? IMG_LoadSizedSVG_RW(file, size_px, size_px) : NULL;
    if (file != NULL) {
        SDL_RWclose(file);
    }
    if (raw == NULL || (raw->format->BytesPerPixel == 4 && raw->format->Amask == 0xff000000u)) {
        return raw;
    }
    SDL_Surface *surface = SDL_ConvertSurfaceFormat(raw, SDL_PIXELFORMAT_ARGB8888, 0);
    SDL_FreeSurface(raw);
    return surface;
}

static void load(struct icon_cache *cache, struct icon *icon)
{
    SDL_Surface *surface = draw_file(cache, icon->name, icon->size_px);
    if (surface == NULL) {
        mc_log(MC_LOG_WARN, "ui", "icon %s cannot be read", icon->name);
        return;
    }
    size_t bytes = (size_t)surface->w * (size_t)surface->h;
    icon->mask = (struct draw_mask){surface->w, surface->h, mc_calloc(bytes, 1)};
    for (int y = 0; y < surface->h; y++) {
        const uint8_t *row = (const uint8_t *)surface->pixels + (size_t)y * (size_t)surface->pitch;
        for (int x = 0; x < surface->w; x++) {
            uint32_t pixel = 0;
            memcpy(&pixel, row + (size_t)x * 4, 4);
            icon->mask.coverage[(size_t)y * (size_t)surface->w + (size_t)x] = pixel >> 24;
        }
    }
    SDL_FreeSurface(surface);
}

/* Where a pixel of so many falls among others: between two of them, in 256ths. */
struct between {
    int first;
    int second;
    uint32_t share; /* of the second */
};

static struct between between(int at, int count, int others)
{
    int64_t middle = ((2 * (int64_t)at + 1) * others * 128 + count / 2) / count - 128;
    middle = middle < 0 ? 0 : middle;
    int first = (int)(middle >> 8);
    first = first < others ? first : others - 1;
    return (struct between){first, first + 1 < others ? first + 1 : first,
                            (uint32_t)(middle & 255)};
}

static struct draw_mask halved(const struct draw_mask *from)
{
    struct draw_mask half = {from->width_px / 2, from->height_px / 2, NULL};
    half.coverage = mc_calloc((size_t)half.width_px, (size_t)half.height_px);
    for (int y = 0; y < half.height_px; y++) {
        const uint8_t *above = from->coverage + (size_t)2 * (size_t)y * (size_t)from->width_px;
        const uint8_t *below = above + from->width_px;
        uint8_t *to = half.coverage + (size_t)y * (size_t)half.width_px;
        for (int x = 0; x < half.width_px; x++) {
            int sum = above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1];
            to[x] = (uint8_t)((sum + 2) / 4);
        }
    }
    return half;
}

static void scale(struct draw_mask *out, const struct draw_mask *from, int size_px)
{
    size_t side = (size_t)size_px;
    struct between *columns = mc_calloc(side, sizeof *columns);
    *out = (struct draw_mask){size_px, size_px, mc_calloc(side * side, 1)};
    for (int x = 0; x < size_px; x++) {
        columns[x] = between(x, size_px, from->width_px);
    }
    for (int y = 0; y < size_px; y++) {
        struct between row = between(y, size_px, from->height_px);
        const uint8_t *above = from->coverage + (size_t)row.first * (size_t)from->width_px;
        const uint8_t *below = from->coverage + (size_t)row.second * (size_t)from->width_px;
        uint8_t *to = out->coverage + (size_t)y * side;
        for (int x = 0; x < size_px; x++) {
            const struct between *c = &columns[x];
            uint32_t upper = above[c->first] * (256 - c->share) + above[c->second] * c->share;
            uint32_t lower = below[c->first] * (256 - c->share) + below[c->second] * c->share;
            to[x] = (uint8_t)((upper * (256 - row.share) + lower * row.share + 0x8000u) >> 16);
        }
    }
    free(columns);
}

static bool is_asked(const struct icon_cache *cache, const char *name, int size_px)
{
    return cache->dir != NULL && size_px >= 1 && size_px <= ICON_SIDE_MAX && name_is_safe(name);
}

/* One with that name and size, empty if it is not known yet: then the one used least recently has
 * made room. */
static struct icon *slot_of(struct icon_cache *cache, const char *name, int size_px, bool scaled)
{
    struct icon *slot = &cache->icons[0];
    for (int i = 0; i < ICONS_MAX; i++) {
        struct icon *icon = &cache->icons[i];
        if (icon->size_px == size_px && icon->scaled == scaled && strcmp(icon->name, name) == 0) {
            icon->used = ++cache->clock;
            return icon;
        }
        if (icon->used < slot->used) {
            slot = icon;
        }
    }
    free(slot->mask.coverage);
    *slot = (struct icon){.used = ++cache->clock};
    return slot;
}

const struct draw_mask *icon_get(struct icon_cache *cache, const char *name, int size_px)
{
    if (!is_asked(cache, name, size_px)) {
        return NULL;
    }
    struct icon *icon = slot_of(cache, name, size_px, false);
    if (icon->size_px == 0) {
        icon->size_px = size_px;
        mc_copy_text(icon->name, sizeof icon->name, name);
        load(cache, icon);
    }
    return icon->mask.coverage != NULL ? &icon->mask : NULL;
}

const struct draw_mask *icon_get_scaled(struct icon_cache *cache, const char *name, int size_px)
{
    if (!is_asked(cache, name, size_px)) {
        return NULL;
    }
    struct icon *icon = slot_of(cache, name, size_px, true);
    if (icon->size_px == 0) {
        const struct draw_mask *drawn = icon_get(cache, name, ICON_DRAWN_PX);
        icon->size_px = size_px;
        icon->scaled = true;
        mc_copy_text(icon->name, sizeof icon->name, name);
        if (drawn != NULL && size_px <= ICON_DRAWN_PX / 2) {
            struct draw_mask half = halved(drawn);
            scale(&icon->mask, &half, size_px);
            free(half.coverage);
        } else if (drawn != NULL) {
            scale(&icon->mask, drawn, size_px);
        }
    }
    return icon->mask.coverage != NULL ? &icon->mask : NULL;
}
