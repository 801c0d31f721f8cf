#include "drivers/camera/decoder_sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* More than any frame needs; a frame that makes a library allocate without end meets it. */
#define MEMORY_MAX_BYTES ((rlim_t)2 * 1024 * 1024 * 1024)

/* The kernel's structure as of ABI 6; the header of the build machine may be older. Older kernels
 * take a shorter one. */
struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
};

int decoder_sandbox_landlock_version(void)
{
    long version =
        syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

/* Every right that this version knows is handled, and none is granted. */
static enum mc_err enter_landlock(struct mc_error *err)
{
    /* By version 1 to 5: how many kinds of access to files there are. */
    static const int file_rights[] = {13, 14, 15, 15, 16};
    int version = decoder_sandbox_landlock_version();
    if (version == 0) {
        return MC_OK;
    }
    int known = version < 5 ? version : 5;
    struct ruleset ruleset = {.files = (UINT64_C(1) << file_rights[known - 1]) - 1};
    size_t size = offsetof(struct ruleset, network);
    if (version >= 4) {
        ruleset.network = 3; /* bind and connect, TCP */
        size = offsetof(struct ruleset, scoped);
    }
    if (version >= 6) {
        ruleset.scoped = 3; /* abstract sockets, signals */
        size = sizeof ruleset;
    }
    long fd = syscall(SYS_landlock_create_ruleset, &ruleset, size, 0U);
    if (fd < 0) {
        return mc_fail_sys(err, MC_EIO, errno, "Landlock: rules");
    }
    long rc = syscall(SYS_landlock_restrict_self, (int)fd, 0U);
    int sys = errno;
    (void)close((int)fd);
    return rc == 0 ? MC_OK : mc_fail_sys(err, MC_EIO, sys, "Landlock: restrict");
}

static int allow_memory(scmp_filter_ctx filter)
{
    int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                              SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
    if (rc == 0) {
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    }
    return rc;
}

static int allow_talk(scmp_filter_ctx filter, int socket_fd)
{
    const scmp_datum_t socket = (scmp_datum_t)socket_fd;
    int rc =
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, socket));
    if (rc == 0) {
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                              SCMP_A0(SCMP_CMP_EQ, socket));
    }
    /* Where an assertion's last words go. */
    return rc != 0 ? rc
                   : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                                      SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO));
}

static int add_rules(scmp_filter_ctx filter, int socket_fd)
{
    static const int harmless[] = {
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(brk),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(sched_yield),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(sigaltstack),
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(munlock),
        /* qsort() asks how much memory there is */ SCMP_SYS(sysinfo),
        SCMP_SYS(rt_sigaction),
    };
    static const int refused[] = {SCMP_SYS(openat),   SCMP_SYS(open),      SCMP_SYS(newfstatat),
                                  SCMP_SYS(stat),     SCMP_SYS(access),    SCMP_SYS(faccessat),
                                  SCMP_SYS(readlink), SCMP_SYS(readlinkat)};
    int rc = allow_talk(filter, socket_fd);
    rc = rc != 0 ? rc : allow_memory(filter);
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0] && rc == 0; i++) {
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, harmless[i], 0);
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0] && rc == 0; i++) {
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0);
    }
    return rc;
}

static enum mc_err enter_seccomp(int socket_fd, struct mc_error *err)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) {
        return mc_fail(err, MC_EIO, "seccomp: no filter");
    }
    int rc = add_rules(filter, socket_fd);
    if (rc == 0) {
        rc = seccomp_load(filter);
    }
    seccomp_release(filter);
    return rc == 0 ? MC_OK : mc_fail_sys(err, MC_EIO, -rc, "seccomp");
}

static enum mc_err limit(struct mc_error *err)
{
    const struct rlimit none = {0, 0};
    bool limited = setrlimit(RLIMIT_CORE, &none) == 0 && setrlimit(RLIMIT_FSIZE, &none) == 0 &&
                   prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    /* The sanitizers' shadows are larger than any machine's memory. */
    const struct rlimit memory = {MEMORY_MAX_BYTES, MEMORY_MAX_BYTES};
    limited = limited && setrlimit(RLIMIT_AS, &memory) == 0;
#endif
    return limited ? MC_OK : mc_fail_sys(err, MC_EIO, errno, "limits");
}

enum mc_err decoder_sandbox_enter(int socket_fd, struct mc_error *err)
{
    enum mc_err rc = limit(err);
    if (rc == MC_OK) {
        rc = enter_landlock(err);
    }
    return rc == MC_OK ? enter_seccomp(socket_fd, err) : rc;
}
