/*
 * Bounded queue of messages between two threads. A message is a tag, a request id and a payload
 * whose ownership moves with it; mc_message_drop() frees one nobody wants.
 */
#ifndef MOTCUA_CORE_QUEUE_H
#define MOTCUA_CORE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mc_message {
    int tag;                        /* the meaning, from the receiver's enum */
    uint64_t id;                    /* of the request; answers carry the same; 0 for none */
    int64_t deadline_ms;            /* monotonic; 0 for none */
    void *payload;                  /* NULL or owned by the message */
    void (*destroy)(void *payload); /* how to free it; NULL only with a NULL payload */
};

struct mc_queue;

/* wake(context) is called, from the sender's thread, after each push; NULL for none. */
struct mc_queue *mc_queue_create(size_t capacity, void (*wake)(void *context), void *context);
/* Frees the messages still in it. No other thread may use it any more. */
void mc_queue_destroy(struct mc_queue *queue);

/* False when full or closed: the message stays the caller's. */
bool mc_queue_push(struct mc_queue *queue, struct mc_message *message);
/* False at once when empty. */
bool mc_queue_try_pop(struct mc_queue *queue, struct mc_message *out);
/* Waits up to timeout_ms (-1: for good). False on time-out, or when closed and empty. */
bool mc_queue_pop(struct mc_queue *queue, int timeout_ms, struct mc_message *out);
/* Wakes every waiter; nothing more is taken in. */
void mc_queue_close(struct mc_queue *queue);
bool mc_queue_closed(struct mc_queue *queue);
size_t mc_queue_depth(struct mc_queue *queue);

void mc_message_drop(struct mc_message *message);

#endif
