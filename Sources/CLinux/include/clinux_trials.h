// Tries what a measurement may need and undoes it at once. Every function answers >= 0, or -errno.
#ifndef CLINUX_TRIALS_H
#define CLINUX_TRIALS_H

#include <stddef.h>
#include <stdint.h>

// Opens a perf event and closes it. period: 0 counts, else samples. raw: whether samples carry the record of
// a tracepoint, which perf_event_paranoid guards more closely. thread: 0 the caller, -1 everybody on `cpu`.
int cl_try_perf(uint32_t type, uint64_t config, uint64_t period, int raw, int32_t thread, int32_t cpu);

enum cl_namespace_trial {
  CL_TRY_NETWORK_NAMESPACE,
  CL_TRY_USER_NAMESPACE,
  CL_TRY_NETWORK_IN_USER_NAMESPACE,
};

// Makes namespaces in a child that ends at once, within 5 s. `optmem` of `capacity` bytes receives the text
// of net.core.optmem_max as a new network namespace shows it; empty where it has none of its own.
int cl_try_namespace(int trial, char *optmem, size_t capacity);

// Makes an io_uring and asks which operations it knows; bits 0 and 1 of the answer: SEND_ZC, SENDMSG_ZC.
int cl_try_io_uring(void);

#endif
