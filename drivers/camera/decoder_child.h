/* The decoding process itself: what the program does when it is started with the hidden option for
 * it, with the socket as descriptor 3 and the shared memory as 4. */
#ifndef MOTCUA_DRIVERS_CAMERA_DECODER_CHILD_H
#define MOTCUA_DRIVERS_CAMERA_DECODER_CHILD_H

/* Serves until the socket closes; never returns. */
_Noreturn void decoder_child_run(void);

#endif
