/* What the field being typed in may go on with, by the public lists in the settings. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/flow/flow_internal.h"

#define TYPED_BYTES     128
#define TYPED_MIN_CHARS 2

static const char *const endings[] = {
    [FLOW_SUGGEST_NAME] = " ",
    [FLOW_SUGGEST_STREET] = ", ",
    [FLOW_SUGGEST_WARD] = ", Thành phố Hồ Chí Minh",
    [FLOW_SUGGEST_PROVINCE] = "",
};

static bool is_place(const struct form_field *field)
{
    return field->type == FORM_ADDRESS || field->type == FORM_PLACE;
}

/* "Phường 4 Quận 3": from here on a number belongs to a place. */
static bool names_place(const char *word, size_t len)
{
    static const char *const kinds[] = {"phuong", "quan", "p", "q"};
    char copy[16];
    bool found = false;
    if (len < sizeof copy) {
        memcpy(copy, word, len);
        copy[len] = '\0';
        char *folded = mc_text_fold(copy);
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
            found = found || strcmp(folded, kinds[i]) == 0;
        }
        free(folded);
    }
    return found;
}

/* House numbers and the like: "12/3 ", "Số 7 ". */
static size_t skip_numbers(const char *text)
{
    size_t past = 0;
    for (size_t at = 0; text[at] != '\0';) {
        size_t end = at + strcspn(text + at, " ");
        if (names_place(text + at, end - at)) {
            break;
        }
        bool number = false;
        for (size_t i = at; i < end; i++) {
            number = number || isdigit((unsigned char)text[i]);
        }
        at = end + strspn(text + end, " ");
        past = number && text[end] == ' ' ? at : past;
    }
    return past;
}

/* Where in the value that begins which a candidate takes the place of: the last word of a name,
 * what stands behind the last comma of an address. */
static size_t part_of(const struct form_field *field, const char *value)
{
    const char *last = strrchr(value, is_place(field) ? ',' : ' ');
    size_t begin = last != NULL ? (size_t)(last - value) + 1 : 0;
    begin += strspn(value + begin, " ");
    return begin + (field->type == FORM_ADDRESS ? skip_numbers(value + begin) : 0);
}

static void look_in(struct flow *flow, const struct suggest_list *list, enum flow_suggest_kind kind,
                    const char *typed)
{
    struct flow_view *view = &flow->view;
    struct suggest_found found[FLOW_CANDIDATES_MAX];
    size_t room = FLOW_CANDIDATES_MAX - view->candidate_count;
    size_t count = suggest_find(list, typed, room, found);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(found[i].name, typed) != 0) {
            flow->session.candidate_kinds[view->candidate_count] = kind;
            view->candidates_were[view->candidate_count] = found[i].also;
            view->candidates[view->candidate_count++] = found[i].name;
        }
    }
}

static void look_for_places(struct flow *flow, const struct form_field *field, const char *typed,
                            bool behind_comma)
{
    const struct suggest *lists = flow->settings.suggest;
    bool streets = field->type == FORM_ADDRESS;
    if (streets && !behind_comma) {
        look_in(flow, &lists->streets, FLOW_SUGGEST_STREET, typed);
    }
    look_in(flow, &lists->wards, FLOW_SUGGEST_WARD, typed);
    look_in(flow, &lists->provinces, FLOW_SUGGEST_PROVINCE, typed);
    if (streets && behind_comma) {
        look_in(flow, &lists->streets, FLOW_SUGGEST_STREET, typed);
    }
}

void flow_suggest_update(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    view->candidate_count = 0;
    if (flow->settings.suggest == NULL || flow->session.at.kind != FLOW_STEP_FIELD ||
        flow_field_locked(flow, view->field)) {
        return;
    }
    const struct form_field *field = &flow_case(flow)->form.fields[view->field];
    const char *value = view->values.value[view->field];
    char typed[TYPED_BYTES] = "";
    size_t begin = part_of(field, value);
    if (strlen(value + begin) < sizeof typed) {
        mc_copy_text(typed, sizeof typed, value + begin);
    }
    if (mc_utf8_length(typed) >= TYPED_MIN_CHARS) {
        if (is_place(field)) {
            look_for_places(flow, field, typed, strchr(value, ',') != NULL);
        } else if (flow_field_is_name(field)) {
            look_in(flow, &flow->settings.suggest->names, FLOW_SUGGEST_NAME, typed);
        }
    }
    mc_wipe(typed, sizeof typed);
}

bool flow_suggest_choose(struct flow *flow, const struct form_field *field, char *value, int arg)
{
    struct flow_view *view = &flow->view;
    if (arg < 0 || (size_t)arg >= view->candidate_count) {
        return false;
    }
    const char *name = view->candidates[arg];
    const char *ending = endings[flow->session.candidate_kinds[arg]];
    size_t begin = part_of(field, value);
    size_t len = strlen(name) + strlen(ending);
    size_t max = field->max_length > 0 ? (size_t)field->max_length : FORM_VALUE_BYTES;
    char work[FORM_VALUE_BYTES];
    bool fits = begin + len < sizeof work;
    if (fits) {
        memcpy(work, value, begin);
        mc_copy_text(work + begin, sizeof work - begin, name);
        mc_copy_text(work + begin + strlen(name), sizeof work - begin - strlen(name), ending);
        fits = mc_utf8_length(work) <= max;
    }
    if (fits) {
        mc_copy_text(value, FORM_VALUE_BYTES, work);
        view->shift = flow_field_is_name(field);
    }
    mc_wipe(work, sizeof work);
    return fits;
}
