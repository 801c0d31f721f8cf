/*
 * Tells that something was plugged in or out, whatever it was: udev's messages on the kernel's
 * netlink socket (NETLINK_KOBJECT_UEVENT, group 2: after the rules have set owner and mode). They
 * are not read, only noticed; a burst of them counts once, when it is over. Where there is no udev
 * nothing is told, and devices are found by being tried again.
 */
#ifndef MOTCUA_KIOSK_APP_HOTPLUG_H
#define MOTCUA_KIOSK_APP_HOTPLUG_H

struct hotplug;

/* changed(context) is called on a thread of the watcher's own. Never fails: it may hear nothing. */
struct hotplug *hotplug_start(void (*changed)(void *context), void *context);
void hotplug_stop(struct hotplug *hotplug);

#endif
