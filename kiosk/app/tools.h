/* The command-line tools of motcua-kiosk that need no window. Each returns the exit status: 0, or
 * 2 with one line on standard error. */
#ifndef MOTCUA_KIOSK_APP_TOOLS_H
#define MOTCUA_KIOSK_APP_TOOLS_H

/* --decode IMAGE…: a line each: path, tab, the bytes in hex (empty if no code was read). */
int tools_decode(int count, char *const paths[]);
/* --search CATALOGUE.db QUERY [N]: code, tab, name of the first N hits. */
int tools_search(int count, char *const arguments[]);

/* --ime telex|vni [old|new]: keys from standard input, a line each; what stands in the field then.
 */
int tools_ime(int count, char *const arguments[]);
/* --make-pin: reads a PIN from standard input, prints the hash that service.pin_hash takes. */
int tools_make_pin(void);

#endif
