#include "tests/drivers/camera/photographs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"

#define LIST_MAX_BYTES (1024 * 1024)

static int digit_of(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

static size_t from_hex(const char *hex, uint8_t *out, size_t size)
{
    size_t len = 0;
    while (len < size) {
        int high = digit_of(hex[2 * len]);
        int low = high >= 0 ? digit_of(hex[2 * len + 1]) : -1;
        if (low < 0) {
            break;
        }
        out[len++] = (uint8_t)(high * 16 + low);
    }
    return len;
}

static bool parse_line(char *line, struct photograph *out)
{
    char *rest = NULL;
    const char *name = strtok_r(line, "\t", &rest);
    const char *kind = strtok_r(NULL, "\t", &rest);
    const char *hex = strtok_r(NULL, "\t", &rest);
    if (name == NULL || name[0] == '#' || kind == NULL) {
        return false;
    }
    *out = (struct photograph){.blank = strcmp(kind, "fp") == 0};
    (void)snprintf(out->name, sizeof out->name, "%s", name);
    const char *end = strstr(name, "__");
    for (const char *next = end; next != NULL; next = strstr(end + 2, "__")) {
        end = next;
    }
    (void)snprintf(out->set, sizeof out->set, "%.*s", end != NULL ? (int)(end - name) : 0, name);
    out->len = hex != NULL ? from_hex(hex, out->text, sizeof out->text) : 0;
    return true;
}

bool photographs_load(struct photographs *out)
{
    char *list = NULL;
    size_t len = 0;
    if (mc_file_read(PHOTOGRAPHS_FOLDER "expected.tsv", LIST_MAX_BYTES, &list, &len, NULL) !=
        MC_OK) {
        return false;
    }
    *out = (struct photographs){0};
    bool odd = false;
    char *rest = NULL;
    for (char *line = strtok_r(list, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        out->all = mc_realloc(out->all, (out->count + 1) * sizeof *out->all);
        if (parse_line(line, &out->all[out->count])) {
            out->all[out->count].held_out = odd;
            odd = !odd;
            out->count++;
        }
    }
    free(list);
    return true;
}

void photographs_finish(struct photographs *photographs)
{
    free(photographs->all);
    *photographs = (struct photographs){0};
}

bool photograph_read(const struct photograph *photograph, struct mc_grey *out)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s%s", PHOTOGRAPHS_FOLDER, photograph->name);
    return mc_png_read_grey(path, out, NULL) == MC_OK;
}

enum photograph_reading photograph_judge(const struct photograph *photograph, const uint8_t *bytes,
                                         size_t len)
{
    static const struct {
        const char *name;
        const char *text;
    } also_there[] = {
        /* A code within a code: the list names the inner one, the reader takes the larger. */
        {"zxing-cpp__qrcode-2__16.png", "[外側QRコード]\r\n \r\n*ﾀﾞﾌﾞﾙQR*\r\nhttp://d-qr.net/ex/"},
        /* The list has lost a letter. A code's length is part of what its error correction guards:
         * no damage makes 72 sound bytes of 71. */
        {"zxing__qrcode-2__13.png",
         "The 2005 USGS aerial photography of the Washington Monument is censored."},
    };
    if (!photograph->blank && len == photograph->len && memcmp(bytes, photograph->text, len) == 0) {
        return PHOTOGRAPH_EXACT;
    }
    for (size_t i = 0; i < sizeof also_there / sizeof also_there[0]; i++) {
        if (strcmp(also_there[i].name, photograph->name) == 0 &&
            strlen(also_there[i].text) == len && memcmp(also_there[i].text, bytes, len) == 0) {
            return PHOTOGRAPH_ALSO_THERE;
        }
    }
    return PHOTOGRAPH_FALSE;
}
