/*
 * The robot's socket: a Unix stream socket, owner only, one client at a time, one request at a
 * time. A thread of its own reads lines and hands requests over; whoever serves them answers each
 * exactly once.
 */
#ifndef MOTCUA_KIOSK_ROBOT_SERVER_H
#define MOTCUA_KIOSK_ROBOT_SERVER_H

#include "core/error.h"
#include "kiosk/robot/protocol.h"

struct robot_server;

/* A socket left over at path is replaced; anything else there is refused. wake(context) is called
 * from the server's thread when a request waits. */
enum mc_err robot_server_start(const char *path, void (*wake)(void *context), void *context,
                               struct robot_server **out, struct mc_error *err) MC_MUST_CHECK;
/* Ends the thread, closes the client, removes the socket. NULL is fine. */
void robot_server_stop(struct robot_server *server);

/* False when nothing waits. Malformed lines have been answered already. */
bool robot_server_next(struct robot_server *server, struct robot_request *out);
/* Takes the line (freed here). */
void robot_server_answer(struct robot_server *server, char *line);

#endif
