// Events of perf_event_open(2), and the CPU clock of a thread.
#ifndef CLINUX_PERF_H
#define CLINUX_PERF_H

#include <stdint.h>

// CPU time of a thread of this process in ns, up to this instant even while it runs on another CPU.
int64_t cl_thread_cpu_nanoseconds(int32_t thread);

// CLOCK_MONOTONIC in ns.
uint64_t cl_probe_monotonic_nanoseconds(void);

// Symbolic name of an errno value ("ENOENT"), or "errno" for one glibc does not know.
const char *cl_errno_name(int error);

enum {
  CL_PERF_TYPE_HARDWARE = 0,
  CL_PERF_TYPE_SOFTWARE = 1,
  CL_PERF_TYPE_HW_CACHE = 3,
};

extern const uint64_t cl_perf_task_clock;
extern const uint64_t cl_perf_context_switches;
extern const uint64_t cl_perf_cpu_migrations;
extern const uint64_t cl_perf_page_faults;
extern const uint64_t cl_perf_cycles;
extern const uint64_t cl_perf_instructions;
extern const uint64_t cl_perf_cache_misses;
extern const uint64_t cl_perf_l1d_load_misses;
extern const uint64_t cl_perf_llc_load_misses;

#endif
