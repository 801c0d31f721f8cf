#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/printer/stream_transport.h"
#include "drivers/printer/transport_open.h"

#define LP_NODES          16
#define DESCRIPTION_BYTES 192

/* linux/drivers/usb/class/usblp.c: LPIOC_GET_DEVICE_ID(len) */
#define LPIOC_GET_DEVICE_ID(len) _IOC(_IOC_READ, 'P', 1, len)

static void read_id(int fd, struct ieee1284_id *out)
{
    uint8_t bytes[IEEE1284_MAX_BYTES] = {0};
    if (ioctl(fd, LPIOC_GET_DEVICE_ID(sizeof bytes), bytes) < 0) {
        return;
    }
    size_t len = ((size_t)bytes[0] << 8) | bytes[1];
    ieee1284_parse(bytes, len < sizeof bytes ? len : sizeof bytes, out);
}

static enum mc_err open_node(const char *path, struct transport **out,
                             struct transport_found *found, struct mc_error *err)
{
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return transport_fail_open(err, errno, path);
    }
    read_id(fd, &found->id);
    if (ieee1284_language(&found->id) == IEEE1284_OTHER) {
        (void)close(fd);
        return mc_fail(err, MC_EUNSUPPORTED, "%s: %s speaks %s, not ESC/POS", path, found->id.model,
                       found->id.commands);
    }
    char description[DESCRIPTION_BYTES];
    (void)snprintf(description, sizeof description, "%s%s%s at %s", found->id.manufacturer,
                   found->id.manufacturer[0] != '\0' ? " " : "",
                   found->id.model[0] != '\0' ? found->id.model : "printer", path);
    *out = stream_transport_create(fd, description, false);
    return MC_OK;
}

/* Of several nodes: one that is there, and rather one that could be a receipt printer's. */
static bool says_more(const struct mc_error *now, const struct mc_error *before)
{
    return before->code == MC_ENOTFOUND ||
           (before->code == MC_EUNSUPPORTED && now->code != MC_ENOTFOUND);
}

enum mc_err transport_open_lp(const char *address, struct transport **out,
                              struct transport_found *found, struct mc_error *err)
{
    *found = (struct transport_found){0};
    if (address[0] != '\0') {
        return open_node(address, out, found, err);
    }
    struct mc_error told = {.code = MC_ENOTFOUND, .text = "/dev/usb/lp*: none is there"};
    for (int i = 0; i < LP_NODES; i++) {
        char path[32];
        struct mc_error why = {0};
        (void)snprintf(path, sizeof path, "/dev/usb/lp%d", i);
        *found = (struct transport_found){0};
        enum mc_err rc = open_node(path, out, found, &why);
        if (rc == MC_OK) {
            return MC_OK;
        }
        told = says_more(&why, &told) ? why : told;
    }
    *found = (struct transport_found){0};
    if (err != NULL) {
        *err = told;
    }
    return told.code;
}
