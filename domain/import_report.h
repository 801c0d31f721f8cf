/*
 * What an import could not understand of one record, so that nothing is dropped in silence: each
 * remark names the place in the record and quotes it. Pure; allocates.
 */
#ifndef MOTCUA_DOMAIN_IMPORT_REPORT_H
#define MOTCUA_DOMAIN_IMPORT_REPORT_H

#include <stddef.h>

#define IMPORT_REMARKS_MAX  200 /* further ones are only counted */
#define IMPORT_PATH_BYTES   96
#define IMPORT_REMARK_BYTES 320

enum import_kind {
    IMPORT_MISSING,  /* the record says nothing where it should */
    IMPORT_TIME,     /* a time limit that is not so many hours, days or working days */
    IMPORT_FEE,      /* a fee that is no amount of đồng, or contradicts itself */
    IMPORT_PAPER,    /* a paper without its number of originals and copies, a file name in a name */
    IMPORT_LEVEL,    /* several levels (the one nearest to citizens is taken), or an unknown one */
    IMPORT_AUDIENCE, /* nobody known */
    IMPORT_LEGAL,    /* a flattened table of legal acts that could not be taken apart */
    IMPORT_WORD,     /* any other word that stands for something unknown */
    IMPORT_GLYPH,    /* private-use glyphs and invisible characters, taken out */
    IMPORT_KEY,      /* a key this format does not have */
    IMPORT_TYPE,     /* a value of the wrong type */
    IMPORT_TOO_MUCH, /* more than a named maximum; what is over it is left out */
    IMPORT_KIND_COUNT
};

struct import_remark {
    enum import_kind kind;
    char path[IMPORT_PATH_BYTES];
    char what[IMPORT_REMARK_BYTES];
};

/* Zeroed to begin with. */
struct import_report {
    struct import_remark *remarks;
    size_t count;
    size_t by_kind[IMPORT_KIND_COUNT]; /* those past IMPORT_REMARKS_MAX, too */
};

/* "missing", "time", …: never NULL. */
const char *import_kind_name(enum import_kind kind);
/* Cut where it does not fit. */
void import_remark(struct import_report *report, enum import_kind kind, const char *path,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));
void import_report_finish(struct import_report *report);

#endif
