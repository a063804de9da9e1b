#define _GNU_SOURCE
#include "include/clinux_perf.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <time.h>

_Static_assert(CL_PERF_TYPE_HARDWARE == PERF_TYPE_HARDWARE, "perf event type");
_Static_assert(CL_PERF_TYPE_SOFTWARE == PERF_TYPE_SOFTWARE, "perf event type");
_Static_assert(CL_PERF_TYPE_HW_CACHE == PERF_TYPE_HW_CACHE, "perf event type");

// Configuration of a cache event, perf_event_open(2): cache | operation << 8 | result << 16.
#define LOAD_MISSES(cache) \
  ((cache) | PERF_COUNT_HW_CACHE_OP_READ << 8 | PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

const uint64_t cl_perf_task_clock = PERF_COUNT_SW_TASK_CLOCK;
const uint64_t cl_perf_context_switches = PERF_COUNT_SW_CONTEXT_SWITCHES;
const uint64_t cl_perf_cpu_migrations = PERF_COUNT_SW_CPU_MIGRATIONS;
const uint64_t cl_perf_page_faults = PERF_COUNT_SW_PAGE_FAULTS;
const uint64_t cl_perf_cycles = PERF_COUNT_HW_CPU_CYCLES;
const uint64_t cl_perf_instructions = PERF_COUNT_HW_INSTRUCTIONS;
const uint64_t cl_perf_cache_misses = PERF_COUNT_HW_CACHE_MISSES;
const uint64_t cl_perf_l1d_load_misses = LOAD_MISSES(PERF_COUNT_HW_CACHE_L1D);
const uint64_t cl_perf_llc_load_misses = LOAD_MISSES(PERF_COUNT_HW_CACHE_LL);

// A clock id carries the complement of the thread id above three bits: 4 = one thread, 2 = scheduler clock
// (include/linux/posix-timers_types.h). The kernel answers it for threads of the calling process only.
int64_t cl_thread_cpu_nanoseconds(int32_t thread) {
  clockid_t clock = (clockid_t)(~(uint32_t)thread << 3 | 6u);
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return -errno;
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

uint64_t cl_probe_monotonic_nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

const char *cl_errno_name(int error) {
  const char *name = strerrorname_np(error);
  return name ? name : "errno";
}
