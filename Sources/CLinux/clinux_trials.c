#define _GNU_SOURCE
#include "include/clinux_trials.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cl_try_perf(uint32_t type, uint64_t config, uint64_t period, int raw, int32_t thread, int32_t cpu) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.size = sizeof attr;
  attr.type = type;
  attr.config = config;
  attr.disabled = 1;
  attr.sample_period = period;
  if (period) attr.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TIME;
  if (raw) attr.sample_type |= PERF_SAMPLE_RAW;
  long descriptor = syscall(SYS_perf_event_open, &attr, thread, cpu, -1, PERF_FLAG_FD_CLOEXEC);
  if (descriptor < 0) return -errno;
  close((int)descriptor);
  return 0;
}

// Longest time unshare(2) may take before the child is ended: it waits for namespaces that others remove.
enum { trial_seconds = 5 };

// Only calls that are safe after fork() in a process with several threads (signal-safety(7)).
static void try_namespace_in_child(int trial, int result_pipe) {
  sigset_t alarms;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  signal(SIGALRM, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &alarms, NULL);
  alarm(trial_seconds);
  if (trial != CL_TRY_NETWORK_NAMESPACE && unshare(CLONE_NEWUSER) != 0) _exit(errno);
  if (trial != CL_TRY_USER_NAMESPACE && unshare(CLONE_NEWNET) != 0) _exit(errno);
  char text[32];
  int file = open("/proc/sys/net/core/optmem_max", O_RDONLY | O_CLOEXEC);
  ssize_t count = file < 0 ? 0 : read(file, text, sizeof text);
  // The pipe is empty and larger than this.
  if (count > 0 && write(result_pipe, text, (size_t)count) < 0) _exit(errno);
  _exit(0);
}

int cl_try_namespace(int trial, char *optmem, size_t capacity) {
  memset(optmem, 0, capacity);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -errno;
  pid_t child = fork();
  int failure = errno;
  if (child == 0) try_namespace_in_child(trial, ends[1]);
  close(ends[1]);
  int status = 0;
  pid_t waited = -1;
  if (child > 0) do waited = waitpid(child, &status, 0);
    while (waited < 0 && errno == EINTR);
  if (child > 0 && waited == child && WIFEXITED(status) && WEXITSTATUS(status) == 0 && capacity > 1) {
    ssize_t count = read(ends[0], optmem, capacity - 1);
    if (count < 0) optmem[0] = 0;
  }
  close(ends[0]);
  if (child < 0) return -failure;
  if (waited != child) return -ECHILD;
  return WIFEXITED(status) ? -WEXITSTATUS(status) : -ETIMEDOUT;
}

int cl_try_io_uring(void) {
  struct io_uring_params parameters;
  memset(&parameters, 0, sizeof parameters);
  long ring = syscall(SYS_io_uring_setup, 2u, &parameters);
  if (ring < 0) return -errno;
  enum { operations = 256 };
  union {
    struct io_uring_probe head;
    unsigned char bytes[sizeof(struct io_uring_probe) + operations * sizeof(struct io_uring_probe_op)];
  } probe;
  memset(&probe, 0, sizeof probe);
  long result = syscall(SYS_io_uring_register, ring, IORING_REGISTER_PROBE, &probe, operations);
  int failure = errno;
  close((int)ring);
  if (result < 0) return -failure;
  int sends = probe.head.ops[IORING_OP_SEND_ZC].flags & IO_URING_OP_SUPPORTED ? 1 : 0;
  int messages = probe.head.ops[IORING_OP_SENDMSG_ZC].flags & IO_URING_OP_SUPPORTED ? 2 : 0;
  return sends | messages;
}
