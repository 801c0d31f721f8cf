#include "drivers/card/emrtd/file_reading.h"

#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/tlv.h"

#define EXTENDED_READ_BYTES 2048
/* Tag and length around the data of an odd READ BINARY. */
#define DATA_OBJECT_BYTES 8

/* The application of ICAO travel documents, Doc 9303-10 section 3.4. */
const uint8_t file_application[7] = {0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};

enum mc_err file_select_application(struct channel *channel, bool *out_found, struct mc_error *err)
{
    struct apdu_response answer;
    const struct apdu_command command = {.ins = FILE_INS_SELECT,
                                         .p1 = FILE_P1_BY_NAME,
                                         .p2 = FILE_P2_NO_ANSWER,
                                         .data = file_application,
                                         .data_len = sizeof file_application};
    enum mc_err rc = channel_send(channel, &command, &answer, err);
    if (rc == MC_OK) {
        *out_found = answer.sw == APDU_SW_OK;
    }
    return rc;
}

static enum mc_err select_file(struct channel *channel, uint16_t id, bool *out_found,
                               struct mc_error *err)
{
    const uint8_t name[2] = {(uint8_t)(id >> 8), (uint8_t)id};
    struct apdu_response answer;
    const struct apdu_command command = {.ins = FILE_INS_SELECT,
                                         .p1 = FILE_P1_BY_ID,
                                         .p2 = FILE_P2_NO_ANSWER,
                                         .data = name,
                                         .data_len = sizeof name};
    enum mc_err rc = channel_send(channel, &command, &answer, err);
    if (rc == MC_OK) {
        *out_found = answer.sw == APDU_SW_OK;
    }
    return rc;
}

static size_t part_bytes(const struct channel *channel)
{
    return channel->transport->extended_length ? EXTENDED_READ_BYTES : SM_SHORT_READ_BYTES;
}

static enum mc_err read_far(struct channel *channel, size_t at, size_t wanted,
                            struct apdu_response *out, struct mc_error *err)
{
    const uint8_t offset[] = {FILE_DO_OFFSET, 2, (uint8_t)(at >> 8), (uint8_t)at};
    struct tlv data;
    const struct apdu_command command = {
        .ins = FILE_INS_READ_ODD, .data = offset, .data_len = sizeof offset, .le = wanted};
    enum mc_err rc = channel_send(channel, &command, out, err);
    if (rc == MC_OK && out->len > 0) {
        if (!tlv_first(out->data, out->len, FILE_DO_DATA, &data)) {
            return mc_fail(err, MC_EPARSE, "card: a part of a file that is none");
        }
        out->data = data.value;
        out->len = data.len;
    }
    return rc;
}

/* At most `wanted` bytes from `at` on. */
static enum mc_err read_part(struct channel *channel, size_t at, size_t wanted,
                             struct apdu_response *out, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    if (at > FILE_OFFSET_EVEN_MAX) {
        size_t room = part_bytes(channel) - DATA_OBJECT_BYTES;
        size_t most = wanted < room ? wanted : room;
        rc = read_far(channel, at, most + DATA_OBJECT_BYTES, out, err);
    } else {
        const struct apdu_command command = {
            .ins = FILE_INS_READ, .p1 = (uint8_t)(at >> 8), .p2 = (uint8_t)at, .le = wanted};
        rc = channel_send(channel, &command, out, err);
    }
    if (rc == MC_OK && out->sw != APDU_SW_OK && out->sw != APDU_SW_END_OF_FILE) {
        rc = mc_fail(err, MC_EPARSE, "card: reading a file failed with %04X", (unsigned)out->sw);
    }
    if (rc == MC_OK && (out->len == 0 || out->len > wanted)) {
        rc = mc_fail(err, MC_EPARSE, "card: %zu bytes of a file instead of %zu", out->len, wanted);
    }
    return rc;
}

static enum mc_err read_rest(struct channel *channel, const struct file_part *part, uint8_t *file,
                             size_t at, size_t total, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    size_t most = part_bytes(channel);
    while (rc == MC_OK && at < total) {
        struct apdu_response answer;
        size_t left = total - at;
        if (part != NULL && part->read != NULL) {
            part->read(part->context, at, total);
        }
        rc = read_part(channel, at, left < most ? left : most, &answer, err);
        if (rc == MC_OK) {
            memcpy(file + at, answer.data, answer.len);
            at += answer.len;
        }
    }
    return rc;
}

enum mc_err file_read(struct channel *channel, uint16_t id, size_t max_bytes,
                      const struct file_part *part, uint8_t **out, size_t *out_len,
                      struct mc_error *err)
{
    bool found = false;
    struct apdu_response answer = {0};
    enum mc_err rc = select_file(channel, id, &found, err);
    if (rc == MC_OK && !found) {
        *out = NULL;
        *out_len = 0;
        return MC_OK;
    }
    if (rc == MC_OK) {
        rc = read_part(channel, 0, TLV_HEADER_MAX_BYTES, &answer, err);
    }
    size_t header = 0;
    size_t value = 0;
    if (rc == MC_OK && !tlv_measure(answer.data, answer.len, &header, &value)) {
        rc = mc_fail(err, MC_EPARSE, "card: file %04X does not begin with an element", id);
    }
    if (rc == MC_OK && value > max_bytes - header) {
        rc = mc_fail(err, MC_ETOOBIG, "card: file %04X says it has %zu bytes", id, value);
    }
    if (rc != MC_OK) {
        return rc;
    }
    size_t total = header + value;
    size_t have = answer.len < total ? answer.len : total;
    uint8_t *file = mc_secret_alloc(total);
    memcpy(file, answer.data, have);
    rc = read_rest(channel, part, file, have, total, err);
    if (rc != MC_OK) {
        mc_secret_free(file);
        return rc;
    }
    *out = file;
    *out_len = total;
    return MC_OK;
}
