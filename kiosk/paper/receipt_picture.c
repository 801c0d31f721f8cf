#include "kiosk/paper/receipt_picture.h"

#include <stdio.h>

#include "kiosk/paper/paper_qr.h"
#include "kiosk/paper/paper_roll.h"

#define TEXT_MAX_BYTES 2048
#define USUAL_WIDTH_PX 576 /* the title's size is meant for it */

enum { SMALL_PX = 22, BODY_PX = 26, STRONG_PX = 28, TITLE_PX = 38, CODE_PX = 46, DATE_PX = 40 };

struct drawing {
    const struct receipt *receipt;
    const struct mc_messages *messages;
    struct paper_roll roll;
    int papers_px; /* letters of the papers' names */
};

static const char *in_vietnamese(const struct drawing *d, const char *key)
{
    return mc_message_text(d->messages, MC_LANGUAGE_VI, key);
}

static const char *in_their_language(const struct drawing *d, const char *key)
{
    return mc_message_text(d->messages, d->receipt->language, key);
}

/* A heading: in Vietnamese, with the other language behind it. */
static const char *heading(const struct drawing *d, const char *key, char *out, size_t size)
{
    if (d->receipt->language == MC_LANGUAGE_VI) {
        return in_vietnamese(d, key);
    }
    (void)snprintf(out, size, "%s / %s", in_vietnamese(d, key), in_their_language(d, key));
    return out;
}

static void centred(struct drawing *d, const char *text, int size_px, bool bold)
{
    paper_roll_text(&d->roll,
                    &(struct paper_roll_text){
                        .text = text, .size_px = size_px, .bold = bold, .align = UI_CENTER});
}

static void divider(struct drawing *d)
{
    paper_roll_space(&d->roll, 14);
    paper_roll_rule(&d->roll, paper_roll_inner_px(&d->roll), 2, 6);
    paper_roll_space(&d->roll, 12);
}

static void draw_head(struct drawing *d)
{
    struct paper_roll *roll = &d->roll;
    int inner = paper_roll_inner_px(roll);
    const char *country = in_vietnamese(d, "slip.country");
    paper_roll_space(roll, 8);
    centred(d, country, paper_roll_fit(roll, country, BODY_PX, 14, true, inner), true);
    centred(d, in_vietnamese(d, "slip.motto"), BODY_PX, true);
    paper_roll_space(roll, 2);
    paper_roll_rule(roll, inner * 3 / 5, 2, 0);
    paper_roll_space(roll, 16);
    for (int i = 0; i < 2; i++) {
        if (d->receipt->agency[i][0] != '\0') {
            centred(d, d->receipt->agency[i], SMALL_PX, i == 1);
        }
    }
    paper_roll_space(roll, 18);
    if (d->receipt->copy > 0) {
        char reprint[TEXT_MAX_BYTES];
        const struct paper_roll_text text = {
            .text = heading(d, "slip.reprint", reprint, sizeof reprint),
            .size_px = STRONG_PX,
            .bold = true,
            .align = UI_CENTER,
        };
        paper_roll_framed(roll, &text, 1, 4);
        paper_roll_space(roll, 14);
    }
    centred(d, in_vietnamese(d, "slip.title"), TITLE_PX * roll->width_px / USUAL_WIDTH_PX, true);
    if (d->receipt->language != MC_LANGUAGE_VI) {
        centred(d, in_their_language(d, "slip.title"), SMALL_PX, false);
    }
    paper_roll_space(roll, 14);
}

static void draw_code(struct drawing *d)
{
    struct paper_roll *roll = &d->roll;
    char label[TEXT_MAX_BYTES];
    const char *key = d->receipt->provisional ? "slip.code_provisional" : "slip.code";
    int room = paper_roll_inner_px(roll) - 40;
    const struct paper_roll_text texts[] = {
        {.text = heading(d, key, label, sizeof label), .size_px = SMALL_PX, .align = UI_CENTER},
        {.text = d->receipt->code,
         .size_px = paper_roll_fit(roll, d->receipt->code, CODE_PX, 20, true, room),
         .bold = true,
         .align = UI_CENTER},
    };
    paper_roll_framed(roll, texts, 2, 4);
    if (d->receipt->provisional) {
        paper_roll_space(roll, 10);
        centred(d, in_their_language(d, "slip.provisional"), BODY_PX, false);
    }
}

static void format_day(const struct drawing *d, struct date date, char *out, size_t size)
{
    static const char *const weekdays[] = {
        "slip.weekday.0", "slip.weekday.1", "slip.weekday.2", "slip.weekday.3",
        "slip.weekday.4", "slip.weekday.5", "slip.weekday.6",
    };
    char day[DATE_TEXT_BYTES];
    date_format_display(date, day);
    (void)snprintf(out, size, "%s, %s", in_their_language(d, weekdays[date_weekday(date)]), day);
}

