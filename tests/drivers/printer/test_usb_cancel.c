/*
 * A cancellation that comes together with the end of what is waited for. libusb's functions are the
 * test's own here, so that both can happen between two steps of the thread that waits.
 */
#include <libusb.h>
#include <sched.h>
#include <stdlib.h>

#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/printer/transport_usb_internal.h"
#include "tests/unit/cmocka_all.h"

#define ROUNDS   200
#define YIELDS   200 /* the other thread is asleep by then, mostly */
#define LATER_MS 60000

static struct {
    struct mc_waiter waiter; /* guards all below */
    struct libusb_transfer *pending;
    bool interrupted;
    struct transport *transport;
} fake;

/* ---- What stands in for libusb ---- */

struct libusb_transfer *LIBUSB_CALL libusb_alloc_transfer(int packets)
{
    (void)packets;
    return MC_NEW(struct libusb_transfer);
}

void LIBUSB_CALL libusb_free_transfer(struct libusb_transfer *transfer)
{
    free(transfer);
}

int LIBUSB_CALL libusb_submit_transfer(struct libusb_transfer *transfer)
{
    mc_waiter_lock(&fake.waiter);
    fake.pending = transfer;
    mc_waiter_wake(&fake.waiter);
    mc_waiter_unlock(&fake.waiter);
    return 0;
}

int LIBUSB_CALL libusb_cancel_transfer(struct libusb_transfer *transfer)
{
    (void)transfer;
    return LIBUSB_ERROR_NOT_FOUND; /* too late in any case */
}

/* Called off, and done in the same moment. */
static void complete(struct libusb_transfer *transfer)
{
    for (int i = 0; i < YIELDS; i++) {
        (void)sched_yield();
    }
    transfer->status = LIBUSB_TRANSFER_COMPLETED;
    transfer->actual_length = transfer->length;
    fake.transport->ops->cancel(fake.transport);
    transfer->callback(transfer);
}

int LIBUSB_CALL libusb_handle_events_timeout_completed(libusb_context *context,
                                                       struct timeval *timeout, int *completed)
{
    (void)context;
    (void)timeout;
    (void)completed;
    mc_waiter_lock(&fake.waiter);
    while (fake.pending == NULL && !fake.interrupted) {
        (void)!mc_waiter_wait(&fake.waiter, INT64_MAX);
    }
    struct libusb_transfer *transfer = fake.pending;
    fake.pending = NULL;
    mc_waiter_unlock(&fake.waiter);
    if (transfer != NULL) {
        complete(transfer);
    }
    return 0;
}

void LIBUSB_CALL libusb_interrupt_event_handler(libusb_context *context)
{
    (void)context;
    mc_waiter_lock(&fake.waiter);
    fake.interrupted = true;
    mc_waiter_wake(&fake.waiter);
    mc_waiter_unlock(&fake.waiter);
}

int LIBUSB_CALL libusb_has_capability(uint32_t capability)
{
    (void)capability;
    return 0;
}

int LIBUSB_CALL libusb_release_interface(libusb_device_handle *handle, int interface)
{
    (void)handle;
    (void)interface;
    return 0;
}

void LIBUSB_CALL libusb_close(libusb_device_handle *handle)
{
    (void)handle;
}

void LIBUSB_CALL libusb_exit(libusb_context *context)
{
    (void)context;
}

/* ---- The test ---- */

static void it_counts_once(void **state)
{
    (void)state;
    const struct usb_printer printer = {.out_endpoint = 1};
    mc_waiter_init(&fake.waiter);
    fake.transport = usb_transport_create(NULL, &printer, "a printer");
    const struct transport_ops *ops = fake.transport->ops;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t byte = 0;
        size_t len = 0;
        enum mc_err first = ops->write(fake.transport, &byte, 1, LATER_MS, &len, NULL);
        assert_int_equal(len, 1);
        enum mc_err next = ops->read(fake.transport, &byte, 1, 0, &len, NULL);
        assert_true(first == MC_ECANCELLED || first == MC_OK);
        assert_int_equal(next, first == MC_OK ? MC_ECANCELLED : MC_ETIMEOUT);
    }
    ops->destroy(fake.transport);
    mc_waiter_finish(&fake.waiter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_counts_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
