/*
 * What is done to a grey picture before it is scanned again. Each function leaves its source alone
 * and makes a new picture in *out, which may hold an older one (it is wiped and freed first):
 * frames show identity cards. Any thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_PICTURE_H
#define MOTCUA_DRIVERS_CAMERA_PICTURE_H

#include <stdbool.h>

#include "core/image.h"

/* Wipes and frees; zeroed is fine. */
void picture_forget(struct mc_grey *picture);
void picture_copy(const struct mc_grey *from, struct mc_grey *out);
/* Smaller by area average, larger by linear interpolation; sizes of at least 1. */
void picture_resize(const struct mc_grey *from, int width_px, int height_px, struct mc_grey *out);
/* A white border all around. */
void picture_frame(const struct mc_grey *from, int border_px, struct mc_grey *out);
/* The darkest and the brightest hundredth become black and white, what lies between is stretched.
 */
void picture_stretch(const struct mc_grey *from, struct mc_grey *out);
/* The mean of a square of 2 * radius_px + 1, twice: nearly a Gaussian. */
void picture_blur(const struct mc_grey *from, int radius_px, struct mc_grey *out);
/* Adds what a blur of that radius takes away. */
void picture_sharpen(const struct mc_grey *from, int radius_px, struct mc_grey *out);
/* Black where a pixel is darker than the mean of the square around it by more than `margin` steps
 * of grey, else white. */
void picture_threshold(const struct mc_grey *from, int radius_px, int margin, struct mc_grey *out);
/* Each pixel by how much it is brighter (over 128) or darker than the square around it: uneven
 * light and glare are gone. */
void picture_flatten(const struct mc_grey *from, int radius_px, struct mc_grey *out);
/* Black and white by the one level that parts the picture's greys best (Otsu). */
void picture_threshold_whole(const struct mc_grey *from, struct mc_grey *out);
void picture_negate(const struct mc_grey *from, struct mc_grey *out);
/* Turned about its middle, clockwise, on white; the corners are kept. */
void picture_turn(const struct mc_grey *from, int degrees, struct mc_grey *out);

/* Between pixels by linear interpolation; outside of the picture the nearest edge. */
int picture_at(const struct mc_grey *picture, float x, float y);

#endif
