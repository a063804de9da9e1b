// Counting and sampling with perf_event_open(2), the ring of records, and the time-stamp counter.
#ifndef CLINUX_PROFILE_H
#define CLINUX_PROFILE_H

#include <stdint.h>

// Opens a sampling event, off until cl_perf_enable. Each sample holds, in this order: instruction pointer,
// process and thread, time, CPU, call chain of the kernel (no user frames).
// rate: samples per second. thread: -1 with a CPU for everybody on it. cpu: -1 for any.
int cl_perf_open_sampler(uint32_t type, uint64_t config, uint64_t rate, int32_t thread, int32_t cpu);

// Opens a counter of a thread on any CPU (cpu -1), or of a CPU for every thread (thread -1), that counts from now on,
// kernel included, with the read format
// GROUP | TOTAL_TIME_ENABLED | TOTAL_TIME_RUNNING: nr, enabled ns, running ns, then nr values, all u64.
// group: descriptor of the group's leader, -1 to lead a group.
int cl_perf_open_configured(uint32_t type, uint64_t config, uint64_t config1, uint64_t config2, int32_t thread,
                            int32_t cpu, int32_t group);

int cl_perf_enable(int descriptor);
int cl_perf_disable(int descriptor);

// Maps the ring of a sampler: a page of control, then `pages` (a power of two) of records.
int cl_perf_map(int descriptor, uint64_t pages, void **ring, uint64_t *bytes);
void cl_perf_unmap(void *ring, uint64_t bytes);
// How far the kernel has written and we have read, in bytes since the beginning; the ring wraps.
uint64_t cl_perf_ring_head(const void *ring);
uint64_t cl_perf_ring_tail(const void *ring);
void cl_perf_ring_set_tail(void *ring, uint64_t tail);
const uint8_t *cl_perf_ring_records(const void *ring);
uint64_t cl_perf_ring_record_bytes(const void *ring);

// The time-stamp counter; -1 on an architecture that has none.
int64_t cl_time_stamp_counter(void);

// Address of the memcpy the program really calls: the variant glibc chose for this CPU.
uint64_t cl_memcpy_address(void);

extern const uint64_t cl_perf_cpu_clock;

#endif
