/* Three big wheels, for those who rather choose a date than type it. */
#include <stdio.h>

#include "kiosk/screens/screens_internal.h"

#define CELL_MM 20
#define GAP_MM  3
#define DECADE  10

static const char *const part_ids[DATE_PARTS] = {"key.day", "key.month", "key.year"};

static int part_of(struct date date, enum date_part part)
{
    return part == DATE_DAY ? date.day : part == DATE_MONTH ? date.month : date.year;
}

/* False: no date stands there (yet), and the wheels begin with today. */
static bool shown_date(const struct screens_context *c, struct date *out)
{
    const char *value = c->view->values.value[c->view->field];
    int year = 0;
    *out = c->view->now.date;
    if (c->view->year_only && date_parse_year(value, &year)) {
        *out = (struct date){(int16_t)year, 1, 1};
        return true;
    }
    return date_parse_display(value, out);
}

/* One cell: what the part is after turning by so much. */
static void put_cell(const struct screens_context *c, enum date_part part, int by, const char *tail)
{
    char id[UI_ID_BYTES];
    char text[16];
    char name[SCREENS_LINE_BYTES];
    struct date date;
    bool answered = shown_date(c, &date);
    (void)snprintf(id, sizeof id, "%s%s", part_ids[part], tail);
    (void)snprintf(text, sizeof text, "%02d", part_of(date_turn(date, part, by), part));
    (void)snprintf(name, sizeof name, "%s %s", screens_text(c, part_ids[part]), text);
    bool middle = by == 0;
    ui_button(
        c->ui, id, text,
        &(struct ui_button){.style = UI_BUTTON_KEY,
                            .icon = middle || c->wide_text ? NULL
                                    : by < 0               ? "up"
                                                           : "down",
                            .action = screens_intent(FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(part, by)),
                            .repeats = !middle,
                            .chosen = middle && answered,
                            .height_mm = CELL_MM,
                            .name = name});
}

static void put_wheel(const struct screens_context *c, enum date_part part)
{
    char id[UI_ID_BYTES];
    (void)snprintf(id, sizeof id, "%s.wheel", part_ids[part]);
    ui_begin(c->ui, id,
             &(struct ui_box){.grow = 1,
                              .gap_mm = GAP_MM,
                              .turn = screens_intent(FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(part, 0)),
                              .turn_mm = CELL_MM + GAP_MM,
                              .name = screens_text(c, part_ids[part])});
    screens_label_centered(c, NULL, screens_text(c, part_ids[part]), UI_TEXT_SMALL, UI_TONE_MUTED);
    put_cell(c, part, -1, ".up");
    put_cell(c, part, 0, ".now");
    put_cell(c, part, 1, ".down");
    ui_end(c->ui);
}

static void put_decade(const struct screens_context *c, const char *id, const char *sign, int by)
{
    /* In large type the words do not fit. */
    ui_button(c->ui, id, c->wide_text ? sign : screens_text(c, id),
              &(struct ui_button){
                  .name = screens_text(c, id),
                  .style = UI_BUTTON_KEY,
                  .action = screens_intent(FLOW_INTENT_WHEEL, FLOW_WHEEL_ARG(DATE_YEAR, by)),
                  .repeats = true,
                  .grow = 1,
                  .height_mm = CELL_MM});
}

void date_wheels_switch(const struct screens_context *c)
{
    bool wheels = c->view->date_wheels;
    ui_button(
        c->ui, "key.wheels", "",
        &(struct ui_button){.style = UI_BUTTON_KEY,
                            .icon = wheels ? "edit" : "calendar",
                            .action = screens_intent(FLOW_INTENT_WHEELS, 0),
                            .grow = 1,
                            .height_mm = CELL_MM,
                            .name = screens_text(c, wheels ? "key.by_digits" : "key.by_wheels")});
}

void date_wheels_show(const struct screens_context *c)
{
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = GAP_MM});
    for (int part = c->view->year_only ? DATE_YEAR : DATE_DAY; part < DATE_PARTS; part++) {
        put_wheel(c, (enum date_part)part);
    }
    ui_end(c->ui);
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = GAP_MM});
    put_decade(c, "key.ten_years_back", "−10", -DECADE);
    put_decade(c, "key.ten_years_on", "+10", DECADE);
    date_wheels_switch(c);
    ui_end(c->ui);
}
