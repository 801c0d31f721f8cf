/* What motcua-central is told by its configuration file (config/central.sample.json). */
#ifndef MOTCUA_CENTRAL_OPTIONS_H
#define MOTCUA_CENTRAL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/config.h"

#define OPTIONS_PATH_BYTES 512
#define OPTIONS_URL_BYTES  1024
#define OPTIONS_LIST_BYTES 512

struct central_options {
    char listen_address[64];
    int64_t listen_port;
    char port_file[OPTIONS_PATH_BYTES];
    char certificate_file[OPTIONS_PATH_BYTES];
    char key_file[OPTIONS_PATH_BYTES];
    char database_file[OPTIONS_PATH_BYTES];
    char database_url[OPTIONS_URL_BYTES];
    int64_t database_connections;
    char authority_certificate_file[OPTIONS_PATH_BYTES];
    char authority_key_file[OPTIONS_PATH_BYTES];
    int64_t certificate_days;
    char receipt_key_file[OPTIONS_PATH_BYTES];
    bool accept_unsealed;
    char public_base_url[256];
    char assets_dir[OPTIONS_PATH_BYTES];
    char calendar_file[OPTIONS_PATH_BYTES];
    char collect_at[320];
    char agencies_file[OPTIONS_PATH_BYTES];
    char proxy_addresses[OPTIONS_LIST_BYTES];
    char proxy_secret_file[OPTIONS_PATH_BYTES];
    char metrics_readers[OPTIONS_LIST_BYTES];
    int64_t connections;
    int64_t connections_per_address;
    int64_t threads;
    int64_t timeout_s;
    int64_t header_timeout_s;
    int64_t body_timeout_s;
    int64_t answer_timeout_s;
    int64_t idle_timeout_s;
    int64_t address_per_minute;
    int64_t address_burst;
    int64_t kiosk_per_minute;
    int64_t kiosk_burst;
    int64_t stop_timeout_s;
};

extern const struct mc_config_option central_option_table[];
extern const size_t central_option_count;

/* What the table cannot say: MC_EINVAL, the text names the option. */
enum mc_err central_options_check(const char *path, const struct central_options *options,
                                  struct mc_error *err) MC_MUST_CHECK;

#endif
