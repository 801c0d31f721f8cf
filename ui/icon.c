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

struct icon {
    char name[ICON_NAME_BYTES];
    int size_px; /* 0: free */
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

static void load(struct icon_cache *cache, struct icon *icon)
{
    char path[1024];
    int n = snprintf(path, sizeof path, "%s/%s.svg", cache->dir, icon->name);
    SDL_RWops *file = n > 0 && (size_t)n < sizeof path ? SDL_RWFromFile(path, "rb") : NULL;
    SDL_Surface *raw =
        file != NULL ? IMG_LoadSizedSVG_RW(file, icon->size_px, icon->size_px) : NULL;
    SDL_Surface *surface =
        raw != NULL ? SDL_ConvertSurfaceFormat(raw, SDL_PIXELFORMAT_ARGB8888, 0) : NULL;
    if (file != NULL) {
        SDL_RWclose(file);
    }
    SDL_FreeSurface(raw);
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

const struct draw_mask *icon_get(struct icon_cache *cache, const char *name, int size_px)
{
    if (cache->dir == NULL || size_px < 1 || size_px > ICON_SIDE_MAX || !name_is_safe(name)) {
        return NULL;
    }
    struct icon *slot = &cache->icons[0];
    for (int i = 0; i < ICONS_MAX; i++) {
        struct icon *icon = &cache->icons[i];
        if (icon->size_px == size_px && strcmp(icon->name, name) == 0) {
            icon->used = ++cache->clock;
            return icon->mask.coverage != NULL ? &icon->mask : NULL;
        }
        if (icon->used < slot->used) {
            slot = icon;
        }
    }
    free(slot->mask.coverage);
    *slot = (struct icon){.size_px = size_px, .used = ++cache->clock};
    mc_copy_text(slot->name, sizeof slot->name, name);
    load(cache, slot);
    return slot->mask.coverage != NULL ? &slot->mask : NULL;
}
