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
/* The same of something square, large and faint, that takes longer to draw than all that stands on
 * it: it is drawn once for all sizes, and looks a little softer. */
const struct draw_mask *icon_get_scaled(struct icon_cache *cache, const char *name, int size_px);

#endif
