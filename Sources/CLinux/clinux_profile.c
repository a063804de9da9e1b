#define _GNU_SOURCE
#include "include/clinux_profile.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

const uint64_t cl_perf_cpu_clock = PERF_COUNT_SW_CPU_CLOCK;

static int open_event(struct perf_event_attr *attr, int32_t thread, int32_t cpu, int32_t group) {
  attr->size = sizeof *attr;
  long descriptor = syscall(SYS_perf_event_open, attr, thread, cpu, group, PERF_FLAG_FD_CLOEXEC);
  return descriptor < 0 ? -errno : (int)descriptor;
}

int cl_perf_open_sampler(uint32_t type, uint64_t config, uint64_t rate, int32_t thread, int32_t cpu) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.type = type;
  attr.config = config;
  attr.freq = 1;
  attr.sample_freq = rate;
  attr.sample_type =
      PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU | PERF_SAMPLE_CALLCHAIN;
  attr.exclude_callchain_user = 1;
  attr.disabled = 1;
  return open_event(&attr, thread, cpu, -1);
}

int cl_perf_open_configured(uint32_t type, uint64_t config, uint64_t config1, uint64_t config2, int32_t thread,
                            int32_t cpu, int32_t group) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.type = type;
  attr.config = config;
  attr.config1 = config1;
  attr.config2 = config2;
  attr.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  return open_event(&attr, thread, cpu, group);
}

int cl_perf_enable(int descriptor) { return ioctl(descriptor, PERF_EVENT_IOC_ENABLE, 0) < 0 ? -errno : 0; }

int cl_perf_disable(int descriptor) { return ioctl(descriptor, PERF_EVENT_IOC_DISABLE, 0) < 0 ? -errno : 0; }

int cl_perf_map(int descriptor, uint64_t pages, void **ring, uint64_t *bytes) {
  *bytes = (1 + pages) * (uint64_t)sysconf(_SC_PAGESIZE);
  void *start = mmap(NULL, *bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (start == MAP_FAILED) return -errno;
  *ring = start;
  return 0;
}

void cl_perf_unmap(void *ring, uint64_t bytes) { munmap(ring, bytes); }

// The kernel publishes data_head after the records; reading it with acquire makes them visible
// (include/uapi/linux/perf_event.h).
uint64_t cl_perf_ring_head(const void *ring) {
  return __atomic_load_n(&((const struct perf_event_mmap_page *)ring)->data_head, __ATOMIC_ACQUIRE);
}

uint64_t cl_perf_ring_tail(const void *ring) { return ((const struct perf_event_mmap_page *)ring)->data_tail; }

void cl_perf_ring_set_tail(void *ring, uint64_t tail) {
  __atomic_store_n(&((struct perf_event_mmap_page *)ring)->data_tail, tail, __ATOMIC_RELEASE);
}

const uint8_t *cl_perf_ring_records(const void *ring) {
  return (const uint8_t *)ring + ((const struct perf_event_mmap_page *)ring)->data_offset;
}

uint64_t cl_perf_ring_record_bytes(const void *ring) {
  return ((const struct perf_event_mmap_page *)ring)->data_size;
}

int64_t cl_time_stamp_counter(void) {
#if defined(__x86_64__)
  return (int64_t)__builtin_ia32_rdtsc();
#else
  return -1;
#endif
}

uint64_t cl_memcpy_address(void) { return (uint64_t)(uintptr_t)&memcpy; }
