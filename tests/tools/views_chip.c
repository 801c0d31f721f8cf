/* Where a citizen identifies, with the chip beside: how it fares, and why no code is read. */
#include "core/memory.h"
#include "tests/tools/views_internal.h"

/* A head and shoulders, as far as grey circles can be one. */
static void draw_portrait(struct flow_picture *out)
{
    out->width_px = 102;
    out->height_px = 136;
    for (int y = 0; y < out->height_px; y++) {
        for (int x = 0; x < out->width_px; x++) {
            bool head = (x - 51) * (x - 51) + (y - 52) * (y - 52) < 26 * 26;
            bool body = (x - 51) * (x - 51) + (y - 136) * (y - 136) < 46 * 46;
            out->pixels[y * out->width_px + x] = (uint8_t)(head ? 150 : body ? 80 : 225);
        }
    }
}

static void chip(struct flow_view *view, enum flow_chip state)
{
    view->screen = FLOW_IDENTIFY;
    view->chip_card_lies = true;
    view->chip = state;
}

static void known(struct flow_view *view, enum citizen_assurance assurance)
{
    views_session(view, false);
    view->citizen.assurance = assurance;
}

void views_chip_waiting(struct flow_view *view)
{
    chip(view, FLOW_CHIP_STATE_WAITING);
}

void views_chip_reading(struct flow_view *view)
{
    known(view, CITIZEN_DECLARED);
    chip(view, FLOW_CHIP_STATE_READING);
    view->chip_percent = 55;
}

void views_chip_verified(struct flow_view *view)
{
    known(view, CITIZEN_CHIP_VERIFIED);
    chip(view, FLOW_CHIP_STATE_DONE);
    draw_portrait(&view->portrait);
}

void views_chip_unverified(struct flow_view *view)
{
    known(view, CITIZEN_CHIP_UNVERIFIED);
    chip(view, FLOW_CHIP_STATE_DONE);
    draw_portrait(&view->portrait);
    mc_copy_text(view->citizen.name, sizeof view->citizen.name,
                 "Công Tằng Tôn Nữ Thị Nguyệt Nga Khánh Tường");
}

void views_chip_doubtful(struct flow_view *view)
{
    known(view, CITIZEN_DECLARED);
    chip(view, FLOW_CHIP_STATE_DOUBTFUL);
}

void views_identify_hint(struct flow_view *view)
{
    view->screen = FLOW_IDENTIFY;
    view->hint = FLOW_HINT_DARK;
}

void views_scan_hint(struct flow_view *view)
{
    view->screen = FLOW_SCAN;
    view->hint = FLOW_HINT_GLARE;
}
