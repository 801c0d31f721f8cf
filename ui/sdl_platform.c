#include "ui/sdl_platform.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "ui/input.h"

#define MOUSE_FINGER ((int64_t)-1)
#define ROBOT_TOUCH  ((SDL_TouchID)0x6d6f74637561) /* the touch device of injected touches */
#define RECTS_MAX    UI_DIRTY_MAX
#define WINDOWS_MAX  4 /* SDL counts them from one */
#define BLANK_EVENT  (SDL_USEREVENT + 1)
#define BLANK_EVENTS 1024 /* more than ever wait at once: fingers and letters come one by one */

static const char data_key[] = "ui";

struct platform_window {
    SDL_Window *sdl;
};

enum mc_err ui_platform_start(struct mc_error *err)
{
    /* Plain memory to the screen: no GPU, a tenth of the time, a quarter of the memory. */
    (void)SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    (void)SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    (void)SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    (void)SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    (void)SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
    (void)SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    (void)SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        return mc_fail(err, MC_EIO, "SDL: %s", SDL_GetError());
    }
    SDL_StartTextInput();
    return MC_OK;
}

void ui_platform_stop(void)
{
    SDL_Quit();
}

void ui_wake(void)
{
    /* One waiting wake-up is enough; SDL's queue has its own lock. */
    if (!SDL_HasEvent(SDL_USEREVENT)) {
        SDL_Event event = {.type = SDL_USEREVENT};
        (void)SDL_PushEvent(&event);
    }
}

enum mc_err platform_window_create(const struct ui_options *options, struct ui *ui,
                                   struct platform_window **out, struct mc_error *err)
{
    uint32_t flags = options->fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0;
    int left = options->left_px > 0 ? options->left_px : (int)SDL_WINDOWPOS_UNDEFINED;
    SDL_Window *sdl = SDL_CreateWindow(options->title, left, SDL_WINDOWPOS_UNDEFINED,
                                       options->width_px, options->height_px, flags);
    if (sdl == NULL) {
        return mc_fail(err, MC_EIO, "SDL window: %s", SDL_GetError());
    }
    (void)SDL_SetWindowData(sdl, data_key, ui);
    struct platform_window *window = MC_NEW(struct platform_window);
    window->sdl = sdl;
    *out = window;
    return MC_OK;
}

void platform_window_destroy(struct platform_window *window)
{
    if (window != NULL) {
        SDL_DestroyWindow(window->sdl);
        free(window);
    }
}

void platform_window_size(const struct platform_window *window, int *out_width_px,
                          int *out_height_px)
{
    SDL_GetWindowSize(window->sdl, out_width_px, out_height_px);
}

static SDL_Rect sdl_rect(struct ui_rect r)
{
    return (SDL_Rect){r.x, r.y, r.w, r.h};
}

static void blit(SDL_Surface *picture, SDL_Surface *screen, struct ui_rect rect, int by_px)
{
    SDL_Rect part = sdl_rect(rect);
    SDL_Rect to = part;
    to.x += by_px;
    (void)SDL_BlitSurface(picture, &part, screen, &to);
}

/* All of it but what the shifted part will cover. */
static void blit_around(SDL_Surface *picture, SDL_Surface *screen, struct ui_rect rect,
                        struct ui_rect hole)
{
    struct ui_rect gone = ui_rect_intersect(rect, hole);
    if (ui_rect_empty(gone)) {
        blit(picture, screen, rect, 0);
        return;
    }
    int right = gone.x + gone.w;
    int bottom = gone.y + gone.h;
    const struct ui_rect parts[] = {
        {rect.x, rect.y, rect.w, gone.y - rect.y},
        {rect.x, gone.y, gone.x - rect.x, gone.h},
        {right, gone.y, rect.x + rect.w - right, gone.h},
        {rect.x, bottom, rect.w, rect.y + rect.h - bottom},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!ui_rect_empty(parts[i])) {
            blit(picture, screen, parts[i], 0);
        }
    }
}

static void blit_shifted(SDL_Surface *picture, SDL_Surface *screen,
                         const struct platform_shift *shift)
{
    struct ui_rect part = shift->rect;
    SDL_Rect bare = {part.x, part.y, shift->by_px, part.h};
    uint32_t c = shift->below;
    part.w -= shift->by_px;
    (void)SDL_FillRect(screen, &bare,
                       SDL_MapRGB(screen->format, c >> 16 & 0xff, c >> 8 & 0xff, c & 0xff));
    blit(picture, screen, part, shift->by_px);
}

