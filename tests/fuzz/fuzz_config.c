/* Any bytes as a configuration file: refused with a text, or every value within its bounds. */
#include <string.h>

#include "core/config.h"
#include "tests/fuzz/fuzz.h"

struct settings {
    char name[8];
    int64_t port;
    bool on;
    int mode;
};

static const char *const modes[] = {"a", "b", NULL};

static const struct mc_config_option options[] = {
    {"name", MC_CONFIG_TEXT, offsetof(struct settings, name), sizeof(((struct settings *)0)->name),
     "x", 1, 7, NULL, "a name"},
    {"net.port", MC_CONFIG_INTEGER, offsetof(struct settings, port), sizeof(int64_t), "80", 1,
     65535, NULL, "a port"},
    {"net.tls.on", MC_CONFIG_BOOL, offsetof(struct settings, on), sizeof(bool), "true", 0, 0, NULL,
     "a switch"},
    {"mode", MC_CONFIG_CHOICE, offsetof(struct settings, mode), sizeof(int), "a", 0, 0, modes,
     "a choice"},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct settings settings = {0};
    struct mc_error err = {0};
    if (mc_config_parse("file", bytes, len, options, sizeof options / sizeof options[0], &settings,
                        &err) != MC_OK) {
        MC_CHECK(settings.port == 0 && strstr(err.text, "file") != NULL);
        return 0;
    }
    MC_CHECK(settings.port >= 1 && settings.port <= 65535);
    MC_CHECK(settings.mode == 0 || settings.mode == 1);
    MC_CHECK(strnlen(settings.name, sizeof settings.name) < sizeof settings.name);
    return 0;
}
