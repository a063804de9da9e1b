// Tracepoints through perf_event_open(2): opening one for a thread, and reading their descriptions from tracefs.
#ifndef CLINUX_TRACEPOINT_H
#define CLINUX_TRACEPOINT_H

#include <stddef.h>
#include <stdint.h>

// Opens a tracepoint for one thread on any CPU, every event sampled with its raw record; disabled when opened.
// A descriptor or -errno.
int cl_tracepoint_open(uint64_t identifier, int32_t thread);

// Starts or stops the records of a descriptor. 0 or -errno.
int cl_tracepoint_enable(int descriptor, int enabled);

// Maps the ring of a descriptor: one page of control, then `data_bytes` (a power of two of pages). NULL: *error is set.
void *cl_tracepoint_map(int descriptor, size_t data_bytes, int *error);
void cl_tracepoint_unmap(void *ring, size_t data_bytes);

// The control words of a ring: how far the kernel has written, and how far we have read.
uint64_t *cl_tracepoint_head(void *ring);
uint64_t *cl_tracepoint_tail(void *ring);

// Text of a file below tracefs, such as "events/skb/skb_copy_datagram_iovec/format", at most `capacity` bytes of it.
// Where tracefs is not mounted, a child process mounts it in a mount namespace of its own, which ends with the child.
// Length or -errno.
int64_t cl_read_tracefs(const char *path, char *text, size_t capacity);

enum {
  CL_TRACE_RECORD_LOST = 2,
  CL_TRACE_RECORD_SAMPLE = 9,
};

#endif
