/*
 * Errors and checks.
 *
 * A function that can fail returns enum mc_err and takes `struct mc_error *err` as its last
 * argument (may be NULL), its outputs before it. On failure the outputs are untouched and *err
 * tells staff what happened; citizens never see that text. An outcome one has to expect (a form
 * with a mistake, paper out) is a value, not an error.
 *
 * Any thread. Nothing here allocates.
 */
#ifndef MOTCUA_CORE_ERROR_H
#define MOTCUA_CORE_ERROR_H

#include <stddef.h>

#define MC_ERROR_TEXT_BYTES 256

enum mc_err {
    MC_OK = 0,
    MC_EINVAL,       /* an argument or an input has a wrong value */
    MC_EPARSE,       /* an input does not have the form it should have */
    MC_ETOOBIG,      /* over a named maximum */
    MC_ENOTFOUND,    /* no such thing */
    MC_EIO,          /* the system refused; mc_error.sys holds errno where there is one */
    MC_ETIMEOUT,     /* the deadline passed */
    MC_ECONFLICT,    /* the same key already stands for something else */
    MC_EDENIED,      /* not allowed */
    MC_EGONE,        /* the device or peer has gone away */
    MC_ECANCELLED,   /* somebody asked for it to stop */
    MC_EUNSUPPORTED, /* this back-end cannot do that */
    MC_ECORRUPT      /* stored data does not verify */
};

struct mc_error {
    enum mc_err code;
    int sys; /* errno, 0 if none */
    char text[MC_ERROR_TEXT_BYTES];
};

#define MC_MUST_CHECK __attribute__((warn_unused_result))

/* Fills *err (NULL is fine) and returns `code`, so that `return mc_fail(err, …)` reads well. */
enum mc_err mc_fail(struct mc_error *err, enum mc_err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for a system call that failed: adds strerror(sys). */
enum mc_err mc_fail_sys(struct mc_error *err, enum mc_err code, int sys, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
#ifdef __clang_analyzer__
/* The static analyzer sees one file at a time: tells it which code comes back. */
#define mc_fail(err, code, ...)          (mc_fail(err, code, __VA_ARGS__), (code))
#define mc_fail_sys(err, code, sys, ...) (mc_fail_sys(err, code, sys, __VA_ARGS__), (code))
#endif
/* "invalid", "not found", …: static, never NULL. */
const char *mc_err_name(enum mc_err code);

/* A programmer's error: logged and aborted, in release builds too. */
#define MC_CHECK(condition)                                                                        \
    ((condition) ? (void)0 : mc_check_failed(#condition, __FILE__, __LINE__))
_Noreturn void mc_check_failed(const char *condition, const char *file, int line);

#endif
