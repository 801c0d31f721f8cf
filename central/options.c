#include "central/options.h"

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
    {"limits.connections", MC_CONFIG_INTEGER, MEMBER(connections), "512", 1, 16384, NULL,
     "connections at a time"},
    {"limits.connections_per_address", MC_CONFIG_INTEGER, MEMBER(connections_per_address), "64", 1,
     16384, NULL, "connections at a time from one address"},
    {"limits.threads", MC_CONFIG_INTEGER, MEMBER(threads), "4", 1, 64, NULL,
     "threads that serve connections"},
    {"limits.timeout_s", MC_CONFIG_INTEGER, MEMBER(timeout_s), "30", 1, 600, NULL,
     "seconds a connection may be silent"},
    {"limits.stop_timeout_s", MC_CONFIG_INTEGER, MEMBER(stop_timeout_s), "20", 1, 600, NULL,
     "seconds that requests under way have to finish when the service stops"},
};
const size_t central_option_count = sizeof central_option_table / sizeof central_option_table[0];
