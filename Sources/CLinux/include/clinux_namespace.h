// Namespaces of the calling thread: unshare(2), and the flags that Swift cannot import as they need _GNU_SOURCE.
#ifndef CLINUX_NAMESPACE_H
#define CLINUX_NAMESPACE_H

#include <errno.h>
#include <linux/sched.h>
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

#endif
