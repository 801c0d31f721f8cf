#include "kiosk/store/disk_space.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/statvfs.h>

enum mc_err disk_space_left(const char *path, uint64_t *out_bytes, struct mc_error *err)
{
    struct statvfs found;
    if (statvfs(path, &found) != 0) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    /* Some file systems count no files at all. */
    bool files_left = found.f_files == 0 || found.f_favail > 0;
    *out_bytes = files_left ? (uint64_t)found.f_bavail * found.f_frsize : 0;
    return MC_OK;
}
