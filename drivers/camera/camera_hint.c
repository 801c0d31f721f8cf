#include "drivers/camera/camera_hint.h"

#include "drivers/camera/picture.h"
#include "drivers/camera/qr_finder.h"

/* The picture is looked at in this width: enough for brightness, and for patterns. */
#define WIDTH_PX 640
/* Mean grey under which a camera's own gain has given up. */
#define DARK_MEAN 40
/* Burnt out: at the top of the scale, with some of the frame still dark. A white card is bright,
 * but not everywhere at the very end of the scale. */
#define BURNT          250
#define BURNT_PERCENT  12
#define DARKER         120
#define DARKER_PERCENT 10
/* Width of a module in a frame 640 wide: a card's code has 57 modules or more a side. Under this
 * blur eats it, over that it does not fit the frame any more. */
#define FAR_MODULE_PX   2.2F
#define CLOSE_MODULE_PX 9.0F
/* Of a code partly out of the frame at least two patterns are seen large, or one very large. */
#define WINDOW_PART 12

struct light {
    int mean;
    int burnt_percent;
    int darker_percent;
};

static struct light light_of(const struct mc_grey *picture)
{
    uint64_t sum = 0;
    uint64_t burnt = 0;
    uint64_t darker = 0;
    uint64_t count = (uint64_t)picture->width_px * (uint64_t)picture->height_px;
    MC_CHECK(count > 0);
    for (uint64_t i = 0; i < count; i++) {
        sum += picture->pixels[i];
        burnt += picture->pixels[i] >= BURNT;
        darker += picture->pixels[i] < DARKER;
    }
    return (struct light){(int)(sum / count), (int)(burnt * 100 / count),
                          (int)(darker * 100 / count)};
}

/* By the patterns seen: 0 none. */
static float module_of(const struct mc_grey *picture)
{
    struct mc_grey flat = {0};
    picture_flatten(picture, WIDTH_PX / WINDOW_PART, &flat);
    struct qr_finder finders[QR_FINDERS_MAX];
    size_t count = qr_finder_find(&flat, finders);
    picture_forget(&flat);
    /* One alone may be anything round. */
    return count >= 2 ? (finders[0].module_px + finders[1].module_px) / 2 : 0;
}

static enum camera_hint hint_of(const struct mc_grey *picture)
{
    struct light light = light_of(picture);
    if (light.mean < DARK_MEAN) {
        return CAMERA_HINT_DARK;
    }
    float module_px = module_of(picture);
    if (module_px > CLOSE_MODULE_PX) {
        return CAMERA_HINT_CLOSE;
    }
    if (light.burnt_percent >= BURNT_PERCENT && light.darker_percent >= DARKER_PERCENT) {
        return CAMERA_HINT_GLARE;
    }
    return module_px > 0 && module_px < FAR_MODULE_PX ? CAMERA_HINT_FAR : CAMERA_HINT_NONE;
}

enum camera_hint camera_hint_of(const struct mc_grey *frame)
{
    if (frame->width_px <= WIDTH_PX) {
        return hint_of(frame);
    }
    struct mc_grey small = {0};
    int height_px = (int)((int64_t)frame->height_px * WIDTH_PX / frame->width_px);
    picture_resize(frame, WIDTH_PX, height_px > 0 ? height_px : 1, &small);
    enum camera_hint hint = hint_of(&small);
    picture_forget(&small);
    return hint;
}
