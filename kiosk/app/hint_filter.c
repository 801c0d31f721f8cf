#include "kiosk/app/hint_filter.h"

bool hint_filter_frame(struct hint_filter *filter, enum camera_hint hint, bool found,
                       int64_t now_ms)
{
    if (hint != filter->seen || filter->since_ms == 0) {
        filter->seen = hint;
        filter->since_ms = now_ms;
    }
    int held_ms = hint == CAMERA_HINT_NONE ? HINT_FILTER_TAKE_BACK_MS : HINT_FILTER_TELL_MS;
    enum camera_hint tell = filter->told;
    if (found) {
        tell = CAMERA_HINT_NONE;
    } else if (now_ms - filter->since_ms >= held_ms) {
        tell = hint;
    }
    bool changed = tell != filter->told;
    filter->told = tell;
    return changed;
}
