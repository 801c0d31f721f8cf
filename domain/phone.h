/*
 * Vietnamese telephone numbers by the prefixes in use: mobile networks since the change of 2018
 * (ten digits), area codes since the change of 2017 (eleven digits); numbering plan of Circular
 * 22/2014/TT-BTTTT and Decisions 2036/QĐ-BTTTT (2016) and 798/QĐ-BTTTT (2018). Pure.
 */
#ifndef MOTCUA_DOMAIN_PHONE_H
#define MOTCUA_DOMAIN_PHONE_H

#include <stdbool.h>

/* Blanks, dots and hyphens may stand between the digits; "+84" stands for the first 0. */
bool phone_valid(const char *text);
/* Whether it is the beginning of such a number, or all of it. */
bool phone_begins(const char *text);

#endif
