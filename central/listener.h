/*
 * A listening TCP socket, and the thread that takes connections from it and hands them on. So that
 * who serves them may deal them out evenly: threads that all wait at one socket do not share them
 * so, the one that is awake takes most.
 */
#ifndef MOTCUA_CENTRAL_LISTENER_H
#define MOTCUA_CENTRAL_LISTENER_H

#include <stdint.h>
#include <sys/socket.h>

#include "core/error.h"

struct listener;

/* Called on the listener's thread; owns fd (non-blocking, closed on exec), `address` is borrowed.
 */
typedef void listener_taken(void *context, int fd, const struct sockaddr *address, socklen_t len);

/* Binds: clients queue up from here on. port 0: any. MC_EINVAL no IP address, MC_EIO taken or not
 * allowed. *out closed with listener_stop(). */
enum mc_err listener_open(const char *address, uint16_t port, struct listener **out,
                          struct mc_error *err) MC_MUST_CHECK;
uint16_t listener_port(const struct listener *listener);
/* Once. */
void listener_start(struct listener *listener, listener_taken *taken, void *context);
/* From now on clients are refused, and `taken` is not called any more. Frees it. NULL is fine. */
void listener_stop(struct listener *listener);

#endif
