/*
 * Named steps of a submission, announced to a test that wants to end the program at one of them.
 * Only in builds with the robot; in the release build mc_step() is nothing.
 *
 * MOTCUA_STEPS_FD names a descriptor of a socket that the program was started with. At each step it
 * writes the name and a newline, and goes on when one byte has come back, or the other side is
 * gone. Any thread.
 *
 * The kiosk's: seal, commit, committed, mark-attempt, send, answered, mark-accepted, accepted. The
 * service's: arrived, stored.
 */
#ifndef MOTCUA_CORE_STEPS_H
#define MOTCUA_CORE_STEPS_H

#ifdef MOTCUA_STEPS
void mc_step(const char *name);
#else
#define mc_step(name) ((void)0)
#endif

#endif
