#include "drivers/camera/decoder_child.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"
#include "core/memory.h"
#include "drivers/camera/decoder_sandbox.h"
#include "drivers/camera/decoder_serve.h"

/* Without exit handlers: they may do what the sandbox kills for. */
_Noreturn static void end(int status)
{
    _exit(status);
}

static const uint8_t *map_memory(size_t *out_bytes)
{
    struct stat about;
    if (fstat(DECODER_MEMORY_FD, &about) != 0 || about.st_size <= 0) {
        return NULL;
    }
    *out_bytes = (size_t)about.st_size;
    const void *memory = mmap(NULL, *out_bytes, PROT_READ, MAP_SHARED, DECODER_MEMORY_FD, 0);
    (void)close(DECODER_MEMORY_FD);
    return memory != MAP_FAILED ? memory : NULL;
}

static bool send_reply(const struct decoder_reply *reply)
{
    return write(DECODER_SOCKET_FD, reply, sizeof *reply) == (ssize_t)sizeof *reply;
}

_Noreturn void decoder_child_run(void)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    size_t memory_bytes = 0;
    const uint8_t *memory = map_memory(&memory_bytes);
    struct decoder_serve *serve = decoder_serve_create();
    struct decoder_reply *reply = mc_secret_alloc(sizeof *reply);
    struct mc_error err;
    if (memory == NULL) {
        mc_log(MC_LOG_ERROR, "decoder", "started without its memory");
        end(EXIT_FAILURE);
    }
    if (decoder_sandbox_enter(DECODER_SOCKET_FD, &err) != MC_OK) {
        mc_log_error("decoder", "no sandbox, so no decoding", &err);
        end(EXIT_FAILURE);
    }
    *reply = (struct decoder_reply){.magic = DECODER_MAGIC, .status = DECODER_READY};
    bool going = send_reply(reply);
    while (going) {
        /* One more than a request, to see that it is no longer. */
        uint8_t request[sizeof(struct decoder_request) + 1];
        ssize_t len = read(DECODER_SOCKET_FD, request, sizeof request);
        going = len > 0 &&
                decoder_serve_one(serve, request, (size_t)len, memory, memory_bytes, reply) &&
                send_reply(reply);
    }
    end(EXIT_SUCCESS);
}
