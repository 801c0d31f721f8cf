#include "ui/text.h"

#include <SDL_ttf.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/text.h"

#define FONTS_MAX         24
#define RENDERED_MAX      512
#define RENDERED_BYTES    (8 * 1024 * 1024)
#define WRAPPED_SETS      256
#define WRAPPED_WAYS      4
#define SCRATCH_BYTES     4352
#define MEASURE_MAX_BYTES 640 /* no line holds more */
#define FIT_EM_BYTES      4   /* more than most lines have for each em of their width */
#define FIT_UNSURE        4

static const char ellipsis_text[] = "\xe2\x80\xa6";
static const char *const font_dirs[] = {
    "/usr/share/fonts/opentype/inter",
    "/usr/share/fonts/truetype/inter",
    "/usr/local/share/fonts/inter",
};
static const char *const font_files[TEXT_WEIGHTS] = {
    [TEXT_REGULAR] = "Inter-Regular.otf",
    [TEXT_SEMIBOLD] = "Inter-SemiBold.otf",
    [TEXT_BOLD] = "Inter-Bold.otf",
};

struct font_file {
    void *bytes; /* mapped */
    size_t size;
};

struct open_font {
    struct text_font font;
    TTF_Font *ttf;
    int ellipsis_px;
    uint64_t used;
};

struct rendered {
    uint64_t key; /* 0: free */
    uint64_t used;
    int ascent_px;
    struct draw_mask mask;
};

/* Where a text was broken: shaping it again for each description would be most of the work. */
struct wrapped {
    uint64_t key; /* 0: free */
    uint64_t used;
    struct wrap_line *lines;
    size_t count;
};

struct text_engine {
    struct font_file files[TEXT_WEIGHTS];
    struct open_font fonts[FONTS_MAX];
    struct rendered rendered[RENDERED_MAX];
    struct wrapped wrapped[WRAPPED_SETS][WRAPPED_WAYS];
    size_t rendered_bytes;
    uint64_t clock; /* counts uses, for the least recently used */
    char *scratch;  /* secret memory: text with a NUL for SDL_ttf */
};

static bool has_fonts(const char *dir)
{
    for (int w = 0; w < TEXT_WEIGHTS; w++) {
        char path[256];
        (void)snprintf(path, sizeof path, "%s/%s", dir, font_files[w]);
        if (access(path, R_OK) != 0) {
            return false;
        }
    }
    return true;
}

static enum mc_err map_file(const char *dir, const char *name, struct font_file *out,
                            struct mc_error *err)
{
    char path[256];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return mc_fail(err, MC_EIO, "%s cannot be read", path);
    }
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    (void)close(fd);
    if (bytes == MAP_FAILED) {
        return mc_fail(err, MC_EIO, "%s cannot be mapped", path);
    }
    *out = (struct font_file){bytes, (size_t)st.st_size};
    return MC_OK;
}

enum mc_err text_engine_create(struct text_engine **out, struct mc_error *err)
{
    const char *dir = NULL;
    for (size_t i = 0; i < sizeof font_dirs / sizeof font_dirs[0] && dir == NULL; i++) {
        if (has_fonts(font_dirs[i])) {
            dir = font_dirs[i];
        }
    }
    if (dir == NULL) {
        return mc_fail(err, MC_EIO, "the Inter font is missing: install fonts-inter");
    }
    if (TTF_Init() != 0) {
        return mc_fail(err, MC_EIO, "SDL_ttf: %s", TTF_GetError());
    }
    struct text_engine *engine = MC_NEW(struct text_engine);
    engine->scratch = mc_secret_alloc(SCRATCH_BYTES);
    enum mc_err rc = MC_OK;
    for (int w = 0; w < TEXT_WEIGHTS && rc == MC_OK; w++) {
        rc = map_file(dir, font_files[w], &engine->files[w], err);
    }
    if (rc != MC_OK) {
        text_engine_destroy(engine);
        return rc;
    }
    *out = engine;
    return MC_OK;
}

static void drop_rendered(struct text_engine *engine, struct rendered *line)
{
    size_t bytes = (size_t)line->mask.width_px * (size_t)line->mask.height_px;
    mc_wipe(line->mask.coverage, bytes);
    free(line->mask.coverage);
    engine->rendered_bytes -= bytes;
    *line = (struct rendered){0};
}

