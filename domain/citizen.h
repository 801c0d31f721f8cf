/*
 * Who stands before the kiosk: what an ID card says of its holder. Pure. Personal data: lives in
 * secret memory, is never logged.
 */
#ifndef MOTCUA_DOMAIN_CITIZEN_H
#define MOTCUA_DOMAIN_CITIZEN_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/date.h"

#define CITIZEN_ID_CHARS        12
#define CITIZEN_OLD_ID_CHARS    12 /* nine digits, or twelve of a cancelled number */
#define CITIZEN_NAME_BYTES      160
#define CITIZEN_RESIDENCE_BYTES 512

enum citizen_sex { CITIZEN_SEX_UNKNOWN, CITIZEN_MALE, CITIZEN_FEMALE };

/* How sure the fields are. */
enum citizen_assurance {
    CITIZEN_DECLARED,        /* QR code or typed */
    CITIZEN_CHIP_UNVERIFIED, /* read from a chip whose signature could not be checked */
    CITIZEN_CHIP_VERIFIED
};

struct citizen {
    char id_number[CITIZEN_ID_CHARS + 1];
    char old_id_number[CITIZEN_OLD_ID_CHARS + 1]; /* "" if none */
    char name[CITIZEN_NAME_BYTES];                /* NFC */
    struct date birth;
    enum citizen_sex sex;
    char residence[CITIZEN_RESIDENCE_BYTES]; /* NFC, cleaned of ", ," and ", -" */
    struct date issued;
    struct date expires; /* where a chip says it; else it follows from birth and issue */
    enum citizen_assurance assurance;
};

/* Twelve digits (Law 26/2023/QH15 art. 12); the province and sex digits are not judged. */
bool citizen_id_valid(const char *id_number);
/* True if the number's century, sex and year digits agree with the card's own sex and birth date
 * (Decree 137/2015 art. 13). A mismatch is a warning for staff, never a refusal. */
bool citizen_id_consistent(const struct citizen *citizen);

/* The card's expiry by Law 26/2023/QH15 art. 21: the next of the ages 14, 25, 40, 60, or the one
 * after it when issued within two years before. year 0: never expires. */
struct date citizen_card_expiry(struct date birth, struct date issued);
bool citizen_card_expired(const struct citizen *citizen, struct date today);

/*
 * What the expiry in the machine-readable zone may be, likely ones first: the law's, and the next
 * age of renewal without the rule of two years, as older cards were issued; for a card without
 * expiry 31/12/2099, the last date two digits of a year can hold, and none at all (year 0). Returns
 * how many; 0 if birth or issue are not known.
 */
#define CITIZEN_EXPIRY_GUESSES 2
size_t citizen_expiry_guesses(struct date birth, struct date issued,
                              struct date out[CITIZEN_EXPIRY_GUESSES]);

/* What a chip says beside what its holder's QR code (or fingers) said before. */
enum citizen_match {
    CITIZEN_MATCHES,
    CITIZEN_DIFFERS,     /* name, birth or sex are not the code's */
    CITIZEN_OTHER_NUMBER /* another person's card */
};
/*
 * Lays a chip's fields over those that are known: a verified chip wins over the code, an unverified
 * one counts only where it says the same. What the chip does not hold (residence, issue, old
 * number) stays the code's. plain_name: the chip's name is the machine-readable zone's, in capitals
 * without marks; the code's spelling stays where both mean the same. known may hold a number only.
 */
enum citizen_match citizen_take_chip(struct citizen *known, const struct citizen *chip,
                                     bool plain_name);

/* "********0123": all but the last four digits; out as long as the number + 1. */
void citizen_mask_id(const char *id_number, char *out, size_t size);
/* "N.V.A.": what a public page may show; out may be cut. */
void citizen_initials(const char *name, char *out, size_t size);
/* Ward and province of a residence, without street and house: from the part that names itself a
 * ward ("Phường …", "Xã …", "Thị trấn …", "Đặc khu …"), else the last two parts; "" if there are
 * fewer. out may be cut. */
void citizen_residence_area(const char *residence, char *out, size_t size);

#endif
