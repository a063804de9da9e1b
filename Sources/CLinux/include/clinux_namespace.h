// Namespaces: unshare(2) with flags that need _GNU_SOURCE elsewhere, and becoming the program that runs in one.
#ifndef CLINUX_NAMESPACE_H
#define CLINUX_NAMESPACE_H

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  CL_NEW_USER_NAMESPACE = CLONE_NEWUSER,
  CL_NEW_NETWORK_NAMESPACE = CLONE_NEWNET,
};

// Moves the caller into new namespaces. CL_NEW_USER_NAMESPACE is EINVAL in a process with several threads.
static inline int cl_unshare(int flags) {
  return syscall(SYS_unshare, (long)flags) == 0 ? 0 : -errno;
}

// Replaces the process by another program, looked up in PATH; returns -errno only when that failed.
// A thread of a pool may have every signal blocked and this process may ignore SIGPIPE and SIGXFSZ; all of that survives exec, so reset.
static inline int cl_become(char *const *arguments) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, 0);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  execvp(arguments[0], arguments);
  return -errno;
}

#endif