static void forget_wrapped(struct text_engine *engine)
{
    for (size_t i = 0; i < WRAPPED_SETS; i++) {
        for (size_t k = 0; k < WRAPPED_WAYS; k++) {
            free(engine->wrapped[i][k].lines);
            engine->wrapped[i][k] = (struct wrapped){0};
        }
    }
}

/* SDL_ttf keeps the glyphs of the line it measured or drew last with the font. */
static void close_fonts(struct text_engine *engine)
{
    for (size_t i = 0; i < FONTS_MAX; i++) {
        if (engine->fonts[i].ttf != NULL) {
            TTF_CloseFont(engine->fonts[i].ttf);
        }
        engine->fonts[i] = (struct open_font){.ttf = NULL};
    }
}

void text_engine_forget(struct text_engine *engine)
{
    close_fonts(engine);
    for (size_t i = 0; i < RENDERED_MAX; i++) {
        if (engine->rendered[i].key != 0) {
            drop_rendered(engine, &engine->rendered[i]);
        }
    }
    forget_wrapped(engine);
    mc_wipe(engine->scratch, SCRATCH_BYTES);
}

void text_engine_destroy(struct text_engine *engine)
{
    if (engine == NULL) {
        return;
    }
    text_engine_forget(engine);
    for (int w = 0; w < TEXT_WEIGHTS; w++) {
        if (engine->files[w].bytes != NULL) {
            (void)munmap(engine->files[w].bytes, engine->files[w].size);
        }
    }
    TTF_Quit();
    mc_secret_free(engine->scratch);
    free(engine);
}

static struct text_font bounded(struct text_font font)
{
    int size = font.size_px < 1 ? 1 : font.size_px;
    font.size_px = size > TEXT_SIZE_MAX_PX ? TEXT_SIZE_MAX_PX : size;
    return font;
}

static TTF_Font *open_font(const struct font_file *file, int size_px)
{
    SDL_RWops *bytes = SDL_RWFromConstMem(file->bytes, (int)file->size);
    TTF_Font *ttf = bytes != NULL ? TTF_OpenFontRW(bytes, 1, size_px) : NULL;
    MC_CHECK(ttf != NULL); /* the file was there at the start */
    TTF_SetFontHinting(ttf, TTF_HINTING_LIGHT_SUBPIXEL);
    return ttf;
}

static struct open_font *opened(struct text_engine *engine, struct text_font font)
{
    struct open_font *oldest = &engine->fonts[0];
    for (size_t i = 0; i < FONTS_MAX; i++) {
        struct open_font *open = &engine->fonts[i];
        if (open->ttf != NULL && open->font.size_px == font.size_px &&
            open->font.weight == font.weight) {
            open->used = ++engine->clock;
            return open;
        }
        if (open->used < oldest->used) {
            oldest = open;
        }
    }
    TTF_Font *ttf = open_font(&engine->files[font.weight], font.size_px);
    if (oldest->ttf != NULL) {
        TTF_CloseFont(oldest->ttf);
    }
    *oldest = (struct open_font){.font = font, .ttf = ttf, .used = ++engine->clock};
    (void)TTF_SizeUTF8(ttf, ellipsis_text, &oldest->ellipsis_px, NULL);
    return oldest;
}

static TTF_Font *font_of(struct text_engine *engine, struct text_font font)
{
    return opened(engine, font)->ttf;
}

int text_line_height(struct text_font font)
{
    return (int)ceil(font.size_px * 1.4);
}

int text_baseline(struct text_font font)
{
    /* Capitals (0.73 em) stand in the middle of the line; marks above them reach 1.05 em. */
    return (int)lround(font.size_px * 1.07);
}

/* Copies to the scratch with a NUL, dropping control characters; returns the bytes. */
static size_t to_scratch(struct text_engine *engine, const char *text, size_t len, bool ellipsis)
{
    size_t room = SCRATCH_BYTES - sizeof ellipsis_text;
    size_t n = len < room ? len : room;
    for (size_t i = 0; i < n; i++) {
        bool control = (unsigned char)text[i] < 0x20;
        engine->scratch[i] = (char)(control ? ' ' : text[i]);
    }
    if (ellipsis) {
        memcpy(engine->scratch + n, ellipsis_text, sizeof ellipsis_text - 1);
        n += sizeof ellipsis_text - 1;
    }
    engine->scratch[n] = '\0';
    return n;
}

