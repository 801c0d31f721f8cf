/* Whatever a camera or scanner may read: card_qr_parse() and receipt_scan_parse() on the same
 * bytes, and what must hold between them. */
#include <string.h>

#include "domain/card_qr.h"
#include "domain/receipt.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct citizen citizen = {0};
    int field = -1;
    enum card_qr_verdict card = card_qr_parse(bytes, len, &citizen, &field);
    MC_CHECK((card == CARD_QR_DAMAGED) == (field >= 0 && field < 7));
    MC_CHECK((card == CARD_QR_CITIZEN) == citizen_id_valid(citizen.id_number));
    if (card == CARD_QR_CITIZEN) {
        char initials[64];
        citizen_initials(citizen.name, initials, sizeof initials);
        (void)citizen_id_consistent(&citizen);
        (void)citizen_card_expiry(citizen.birth, citizen.issued);
    }
    struct receipt_scan scan = {0};
    enum receipt_scan_verdict receipt = receipt_scan_parse(bytes, len, &scan);
    bool has_code = receipt == RECEIPT_SCAN_OURS || receipt == RECEIPT_SCAN_CODE_ONLY;
    MC_CHECK(has_code == (dossier_code_kind(scan.code) != DOSSIER_CODE_NONE));
    MC_CHECK((receipt == RECEIPT_SCAN_OURS) == mc_token_valid(scan.token));
    MC_CHECK(!has_code || card == CARD_QR_RECEIPT || card == CARD_QR_UNKNOWN);
    return 0;
}
