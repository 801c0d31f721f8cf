#include "drivers/scanner/scanner_known.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYS_TTYS   "/sys/class/tty"
#define LEVELS_MAX 6 /* from the tty up to its USB device: 3 for CDC-ACM, 4 for adapters */

/* Metrologic and Honeywell, Hand Held Products, Symbol and Zebra, PSC and Datalogic, Datalogic
 * Scanning, Newland, Opticon, Intermec. */
const unsigned scanner_makers[SCANNER_MAKERS_MAX] = {0x0C2E, 0x0536, 0x05E0, 0x05F9,
                                                     0x080C, 0x1EAB, 0x065A, 0x067E};

bool scanner_speaks_of_itself(const char *name)
{
    static const char *const words[] = {"barcode", "bar code", "scanner"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasestr(name, words[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* One line of one attribute, `levels` folders above the tty's. */
static bool read_attribute(const char *tty, int levels, const char *attribute, char *out,
                           size_t size)
{
    char path[160];
    int len = snprintf(path, sizeof path, SYS_TTYS "/%s", tty);
    for (int i = 0; i < levels; i++) {
        len += snprintf(path + len, sizeof path - (size_t)len, "/..");
    }
    (void)snprintf(path + len, sizeof path - (size_t)len, "/%s", attribute);
    FILE *file = fopen(path, "re");
    bool found = file != NULL && fgets(out, (int)size, file) != NULL;
    if (file != NULL) {
        (void)fclose(file);
    }
    return found;
}

bool scanner_is_makers(unsigned long vendor)
{
    for (size_t i = 0; i < SCANNER_MAKERS_MAX; i++) {
        if (scanner_makers[i] == vendor) {
            return true;
        }
    }
    return false;
}

static bool is_scanners(const char *tty)
{
    char id[16];
    char product[128] = "";
    for (int levels = 2; levels <= LEVELS_MAX; levels++) {
        if (read_attribute(tty, levels, "idVendor", id, sizeof id)) {
            (void)read_attribute(tty, levels, "product", product, sizeof product);
            return scanner_is_makers(strtoul(id, NULL, 16)) || scanner_speaks_of_itself(product);
        }
    }
    return false;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

size_t scanner_find_ttys(char out[SCANNER_TTYS_MAX][SCANNER_TTY_BYTES])
{
    size_t count = 0;
    DIR *ttys = opendir(SYS_TTYS);
    const struct dirent *entry = NULL;
    while (ttys != NULL && count < SCANNER_TTYS_MAX && (entry = readdir(ttys)) != NULL) {
        const char *name = entry->d_name;
        bool usb = strncmp(name, "ttyACM", 6) == 0 || strncmp(name, "ttyUSB", 6) == 0;
        if (usb && strlen(name) < SCANNER_TTY_BYTES - sizeof "/dev/" && is_scanners(name)) {
            (void)snprintf(out[count++], SCANNER_TTY_BYTES, "/dev/%.24s", name);
        }
    }
    if (ttys != NULL) {
        (void)closedir(ttys);
    }
    qsort(out, count, SCANNER_TTY_BYTES, compare);
    return count;
}
