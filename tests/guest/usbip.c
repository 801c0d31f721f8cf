#include "tests/guest/usbip.h"

#include <string.h>

static uint32_t read_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void write_u32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

void usbip_read_request(const uint8_t bytes[USBIP_BYTES], struct usbip_request *out)
{
    *out = (struct usbip_request){.command = read_u32(bytes),
                                  .number = read_u32(bytes + 4),
                                  .in = read_u32(bytes + 12) == 1,
                                  .endpoint = read_u32(bytes + 16)};
    if (out->command == USBIP_SUBMIT) {
        out->len = read_u32(bytes + 24);
        memcpy(out->setup, bytes + 40, sizeof out->setup);
    } else {
        out->unlinked = read_u32(bytes + 20);
    }
}

void usbip_write_answer(uint8_t bytes[USBIP_BYTES], enum usbip_command command, uint32_t number,
                        int status, size_t len)
{
    memset(bytes, 0, USBIP_BYTES);
    write_u32(bytes, (uint32_t)command);
    write_u32(bytes + 4, number);
    write_u32(bytes + 20, (uint32_t)status);
    write_u32(bytes + 24, (uint32_t)len);
}