void platform_window_show(struct platform_window *window, uint32_t *pixels, int width_px,
                          int height_px, const struct ui_rect *rects, int count,
                          const struct platform_shift *shift)
{
    SDL_Rect parts[RECTS_MAX + 1];
    SDL_Surface *screen = SDL_GetWindowSurface(window->sdl);
    SDL_Surface *picture = SDL_CreateRGBSurfaceWithFormatFrom(pixels, width_px, height_px, 32,
                                                              width_px * 4, SDL_PIXELFORMAT_RGB888);
    count = count < RECTS_MAX ? count : RECTS_MAX;
    if (screen != NULL && picture != NULL) {
        (void)SDL_SetSurfaceBlendMode(picture, SDL_BLENDMODE_NONE);
        for (int i = 0; i < count; i++) {
            parts[i] = sdl_rect(rects[i]);
            blit_around(picture, screen, rects[i], shift->rect);
        }
        if (!ui_rect_empty(shift->rect)) {
            parts[count++] = sdl_rect(shift->rect);
            blit_shifted(picture, screen, shift);
        }
        (void)SDL_UpdateWindowSurfaceRects(window->sdl, parts, count);
    } else {
        mc_log(MC_LOG_ERROR, "ui", "no window surface: %s", SDL_GetError());
    }
    SDL_FreeSurface(picture);
}

static struct ui *ui_of(SDL_Window *sdl)
{
    return sdl != NULL ? SDL_GetWindowData(sdl, data_key) : NULL;
}

static struct ui *ui_of_id(uint32_t window_id)
{
    SDL_Window *sdl = SDL_GetWindowFromID(window_id);
    if (sdl == NULL) { /* a touch panel that SDL cannot tell the window of */
        sdl = SDL_GetMouseFocus();
    }
    return ui_of(sdl != NULL ? sdl : SDL_GetKeyboardFocus());
}

static enum input_key key_of(const SDL_KeyboardEvent *event)
{
    switch (event->keysym.sym) {
    case SDLK_TAB: return event->keysym.mod & KMOD_SHIFT ? INPUT_KEY_BACKTAB : INPUT_KEY_TAB;
    case SDLK_UP: return INPUT_KEY_UP;
    case SDLK_DOWN: return INPUT_KEY_DOWN;
    case SDLK_LEFT: return INPUT_KEY_LEFT;
    case SDLK_RIGHT: return INPUT_KEY_RIGHT;
    case SDLK_RETURN:
    case SDLK_KP_ENTER: return INPUT_KEY_RETURN;
    case SDLK_SPACE: return INPUT_KEY_SPACE;
    case SDLK_ESCAPE: return INPUT_KEY_ESCAPE;
    case SDLK_BACKSPACE: return INPUT_KEY_BACKSPACE;
    case SDLK_PAGEUP: return INPUT_KEY_PAGE_UP;
    case SDLK_PAGEDOWN: return INPUT_KEY_PAGE_DOWN;
    case SDLK_F1: return INPUT_KEY_SPEAK;
    default: return INPUT_KEY_OTHER;
    }
}

static enum input_kind touch_kind(uint32_t type)
{
    if (type == SDL_FINGERDOWN || type == SDL_MOUSEBUTTONDOWN) {
        return INPUT_DOWN;
    }
    return type == SDL_FINGERUP || type == SDL_MOUSEBUTTONUP ? INPUT_UP : INPUT_MOVE;
}

static bool handle_finger(const SDL_TouchFingerEvent *event, struct ui_event *out)
{
    struct ui *ui = ui_of_id(event->windowID);
    if (ui == NULL || event->touchId == SDL_MOUSE_TOUCHID) {
        return false;
    }
    struct input in = {.kind = touch_kind(event->type),
                       .at_ms = event->timestamp,
                       .finger = event->fingerId,
                       .robot = event->touchId == ROBOT_TOUCH,
                       .x = (int)(event->x * (float)ui->width_px),
                       .y = (int)(event->y * (float)ui->height_px)};
    return input_handle(ui, &in, out);
}

static bool handle_mouse(const SDL_Event *event, struct ui_event *out)
{
    bool motion = event->type == SDL_MOUSEMOTION;
    uint32_t which = motion ? event->motion.which : event->button.which;
    struct ui *ui = ui_of_id(motion ? event->motion.windowID : event->button.windowID);
    if (ui == NULL || which == SDL_TOUCH_MOUSEID ||
        (!motion && event->button.button != SDL_BUTTON_LEFT)) {
        return false;
    }
    struct input in = {.kind = touch_kind(event->type),
                       .at_ms = event->common.timestamp,
                       .finger = MOUSE_FINGER,
                       .x = motion ? event->motion.x : event->button.x,
                       .y = motion ? event->motion.y : event->button.y};
    return input_handle(ui, &in, out);
}

