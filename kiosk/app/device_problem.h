/* What is wrong with a device, as staff read it: a name, which <group>.<name> of assets/i18n/kiosk
 * puts into words (doctor.state, doctor.remedy). The precise error stays in the log. */
#ifndef MOTCUA_KIOSK_APP_DEVICE_PROBLEM_H
#define MOTCUA_KIOSK_APP_DEVICE_PROBLEM_H

#include "kiosk/app/device_slot.h"

/* "missing", "denied", "busy", "address", "unfit", "fault"; "" while it works. */
const char *device_problem_name(const struct device_status *status);
/* The file of config/ that gives the kiosk's user leave to have devices of the kind. */
const char *device_problem_rules(enum device_kind kind);

#endif
