#include "drivers/printer/ieee1284.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/cursor.h"

#define LENGTH_BYTES 2
#define KEY_BYTES    24

static bool printable(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7F;
}

/* Without the white space around it; what cannot be printed becomes a question mark. */
static void copy_trimmed(struct mc_cursor part, char *out, size_t size)
{
    size_t first = part.at;
    size_t end = part.len;
    while (first < end && part.bytes[first] == ' ') {
        first++;
    }
    while (end > first && (part.bytes[end - 1] == ' ' || part.bytes[end - 1] == '\0')) {
        end--;
    }
    size_t n = 0;
    for (size_t i = first; i < end && n + 1 < size; i++) {
        out[n++] = (char)(printable(part.bytes[i]) ? part.bytes[i] : '?');
    }
    out[n] = '\0';
}

static char *member_of(struct ieee1284_id *id, const char *key)
{
    const struct {
        const char *key;
        char *member;
    } rows[] = {
        {"MFG", id->manufacturer},    {"MANUFACTURER", id->manufacturer},
        {"MDL", id->model},           {"MODEL", id->model},
        {"CMD", id->commands},        {"COMMAND SET", id->commands},
        {"SN", id->serial},           {"SERN", id->serial},
        {"SERIALNUMBER", id->serial},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcasecmp(rows[i].key, key) == 0) {
            return rows[i].member;
        }
    }
    return NULL;
}

void ieee1284_parse(const uint8_t *bytes, size_t len, struct ieee1284_id *out)
{
    *out = (struct ieee1284_id){0};
    /* No key begins with a byte that could be the high one of a length: an id is shorter than
     * 0x2000 bytes. */
    bool has_length = len >= LENGTH_BYTES && (!printable(bytes[0]) || !printable(bytes[1]));
    size_t skip = has_length ? LENGTH_BYTES : 0;
    struct mc_cursor all = mc_cursor_over(bytes + skip, len - skip);
    while (mc_cursor_left(&all) > 0) {
        struct mc_cursor pair = mc_cursor_until(&all, ';');
        struct mc_cursor name = mc_cursor_until(&pair, ':');
        char key[KEY_BYTES];
        copy_trimmed(name, key, sizeof key);
        char *member = member_of(out, key);
        if (member != NULL && member[0] == '\0') {
            copy_trimmed(pair, member, IEEE1284_TEXT_BYTES);
        }
    }
}

static bool mentions(const char *commands, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcasestr(commands, *words) != NULL) {
            return true;
        }
    }
    return false;
}

enum ieee1284_language ieee1284_language(const struct ieee1284_id *id)
{
    static const char *const receipt[] = {"ESC/POS", "ESCPOS", "EPOS", "POS", NULL};
    static const char *const other[] = {"PCL", "PJL", "POSTSCRIPT", "PDF", "PWG",   "URF",
                                        "ZPL", "EPL", "TSPL",       "GDI", "ESCPL", NULL};
    if (mentions(id->commands, other) && strcasestr(id->commands, "ESC/POS") == NULL) {
        return IEEE1284_OTHER;
    }
    return mentions(id->commands, receipt) ? IEEE1284_ESCPOS : IEEE1284_UNKNOWN;
}
