#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buffer.h"

enum mc_err mc_file_read(const char *path, size_t max_bytes, char **out, size_t *out_len,
                         struct mc_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return mc_fail_sys(err, errno == ENOENT ? MC_ENOTFOUND : MC_EIO, errno, "%s", path);
    }
    enum mc_err rc = MC_OK;
    struct mc_buffer buffer;
    mc_buffer_init(&buffer, max_bytes);
    char chunk[16384];
    ssize_t n = 0;
    while ((n = read(fd, chunk, sizeof chunk)) > 0) {
        mc_buffer_put(&buffer, chunk, (size_t)n);
        if (buffer.overflowed) {
            rc = mc_fail(err, MC_ETOOBIG, "%s: over %zu bytes", path, max_bytes);
            goto out;
        }
    }
    if (n < 0) {
        rc = mc_fail_sys(err, MC_EIO, errno, "%s", path);
        goto out;
    }
    *out_len = buffer.len;
    *out = mc_buffer_take(&buffer);
out:
    mc_buffer_finish(&buffer);
    (void)close(fd);
    return rc;
}

static enum mc_err write_all(int fd, const char *path, const void *bytes, size_t len,
                             struct mc_error *err)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno != EINTR) {
            return mc_fail_sys(err, MC_EIO, errno, "%s", path);
        }
        if (n > 0) {
            at += n;
            len -= (size_t)n;
        }
    }
    if (fsync(fd) != 0) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    return MC_OK;
}

enum mc_err mc_file_write(const char *path, const void *bytes, size_t len, struct mc_error *err)
{
    char beside[PATH_MAX];
    int n = snprintf(beside, sizeof beside, "%s.new", path);
    if (n < 0 || (size_t)n >= sizeof beside) {
        return mc_fail(err, MC_ETOOBIG, "path too long: %.64s…", path);
    }
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", beside);
    }
    enum mc_err rc = write_all(fd, beside, bytes, len, err);
    if (close(fd) != 0 && rc == MC_OK) {
        rc = mc_fail_sys(err, MC_EIO, errno, "%s", beside);
    }
    if (rc == MC_OK && rename(beside, path) != 0) {
        rc = mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    if (rc != MC_OK) {
        (void)unlink(beside);
    }
    return rc;
}
