// Threads, futexes, affinity and resource use. Every function answers >= 0, or -errno.
#ifndef CLINUX_PROCESS_H
#define CLINUX_PROCESS_H

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "clinux_socket.h"

// Waits while *word == expected, at most until a CLOCK_MONOTONIC instant. -ETIMEDOUT, -EAGAIN (already
// different), -EINTR.
static inline long cl_futex_wait(const uint32_t *word, uint32_t expected, uint64_t deadline_ns) {
  struct timespec deadline = {(time_t)(deadline_ns / 1000000000), (long)(deadline_ns % 1000000000)};
  return cl_result(syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, &deadline, NULL,
                           FUTEX_BITSET_MATCH_ANY));
}
static inline long cl_futex_wake_all(const uint32_t *word) {
  return cl_result(syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT_MAX, NULL, NULL, 0));
}
static inline uint32_t cl_load_acquire32(const uint32_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}
static inline void cl_store_release32(uint32_t *word, uint32_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static inline int32_t cl_exchange32(int32_t *word, int32_t value) {
  return __atomic_exchange_n(word, value, __ATOMIC_ACQ_REL);
}

static inline uint64_t cl_monotonic_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
// Sleeps until a CLOCK_MONOTONIC instant; a signal handler does not shorten the sleep.
static inline void cl_sleep_until(uint64_t instant_ns) {
  struct timespec instant = {(time_t)(instant_ns / 1000000000), (long)(instant_ns % 1000000000)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &instant, NULL) == EINTR) {
  }
}

static inline int32_t cl_thread_id(void) { return (int32_t)syscall(SYS_gettid); }
static inline long cl_name_thread(const char *name) { return cl_result(prctl(PR_SET_NAME, name, 0, 0, 0)); }

// CPU time of a thread of this process by kernel thread id; 0 is the calling thread. -1 when the thread is
// gone. The id is built as the kernel's include/linux/posix-timers.h does: ~tid << 3 | per-thread 4 |
// scheduler clock 2.
static inline int64_t cl_thread_cpu_ns(int32_t thread) {
  clockid_t clock = (clockid_t)(((uint32_t)~thread << 3) | 6);
  struct timespec spent;
  if (thread == 0 ? clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent) : clock_gettime(clock, &spent)) return -1;
  return (int64_t)spent.tv_sec * 1000000000 + spent.tv_nsec;
}

// getrusage(RUSAGE_THREAD): the constant 1 needs _GNU_SOURCE otherwise.
static inline long cl_thread_usage(struct rusage *usage) {
  return cl_result(syscall(SYS_getrusage, 1, usage));
}

// Affinity of the calling thread, as an array of words of CPU bits. The getter answers the bytes that were
// filled.
static inline long cl_set_affinity(const uint64_t *words, size_t bytes) {
  return cl_result(syscall(SYS_sched_setaffinity, 0, bytes, words));
}
static inline long cl_get_affinity(uint64_t *words, size_t bytes) {
  return cl_result(syscall(SYS_sched_getaffinity, 0, bytes, words));
}

// The limit on open descriptors, through prlimit64: getrlimit's first argument is an enum only in some views
// of glibc.
static inline long cl_descriptor_limit(struct rlimit *limit) {
  return cl_result(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, limit));
}
static inline long cl_set_descriptor_limit(const struct rlimit *limit) {
  return cl_result(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, limit, NULL));
}

// The other limits of this process (setrlimit(2)), by numbers that Swift can spell.
enum cl_limit_kind {
  CL_LIMIT_FILE_BYTES = RLIMIT_FSIZE,
  CL_LIMIT_PROCESSES = RLIMIT_NPROC,
  CL_LIMIT_ADDRESS_SPACE = RLIMIT_AS,
  CL_LIMIT_DATA = RLIMIT_DATA,
  CL_LIMIT_LOCKED_MEMORY = RLIMIT_MEMLOCK,
};
static inline long cl_limit(int kind, struct rlimit *limit) {
  return cl_result(syscall(SYS_prlimit64, 0, kind, NULL, limit));
}

// 1 where an access list says more than the mode about who may use a file (acl(5)), else 0.
static inline int cl_has_access_list(const char *path) {
  return getxattr(path, "system.posix_acl_access", NULL, 0) >= 0;
}

// Memory that is free goes back to the system: 1 if there was some, else 0.
static inline int cl_return_free_memory(void) { return malloc_trim(0); }

#endif
