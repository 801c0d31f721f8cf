#include "kiosk/app/tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/image.h"
#include "core/memory.h"
#include "core/messages.h"
#include "core/pin.h"
#include "core/text.h"
#include "drivers/camera/decoder.h"
#include "kiosk/store/catalogue.h"
#include "ui/ime/ime.h"

#define EXIT_USAGE  2
#define SEARCH_HITS 10
/* A picture, unlike a camera's next frame, has nothing better to come. */
#define DECODE_BUDGET_MS 20000
#define SEARCH_HITS_MAX  100

static int complain(const char *what)
{
    (void)fprintf(stderr, "motcua-kiosk: %s\n", what);
    return EXIT_USAGE;
}

static void print_code(const char *path, const struct decoder_result *result)
{
    (void)printf("%s\t", path);
    if (result->found) {
        for (size_t i = 0; i < result->code.len; i++) {
            (void)printf("%02x", result->code.bytes[i]);
        }
    }
    (void)putchar('\n');
}

static bool is_jpeg(const char *bytes, size_t len)
{
    return len > 2 && (uint8_t)bytes[0] == 0xFF && (uint8_t)bytes[1] == 0xD8;
}

/* A JPEG goes as it is, like a camera's; the rest are PNG. */
static enum mc_err decode_file(struct decoder *decoder, const char *path,
                               struct decoder_result *result, struct mc_error *err)
{
    char *bytes = NULL;
    size_t len = 0;
    struct mc_grey picture = {0};
    struct camera_frame frame = {.format = CAMERA_MJPEG};
    enum mc_err rc = mc_file_read(path, MC_IMAGE_FILE_MAX_BYTES, &bytes, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (is_jpeg(bytes, len)) {
        frame.bytes = (const uint8_t *)bytes;
        frame.len = len;
    } else {
        rc = mc_png_read_grey(path, &picture, err);
        frame = (struct camera_frame){
            CAMERA_GREY,       picture.width_px,
            picture.height_px, picture.width_px,
            picture.pixels,    (size_t)picture.width_px * (size_t)picture.height_px};
    }
    struct mc_error why;
    if (rc == MC_OK) {
        rc = decoder_read(decoder, &frame, 0, result, &why);
        rc = rc == MC_OK ? MC_OK : mc_fail(err, rc, "%s: %s", path, why.text);
    }
    mc_grey_finish(&picture);
    free(bytes);
    return rc;
}

int tools_decode(int count, char *const paths[])
{
    if (count == 0) {
        return complain("--decode needs at least one picture");
    }
    struct decoder *decoder = decoder_create(&(struct decoder_settings){
        "/proc/self/exe", DECODER_OPTION, DECODE_BUDGET_MS, DECODE_BUDGET_MS});
    struct decoder_result *result = mc_secret_alloc(sizeof *result);
    int status = 0;
    for (int i = 0; i < count && status == 0; i++) {
        struct mc_error err;
        if (decode_file(decoder, paths[i], result, &err) == MC_OK) {
            print_code(paths[i], result);
        } else {
            status = complain(err.text);
        }
    }
    mc_secret_free(result);
    decoder_destroy(decoder);
    return status;
}

static int print_hits(struct catalogue *catalogue, const char *query, size_t max)
{
    struct catalogue_hit hits[SEARCH_HITS_MAX];
    size_t count = 0;
    struct mc_error err;
    if (catalogue_search(catalogue, query, max, hits, &count, &err) != MC_OK) {
        return complain(err.text);
    }
    for (size_t i = 0; i < count; i++) {
        (void)printf("%s\t%s\n", hits[i].code, mc_text_in(&hits[i].name, MC_LANGUAGE_VI));
    }
    catalogue_hits_finish(hits, count);
    return 0;
}

int tools_search(int count, char *const arguments[])
{
    if (count < 2 || count > 3) {
        return complain("--search needs a catalogue, a query, and perhaps a number");
    }
    long max = SEARCH_HITS;
    if (count == 3) {
        char *end = NULL;
        max = strtol(arguments[2], &end, 10);
        if (*end != '\0' || max < 1 || max > SEARCH_HITS_MAX) {
            return complain("--search: the number of hits is from 1 to 100");
        }
    }
    struct catalogue *catalogue = NULL;
    struct mc_error err;
    if (catalogue_open(arguments[0], CATALOGUE_READ, &catalogue, &err) != MC_OK) {
        return complain(err.text);
    }
    int status = print_hits(catalogue, arguments[1], (size_t)max);
    catalogue_close(catalogue);
    return status;
}

#define UTF8_MAX_BYTES 4

static int word_index(const char *word, const char *const *words)
{
    int i = 0;
    while (words[i] != NULL && strcmp(words[i], word) != 0) {
        i++;
    }
    return words[i] != NULL ? i : -1;
}

/* What stands in the field after the keys of one line. */
static void print_typed(struct ime ime, const char *keys)
{
    size_t size = strlen(keys) * UTF8_MAX_BYTES + 1;
    char *text = mc_calloc(size, 1);
    uint32_t key = 0;
    for (size_t n = 0; (n = mc_utf8_next(keys, &key)) > 0; keys += n) {
        if (key == '<') {
            (void)ime_backspace(&ime, text, size);
        } else {
            (void)ime_type(&ime, text, size, key);
        }
    }
    (void)puts(text);
    free(text);
}

int tools_ime(int count, char *const arguments[])
{
    static const char *const methods[] = {"telex", "vni", NULL};
    static const char *const styles[] = {"old", "new", NULL};
    int method = count > 0 ? word_index(arguments[0], methods) : -1;
    int style = count > 1 ? word_index(arguments[1], styles) : IME_OLD_STYLE;
    if (method < 0 || style < 0 || count > 2) {
        return complain("--ime needs telex or vni, and perhaps old or new");
    }
    struct ime ime = {.method = (enum ime_method)method, .style = (enum ime_style)style};
    char *line = NULL;
    size_t capacity = 0;
    int status = 0;
    while (status == 0 && getline(&line, &capacity, stdin) >= 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (mc_utf8_valid(line, strlen(line))) {
            print_typed(ime, line);
        } else {
            status = complain("--ime: a line is not UTF-8");
        }
    }
    free(line);
    return status;
}

int tools_make_pin(void)
{
    char pin[64] = "";
    char hash[MC_PIN_HASH_BYTES];
    struct mc_error err;
    if (fgets(pin, sizeof pin, stdin) == NULL) {
        return complain("--make-pin: give the PIN on standard input");
    }
    pin[strcspn(pin, "\r\n")] = '\0';
    enum mc_err rc = mc_pin_hash(pin, hash, &err);
    mc_wipe(pin, sizeof pin);
    if (rc != MC_OK) {
        return complain(err.text);
    }
    (void)puts(hash);
    return 0;
}
