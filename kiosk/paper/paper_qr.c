#include "kiosk/paper/paper_qr.h"

#include <qrencode.h>
#include <string.h>

#define QR_MODULE_MIN_PX 4 /* half a millimetre: phones of any age read it */
#define QR_QUIET_MODULES 4 /* ISO/IEC 18004 section 9.1 */
#define QR_WANTED_PX     360

enum mc_err paper_qr_draw(struct paper_roll *roll, const char *text, struct mc_error *err)
{
    size_t len = strlen(text);
    QRcode *code = QRcode_encodeData((int)len, (const uint8_t *)text, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return mc_fail(err, MC_ETOOBIG, "paper: no QR code of %zu bytes", len);
    }
    int side = code->width + 2 * QR_QUIET_MODULES;
    if (side * QR_MODULE_MIN_PX > roll->width_px) {
        QRcode_free(code);
        return mc_fail(err, MC_ETOOBIG, "paper: QR code of %d modules", side);
    }
    struct mc_grey picture;
    mc_grey_init(&picture, side, side);
    for (int i = 0; i < code->width * code->width; i++) {
        int x = i % code->width + QR_QUIET_MODULES;
        int y = i / code->width + QR_QUIET_MODULES;
        picture.pixels[y * side + x] = (code->data[i] & 1) != 0 ? 0 : 255;
    }
    QRcode_free(code);
    int module_px = QR_WANTED_PX / side;
    paper_roll_picture(roll, &picture, module_px < QR_MODULE_MIN_PX ? QR_MODULE_MIN_PX : module_px);
    mc_grey_finish(&picture);
    return MC_OK;
}
