/*
 * The files of a card's application: ICAO Doc 9303-10 section 4.7 (EF.COM, data groups 1 and 2;
 * the picture's header is ISO/IEC 19794-5), and data group 13 as Vietnamese cards fill it:
 *
 *   6D { 30 { 31 { 30 { 02 01 nn, value … } … } } }
 *
 * with values that are strings, nested sequences of strings, or nothing. A field is known by its
 * number, never by its place. Pure; texts are copied, everything else is borrowed from the file.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_DATA_GROUP_H
#define MOTCUA_DRIVERS_CARD_EMRTD_DATA_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "drivers/card/emrtd/mrz.h"

#define DATA_GROUPS     16 /* 1 to 16 */
#define DG13_TEXT_BYTES 512

#define FILE_ID_ACCESS 0x011C
#define FILE_ID_SOD    0x011D
#define FILE_ID_COM    0x011E
#define FILE_ID_DG     0x0100 /* + number of the data group */

#define TAG_COM 0x60
#define TAG_DG1 0x61
#define TAG_SOD 0x77

/* Tag of a data group's file, 0 for numbers out of range; and back, 0 for other tags. */
uint32_t data_group_tag(int number);
int data_group_of_tag(uint32_t tag);

/* EF.COM: which data groups there are, as bits 1 to 16. Not signed: a hint, not a fact. */
enum mc_err com_parse(const uint8_t *file, size_t len, uint32_t *out_groups,
                      struct mc_error *err) MC_MUST_CHECK;
enum mc_err dg1_parse(const uint8_t *file, size_t len, struct mrz *out,
                      struct mc_error *err) MC_MUST_CHECK;

enum portrait_format { PORTRAIT_JPEG, PORTRAIT_JPEG_2000 };

struct dg2 {
    enum portrait_format format;
    const uint8_t *image; /* borrowed */
    size_t image_len;
};
/* The first portrait of the file. */
enum mc_err dg2_parse(const uint8_t *file, size_t len, struct dg2 *out,
                      struct mc_error *err) MC_MUST_CHECK;

enum dg13_field {
    DG13_ID_NUMBER = 1,
    DG13_NAME,
    DG13_BIRTH, /* dates: DD/MM/YYYY */
    DG13_SEX,
    DG13_NATIONALITY,
    DG13_ETHNICITY,
    DG13_RELIGION,
    DG13_ORIGIN,
    DG13_RESIDENCE,
    DG13_MARKS,
    DG13_ISSUED,
    DG13_EXPIRES,
    DG13_PARENTS, /* text: the father; `mother` beside it */
    DG13_SPOUSE,
    DG13_OLD_ID_NUMBER, /* nine or twelve digits, else nothing */
    DG13_FURTHER_NUMBER,
    DG13_FIELDS
};

/* Personal data: lives in secret memory. A field the chip does not have, or not as text, is "". */
struct dg13 {
    char text[DG13_FIELDS][DG13_TEXT_BYTES]; /* by enum dg13_field; [0] stays empty */
    char mother[DG13_TEXT_BYTES];
};
enum mc_err dg13_parse(const uint8_t *file, size_t len, struct dg13 *out,
                       struct mc_error *err) MC_MUST_CHECK;

#endif
