/*
 * A virtual chip behind pcscd's vpcd reader (package vsmartcard-vpcd): the card's end of its
 * connection. Frames: length (16 bits, big-endian), then that many bytes; one byte is a control
 * (0 off, 1 on, 2 reset, 4 answer to reset wanted), anything longer a command. vpcd listens on all
 * addresses: only inside a network namespace of its own. One thread.
 */
#ifndef MOTCUA_DRIVERS_CARD_VIRTUAL_VPCD_H
#define MOTCUA_DRIVERS_CARD_VIRTUAL_VPCD_H

#include "drivers/card/virtual/chip.h"

#define VPCD_PORT 35963 /* of its first slot; the second has the next */

/* *out: the connection, closed with close(). Laying the card down. MC_EIO. */
enum mc_err vpcd_connect(const char *address, int port, int *out_fd,
                         struct mc_error *err) MC_MUST_CHECK;
/* One frame: waits for it, answers it. MC_EGONE: the reader, or the card was torn out: the
 * connection is of no more use. */
enum mc_err vpcd_serve(int fd, struct chip *chip, struct mc_error *err) MC_MUST_CHECK;

#endif