int text_width(struct text_engine *engine, struct text_font font, const char *text, size_t len)
{
    int width = 0;
    font = bounded(font);
    if (len > 0 && to_scratch(engine, text, len, false) > 0) {
        (void)TTF_SizeUTF8(font_of(engine, font), engine->scratch, &width, NULL);
    }
    return width;
}

struct fit_context {
    struct text_engine *engine;
    struct text_font font;
};

static size_t bytes_of_characters(const char *text, size_t len, int characters)
{
    size_t n = 0;
    while (n < len && characters >= 0) {
        if (((unsigned char)text[n] & 0xc0) != 0x80 && characters-- == 0) {
            break;
        }
        n++;
    }
    return n;
}

/* At most so many bytes, and no part of a character. */
static size_t beginning(const char *text, size_t len, size_t most)
{
    size_t part = len > most ? most : len;
    while (part < len && part > 0 && ((unsigned char)text[part] & 0xc0) == 0x80) {
        part--;
    }
    return part;
}

static int count_characters(const char *text, size_t len)
{
    int count = 0;
    for (size_t i = 0; i < len; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return count;
}

/* Shaping all of a long text again for each of its lines would be most of the work of a screen: as
 * much of it as a line of that width may hold, and more if it holds that. */
static size_t fit(void *context, const char *text, size_t len, int width_px, int *out_width_px)
{
    struct fit_context *c = context;
    size_t ems = width_px > 0 ? (size_t)(width_px / c->font.size_px) + 1 : 1;
    size_t most = ems * FIT_EM_BYTES;
    int count = 0;
    *out_width_px = 0;
    for (;;) {
        most = most < MEASURE_MAX_BYTES ? most : MEASURE_MAX_BYTES;
        size_t part = beginning(text, len, most);
        if (part == 0) {
            return 0;
        }
        (void)to_scratch(c->engine, text, part, false);
        (void)TTF_MeasureUTF8(font_of(c->engine, c->font), c->engine->scratch, width_px,
                              out_width_px, &count);
        /* The last character but one may stand otherwise before what was left out. */
        if (part == len || most == MEASURE_MAX_BYTES ||
            count + FIT_UNSURE < count_characters(text, part)) {
            return bytes_of_characters(text, part, count);
        }
        most *= 2;
    }
}

static uint64_t key_of(struct text_font font, const char *text, size_t len)
{
    uint64_t hash = 14695981039346656037u ^ ((uint64_t)font.size_px << 8 | font.weight);
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    }
    hash = (hash ^ len) * 1099511628211u;
    return hash != 0 ? hash : 1;
}

static uint64_t stir(uint64_t hash, int value)
{
    hash = (hash ^ (unsigned)value) * 1099511628211u;
    return hash ^ hash >> 29;
}

static struct wrapped *wrapped_slot(struct text_engine *engine, uint64_t key)
{
    struct wrapped *set = engine->wrapped[key % WRAPPED_SETS];
    struct wrapped *oldest = &set[0];
    for (size_t k = 0; k < WRAPPED_WAYS; k++) {
        if (set[k].key == key) {
            return &set[k];
        }
        if (set[k].used < oldest->used) {
            oldest = &set[k];
        }
    }
    return oldest;
}

/* Broken at nothing but "\n"; true if that is what breaking it at width_px gives, too. */
static bool fits_unbroken(const struct wrapped *whole, int width_px)
{
    for (size_t i = 0; i < whole->count; i++) {
        if (whole->lines[i].width_px > width_px) {
            return false;
        }
    }
    return true;
}

static void keep_wrapped(struct wrapped *known, uint64_t key, const struct wrap_line *lines,
                         size_t count)
{
    free(known->lines);
    known->lines = mc_calloc(count, sizeof *known->lines);
    known->count = count;
    known->key = key;
    memcpy(known->lines, lines, count * sizeof *lines);
}

size_t text_wrap(struct text_engine *engine, struct text_font font, const char *text, int width_px,
                 int max_lines, struct wrap_line lines[WRAP_LINES_MAX])
{
    font = bounded(font);
    uint64_t hash = stir(key_of(font, text, strlen(text)), max_lines);
    uint64_t key = stir(hash, width_px) | 1;
    uint64_t whole_key = stir(hash, INT_MAX / 4) | 1;
    struct wrapped *known = wrapped_slot(engine, key);
    struct wrapped *whole = wrapped_slot(engine, whole_key);
    if (known->key != key && whole->key == whole_key && fits_unbroken(whole, width_px)) {
        known = whole;
    } else if (known->key != key) {
        struct fit_context context = {engine, font};
        struct wrap_metrics metrics = {
            .context = &context, .fit = fit, .ellipsis_px = opened(engine, font)->ellipsis_px};
        size_t count = wrap_text(&metrics, text, width_px, max_lines, lines);
        keep_wrapped(known, key, lines, count);
    }
    memcpy(lines, known->lines, known->count * sizeof *lines);
    known->used = ++engine->clock;
    return known->count;
}

