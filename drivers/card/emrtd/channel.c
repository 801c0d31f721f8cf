#include "drivers/card/emrtd/channel.h"

#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "core/waiter.h"

#define INS_GET_RESPONSE 0xC0

struct channel *channel_create(struct card_transport *transport, int timeout_ms)
{
    struct channel *channel = mc_secret_alloc(sizeof *channel);
    channel->transport = transport;
    channel->deadline_ms = mc_deadline(timeout_ms);
    return channel;
}

void channel_destroy(struct channel *channel)
{
    mc_secret_free(channel);
}

static enum mc_err may_go_on(struct channel *channel, struct mc_error *err)
{
    if (channel->transport->ops->cancelled(channel->transport)) {
        return mc_fail(err, MC_ECANCELLED, "card: cancelled");
    }
    if (mc_clock_monotonic_ms() >= channel->deadline_ms) {
        return mc_fail(err, MC_ETIMEOUT, "card: too slow, after %u commands", channel->commands);
    }
    if (channel->commands >= CHANNEL_COMMANDS_MAX) {
        return mc_fail(err, MC_ETIMEOUT, "card: %u commands and no end", channel->commands);
    }
    return MC_OK;
}

/* The bytes in channel->command[0..len), the answer behind raw[0..at). */
static enum mc_err transmit(struct channel *channel, size_t len, size_t at,
                            struct apdu_response *out, struct mc_error *err)
{
    struct card_transport *transport = channel->transport;
    size_t got = 0;
    enum mc_err rc = may_go_on(channel, err);
    if (rc == MC_OK) {
        channel->commands++;
        rc = transport->ops->transmit(transport, channel->command, len, channel->raw + at,
                                      sizeof channel->raw - at, &got, err);
    }
    return rc == MC_OK ? apdu_parse_response(channel->raw + at, got, out, err) : rc;
}

/* 61xx: more waits. What comes is put behind what is there already. */
static enum mc_err fetch_rest(struct channel *channel, uint8_t cla, struct apdu_response *answer,
                              struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && (answer->sw & APDU_SW_MORE_MASK) == APDU_SW_MORE) {
        size_t waiting = answer->sw & 0xFF;
        const struct apdu_command more = {.cla = cla & 0x03u,
                                          .ins = INS_GET_RESPONSE,
                                          .le = waiting == 0 ? APDU_SHORT_LE_MAX : waiting};
        size_t len = 0;
        struct apdu_response part;
        if (answer->len + APDU_SHORT_LE_MAX + 2 > sizeof channel->raw) {
            return mc_fail(err, MC_ETOOBIG, "card: an answer without end");
        }
        rc = apdu_encode(&more, channel->command, &len, err);
        if (rc == MC_OK) {
            rc = transmit(channel, len, answer->len, &part, err);
        }
        if (rc == MC_OK) {
            *answer = (struct apdu_response){channel->raw, answer->len + part.len, part.sw};
        }
    }
    return rc;
}

/* One exchange without the protection's inside: as it goes over the wire. */
static enum mc_err exchange(struct channel *channel, size_t len, struct apdu_response *out,
                            struct mc_error *err)
{
    enum mc_err rc = transmit(channel, len, 0, out, err);
    return rc == MC_OK ? fetch_rest(channel, channel->command[0], out, err) : rc;
}

static enum mc_err send_once(struct channel *channel, const struct apdu_command *command,
                             struct apdu_response *out, struct mc_error *err)
{
    size_t len = 0;
    struct apdu_response answer = {0};
    bool secured = channel->sm.on;
    enum mc_err rc = secured ? sm_protect(&channel->sm, command, channel->command, &len, err)
                             : apdu_encode(command, channel->command, &len, err);
    if (rc == MC_OK) {
        rc = exchange(channel, len, &answer, err);
    }
    if (rc == MC_OK && secured) {
        rc = sm_open(&channel->sm, &answer, channel->open, &answer, err);
        if (rc != MC_OK) {
            sm_stop(&channel->sm);
        }
    }
    if (rc == MC_OK) {
        *out = answer;
    }
    return rc;
}

enum mc_err channel_send(struct channel *channel, const struct apdu_command *command,
                         struct apdu_response *out, struct mc_error *err)
{
    struct apdu_response answer = {0};
    enum mc_err rc = send_once(channel, command, &answer, err);
    if (rc == MC_OK && (answer.sw & APDU_SW_MORE_MASK) == APDU_SW_EXACT_LE && command->le > 0) {
        struct apdu_command exact = *command;
        size_t le = answer.sw & 0xFF;
        exact.le = le == 0 ? APDU_SHORT_LE_MAX : le;
        rc = send_once(channel, &exact, &answer, err);
    }
    if (rc == MC_OK) {
        *out = answer;
    }
    return rc;
}
