#include "central/options.h"

#include <string.h>

#define MEMBER(member)                                                                             \
    offsetof(struct central_options, member), sizeof(((struct central_options *)0)->member)
#define PATH_MOST (OPTIONS_PATH_BYTES - 1)

const struct mc_config_option central_option_table[] = {
    {"listen.address", MC_CONFIG_TEXT, MEMBER(listen_address), "127.0.0.1", 2, 63, NULL,
     "IPv4 or IPv6 address to listen on"},
    {"listen.port", MC_CONFIG_INTEGER, MEMBER(listen_port), "8443", 0, 65535, NULL,
     "port to listen on; 0: any free one"},
    {"listen.port_file", MC_CONFIG_TEXT, MEMBER(port_file), "", 0, PATH_MOST, NULL,
     "file the port is written to once the service listens; empty: none"},
    {"tls.certificate_file", MC_CONFIG_TEXT, MEMBER(certificate_file), "/etc/motcua/central.crt", 1,
     PATH_MOST, NULL, "certificate and its chain, PEM"},
    {"tls.key_file", MC_CONFIG_TEXT, MEMBER(key_file), "/etc/motcua/central.key", 1, PATH_MOST,
     NULL, "private key of the certificate, PEM"},
    {"database_file", MC_CONFIG_TEXT, MEMBER(database_file), "/var/lib/motcua/central.db", 1,
     PATH_MOST, NULL, "SQLite database; created if it is not there"},
    {"database_url", MC_CONFIG_TEXT, MEMBER(database_url), "", 0, OPTIONS_URL_BYTES - 1, NULL,
     "PostgreSQL instead of SQLite: \"postgresql://host1,host2/name\"; empty: database_file"},
    {"database_connections", MC_CONFIG_INTEGER, MEMBER(database_connections), "8", 1, 256, NULL,
     "connections to the database at a time"},
    {"kiosks.authority_file", MC_CONFIG_TEXT, MEMBER(authority_certificate_file),
     "/etc/motcua/kiosks.crt", 1, PATH_MOST, NULL,
     "certificate of the authority for kiosks (motcua-ctl ca init), older ones behind it, PEM"},
    {"kiosks.authority_key_file", MC_CONFIG_TEXT, MEMBER(authority_key_file),
     "/etc/motcua/kiosks.key", 1, PATH_MOST, NULL, "private key of that authority, PEM"},
    {"kiosks.certificate_days", MC_CONFIG_INTEGER, MEMBER(certificate_days), "365", 1, 3650, NULL,
     "days a kiosk's certificate is good for; it is renewed after two thirds of them"},
    {"receipt_key_file", MC_CONFIG_TEXT, MEMBER(receipt_key_file), "/etc/motcua/receipt.key", 1,
     PATH_MOST, NULL, "private key (motcua-ctl keygen) that signs what has been taken in"},
    {"accept_unsealed", MC_CONFIG_BOOL, MEMBER(accept_unsealed), "false", 0, 0, NULL,
     "also take dossiers that are not sealed, from channels inside the city's own network"},
    {"public_base_url", MC_CONFIG_TEXT, MEMBER(public_base_url), "https://localhost:8443", 8, 255,
     NULL, "address citizens reach the service at, without a slash at its end"},
    {"assets_dir", MC_CONFIG_TEXT, MEMBER(assets_dir), "/usr/share/motcua/assets", 1, 400, NULL,
     "folder of the program's texts and style sheet"},
    {"calendar_file", MC_CONFIG_TEXT, MEMBER(calendar_file), "", 0, PATH_MOST, NULL,
     "public holidays; empty: calendar/holidays.json of assets_dir"},
    {"collect_at", MC_CONFIG_TEXT, MEMBER(collect_at), "", 0, 319, NULL,
     "where results are collected, as citizens read it"},
    {"agencies_file", MC_CONFIG_TEXT, MEMBER(agencies_file), "", 0, PATH_MOST, NULL,
     "the city's agencies and which of them decides what (assets/agencies); empty: every agency is "
     "served, and the one that receives a dossier decides it"},
    {"proxy.addresses", MC_CONFIG_TEXT, MEMBER(proxy_addresses), "", 0, OPTIONS_LIST_BYTES - 1,
     NULL, "of the reverse proxies before this, \"10.0.0.5; 10.0.0.6\"; empty: none"},
    {"proxy.secret_file", MC_CONFIG_TEXT, MEMBER(proxy_secret_file), "", 0, PATH_MOST, NULL,
     "what proxies show to be believed, one line of 32 characters or more"},
    {"metrics_readers", MC_CONFIG_TEXT, MEMBER(metrics_readers), "127.0.0.1; ::1", 0,
     OPTIONS_LIST_BYTES - 1, NULL, "addresses that may read /metrics"},
    {"limits.connections", MC_CONFIG_INTEGER, MEMBER(connections), "2048", 1, 16384, NULL,
     "connections at a time"},
    {"limits.connections_per_address", MC_CONFIG_INTEGER, MEMBER(connections_per_address), "64", 1,
     16384, NULL, "connections at a time from one address"},
    {"limits.threads", MC_CONFIG_INTEGER, MEMBER(threads), "32", 1, 256, NULL,
     "threads that serve connections; each serves some, and one at a time"},
    {"limits.timeout_s", MC_CONFIG_INTEGER, MEMBER(timeout_s), "30", 1, 600, NULL,
     "seconds a connection may be silent"},
    {"limits.header_timeout_s", MC_CONFIG_INTEGER, MEMBER(header_timeout_s), "10", 1, 600, NULL,
     "seconds from a new connection to its first request's headers"},
    {"limits.body_timeout_s", MC_CONFIG_INTEGER, MEMBER(body_timeout_s), "120", 1, 3600, NULL,
     "seconds a request's body may take"},
    {"limits.answer_timeout_s", MC_CONFIG_INTEGER, MEMBER(answer_timeout_s), "120", 1, 3600, NULL,
     "seconds a client may take to read its answer"},
    {"limits.idle_timeout_s", MC_CONFIG_INTEGER, MEMBER(idle_timeout_s), "75", 1, 3600, NULL,
     "seconds from an answer to the next request's headers"},
    {"limits.address_per_minute", MC_CONFIG_INTEGER, MEMBER(address_per_minute), "600", 1, 1000000,
     NULL, "requests from one address"},
    {"limits.address_burst", MC_CONFIG_INTEGER, MEMBER(address_burst), "200", 1, 1000000, NULL,
     "of those, at once"},
    {"limits.kiosk_per_minute", MC_CONFIG_INTEGER, MEMBER(kiosk_per_minute), "300", 1, 1000000,
     NULL, "requests of one kiosk"},
    {"limits.kiosk_burst", MC_CONFIG_INTEGER, MEMBER(kiosk_burst), "100", 1, 1000000, NULL,
     "of those, at once"},
    {"limits.stop_timeout_s", MC_CONFIG_INTEGER, MEMBER(stop_timeout_s), "20", 1, 600, NULL,
     "seconds that requests under way have to finish when the service stops"},
};
const size_t central_option_count = sizeof central_option_table / sizeof central_option_table[0];

enum mc_err central_options_check(const char *path, const struct central_options *options,
                                  struct mc_error *err)
{
    const char *url = options->public_base_url;
    if (strncmp(url, "https://", 8) != 0 || url[strlen(url) - 1] == '/') {
        return mc_fail(err, MC_EINVAL,
                       "%s: public_base_url: must begin with https:// and not end in a slash",
                       path);
    }
    if (options->proxy_addresses[0] != '\0' && options->proxy_secret_file[0] == '\0') {
        return mc_fail(err, MC_EINVAL, "%s: proxy.secret_file: missing, for proxy.addresses", path);
    }
    return MC_OK;
}
