#define _GNU_SOURCE
#include "include/clinux_tracepoint.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

_Static_assert(CL_TRACE_RECORD_LOST == PERF_RECORD_LOST, "perf record type");
_Static_assert(CL_TRACE_RECORD_SAMPLE == PERF_RECORD_SAMPLE, "perf record type");

int cl_tracepoint_open(uint64_t identifier, int32_t thread) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.size = sizeof attr;
  attr.type = PERF_TYPE_TRACEPOINT;
  attr.config = identifier;
  attr.sample_period = 1;
  attr.sample_type = PERF_SAMPLE_RAW;
  attr.disabled = 1;
  long descriptor = syscall(SYS_perf_event_open, &attr, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
  return descriptor < 0 ? -errno : (int)descriptor;
}

int cl_tracepoint_enable(int descriptor, int enabled) {
  return ioctl(descriptor, enabled ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, 0) == 0 ? 0 : -errno;
}

static size_t ring_bytes(size_t data_bytes) { return (size_t)sysconf(_SC_PAGESIZE) + data_bytes; }

void *cl_tracepoint_map(int descriptor, size_t data_bytes, int *error) {
  void *ring = mmap(NULL, ring_bytes(data_bytes), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (ring != MAP_FAILED) return ring;
  *error = errno;
  return NULL;
}

void cl_tracepoint_unmap(void *ring, size_t data_bytes) { munmap(ring, ring_bytes(data_bytes)); }

uint64_t *cl_tracepoint_head(void *ring) {
  return (uint64_t *)((char *)ring + offsetof(struct perf_event_mmap_page, data_head));
}

uint64_t *cl_tracepoint_tail(void *ring) {
  return (uint64_t *)((char *)ring + offsetof(struct perf_event_mmap_page, data_tail));
}

static int64_t read_below(const char *root, const char *path, char *text, size_t capacity) {
  char name[256];
  if (snprintf(name, sizeof name, "%s/%s", root, path) >= (int)sizeof name) return -ENAMETOOLONG;
  int file = open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -errno;
  size_t length = 0;
  ssize_t count;
  while (length < capacity && (count = read(file, text + length, capacity - length)) > 0) length += (size_t)count;
  int error = errno;
  close(file);
  return count < 0 ? -error : (int64_t)length;
}

// In the child: nobody else sees the mount.
static int64_t mount_and_read(const char *path, char *text, size_t capacity) {
  if (unshare(CLONE_NEWNS) != 0) return -errno;
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -errno;
  if (mount("tracefs", "/sys/kernel/tracing", "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0) return -errno;
  return read_below("/sys/kernel/tracing", path, text, capacity);
}

int64_t cl_read_tracefs(const char *path, char *text, size_t capacity) {
  static const char *const roots[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};
  int64_t refusal = -ENOENT;
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
    int64_t result = read_below(roots[i], path, text, capacity);
    if (result >= 0) return result;
    if (result != -ENOENT) refusal = result;
  }
  if (refusal != -ENOENT) return refusal;
  struct answer {
    int64_t result;
    char text[1 << 16];
  } *answer = mmap(NULL, sizeof *answer, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (answer == MAP_FAILED) return -errno;
  answer->result = -ECHILD;
  pid_t child = fork();
  if (child == 0) {
    answer->result = mount_and_read(path, answer->text, sizeof answer->text);
    _exit(0);
  }
  int64_t result = child < 0 ? -errno : 0;
  int status;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (result == 0) result = answer->result;
  if (result > (int64_t)capacity) result = (int64_t)capacity;
  if (result > 0) memcpy(text, answer->text, (size_t)result);
  munmap(answer, sizeof *answer);
  return result;
}
