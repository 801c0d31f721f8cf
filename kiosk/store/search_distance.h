/*
 * How far a typed word is from a meant one: edits weighed by how easily a finger or an ear makes
 * them (a neighbouring key, a letter too many, two letters swapped, i for y, s for x). Words are
 * folded as in core/text.h. Pure.
 */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_DISTANCE_H
#define MOTCUA_KIOSK_STORE_SEARCH_DISTANCE_H

#define SEARCH_EDIT 10 /* an ordinary letter missing or too many */

/* limit + 1 when it is over the limit; words of 64 bytes and more always are. */
int search_distance(const char *typed, const char *meant, int limit);

#endif
