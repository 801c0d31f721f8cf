/*
 * Shuts the calling process in: from here on it computes, reads and writes the one socket, and
 * nothing else. seccomp(2) lets a short list of system calls through and kills for all others
 * (asking for a file is refused instead, as the C library does that by itself); Landlock, where the
 * kernel has it, refuses files and TCP a second time.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_DECODER_SANDBOX_H
#define MOTCUA_DRIVERS_CAMERA_DECODER_SANDBOX_H

#include "core/error.h"

/* Only with one thread. socket_fd may be read and written, standard error written. */
enum mc_err decoder_sandbox_enter(int socket_fd, struct mc_error *err) MC_MUST_CHECK;
/* Landlock's version in this kernel; 0: it has none. */
int decoder_sandbox_landlock_version(void);

#endif
