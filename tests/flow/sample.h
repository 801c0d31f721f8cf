/* An invented procedure with every type of field, and the invented people who hand it in. */
#ifndef MOTCUA_TESTS_FLOW_SAMPLE_H
#define MOTCUA_TESTS_FLOW_SAMPLE_H

#include "kiosk/flow/flow.h"

/* Fields of the first case. */
enum sample_field {
    SAMPLE_NAME,       /* from the card, locked */
    SAMPLE_CHILD_NAME, /* at most 30 characters */
    SAMPLE_BIRTH,      /* past */
    SAMPLE_PHONE,
    SAMPLE_MARRIED,
    SAMPLE_SPOUSE_ID, /* if married */
    SAMPLE_AMOUNT,    /* 1,000 đ to 1,000,000,000 đ */
    SAMPLE_REASON,    /* two choices */
    SAMPLE_ADDRESS,   /* from the card */
    SAMPLE_NOTE,      /* not required */
    SAMPLE_FIELDS
};

/* What must be nowhere once the session is over. */
#define SAMPLE_ID        "079190001234"
#define SAMPLE_CITIZEN   "Trần Thị Dấu"
#define SAMPLE_RESIDENCE "12 Ngõ Vết, Phường Mẫu, Thành phố Thử"
#define SAMPLE_CHILD     "Lê Bé Tí"
#define SAMPLE_PHONE_NO  "0912345678"
#define SAMPLE_TOKEN     "AAECAwQFBgcICQoLDA0ODw"

#define SAMPLE_CARD         SAMPLE_ID "||" SAMPLE_CITIZEN "|15011990|Nữ|" SAMPLE_RESIDENCE "|10052021"
#define SAMPLE_OTHER_CARD   "001090004321||Phạm Văn Khác|02031990|Nam|3 Phố Khác, Hà Nội|01062022"
#define SAMPLE_EXPIRED_CARD "001060004321||Phạm Văn Cũ|02031960|Nam|3 Phố Cũ, Hà Nội|01062015"
#define SAMPLE_PROVISIONAL  "TK01-261124-0001-"
#define SAMPLE_OFFICIAL     "H29.12-261124-0042"
#define SAMPLE_RECEIPT_URL  "https://mot-cua.example/r/" SAMPLE_OFFICIAL "?t=" SAMPLE_TOKEN

struct procedure *sample_procedure(void);
/* Without a form: can only be read. */
struct procedure *sample_procedure_to_read(void);
void sample_ids(struct dossier_ids *out);

#endif