static bool handle_window(const SDL_WindowEvent *event, struct ui_event *out)
{
    struct ui *ui = ui_of(SDL_GetWindowFromID(event->windowID));
    if (ui == NULL) {
        return false;
    }
    if (event->event == SDL_WINDOWEVENT_CLOSE) {
        *out = (struct ui_event){.kind = UI_EVENT_CLOSED, .ui = ui};
        return true;
    }
    if (event->event == SDL_WINDOWEVENT_EXPOSED) {
        struct ui_rect all = {0, 0, ui->width_px, ui->height_px};
        platform_window_show(ui->window, ui->pixels, ui->width_px, ui->height_px, &all, 1,
                             &(struct platform_shift){0});
    }
    return false;
}

static bool handle_wheel(const SDL_MouseWheelEvent *event, struct ui_event *out)
{
    struct ui *ui = ui_of_id(event->windowID);
    if (ui == NULL) {
        return false;
    }
    struct input in = {.kind = INPUT_WHEEL,
                       .at_ms = event->timestamp,
                       .x = event->mouseX,
                       .y = event->mouseY,
                       .wheel = event->y};
    return input_handle(ui, &in, out);
}

static bool handle(const SDL_Event *event, struct ui_event *out)
{
    struct ui *ui = NULL;
    switch (event->type) {
    case SDL_USEREVENT: *out = (struct ui_event){.kind = UI_EVENT_WAKE}; return true;
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION: return handle_finger(&event->tfinger, out);
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEMOTION: return handle_mouse(event, out);
    case SDL_MOUSEWHEEL: return handle_wheel(&event->wheel, out);
    case SDL_WINDOWEVENT: return handle_window(&event->window, out);
    case SDL_KEYDOWN: {
        ui = ui_of_id(event->key.windowID);
        /* A keyboard's keys have scan codes; the robot's have none. */
        struct input in = {.kind = INPUT_KEY,
                           .at_ms = event->key.timestamp,
                           .robot = event->key.keysym.scancode == SDL_SCANCODE_UNKNOWN,
                           .key = key_of(&event->key)};
        /* A key held down repeats movement and Backspace, but presses once. */
        bool presses =
            in.key == INPUT_KEY_RETURN || in.key == INPUT_KEY_SPACE || in.key == INPUT_KEY_ESCAPE;
        return ui != NULL && !(event->key.repeat != 0 && presses) && input_handle(ui, &in, out);
    }
    case SDL_TEXTINPUT: {
        ui = ui_of_id(event->text.windowID);
        struct input in = {.kind = INPUT_TEXT, .text = event->text.text};
        return ui != NULL && input_handle(ui, &in, out);
    }
    default: return false;
    }
}

/* The window in which something is being held, and when that means something next; NULL: none. */
static struct ui *find_hold(int64_t now_ms, int64_t *due_ms)
{
    for (uint32_t id = 1; id <= WINDOWS_MAX; id++) {
        struct ui *ui = ui_of(SDL_GetWindowFromID(id));
        *due_ms = ui != NULL ? hold_due_ms(ui, now_ms) : -1;
        if (*due_ms >= 0) {
            return ui;
        }
    }
    return NULL;
}

/* Steps everything that moves and whose step is due; true if the caller has to know of one. When
 * the next is due: *next_ms, -1 if nothing moves. */
static bool step_motion(int64_t now_ms, int64_t *next_ms, struct ui_event *out)
{
    *next_ms = -1;
    for (uint32_t id = 1; id <= WINDOWS_MAX; id++) {
        struct ui *ui = ui_of(SDL_GetWindowFromID(id));
        int64_t due_ms = ui != NULL ? ui_motion_due_ms(ui, now_ms) : -1;
        if (due_ms >= 0 && due_ms <= now_ms) {
            if (ui_motion_step(ui, now_ms, out)) {
                return true;
            }
            due_ms = ui_motion_due_ms(ui, now_ms);
        }
        if (due_ms >= 0 && (*next_ms < 0 || due_ms < *next_ms)) {
            *next_ms = due_ms;
        }
    }
    return false;
}

