/*
 * Decodes frames in a process of its own: frames are untrusted bytes from outside, and the
 * libraries that read them are large. The process is this program once more, started without any
 * of the kiosk's memory, environment or files, and shut in (decoder_sandbox.h). When it dies, hangs
 * or gets out of step it is killed, and the next frame starts a new one. One thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_DECODER_H
#define MOTCUA_DRIVERS_CAMERA_DECODER_H

#include <stdbool.h>
#include <sys/types.h>

#include "drivers/camera/camera_frame.h"
#include "drivers/camera/decoder_protocol.h"

/* The hidden option that decoder_child_run() is behind. */
#define DECODER_OPTION "--decode-frames"

struct decoder_settings {
    const char *program;  /* "/proc/self/exe" */
    const char *argument; /* DECODER_OPTION */
    int budget_ms;        /* for second tries, a frame; at most DECODER_BUDGET_MOST_MS */
    int hang_ms;          /* over the budget without an answer: it hangs */
};

struct decoder_result {
    bool found;
    struct qr_code code; /* if found */
    enum camera_hint hint;
    struct mc_grey preview; /* borrowed from the decoder until the next call; may be empty */
};

struct decoder;

/* Settings are copied, texts borrowed. Starts nothing yet. */
struct decoder *decoder_create(const struct decoder_settings *settings);
void decoder_destroy(struct decoder *decoder);
/* flags: enum decoder_flags. MC_EPARSE: the frame is damaged. MC_EIO: the process failed on it (or
 * cannot be started); the next call starts another. *out in secret memory if it is to outlive. */
enum mc_err decoder_read(struct decoder *decoder, const struct camera_frame *frame, unsigned flags,
                         struct decoder_result *out, struct mc_error *err) MC_MUST_CHECK;
/* The citizen has gone: the process is ended and the shared memory wiped. */
void decoder_forget(struct decoder *decoder);
/* Of the process; 0: none runs. */
pid_t decoder_pid(const struct decoder *decoder);

#endif
