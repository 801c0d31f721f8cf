/* The decoding process's work, apart from process and sandbox: one request in, one reply out. One
 * object a thread. */
#ifndef MOTCUA_DRIVERS_CAMERA_DECODER_SERVE_H
#define MOTCUA_DRIVERS_CAMERA_DECODER_SERVE_H

#include "drivers/camera/decoder_protocol.h"

struct decoder_serve;

struct decoder_serve *decoder_serve_create(void);
void decoder_serve_destroy(struct decoder_serve *serve);
/* request: len bytes as they came; memory: the shared frame. False: the request makes no sense, and
 * there is no going on. */
bool decoder_serve_one(struct decoder_serve *serve, const void *request, size_t len,
                       const uint8_t *memory, size_t memory_bytes, struct decoder_reply *reply);

#endif
