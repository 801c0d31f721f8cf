#include "core/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"

#define LINE_BYTES 1024

static const char *const level_names[] = {"debug", "info", "warn", "error"};

void mc_log(enum mc_log_level level, const char *area, const char *format, ...)
{
    char line[LINE_BYTES];
    time_t now = (time_t)mc_clock_unix_s();
    struct tm utc;
    (void)gmtime_r(&now, &utc);
    size_t used = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ", &utc);
    int n = snprintf(line + used, sizeof line - used, " %s %s ", level_names[level], area);
    used += n > 0 ? (size_t)n : 0;

    va_list args;
    va_start(args, format);
    n = vsnprintf(line + used, sizeof line - used - 1, format, args);
    va_end(args);
    size_t end = used + (n > 0 ? (size_t)n : 0);
    if (end > sizeof line - 2) {
        end = sizeof line - 2;
    }
    for (size_t i = used; i < end; i++) {
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7F) {
            line[i] = '?';
        }
    }
    line[end] = '\n';
    /* A log that cannot be written has nowhere to complain. */
    if (write(STDERR_FILENO, line, end + 1) < 0) {
        return;
    }
}

void mc_log_error(const char *area, const char *message, const struct mc_error *err)
{
    mc_log(MC_LOG_ERROR, area, "%s: %s: %s", message, mc_err_name(err->code), err->text);
}
