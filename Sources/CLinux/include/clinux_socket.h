// Sending, receiving and waiting through syscall(2): inlines into the caller, no cancellation point, no
// _GNU_SOURCE. Every function answers >= 0, or -errno.
#ifndef CLINUX_SOCKET_H
#define CLINUX_SOCKET_H

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
// errqueue.h uses struct timespec without including its header.
#include <linux/errqueue.h>

#ifndef SO_ZEROCOPY
#define SO_ZEROCOPY 60
#endif
#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY 0x4000000
#endif

// glibc declares this one only with _GNU_SOURCE or _DEFAULT_SOURCE.
extern long syscall(long number, ...);

static inline long cl_result(long result) { return result == -1 ? -(long)errno : result; }

static inline long cl_send(int descriptor, const void *bytes, size_t count, int flags) {
  return cl_result(syscall(SYS_sendto, descriptor, bytes, count, flags, NULL, 0));
}
static inline long cl_sendmsg(int descriptor, const struct msghdr *message, int flags) {
  return cl_result(syscall(SYS_sendmsg, descriptor, message, flags));
}
static inline long cl_recv(int descriptor, void *bytes, size_t count, int flags) {
  return cl_result(syscall(SYS_recvfrom, descriptor, bytes, count, flags, NULL, NULL));
}

// Answers the returned events (0 when the time is over). A negative timeout waits for ever.
static inline long cl_poll(int descriptor, int events, int64_t timeout_ns) {
  struct pollfd entry = {descriptor, (short)events, 0};
  struct timespec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
  long ready = cl_result(syscall(SYS_ppoll, &entry, 1, timeout_ns < 0 ? NULL : &timeout, NULL, 0));
  return ready > 0 ? (long)(unsigned short)entry.revents : ready;
}

static inline long cl_set_int_option(int descriptor, int level, int name, int value) {
  return cl_result(setsockopt(descriptor, level, name, &value, sizeof value));
}
static inline long cl_get_int_option(int descriptor, int level, int name) {
  int value = 0;
  socklen_t length = sizeof value;
  long result = cl_result(getsockopt(descriptor, level, name, &value, &length));
  return result < 0 ? result : value;
}
static inline long cl_accept(int descriptor) {
  // SOCK_CLOEXEC has the value of O_CLOEXEC on every architecture Linux runs on but parisc, alpha and sparc.
  return cl_result(syscall(SYS_accept4, descriptor, NULL, NULL, SOCK_CLOEXEC));
}

// One entry of a socket's error queue: the ids first...last of MSG_ZEROCOPY calls, both inclusive.
struct cl_zerocopy_notice {
  uint32_t first;
  uint32_t last;
  int copied;
};

// Reads one entry of the error queue without blocking.
// 1: `notice` is filled. 0: an entry of another origin was taken off the queue. -EAGAIN: the queue is empty.
// -EMSGSIZE: control data was cut off. Source: Documentation/networking/msg_zerocopy.rst.
static inline long cl_take_zerocopy_notice(int descriptor, struct cl_zerocopy_notice *notice) {
  union {
    struct cmsghdr aligned;
    char bytes[256];
  } control;
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  long result = cl_result(syscall(SYS_recvmsg, descriptor, &message, MSG_ERRQUEUE));
  if (result < 0) return result;
  if (message.msg_flags & MSG_CTRUNC) return -EMSGSIZE;
  for (struct cmsghdr *entry = CMSG_FIRSTHDR(&message); entry; entry = CMSG_NXTHDR(&message, entry)) {
    int is_v4 = entry->cmsg_level == IPPROTO_IP && entry->cmsg_type == 11 /* IP_RECVERR */;
    int is_v6 = entry->cmsg_level == IPPROTO_IPV6 && entry->cmsg_type == 25 /* IPV6_RECVERR */;
    if (!is_v4 && !is_v6) continue;
    struct sock_extended_err error;
    memcpy(&error, CMSG_DATA(entry), sizeof error);
    if (error.ee_errno != 0 || error.ee_origin != SO_EE_ORIGIN_ZEROCOPY) continue;
    notice->first = error.ee_info;
    notice->last = error.ee_data;
    notice->copied = (error.ee_code & SO_EE_CODE_ZEROCOPY_COPIED) != 0;
    return 1;
  }
  return 0;
}

#endif
