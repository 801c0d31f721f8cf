/* motcua-central: reads its configuration, starts the service, waits for SIGTERM. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "central/directory.h"
#include "central/gate.h"
#include "central/options.h"
#include "central/server.h"
#include "core/file.h"
#include "core/log.h"
#include "core/memory.h"

#define PEM_MAX_BYTES ((size_t)256 * 1024)
#define CSS_MAX_BYTES ((size_t)64 * 1024)
#define EXIT_USAGE    2

/* Everything that lives as long as the program. */
struct central {
    struct central_options options;
    struct calendar calendar;
    struct agency_directory *directory; /* NULL: none */
    struct mc_messages *messages;
    struct storage *storage;
    char *page_css;
    struct gate gate;
    struct mc_signing_key *receipt_key;
    struct service service;
    struct server *server;
};

static enum mc_err load_texts(struct central *central, struct mc_error *err)
{
    char common[2 * OPTIONS_PATH_BYTES];
    char own[2 * OPTIONS_PATH_BYTES];
    char css[2 * OPTIONS_PATH_BYTES];
    const char *assets = central->options.assets_dir;
    (void)snprintf(common, sizeof common, "%s/i18n/common", assets);
    (void)snprintf(own, sizeof own, "%s/i18n/central", assets);
    (void)snprintf(css, sizeof css, "%s/central/page.css", assets);
    const char *const dirs[] = {common, own};
    size_t len = 0;
    enum mc_err rc = mc_messages_load(dirs, 2, &central->messages, err);
    return rc == MC_OK ? mc_file_read(css, CSS_MAX_BYTES, &central->page_css, &len, err) : rc;
}

static enum mc_err start_service(struct central *central, struct mc_error *err)
{
    const struct central_options *options = &central->options;
    struct service *service = &central->service;
    enum mc_err rc = directory_load_calendar(options->calendar_file, options->assets_dir,
                                             &central->calendar, err);
    if (rc == MC_OK) {
        rc = load_texts(central, err);
    }
    if (rc == MC_OK) {
        rc = mc_signing_key_read(options->receipt_key_file, &central->receipt_key, err);
    }
    if (rc == MC_OK && options->agencies_file[0] != '\0') {
        rc = directory_load(options->agencies_file, options->assets_dir, &central->directory, err);
    }
    if (rc == MC_OK) {
        rc = gate_init(options, &central->gate, service, err);
    }
    if (rc == MC_OK) {
        struct sql_settings database = {.where = options->database_url[0] != '\0'
                                                     ? options->database_url
                                                     : options->database_file,
                                        .create = true,
                                        .connections = (unsigned)options->database_connections};
        rc = storage_open(&database, &central->storage, err);
    }
    service->storage = central->storage;
    service->calendar = &central->calendar;
    service->messages = central->messages;
    service->page_css = central->page_css;
    service->directory = central->directory;
    service->receipt_key = central->receipt_key;
    service->accept_unsealed = options->accept_unsealed;
    mc_copy_text(service->public_base_url, sizeof service->public_base_url,
                 options->public_base_url);
    mc_copy_text(service->collect_at, sizeof service->collect_at, options->collect_at);
    return rc;
}

static enum mc_err start_server(struct central *central, struct mc_error *err)
{
    const struct central_options *options = &central->options;
    char *certificate = NULL;
    char *key = NULL;
    size_t certificate_len = 0;
    size_t key_len = 0;
    enum mc_err rc =
        mc_file_read(options->certificate_file, PEM_MAX_BYTES, &certificate, &certificate_len, err);
    if (rc == MC_OK) {
        rc = mc_file_read(options->key_file, PEM_MAX_BYTES, &key, &key_len, err);
    }
    if (rc == MC_OK) {
        struct server_settings settings = {.service = &central->service,
                                           .address = options->listen_address,
                                           .port = (uint16_t)options->listen_port,
                                           .certificate_pem = certificate,
                                           .key_pem = key,
                                           .connections = (unsigned)options->connections,
                                           .connections_per_address =
                                               (unsigned)options->connections_per_address,
                                           .threads = (unsigned)options->threads,
                                           .timeout_s = (unsigned)options->timeout_s};
        gate_settings(options, &central->gate, &settings);
        rc = server_start(&settings, &central->server, err);
    }
    if (key != NULL) {
        mc_wipe(key, key_len);
    }
    free(key);
    free(certificate);
    return rc;
}

static enum mc_err announce(const struct central *central, struct mc_error *err)
{
    const struct central_options *options = &central->options;
    unsigned port = server_port(central->server);
    enum mc_err rc = MC_OK;
    if (options->port_file[0] != '\0') {
        char text[16];
        (void)snprintf(text, sizeof text, "%u\n", port);
        rc = mc_file_write(options->port_file, text, strlen(text), err);
    }
    if (rc == MC_OK) {
        mc_log(MC_LOG_INFO, "central", "ready on %s port %u", options->listen_address, port);
    }
    return rc;
}

static int run(struct central *central, const char *config)
{
    struct mc_error err;
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    /* Before any thread is there, so that only sigwait() below gets them. */
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);

    enum mc_err rc =
        mc_config_read(config, central_option_table, central_option_count, &central->options, &err);
    if (rc == MC_OK) {
        rc = central_options_check(config, &central->options, &err);
    }
    if (rc == MC_OK) {
        rc = start_service(central, &err);
    }
    if (rc == MC_OK) {
        rc = start_server(central, &err);
    }
    if (rc == MC_OK) {
        rc = announce(central, &err);
    }
    if (rc != MC_OK) {
        (void)fprintf(stderr, "motcua-central: %s\n", err.text);
    } else {
        int signal_number = 0;
        (void)sigwait(&signals, &signal_number);
        mc_log(MC_LOG_INFO, "central", "stopping on signal %d", signal_number);
    }
    server_stop(central->server, (int)central->options.stop_timeout_s * 1000);
    gate_finish(&central->gate);
    storage_close(central->storage);
    mc_messages_destroy(central->messages);
    agency_directory_destroy(central->directory);
    mc_signing_key_destroy(central->receipt_key);
    free(central->page_css);
    return rc == MC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int print(void (*write)(const struct mc_config_option *options, size_t count,
                               struct mc_buffer *out),
                 const char *lead)
{
    struct mc_buffer out;
    mc_buffer_init(&out, MC_CONFIG_FILE_MAX_BYTES);
    write(central_option_table, central_option_count, &out);
    (void)printf("%s%s", lead, mc_buffer_text(&out));
    mc_buffer_finish(&out);
    return EXIT_SUCCESS;
}

static const char usage[] = "usage: motcua-central --config FILE\n"
                            "       motcua-central --print-sample | --help\n";

int main(int argc, char **argv)
{
    mc_secure_init();
    (void)umask(077); /* the database holds what citizens handed in */
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        (void)fputs(usage, stdout);
        return print(mc_config_help, "\nThe configuration file is one JSON object:\n\n");
    }
    if (argc == 2 && strcmp(argv[1], "--print-sample") == 0) {
        return print(mc_config_sample, "");
    }
    if (argc != 3 || strcmp(argv[1], "--config") != 0) {
        (void)fputs(usage, stderr);
        return EXIT_USAGE;
    }
    struct central *central = MC_NEW(struct central);
    int status = run(central, argv[2]);
    free(central);
    return status;
}
