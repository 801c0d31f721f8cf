#include "ui/announce.h"

#include <string.h>

#include "core/memory.h"

#define FNV_START 14695981039346656037u
#define FNV_PRIME 1099511628211u

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++) {
        hash = (hash ^ (uint8_t)*text) * FNV_PRIME;
    }
    return (hash ^ 0xffU) * FNV_PRIME;
}

struct speech_text {
    char *text;
    size_t size;
    size_t len;
};

/* What does not fit is left out whole. */
static void say(struct speech_text *out, const char *text)
{
    size_t len = text != NULL ? strlen(text) : 0;
    size_t gap = out->len > 0 ? 2 : 0;
    if (len == 0 || out->len + gap + len >= out->size) {
        return;
    }
    memcpy(out->text + out->len, ". ", gap);
    memcpy(out->text + out->len + gap, text, len);
    out->len += gap + len;
    out->text[out->len] = '\0';
}

static bool is_role(const struct ui_node_info *node, const char *role)
{
    return strcmp(node->role, role) == 0;
}

static const char *role_word(const struct ui_node_info *node, const struct announce_words *words)
{
    static const char none[] = "";
    const struct {
        const char *role;
        const char *word;
    } all[] = {{"button", words->button},
               {"checkbox", words->checkbox},
               {"radio", words->radio},
               {"field", words->field},
               {"image", words->image}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (is_role(node, all[i].role)) {
            return all[i].word;
        }
    }
    return none;
}

static void say_state(const struct ui_node_info *node, const struct announce_words *words,
                      struct speech_text *out)
{
    if (is_role(node, "checkbox") || is_role(node, "radio")) {
        say(out, node->checked ? words->checked : words->unchecked);
    } else if (node->checked) {
        say(out, words->chosen);
    }
    if (node->expanded != UI_NOT_EXPANDABLE) {
        say(out, node->expanded == UI_EXPANDED ? words->expanded : words->collapsed);
    }
    if (!node->enabled) {
        say(out, words->disabled);
    }
    if (node->invalid) {
        say(out, words->invalid);
    }
}

static void say_value(const struct ui_node_info *node, const struct announce_words *words,
                      bool aloud_secrets, struct speech_text *out)
{
    if (is_role(node, "field") && node->value[0] == '\0') {
        say(out, words->empty);
    } else if (node->secret && !aloud_secrets) {
        say(out, words->hidden);
    } else {
        say(out, node->value);
    }
}

static void say_node(const struct ui_node_info *node, const struct announce_words *words,
                     bool aloud_secrets, struct speech_text *out)
{
    bool hidden = is_role(node, "text") && node->secret && !aloud_secrets;
    say(out, hidden ? NULL : node->name);
    say(out, role_word(node, words));
    say_state(node, words, out);
    say_value(node, words, aloud_secrets, out);
    say(out, node->hint);
}

/* ---- What is on the screen ---- */

struct found {
    struct ui_node_info title; /* of the screen, or of the dialog that lies over it */
    bool has_title;
    struct ui_node_info focus;
    bool has_focus;
};

/* Of a dialog only what lies in it counts: the rest is not enabled. */
static void look(const struct ui *ui, struct found *out)
{
    *out = (struct found){.has_title = false};
    struct ui_node_info node;
    for (size_t i = 0; ui_node_at(ui, i, &node); i++) {
        if (!out->has_title && node.heading == 1 && node.enabled) {
            out->title = node;
            out->has_title = true;
        }
        bool typed_in = is_role(&node, "field");
        if (node.focused && (!out->has_focus || !typed_in)) {
            out->focus = node;
            out->has_focus = true;
        }
    }
}

static bool is_notice(const struct ui_node_info *node)
{
    return is_role(node, "group") && node->id[0] != '\0' && node->name[0] != '\0' && node->enabled;
}

static bool was_said(const struct announce *announce, uint64_t hash)
{
    for (int i = 0; i < announce->notices_count; i++) {
        if (announce->notices[i] == hash) {
            return true;
        }
    }
    return false;
}

/* Those that were not there before; a dialog is called like its title. */
static void say_notices(struct announce *announce, const struct ui *ui, const char *title,
                        struct speech_text *out)
{
    struct announce now = {0};
    struct ui_node_info node;
    for (size_t i = 0; ui_node_at(ui, i, &node); i++) {
        if (!is_notice(&node) || now.notices_count == ANNOUNCE_NOTICES_MAX) {
            continue;
        }
        uint64_t hash = hash_text(hash_text(FNV_START, node.id), node.name);
        if (!was_said(announce, hash) && strcmp(node.name, title) != 0) {
            say(out, node.name);
        }
        now.notices[now.notices_count++] = hash;
    }
    memcpy(announce->notices, now.notices, sizeof announce->notices);
    announce->notices_count = now.notices_count;
}

/* ---- Typing ---- */

static const char *last_word(const char *text)
{
    const char *word = text;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == ' ' && c[1] != '\0') {
            word = c + 1;
        }
    }
    return word;
}

static void say_typing(struct announce *announce, const struct ui_node_info *field,
                       const struct announce_words *words, bool aloud_secrets,
                       struct speech_text *out)
{
    uint64_t value = hash_text(FNV_START, field->value);
    size_t len = strlen(field->value);
    if (value == announce->value) {
        return;
    }
    if (len < announce->value_len) {
        say(out, words->erased);
    } else if (field->secret && !aloud_secrets) {
        say(out, words->typed);
    } else {
        say(out, last_word(field->value));
    }
    announce->value = value;
    announce->value_len = len;
}

void announce_screen(struct announce *announce, const struct ui *ui,
                     const struct announce_words *words, bool aloud_secrets, char *text,
                     size_t size)
{
    struct found found;
    struct speech_text all = {.text = text, .size = size};
    struct speech_text *out = &all;
    text[0] = '\0';
    look(ui, &found);
    const char *title = found.has_title ? found.title.name : ui_screen_name(ui);
    uint64_t screen = hash_text(hash_text(FNV_START, ui_screen_name(ui)), title);
    uint64_t focus =
        found.has_focus ? hash_text(hash_text(FNV_START, found.focus.id), found.focus.name) : 0;
    bool other_screen = screen != announce->screen;
    if (other_screen) {
        announce->notices_count = 0;
        say(out, title);
    }
    say_notices(announce, ui, title, out);
    bool field = found.has_focus && is_role(&found.focus, "field");
    if (found.has_focus && (other_screen || focus != announce->focus)) {
        say_node(&found.focus, words, aloud_secrets, out);
        announce->value = field ? hash_text(FNV_START, found.focus.value) : 0;
        announce->value_len = field ? strlen(found.focus.value) : 0;
    } else if (field) {
        say_typing(announce, &found.focus, words, aloud_secrets, out);
    }
    if (!field) {
        announce->value = 0; /* nothing is left of what was typed */
        announce->value_len = 0;
    }
    announce->screen = screen;
    announce->focus = focus;
}
