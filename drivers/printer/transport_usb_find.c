/* Finding a receipt printer among what is plugged in, and opening it. */
#include <errno.h>
#include <libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/printer/transport_open.h"
#include "drivers/printer/transport_usb_internal.h"

#define PORTS_MAX 7 /* USB 3.2, section 10: hubs on the way */

static void name_port(libusb_device *device, char out[TRANSPORT_USB_PORT_BYTES])
{
    uint8_t ports[PORTS_MAX];
    int count = libusb_get_port_numbers(device, ports, PORTS_MAX);
    int len = snprintf(out, TRANSPORT_USB_PORT_BYTES, "%d", libusb_get_bus_number(device));
    for (int i = 0; i < count && len > 0 && len < TRANSPORT_USB_PORT_BYTES; i++) {
        len += snprintf(out + len, TRANSPORT_USB_PORT_BYTES - (size_t)len, "%c%d",
                        i == 0 ? '-' : '.', ports[i]);
    }
}

/* Its bulk endpoints; false without one to send to. */
static bool find_endpoints(const struct libusb_interface_descriptor *setting,
                           struct usb_printer *out)
{
    out->interface = setting->bInterfaceNumber;
    out->setting = setting->bAlternateSetting;
    out->out_endpoint = 0;
    out->in_endpoint = 0;
    for (int i = 0; i < setting->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint = &setting->endpoint[i];
        bool bulk =
            (endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) == LIBUSB_TRANSFER_TYPE_BULK;
        bool in = (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0;
        if (bulk && in && out->in_endpoint == 0) {
            out->in_endpoint = endpoint->bEndpointAddress;
        } else if (bulk && !in && out->out_endpoint == 0) {
            out->out_endpoint = endpoint->bEndpointAddress;
        }
    }
    return out->out_endpoint != 0;
}

/* The printer's interface of the device; with `any_class` also a maker's own. */
static bool find_interface(libusb_device *device, bool any_class, struct usb_printer *out)
{
    struct libusb_config_descriptor *config = NULL;
    if (libusb_get_active_config_descriptor(device, &config) != 0 &&
        libusb_get_config_descriptor(device, 0, &config) != 0) {
        return false;
    }
    bool found = false;
    for (int i = 0; !found && i < config->bNumInterfaces; i++) {
        for (int s = 0; !found && s < config->interface[i].num_altsetting; s++) {
            const struct libusb_interface_descriptor *setting = &config->interface[i].altsetting[s];
            bool fits = setting->bInterfaceClass == LIBUSB_CLASS_PRINTER ||
                        (any_class && setting->bInterfaceClass == LIBUSB_CLASS_VENDOR_SPEC);
            found = fits && find_endpoints(setting, out);
        }
    }
    libusb_free_config_descriptor(config);
    return found;
}

/* What it is, if it is a printer. */
static bool look_at(libusb_device *device, const struct printer_profiles *profiles,
                    struct transport_usb_device *out, struct usb_printer *interface)
{
    struct libusb_device_descriptor descriptor;
    if (libusb_get_device_descriptor(device, &descriptor) != 0) {
        return false;
    }
    *out = (struct transport_usb_device){
        .id = {.vendor = descriptor.idVendor, .product = descriptor.idProduct}};
    out->known = printer_profiles_know_usb(profiles, out->id);
    name_port(device, out->port);
    return find_interface(device, out->known, interface);
}

static enum mc_err start(libusb_context **context, libusb_device ***list, ssize_t *count,
                         struct mc_error *err)
{
    int rc = libusb_init(context);
    if (rc != 0) {
        return mc_fail(err, MC_EIO, "USB: %s", libusb_error_name(rc));
    }
    *count = libusb_get_device_list(*context, list);
    if (*count < 0) {
        libusb_exit(*context);
        return mc_fail(err, MC_EIO, "USB: %s", libusb_error_name((int)*count));
    }
    return MC_OK;
}

enum mc_err transport_usb_list(const struct printer_profiles *profiles,
                               struct transport_usb_device out[TRANSPORT_USB_MAX],
                               size_t *out_count, struct mc_error *err)
{
    libusb_context *context = NULL;
    libusb_device **list = NULL;
    ssize_t count = 0;
    enum mc_err rc = start(&context, &list, &count, err);
    if (rc != MC_OK) {
        return rc;
    }
    *out_count = 0;
    for (ssize_t i = 0; i < count && *out_count < TRANSPORT_USB_MAX; i++) {
        struct usb_printer interface = {0};
        *out_count += look_at(list[i], profiles, &out[*out_count], &interface) ? 1U : 0U;
    }
    libusb_free_device_list(list, 1);
    libusb_exit(context);
    return MC_OK;
}

/* ---- Opening ---- */

static bool is_wanted(const char *address, const struct transport_usb_device *device)
{
    char ids[16];
    (void)snprintf(ids, sizeof ids, "%04x:%04x", device->id.vendor, device->id.product);
    return address[0] == '\0' || strcmp(address, ids) == 0 || strcmp(address, device->port) == 0;
}

static enum mc_err fail_open(int rc, const struct transport_usb_device *device,
                             struct mc_error *err)
{
    const char *port = device->port;
    unsigned vendor = device->id.vendor;
    unsigned product = device->id.product;
    switch (rc) {
    case LIBUSB_ERROR_ACCESS:
        return mc_fail(err, MC_EDENIED,
                       "USB printer %04x:%04x at %s: no permission: install config/60-motcua.rules",
                       vendor, product, port);
    case LIBUSB_ERROR_BUSY:
        return mc_fail_sys(err, MC_EIO, EBUSY,
                           "USB printer %04x:%04x at %s: another program uses it", vendor, product,
                           port);
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        return mc_fail(err, MC_ENOTFOUND, "USB printer %04x:%04x at %s: just unplugged", vendor,
                       product, port);
    default:
        return mc_fail(err, MC_EIO, "USB printer %04x:%04x at %s: %s", vendor, product, port,
                       libusb_error_name(rc));
    }
}

static enum mc_err claim(libusb_device *device, const struct transport_usb_device *what,
                         struct usb_printer *printer, struct mc_error *err)
{
    int rc = libusb_open(device, &printer->handle);
    if (rc != 0) {
        return fail_open(rc, what, err);
    }
    (void)libusb_set_auto_detach_kernel_driver(printer->handle, 1); /* usblp */
    rc = libusb_claim_interface(printer->handle, printer->interface);
    if (rc == 0 && printer->setting != 0) {
        rc =
            libusb_set_interface_alt_setting(printer->handle, printer->interface, printer->setting);
    }
    if (rc != 0) {
        libusb_close(printer->handle);
        return fail_open(rc, what, err);
    }
    return MC_OK;
}

static enum mc_err check_language(const struct transport_usb_device *what,
                                  const struct usb_printer *printer, const struct ieee1284_id *id,
                                  struct mc_error *err)
{
    if (ieee1284_language(id) != IEEE1284_OTHER) {
        return MC_OK;
    }
    (void)libusb_release_interface(printer->handle, printer->interface);
    libusb_close(printer->handle);
    return mc_fail(err, MC_EUNSUPPORTED, "USB printer %s at %s speaks %s, not ESC/POS", id->model,
                   what->port, id->commands);
}

/* The first wanted one that can be opened; why not, of the last one that could not. */
static enum mc_err open_wanted(libusb_device **list, ssize_t count, const char *address,
                               const struct printer_profiles *profiles, struct usb_printer *printer,
                               struct transport_usb_device *what, struct ieee1284_id *id,
                               struct mc_error *err)
{
    enum mc_err rc = mc_fail(err, MC_ENOTFOUND, "USB: no receipt printer%s%s",
                             address[0] != '\0' ? " at " : "", address);
    for (ssize_t i = 0; i < count; i++) {
        if (!look_at(list[i], profiles, what, printer) || !is_wanted(address, what)) {
            continue;
        }
        rc = claim(list[i], what, printer, err);
        if (rc == MC_OK) {
            usb_read_device_id(printer, id);
            rc = check_language(what, printer, id, err);
        }
        if (rc == MC_OK) {
            return MC_OK;
        }
    }
    return rc;
}

enum mc_err transport_open_usb(const char *address, const struct printer_profiles *profiles,
                               struct transport **out, struct transport_found *found,
                               struct mc_error *err)
{
    libusb_context *context = NULL;
    libusb_device **list = NULL;
    ssize_t count = 0;
    enum mc_err rc = start(&context, &list, &count, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct usb_printer printer = {0};
    struct transport_usb_device what = {0};
    *found = (struct transport_found){0};
    rc = open_wanted(list, count, address, profiles, &printer, &what, &found->id, err);
    libusb_free_device_list(list, 1);
    if (rc != MC_OK) {
        libusb_exit(context);
        return rc;
    }
    found->usb = what.id;
    char description[USB_DESCRIPTION_BYTES];
    (void)snprintf(description, sizeof description, "%s %s (USB %04x:%04x at %s)",
                   found->id.manufacturer, found->id.model[0] != '\0' ? found->id.model : "printer",
                   what.id.vendor, what.id.product, what.port);
    *out = usb_transport_create(context, &printer, description + (description[0] == ' '));
    return MC_OK;
}
