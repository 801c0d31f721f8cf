#include "ui/wrap.h"

#include <string.h>

static size_t character_bytes(const char *text, size_t len)
{
    size_t n = len > 0 ? 1 : 0;
    while (n < len && ((unsigned char)text[n] & 0xc0) == 0x80) {
        n++;
    }
    return n;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Behind a hyphen or slash, unless it stands in a date, a number or a code. */
static bool breaks_behind(const char *text, size_t at, size_t len)
{
    char c = text[at - 1];
    bool joins = c == '-' || c == '/';
    return joins && at > 1 && !(is_digit(text[at - 2]) && at < len && is_digit(text[at]));
}

/* Where to break a text of which `fits` bytes fit: behind the last space, hyphen or slash. */
static size_t break_before(const char *text, size_t len, size_t fits)
{
    if (fits == len || text[fits] == ' ') {
        return fits;
    }
    for (size_t at = fits; at > 0; at--) {
        if (text[at - 1] == ' ' || breaks_behind(text, at, len)) {
            return at;
        }
    }
    /* A code that no line holds. */
    for (size_t at = fits; at > 1; at--) {
        if (text[at - 1] == '-' || text[at - 1] == '/') {
            return at;
        }
    }
    return fits > 0 ? fits : character_bytes(text, len);
}

static size_t drop_spaces(const char *text, size_t len)
{
    while (len > 0 && text[len - 1] == ' ') {
        len--;
    }
    return len;
}

/* The last line, cut so that the ellipsis fits as well. */
static void cut(const struct wrap_metrics *metrics, const char *text, int width_px,
                struct wrap_line *line, size_t paragraph_len)
{
    int room = width_px - metrics->ellipsis_px;
    size_t fits = metrics->fit(metrics->context, text + line->start, paragraph_len,
                               room > 0 ? room : 0, &line->width_px);
    line->len = drop_spaces(text + line->start, fits);
    line->width_px += metrics->ellipsis_px;
    line->ellipsis = true;
}

size_t wrap_text(const struct wrap_metrics *metrics, const char *text, int width_px, int max_lines,
                 struct wrap_line lines[WRAP_LINES_MAX])
{
    size_t most = max_lines > 0 && max_lines < WRAP_LINES_MAX ? (size_t)max_lines : WRAP_LINES_MAX;
    size_t len = strlen(text);
    size_t at = 0;
    size_t count = 0;
    do {
        const char *from = text + at;
        const char *newline = memchr(from, '\n', len - at);
        size_t paragraph = newline != NULL ? (size_t)(newline - from) : len - at;
        struct wrap_line *line = &lines[count++];
        *line = (struct wrap_line){.start = at};
        size_t fits = metrics->fit(metrics->context, from, paragraph, width_px, &line->width_px);
        size_t taken = break_before(from, paragraph, fits);
        line->len = drop_spaces(from, taken);
        if (line->len != fits) {
            (void)metrics->fit(metrics->context, from, line->len, width_px, &line->width_px);
        }
        while (taken < paragraph && from[taken] == ' ') {
            taken++;
        }
        at += taken;
        if (taken == paragraph && newline != NULL) {
            at++;
        }
        if (count == most && at < len) {
            cut(metrics, text, width_px, line, paragraph);
        }
    } while (at < len && count < most);
    return count;
}
