/*
 * Clients of the central service, as fast as they can: what scripts/bench.d/central measures with.
 *
 *   bench-central submit URL CA IDENTITY CLIENTS SECONDS BODIES   dossiers handed in, a second
 *   bench-central lookup URL CA IDENTITY CLIENTS SECONDS PATH     answers to one look-up, a second
 *   bench-central hold   URL CA IDENTITY CONNECTIONS              opens them, asks once on each,
 * says so, asks again on each, and so on for each line on standard input
 *
 * BODIES is a file of one body a line. Every client is a thread with a connection it keeps.
 */
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/file.h"
#include "core/ident.h"
#include "core/memory.h"
#include "domain/dossier.h"

#define CLIENTS_MAX    64
#define BODIES_MAX     1024
#define URL_BYTES      1024
#define FILE_MAX_BYTES ((size_t)16 * 1024 * 1024)
#define KIOSK          "K01" /* the bodies' */
#define YEAR           2026
#define NUMBERS        9999
#define TOKEN_HEADER   "X-Receipt-Token: AAECAwQFBgcICQoLDA0ODw"

struct load {
    const char *url;
    const char *ca;
    const char *identity;
    const char *path;
    const char *bodies[BODIES_MAX]; /* none: GET */
    size_t body_count;
    int64_t until_ms;
    atomic_size_t done;
    atomic_size_t failed;
};

static size_t drop(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

static CURL *open_client(const struct load *load, const char *path)
{
    char url[URL_BYTES];
    CURL *curl = curl_easy_init();
    MC_CHECK(curl != NULL);
    (void)snprintf(url, sizeof url, "%s%s", load->url, path);
    (void)curl_easy_setopt(curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(curl, CURLOPT_CAINFO, load->ca);
    (void)curl_easy_setopt(curl, CURLOPT_SSLCERT, load->identity);
    (void)curl_easy_setopt(curl, CURLOPT_SSLKEY, load->identity);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    return curl;
}

/* A request, and whether its answer has the status. */
static bool ask(CURL *curl, long status)
{
    long got = 0;
    bool answered = curl_easy_perform(curl) == CURLE_OK;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &got);
    return answered && got == status;
}

/* A dossier of its own: a provisional code of another day and number than the others'. */
static char *renumber(const char *body)
{
    char *copy = mc_strdup(body);
    char *code = strstr(copy, "\"T" KIOSK "-");
    char fresh[DOSSIER_CODE_BYTES];
    struct date day = {YEAR, 1 + (int)(mc_random_u32() % 12), 1 + (int)(mc_random_u32() % 28)};
    MC_CHECK(code != NULL);
    MC_CHECK(dossier_code_format_provisional(KIOSK, day, 1 + (int)(mc_random_u32() % NUMBERS),
                                             fresh, NULL) == MC_OK);
    size_t len = strlen(fresh);
    MC_CHECK(code[1 + len] == '"');
    for (size_t i = 0; i < len; i++) {
        code[1 + i] = fresh[i];
    }
    return copy;
}

static bool submit(CURL *curl, const char *template)
{
    char *body = renumber(template);
    char key[MC_UUID_CHARS + 1];
    char header[64 + MC_UUID_CHARS];
    mc_uuid_make(key);
    (void)snprintf(header, sizeof header, "Idempotency-Key: %s", key);
    struct curl_slist *headers =
        curl_slist_append(NULL, "Content-Type: application/vnd.motcua.sealed+json");
    headers = curl_slist_append(headers, header);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    bool accepted = ask(curl, 201);
    curl_slist_free_all(headers);
    free(body);
    return accepted;
}

static void *run(void *context)
{
    struct load *load = context;
    CURL *curl = open_client(load, load->path);
    struct curl_slist *headers = curl_slist_append(NULL, TOKEN_HEADER);
    if (load->body_count == 0) {
        (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    }
    while (mc_clock_monotonic_ms() < load->until_ms) {
        bool fine = load->body_count == 0
                        ? ask(curl, 200)
                        : submit(curl, load->bodies[mc_random_u32() % load->body_count]);
        (void)atomic_fetch_add(fine ? &load->done : &load->failed, 1);
    }
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    return NULL;
}

static int measure(struct load *load, size_t clients, int64_t seconds)
{
    pthread_t threads[CLIENTS_MAX];
    MC_CHECK(clients >= 1 && clients <= CLIENTS_MAX);
    int64_t started_ms = mc_clock_monotonic_ms();
    load->until_ms = started_ms + seconds * 1000;
    for (size_t i = 0; i < clients; i++) {
        MC_CHECK(pthread_create(&threads[i], NULL, run, load) == 0);
    }
    for (size_t i = 0; i < clients; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    double took_s = (double)(mc_clock_monotonic_ms() - started_ms) / 1000.0;
    (void)printf("%.1f %zu\n", (double)load->done / took_s, (size_t)load->failed);
    return load->failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void read_bodies(struct load *load, const char *path)
{
    char *text = NULL;
    size_t len = 0;
    struct mc_error err;
    if (mc_file_read(path, FILE_MAX_BYTES, &text, &len, &err) != MC_OK) {
        (void)fprintf(stderr, "bench-central: %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    char *rest = text;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL && load->body_count < BODIES_MAX;
         line = strtok_r(NULL, "\n", &rest)) {
        load->bodies[load->body_count++] = line;
    }
    MC_CHECK(load->body_count > 0);
}

static int hold(const struct load *load, size_t count)
{
    CURL **clients = mc_calloc(count, sizeof *clients);
    char line[16];
    for (size_t i = 0; i < count; i++) {
        clients[i] = open_client(load, "/page.css");
    }
    do {
        size_t answered = 0;
        for (size_t i = 0; i < count; i++) {
            answered += ask(clients[i], 200) ? 1 : 0;
        }
        (void)printf("%zu\n", answered);
        (void)fflush(stdout);
    } while (fgets(line, sizeof line, stdin) != NULL);
    long connects = 0;
    for (size_t i = 0; i < count; i++) {
        long own = 0;
        (void)curl_easy_getinfo(clients[i], CURLINFO_NUM_CONNECTS, &own);
        connects += own;
        curl_easy_cleanup(clients[i]);
    }
    /* Of the last round: 0 when every connection was still there. */
    (void)printf("%ld\n", connects);
    free(clients);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    static struct load load;
    mc_secure_init();
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    if (argc < 6) {
        (void)fputs("usage: bench-central submit|lookup|hold URL CA IDENTITY …\n", stderr);
        return 2;
    }
    load.url = argv[2];
    load.ca = argv[3];
    load.identity = argv[4];
    size_t count = strtoul(argv[5], NULL, 10);
    if (strcmp(argv[1], "hold") == 0) {
        return hold(&load, count);
    }
    if (argc != 8) {
        return 2;
    }
    load.path = argv[7];
    if (strcmp(argv[1], "submit") == 0) {
        load.path = "/v1/dossiers";
        read_bodies(&load, argv[7]);
    }
    return measure(&load, count, strtol(argv[6], NULL, 10));
}
