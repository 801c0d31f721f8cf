/*
 * Structured log: one line an event on standard error, `time level area message`, no personal data
 * in it ever. Any thread; a line is written by one write(2). Control bytes are escaped, so that
 * nothing from outside can forge a line.
 */
#ifndef MOTCUA_CORE_LOG_H
#define MOTCUA_CORE_LOG_H

#include "core/error.h"

enum mc_log_level { MC_LOG_DEBUG, MC_LOG_INFO, MC_LOG_WARN, MC_LOG_ERROR };

void mc_log(enum mc_log_level level, const char *area, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "message: code: text" of an error, as one line. */
void mc_log_error(const char *area, const char *message, const struct mc_error *err);

#endif
