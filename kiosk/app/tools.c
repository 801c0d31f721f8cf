#include "kiosk/app/tools.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/image.h"
#include "core/messages.h"
#include "drivers/camera/qr_reader.h"
#include "kiosk/store/catalogue.h"

#define EXIT_USAGE      2
#define SEARCH_HITS     10
#define SEARCH_HITS_MAX 100

static int complain(const char *what)
{
    (void)fprintf(stderr, "motcua-kiosk: %s\n", what);
    return EXIT_USAGE;
}

static void print_code(struct qr_reader *reader, const char *path, const struct mc_grey *picture)
{
    const uint8_t *bytes = NULL;
    size_t len = 0;
    (void)printf("%s\t", path);
    if (qr_reader_read(reader, picture, &bytes, &len)) {
        for (size_t i = 0; i < len; i++) {
            (void)printf("%02x", bytes[i]);
        }
    }
    (void)putchar('\n');
}

int tools_decode(int count, char *const paths[])
{
    if (count == 0) {
        return complain("--decode needs at least one picture");
    }
    struct qr_reader *reader = qr_reader_create();
    int status = 0;
    for (int i = 0; i < count && status == 0; i++) {
        struct mc_grey picture = {0};
        struct mc_error err;
        if (mc_png_read_grey(paths[i], &picture, &err) == MC_OK) {
            print_code(reader, paths[i], &picture);
        } else {
            status = complain(err.text);
        }
        mc_grey_finish(&picture);
    }
    qr_reader_destroy(reader);
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
