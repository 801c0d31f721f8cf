#include "kiosk/paper/checklist_picture.h"

#include <stdio.h>

#include "core/buffer.h"
#include "kiosk/paper/paper_qr.h"
#include "kiosk/paper/paper_roll.h"
#include "kiosk/paper/receipt_picture.h"

#define TEXT_MAX_BYTES 2048
#define BOX_PX         34 /* four millimetres: room for a tick by pen */
#define BOX_GAP_PX     14

enum { SMALL_PX = 22, BODY_PX = 27, NAME_PX = 32, TITLE_PX = 40 };

struct drawing {
    const struct checklist *list;
    const struct mc_messages *messages;
    struct paper_roll roll;
    int papers_px;
};

/* The papers of a list: to be brought, to be brought if there are any, and not to be brought. */
enum need { NEEDED, IF_ANY, LOOKED_UP };

static const char *text_of(const struct drawing *d, const char *key)
{
    return mc_message_text(d->messages, d->list->language, key);
}

static const char *in(const struct drawing *d, const struct mc_text *text)
{
    return mc_text_in(text, d->list->language);
}

static void put(struct drawing *d, const char *text, int size_px, bool bold, enum ui_align align)
{
    if (text[0] != '\0') {
        paper_roll_text(&d->roll,
                        &(struct paper_roll_text){
                            .text = text, .size_px = size_px, .bold = bold, .align = align});
    }
}

static void divider(struct drawing *d)
{
    paper_roll_space(&d->roll, 14);
    paper_roll_rule(&d->roll, paper_roll_inner_px(&d->roll), 2, 6);
    paper_roll_space(&d->roll, 14);
}

static const struct procedure_case *case_of(const struct drawing *d)
{
    const struct procedure *procedure = d->list->procedure;
    return d->list->case_index < procedure->case_count ? &procedure->cases[d->list->case_index]
                                                       : NULL;
}

static void draw_head(struct drawing *d)
{
    const struct procedure *procedure = d->list->procedure;
    const char *plain = in(d, &procedure->plain_name);
    const struct procedure_case *one = case_of(d);
    paper_roll_space(&d->roll, 10);
    put(d, text_of(d, "slip.bring.title"), TITLE_PX, true, UI_CENTER);
    paper_roll_space(&d->roll, 10);
    put(d, plain[0] != '\0' ? plain : in(d, &procedure->name), NAME_PX, true, UI_CENTER);
    if (one != NULL && procedure->case_count > 1) {
        paper_roll_space(&d->roll, 6);
        put(d, in(d, &one->title), BODY_PX, false, UI_CENTER);
    }
    divider(d);
}

static void put_count(const struct drawing *d, struct mc_buffer *out, const char *key, int count)
{
    if (count > 0) {
        char number[16];
        char part[128];
        (void)snprintf(number, sizeof number, "%d", count);
        mc_buffer_format(out, "%s%s", out->len > 0 ? ", " : "",
                         mc_message_format(d->messages, d->list->language, part, sizeof part, key,
                                           "n", number, NULL));
    }
}

/* "1 bản chính, 2 bản sao. Note." */
static void draw_copies(struct drawing *d, const struct procedure_paper *paper)
{
    struct mc_buffer text;
    mc_buffer_init(&text, TEXT_MAX_BYTES);
    put_count(d, &text, "slip.bring.originals", paper->originals);
    put_count(d, &text, "slip.bring.copies", paper->copies);
    const char *note = in(d, &paper->note);
    if (note[0] != '\0') {
        mc_buffer_format(&text, "%s%s", text.len > 0 ? ". " : "", note);
    }
    if (text.len > 0) {
        paper_roll_text(&d->roll, &(struct paper_roll_text){.text = mc_buffer_text(&text),
                                                            .size_px = d->papers_px - 4,
                                                            .x_px = BOX_PX + BOX_GAP_PX});
    }
    mc_buffer_finish(&text);
}

static enum need need_of(const struct procedure_paper *paper)
{
    if (paper->replaced_by_data) {
        return LOOKED_UP;
    }
    return paper->required ? NEEDED : IF_ANY;
}

static void draw_paper(struct drawing *d, const struct procedure_paper *paper, enum need need)
{
    const struct paper_roll_text name = {.text = in(d, &paper->name),
                                         .size_px = d->papers_px,
                                         .bold = need == NEEDED,
                                         .x_px = BOX_PX + BOX_GAP_PX};
    if (need == LOOKED_UP) {
        paper_roll_row(
            &d->roll,
            (const struct paper_roll_text[]){{.text = "–", .size_px = d->papers_px}, name}, 2);
    } else {
        paper_roll_boxed(&d->roll, &name, BOX_PX);
        draw_copies(d, paper);
    }
    paper_roll_space(&d->roll, 12);
}

static size_t draw_papers(struct drawing *d, const struct procedure_case *one, enum need need)
{
    static const char *const headings[] = {
        [NEEDED] = NULL, [IF_ANY] = "slip.bring.if_any", [LOOKED_UP] = "slip.bring.looked_up"};
    size_t count = 0;
    for (size_t i = 0; i < one->paper_count; i++) {
        if (need_of(&one->papers[i]) != need) {
            continue;
        }
        if (count++ == 0 && headings[need] != NULL) {
            paper_roll_space(&d->roll, 6);
            put(d, text_of(d, headings[need]), SMALL_PX, false, UI_START);
            paper_roll_space(&d->roll, 8);
        }
        draw_paper(d, &one->papers[i], need);
    }
    return count;
}

static void draw_all_papers(struct drawing *d)
{
    const struct procedure_case *one = case_of(d);
    size_t count = one != NULL ? draw_papers(d, one, NEEDED) : 0;
    if (count == 0) {
        put(d, text_of(d, "slip.bring.nothing"), BODY_PX, true, UI_START);
        paper_roll_space(&d->roll, 10);
    }
    if (one != NULL) {
        (void)draw_papers(d, one, IF_ANY);
        (void)draw_papers(d, one, LOOKED_UP);
    }
}

static void draw_foot(struct drawing *d)
{
    char day[DATE_TEXT_BYTES];
    char line[TEXT_MAX_BYTES];
    date_format_display(d->list->printed, day);
    paper_roll_space(&d->roll, 6);
    put(d,
        mc_message_format(d->messages, d->list->language, line, sizeof line, "slip.bring.printed",
                          "code", d->list->procedure->code, "date", day, NULL),
        SMALL_PX, false, UI_CENTER);
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
    draw_all_papers(d);
    divider(d);
    rc = paper_qr_draw(&d->roll, d->list->url, err);
    if (rc == MC_OK) {
        put(d, text_of(d, "slip.bring.scan"), SMALL_PX, false, UI_CENTER);
        draw_foot(d);
        rc = paper_roll_take(&d->roll, out, err);
    }
    paper_roll_finish(&d->roll);
    return rc;
}

enum mc_err checklist_picture_draw(const struct checklist *list, const struct mc_messages *messages,
                                   int width_dots, struct mc_raster *out, struct mc_error *err)
{
    if (width_dots < RECEIPT_PICTURE_WIDTH_MIN_PX || width_dots > RECEIPT_PICTURE_WIDTH_MAX_PX) {
        return mc_fail(err, MC_EINVAL, "list: %d dots wide", width_dots);
    }
    struct drawing d = {.list = list, .messages = messages, .papers_px = BODY_PX};
    enum mc_err rc = draw(&d, width_dots, out, err);
    if (rc == MC_ETOOBIG) {
        d.papers_px = 20; /* very many papers: smaller letters before no list at all */
        rc = draw(&d, width_dots, out, err);
    }
    return rc;
}
