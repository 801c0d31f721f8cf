/*
 * Commands to a chip over a transport: protects them once secure messaging is on, fetches what
 * waits (61xx), repeats with the length that fits (6Cxx), and bounds everything: how many commands,
 * how long altogether, how much in one answer. One thread.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_CHANNEL_H
#define MOTCUA_DRIVERS_CARD_EMRTD_CHANNEL_H

#include "drivers/card/emrtd/secure_messaging.h"
#include "drivers/card/emrtd/transport.h"

/* A whole card takes about 150 commands; no honest one takes so many. */
#define CHANNEL_COMMANDS_MAX 2000

/* Lives in secret memory. */
struct channel {
    struct card_transport *transport;
    struct secure_messaging sm;
    int64_t deadline_ms; /* mc_deadline() */
    unsigned commands;
    uint8_t command[APDU_COMMAND_MAX_BYTES];
    uint8_t raw[APDU_RESPONSE_MAX_BYTES];
    uint8_t open[APDU_RESPONSE_MAX_BYTES];
};

/* Wiped when destroyed. */
struct channel *channel_create(struct card_transport *transport, int timeout_ms);
void channel_destroy(struct channel *channel);

/*
 * *out is borrowed until the next command; a status word that is no success is a value.
 * MC_EGONE torn out, MC_ECORRUPT protection broken (secure messaging is off then), MC_EPARSE and
 * MC_ETOOBIG nonsense, MC_ETIMEOUT too slow or too much, MC_ECANCELLED, MC_EIO.
 */
enum mc_err channel_send(struct channel *channel, const struct apdu_command *command,
                         struct apdu_response *out, struct mc_error *err) MC_MUST_CHECK;

#endif
