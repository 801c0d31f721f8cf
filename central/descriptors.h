/*
 * Descriptors of the process: connections must not take those that the database and files need.
 * Once, at start.
 */
#ifndef MOTCUA_CENTRAL_DESCRIPTORS_H
#define MOTCUA_CENTRAL_DESCRIPTORS_H

/* Raises the limit of the process, as far as the system lets it, to so many connections and threads
 * beside the rest; logs when that is not enough. What is returned is the first descriptor that no
 * connection may have: those from there on are the rest's. */
int descriptors_for(unsigned connections, unsigned threads);

#endif