static struct rendered *slot_for(struct text_engine *engine, uint64_t key)
{
    struct rendered *oldest = &engine->rendered[0];
    for (size_t i = 0; i < RENDERED_MAX; i++) {
        struct rendered *line = &engine->rendered[i];
        if (line->key == key) {
            return line;
        }
        if (line->used < oldest->used) {
            oldest = line;
        }
    }
    if (oldest->key != 0) {
        drop_rendered(engine, oldest);
    }
    return oldest;
}

/* SDL_ttf makes the surface higher, upwards, for marks that rise over the font's ascent. */
static int ascent_of(TTF_Font *ttf, const char *text)
{
    int ascent = TTF_FontAscent(ttf);
    uint32_t codepoint = 0;
    for (size_t n = mc_utf8_next(text, &codepoint); n > 0; n = mc_utf8_next(text, &codepoint)) {
        int max_y = 0;
        if (TTF_GlyphMetrics32(ttf, codepoint, NULL, NULL, NULL, &max_y, NULL) == 0 &&
            max_y > ascent) {
            ascent = max_y;
        }
        text += n;
    }
    return ascent;
}

static void render_into(struct text_engine *engine, struct rendered *line, TTF_Font *ttf)
{
    SDL_Color black = {0, 0, 0, 255};
    SDL_Surface *surface = TTF_RenderUTF8_Blended(ttf, engine->scratch, black);
    if (surface == NULL) {
        return;
    }
    size_t bytes = (size_t)surface->w * (size_t)surface->h;
    line->mask = (struct draw_mask){surface->w, surface->h, mc_calloc(bytes, 1)};
    for (int y = 0; y < surface->h; y++) {
        uint8_t *from = (uint8_t *)surface->pixels + (size_t)y * (size_t)surface->pitch;
        for (int x = 0; x < surface->w; x++) {
            uint32_t pixel = 0;
            memcpy(&pixel, from + (size_t)x * 4, 4);
            line->mask.coverage[(size_t)y * (size_t)surface->w + (size_t)x] = pixel >> 24;
        }
    }
    mc_wipe(surface->pixels, (size_t)surface->pitch * (size_t)surface->h);
    SDL_FreeSurface(surface);
    line->ascent_px = ascent_of(ttf, engine->scratch);
    engine->rendered_bytes += bytes;
}

static void make_room(struct text_engine *engine)
{
    while (engine->rendered_bytes > RENDERED_BYTES) {
        struct rendered *oldest = NULL;
        for (size_t i = 0; i < RENDERED_MAX; i++) {
            struct rendered *line = &engine->rendered[i];
            if (line->key != 0 && (oldest == NULL || line->used < oldest->used)) {
                oldest = line;
            }
        }
        MC_CHECK(oldest != NULL);
        drop_rendered(engine, oldest);
    }
}

struct text_rendered text_render(struct text_engine *engine, struct text_font font,
                                 const char *text, size_t len, bool ellipsis)
{
    font = bounded(font);
    size_t bytes = to_scratch(engine, text, len, ellipsis);
    if (bytes == 0) {
        return (struct text_rendered){0};
    }
    uint64_t key = key_of(font, engine->scratch, bytes);
    struct rendered *line = slot_for(engine, key);
    if (line->key != key) {
        make_room(engine);
        render_into(engine, line, font_of(engine, font));
        line->key = key;
    }
    line->used = ++engine->clock;
    return (struct text_rendered){line->mask.coverage != NULL ? &line->mask : NULL,
                                  line->ascent_px};
}

void text_draw(struct text_engine *engine, const struct draw_target *target, struct text_font font,
               const char *text, size_t len, bool ellipsis, int x, int y, uint32_t colour)
{
    struct text_rendered line = text_render(engine, font, text, len, ellipsis);
    if (line.mask != NULL) {
        draw_mask(target, line.mask, x, y + text_baseline(bounded(font)) - line.ascent_px, colour);
    }
}
