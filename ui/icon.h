/*
 * Icons: SVG files drawn by SDL_image at the size they are shown, kept as coverage masks. A bounded
 * cache. One thread.
 */
#ifndef MOTCUA_UI_ICON_H
#define MOTCUA_UI_ICON_H

#include "ui/draw.h"

struct icon_cache;

/* dir may be NULL: then there are no icons. */
struct icon_cache *icon_cache_create(const char *dir);
void icon_cache_destroy(struct icon_cache *cache);
/* Borrowed until the next call; NULL if there is no such file (logged once). */
const struct draw_mask *icon_get(struct icon_cache *cache, const char *name, int size_px);

#endif