/* The sooner of two waits; negative is none. */
static int sooner_wait(int wait_ms, int64_t due_ms, int64_t now_ms)
{
    if (due_ms < 0) {
        return wait_ms;
    }
    int left_ms = due_ms > now_ms ? (int)(due_ms - now_ms) : 0;
    return wait_ms < 0 || left_ms < wait_ms ? left_ms : wait_ms;
}

/* What is due without anything having happened; true if the caller has to know. */
static bool time_passed(int64_t until_ms, bool bounded, struct ui_event *out)
{
    int64_t now_ms = mc_clock_monotonic_ms();
    int64_t due_ms = 0;
    struct ui *holding = find_hold(now_ms, &due_ms);
    if (holding != NULL && due_ms <= now_ms &&
        input_handle(holding, &(struct input){.kind = INPUT_HOLD}, out)) {
        return true;
    }
    *out = (struct ui_event){.kind = UI_EVENT_NONE};
    return bounded && now_ms >= until_ms;
}

void ui_wait(int timeout_ms, struct ui_event *out)
{
    int64_t until_ms = mc_clock_monotonic_ms() + (timeout_ms > 0 ? timeout_ms : 0);
    bool done = false;
    while (!done) {
        SDL_Event event;
        int64_t hold_ms = -1;
        int64_t motion_ms = -1;
        int64_t now_ms = mc_clock_monotonic_ms();
        if (step_motion(now_ms, &motion_ms, out)) {
            return;
        }
        int wait_ms = timeout_ms < 0 ? -1 : sooner_wait(-1, until_ms, now_ms);
        if (find_hold(now_ms, &hold_ms) != NULL) {
            wait_ms = sooner_wait(wait_ms, hold_ms, now_ms);
        }
        wait_ms = sooner_wait(wait_ms, motion_ms, now_ms);
        if (SDL_WaitEventTimeout(&event, wait_ms) == 0) {
            done = time_passed(until_ms, timeout_ms >= 0, out);
            continue;
        }
        done = handle(&event, out);
        mc_wipe(&event, sizeof event);
    }
}

void platform_forget_events(void)
{
    /* Handled events go to a list that new ones are taken from first: as many blank ones as it can
     * be long use all of it. */
    for (int i = 0; i < BLANK_EVENTS; i++) {
        SDL_Event blank;
        memset(&blank, 0, sizeof blank);
        blank.type = BLANK_EVENT;
        (void)SDL_PeepEvents(&blank, 1, SDL_ADDEVENT, 0, 0);
    }
    SDL_FlushEvent(BLANK_EVENT);
}

void ui_inject_finger(struct ui *ui, int x_px, int y_px, bool down)
{
    SDL_Event event = {.type = down ? SDL_FINGERDOWN : SDL_FINGERUP};
    event.tfinger.touchId = ROBOT_TOUCH;
    event.tfinger.windowID = SDL_GetWindowID(ui->window->sdl);
    event.tfinger.x = ((float)x_px + 0.5f) / (float)ui->width_px;
    event.tfinger.y = ((float)y_px + 0.5f) / (float)ui->height_px;
    (void)SDL_PushEvent(&event);
}

void ui_inject_touch(struct ui *ui, int x_px, int y_px)
{
    ui_inject_finger(ui, x_px, y_px, true);
    ui_inject_finger(ui, x_px, y_px, false);
}

void ui_inject_text(struct ui *ui, const char *utf8)
{
    while (*utf8 != '\0') {
        SDL_Event event = {.type = SDL_TEXTINPUT};
        size_t n = 1;
        while (((unsigned char)utf8[n] & 0xc0) == 0x80 && n < 4) {
            n++;
        }
        event.text.windowID = SDL_GetWindowID(ui->window->sdl);
        memcpy(event.text.text, utf8, n);
        (void)SDL_PushEvent(&event);
        utf8 += n;
    }
}

bool ui_inject_key(struct ui *ui, const char *name)
{
    bool shift = strncmp(name, "Shift+", 6) == 0;
    SDL_Keycode code = SDL_GetKeyFromName(shift ? name + 6 : name);
    if (code == SDLK_UNKNOWN) {
        return false;
    }
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.windowID = SDL_GetWindowID(ui->window->sdl);
    event.key.keysym.sym = code;
    event.key.keysym.mod = shift ? KMOD_LSHIFT : KMOD_NONE;
    (void)SDL_PushEvent(&event);
    event.type = SDL_KEYUP;
    (void)SDL_PushEvent(&event);
    return true;
}
