#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 4, 0))) static void fill(struct mc_error *err, enum mc_err code,
                                                       int sys, const char *format, va_list args)
{
    err->code = code;
    err->sys = sys;
    int used = vsnprintf(err->text, sizeof err->text, format, args);
    if (sys != 0 && used >= 0 && (size_t)used < sizeof err->text) {
        char reason[96];
        const char *shown = strerror_r(sys, reason, sizeof reason);
        (void)snprintf(err->text + used, sizeof err->text - (size_t)used, ": %s", shown);
    }
}

/* Past the analyzer's macros of the same names. */
enum mc_err(mc_fail)(struct mc_error *err, enum mc_err code, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        fill(err, code, 0, format, args);
        va_end(args);
    }
    return code;
}

enum mc_err(mc_fail_sys)(struct mc_error *err, enum mc_err code, int sys, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        fill(err, code, sys, format, args);
        va_end(args);
    }
    return code;
}

const char *mc_err_name(enum mc_err code)
{
    switch (code) {
    case MC_OK: return "ok";
    case MC_EINVAL: return "invalid";
    case MC_EPARSE: return "malformed";
    case MC_ETOOBIG: return "too big";
    case MC_ENOTFOUND: return "not found";
    case MC_EIO: return "input/output";
    case MC_ETIMEOUT: return "timed out";
    case MC_ECONFLICT: return "conflict";
    case MC_EDENIED: return "denied";
    case MC_EGONE: return "gone";
    case MC_ECANCELLED: return "cancelled";
    case MC_EUNSUPPORTED: return "unsupported";
    case MC_ECORRUPT: return "corrupt";
    }
    return "unknown";
}

_Noreturn void mc_check_failed(const char *condition, const char *file, int line)
{
    (void)fprintf(stderr, "check failed: %s (%s:%d)\n", condition, file, line);
    abort();
}
