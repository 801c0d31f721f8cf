/*
 * Breaking text into lines. Pure: how wide text is, the caller's function says.
 */
#ifndef MOTCUA_UI_WRAP_H
#define MOTCUA_UI_WRAP_H

#include <stdbool.h>
#include <stddef.h>

#define WRAP_LINES_MAX 256

struct wrap_line {
    size_t start;
    size_t len;    /* without the space it was broken at */
    int width_px;  /* with the ellipsis, if there is one */
    bool ellipsis; /* text was cut behind it */
};

struct wrap_metrics {
    void *context;
    /* How many of the len bytes at text fit into width_px (whole characters), and how wide they
     * are. */
    size_t (*fit)(void *context, const char *text, size_t len, int width_px, int *out_width_px);
    int ellipsis_px;
};

/*
 * Breaks at spaces, behind hyphens and slashes (between two digits only if it must), at "\n", and
 * inside a word that is wider than a line. At most max_lines lines (0: WRAP_LINES_MAX), the last
 * with an ellipsis if text is left. Returns how many; an empty text has one empty line.
 */
size_t wrap_text(const struct wrap_metrics *metrics, const char *text, int width_px, int max_lines,
                 struct wrap_line lines[WRAP_LINES_MAX]);

#endif
