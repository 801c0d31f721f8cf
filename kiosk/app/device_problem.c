#include "kiosk/app/device_problem.h"

#include <errno.h>

const char *device_problem_name(const struct device_status *status)
{
    if (status->open) {
        return "";
    }
    if (status->problem_sys == EBUSY) {
        return "busy";
    }
    switch ((int)status->problem) {
    case MC_OK: /* not tried yet */
    case MC_ENOTFOUND:
    case MC_EGONE: return "missing";
    case MC_EDENIED: return "denied";
    case MC_EINVAL: return "address";
    case MC_EUNSUPPORTED: return "unfit";
    default: return "fault";
    }
}

const char *device_problem_rules(enum device_kind kind)
{
    return kind == DEVICE_CARD_READER ? "config/60-motcua-pcscd.rules" : "config/60-motcua.rules";
}
