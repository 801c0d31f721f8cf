/* Finding a receipt printer among what is plugged in, and opening it. */
#include <libusb.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/printer/transport_open.h"
#include "drivers/printer/transport_usb_internal.h"
#include "drivers/usb/usb_place.h"

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
            out->of_class = setting->bInterfaceClass == LIBUSB_CLASS_PRINTER;
        }
    }
    libusb_free_config_descriptor(config);
    return found;
}

static bool is_known(const struct printer_profiles *profiles, const struct usb_place *place)
{
    const struct printer_usb_id id = {.vendor = place->vendor, .product = place->product};
    return printer_profiles_know_usb(profiles, id);
}

/* What it is, if it is a printer at that address. Many are of their maker's own class, and their
 * ids are those of an interface card that says nothing of the model: whoever names one knows it. */
static bool look_at(libusb_device *device, const char *address,
                    const struct printer_profiles *profiles, struct usb_place *out,
                    struct usb_printer *interface)
{
    return usb_place_of(device, out) && usb_place_is(out, address) &&
           find_interface(device, address[0] != '\0' || is_known(profiles, out), interface);
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
        struct usb_place place;
        if (look_at(list[i], "", profiles, &place, &interface)) {
            struct transport_usb_device *found = &out[(*out_count)++];
            *found = (struct transport_usb_device){
                .id = {.vendor = place.vendor, .product = place.product},
                .known = is_known(profiles, &place)};
            mc_copy_text(found->port, sizeof found->port, place.port);
        }
    }
    libusb_free_device_list(list, 1);
    libusb_exit(context);
    return MC_OK;
}

/* ---- Opening ---- */

static enum mc_err check_language(const struct usb_place *what, const struct ieee1284_id *id,
                                  struct mc_error *err)
{
    return ieee1284_language(id) != IEEE1284_OTHER
               ? MC_OK
               : mc_fail(err, MC_EUNSUPPORTED, "USB printer %s at %s speaks %s, not ESC/POS",
                         id->model, what->port, id->commands);
}

static enum mc_err claim(const struct usb_place *what, const struct usb_printer *printer,
                         struct mc_error *err)
{
    (void)libusb_set_auto_detach_kernel_driver(printer->handle, 1); /* usblp */
    int rc = libusb_claim_interface(printer->handle, printer->interface);
    if (rc == 0 && printer->setting != 0) {
        rc =
            libusb_set_interface_alt_setting(printer->handle, printer->interface, printer->setting);
    }
    return rc == 0 ? MC_OK : usb_place_fail(what, "printer", "", rc, err);
}

/* The kernel lets whoever may open one of the printer class ask what it is, even while usblp has
 * it: an office printer is not taken from there, and put back, at every try. One that does not say
 * it then is asked once more. */
static enum mc_err claim_fit(const struct usb_place *what, const struct usb_printer *printer,
                             struct ieee1284_id *id, struct mc_error *err)
{
    *id = (struct ieee1284_id){0};
    if (printer->of_class) {
        usb_read_device_id(printer, id);
    }
    enum mc_err rc = check_language(what, id, err);
    if (rc == MC_OK) {
        rc = claim(what, printer, err);
    }
    if (rc == MC_OK && id->commands[0] == '\0') {
        usb_read_device_id(printer, id);
        rc = check_language(what, id, err);
    }
    return rc;
}

static enum mc_err open_one(libusb_device *device, const struct usb_place *what,
                            struct usb_printer *printer, struct ieee1284_id *id,
                            struct mc_error *err)
{
    int opened = libusb_open(device, &printer->handle);
    if (opened != 0) {
        return usb_place_fail(what, "printer", "", opened, err);
    }
    enum mc_err rc = claim_fit(what, printer, id, err);
    if (rc != MC_OK) {
        /* Nothing happens where it was not claimed. */
        (void)libusb_release_interface(printer->handle, printer->interface);
        libusb_close(printer->handle);
    }
    return rc;
}

/* The first wanted one that can be opened; why not, of the last one that could not. */
static enum mc_err open_wanted(libusb_device **list, ssize_t count, const char *address,
                               const struct printer_profiles *profiles, struct usb_printer *printer,
                               struct usb_place *what, struct ieee1284_id *id, struct mc_error *err)
{
    enum mc_err rc = mc_fail(err, MC_ENOTFOUND, "USB: no receipt printer%s%s",
                             address[0] != '\0' ? " at " : "", address);
    for (ssize_t i = 0; i < count; i++) {
        if (!look_at(list[i], address, profiles, what, printer)) {
            continue;
        }
        rc = open_one(list[i], what, printer, id, err);
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
    struct usb_place what = {0};
    *found = (struct transport_found){0};
    rc = open_wanted(list, count, address, profiles, &printer, &what, &found->id, err);
    libusb_free_device_list(list, 1);
    if (rc != MC_OK) {
        libusb_exit(context);
        return rc;
    }
    found->usb = (struct printer_usb_id){.vendor = what.vendor, .product = what.product};
    char description[USB_DESCRIPTION_BYTES];
    (void)snprintf(description, sizeof description, "%s %s (USB %04x:%04x at %s)",
                   found->id.manufacturer, found->id.model[0] != '\0' ? found->id.model : "printer",
                   what.vendor, what.product, what.port);
    *out = usb_transport_create(context, &printer, description + (description[0] == ' '));
    return MC_OK;
}