static void draw_appointment(struct drawing *d)
{
    char label[TEXT_MAX_BYTES];
    char day[128];
    char hour[32];
    struct local_time at = d->receipt->appointed;
    bool known = date_is_set(at.date);
    int room = paper_roll_inner_px(&d->roll) - 40;
    if (known) {
        format_day(d, at.date, day, sizeof day);
    } else {
        mc_message_format(d->messages, d->receipt->language, day, sizeof day, "slip.when_unknown",
                          NULL);
    }
    struct paper_roll_text texts[3] = {
        {.text = heading(d, "slip.appointed", label, sizeof label),
         .size_px = SMALL_PX,
         .align = UI_CENTER},
        {.text = day,
         .size_px = known ? paper_roll_fit(&d->roll, day, DATE_PX, 20, true, room) : STRONG_PX,
         .bold = true,
         .align = UI_CENTER},
    };
    size_t count = 2;
    if (known && (at.hour != 0 || at.minute != 0)) {
        char clock[8];
        (void)snprintf(clock, sizeof clock, "%02d:%02d", at.hour % 24, at.minute % 60);
        mc_message_format(d->messages, d->receipt->language, hour, sizeof hour, "slip.from_hour",
                          "time", clock, NULL);
        texts[count++] = (struct paper_roll_text){
            .text = hour, .size_px = STRONG_PX, .bold = true, .align = UI_CENTER};
    }
    paper_roll_space(&d->roll, 16);
    paper_roll_framed(&d->roll, texts, count, 2);
}

/* A heading and what belongs under it. */
static void draw_field(struct drawing *d, const char *key, const char *value, bool bold)
{
    char label[TEXT_MAX_BYTES];
    if (value[0] == '\0') {
        return;
    }
    paper_roll_text(&d->roll,
                    &(struct paper_roll_text){.text = heading(d, key, label, sizeof label),
                                              .size_px = SMALL_PX});
    paper_roll_text(&d->roll,
                    &(struct paper_roll_text){.text = value, .size_px = STRONG_PX, .bold = bold});
    paper_roll_space(&d->roll, 8);
}

/* The same on one line if there is room. */
static void draw_short_field(struct drawing *d, const char *key, const char *value, bool bold)
{
    char label[TEXT_MAX_BYTES];
    const struct paper_roll_text pair[] = {
        {.text = heading(d, key, label, sizeof label), .size_px = STRONG_PX - 4},
        {.text = value, .size_px = STRONG_PX - 4, .bold = bold, .align = UI_END},
    };
    if (value[0] == '\0') {
        return;
    }
    if (!paper_roll_fits_beside(&d->roll, &pair[0], &pair[1])) {
        draw_field(d, key, value, bold);
        return;
    }
    paper_roll_row(&d->roll, pair, 2);
    paper_roll_space(&d->roll, 8);
}

static void draw_applicant(struct drawing *d)
{
    const struct receipt *receipt = d->receipt;
    draw_field(d, "slip.applicant", receipt->applicant, true);
    draw_short_field(d, "slip.id_number", receipt->masked_id, true);
    draw_field(d, "slip.procedure", receipt->procedure_name, true);
    draw_short_field(d, "slip.procedure_code", receipt->procedure_code, true);
}

static void draw_paper(struct drawing *d, size_t index, int count_width, int name_width)
{
    const struct receipt_paper *paper = &d->receipt->papers[index];
    char number[24];
    char originals[16];
    char copies[16];
    (void)snprintf(number, sizeof number, "%zu.", index + 1);
    (void)snprintf(originals, sizeof originals, "%d", paper->originals);
    (void)snprintf(copies, sizeof copies, "%d", paper->copies);
    const struct paper_roll_text row[] = {
        {.text = number, .size_px = d->papers_px, .width_px = 44},
        {.text = paper->name, .size_px = d->papers_px, .x_px = 44, .width_px = name_width},
        {.text = originals,
         .size_px = d->papers_px,
         .bold = true,
         .align = UI_CENTER,
         .x_px = paper_roll_inner_px(&d->roll) - 2 * count_width,
         .width_px = count_width},
        {.text = copies,
         .size_px = d->papers_px,
         .bold = true,
         .align = UI_CENTER,
         .x_px = paper_roll_inner_px(&d->roll) - count_width,
         .width_px = count_width},
    };
    paper_roll_row(&d->roll, row, sizeof row / sizeof row[0]);
    paper_roll_space(&d->roll, 4);
}

static void draw_papers(struct drawing *d)
{
    if (d->receipt->paper_count == 0) {
        return;
    }
    char label[TEXT_MAX_BYTES];
    int inner = paper_roll_inner_px(&d->roll);
    int count_width = 84;
    int name_width = inner - 44 - 2 * count_width - 8;
    const struct paper_roll_text head[] = {
        {.text = heading(d, "slip.papers", label, sizeof label),
         .size_px = SMALL_PX,
         .width_px = inner - 2 * count_width - 8},
        {.text = in_their_language(d, "slip.originals"),
         .size_px = 18,
         .align = UI_CENTER,
         .x_px = inner - 2 * count_width,
         .width_px = count_width},
        {.text = in_their_language(d, "slip.copies"),
         .size_px = 18,
         .align = UI_CENTER,
         .x_px = inner - count_width,
         .width_px = count_width},
    };
    divider(d);
    paper_roll_row(&d->roll, head, sizeof head / sizeof head[0]);
    paper_roll_space(&d->roll, 4);
    for (size_t i = 0; i < d->receipt->paper_count; i++) {
        draw_paper(d, i, count_width, name_width);
    }
}

/* "1.250.000" in Vietnamese, "1,250,000" in English. */
static void format_amount(int64_t dong, char mark, char out[32])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)dong);
    size_t to = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            out[to++] = mark;
        }
        out[to++] = digits[i];
    }
    out[to] = '\0';
}

static void draw_fee(struct drawing *d)
{
    int64_t dong = d->receipt->fee_dong;
    char value[128];
    char amount[32];
    if (dong > 0) {
        format_amount(dong, d->receipt->language == MC_LANGUAGE_VI ? '.' : ',', amount);
        mc_message_format(d->messages, d->receipt->language, value, sizeof value, "slip.fee_amount",
                          "amount", amount, NULL);
        draw_short_field(d, "slip.fee", value, true);
    } else {
        draw_short_field(d, "slip.fee",
                         in_their_language(d, dong == 0 ? "slip.fee_none" : "slip.fee_unknown"),
                         false);
    }
}

static void draw_received(struct drawing *d)
{
    struct local_time at = d->receipt->received;
    char day[128];
    char value[192];
    format_day(d, at.date, day, sizeof day);
    (void)snprintf(value, sizeof value, "%02d:%02d – %s", at.hour % 24, at.minute % 60, day);
    divider(d);
    draw_field(d, "slip.received", value, false);
    draw_fee(d);
    draw_field(d, "slip.collect", d->receipt->collect_at, false);
}

static void draw_foot(struct drawing *d)
{
    char hotline[TEXT_MAX_BYTES];
    divider(d);
    draw_field(d, "slip.follow", in_their_language(d, "slip.follow_how"), false);
    if (d->receipt->hotline[0] != '\0') {
        mc_message_format(d->messages, d->receipt->language, hotline, sizeof hotline,
                          "slip.hotline", "number", d->receipt->hotline, NULL);
        int room = paper_roll_inner_px(&d->roll);
        centred(d, hotline, paper_roll_fit(&d->roll, hotline, STRONG_PX, SMALL_PX, true, room),
                true);
    }
    paper_roll_space(&d->roll, 6);
    centred(d, in_their_language(d, "slip.keep"), SMALL_PX, false);
    paper_roll_space(&d->roll, 16);
}

static enum mc_err draw(struct drawing *d, int width_dots, struct mc_raster *out,
                        struct mc_error *err)
{
    enum mc_err rc = paper_roll_init(&d->roll, width_dots, err);
    if (rc != MC_OK) {
        return rc;
    }
    draw_head(d);
    draw_code(d);
    rc = paper_qr_draw(&d->roll, d->receipt->url, err);
    if (rc == MC_OK) {
        centred(d, in_their_language(d, "slip.scan"), SMALL_PX, false);
        draw_appointment(d);
        paper_roll_space(&d->roll, 20);
        draw_applicant(d);
        draw_papers(d);
        draw_received(d);
        draw_foot(d);
        rc = paper_roll_take(&d->roll, out, err);
    }
    paper_roll_finish(&d->roll);
    return rc;
}

enum mc_err receipt_picture_draw(const struct receipt *receipt, const struct mc_messages *messages,
                                 int width_dots, struct mc_raster *out, struct mc_error *err)
{
    if (width_dots < RECEIPT_PICTURE_WIDTH_MIN_PX || width_dots > RECEIPT_PICTURE_WIDTH_MAX_PX) {
        return mc_fail(err, MC_EINVAL, "receipt: %d dots wide", width_dots);
    }
    MC_CHECK(receipt->paper_count <= RECEIPT_PAPERS_MAX);
    struct drawing d = {.receipt = receipt, .messages = messages, .papers_px = BODY_PX - 2};
    enum mc_err rc = draw(&d, width_dots, out, err);
    if (rc == MC_ETOOBIG) {
        /* Very many papers with very long names: smaller letters before no receipt at all. */
        d.papers_px = 18;
        rc = draw(&d, width_dots, out, err);
    }
    return rc;
}
