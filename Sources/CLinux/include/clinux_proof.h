// What a proof needs beyond the data path: queue lengths of a socket, and a message sent in a child process whose
// memory accesses are watched.
#ifndef CLINUX_PROOF_H
#define CLINUX_PROOF_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

// Bytes of a TCP socket not yet acknowledged (SIOCOUTQ), and of these not yet sent (SIOCOUTQNSD), tcp(7). 0 or -errno.
int cl_queued_bytes(int descriptor, int *unacknowledged, int *unsent);

// What was seen while a message was sent in a child process with watched memory.
struct cl_access_trial {
  // 0, or -errno: the child could not be made or watched. -ETIMEDOUT: it was killed at the deadline.
  // -EPROTO: it ended in a way of its own (a signal).
  int32_t outcome;
  // 1 when the body said that the message was sent.
  int32_t sent;
  // User-mode accesses to the fields, and to whatever else lies on their pages. The first inside a field ends the
  // watch, so that 1 stands for any number.
  uint64_t field_accesses;
  uint64_t other_accesses;
  // Bytes of the fields that stayed unreadable for user mode and kernel throughout.
  uint64_t watched_bytes;
  // Stores to watched memory, and the bytes they changed; a store that changes nothing counts as one byte.
  uint64_t stores;
  uint64_t stored_bytes;
  // Bytes of the message found afterwards on the pages that were stored to, fields excepted.
  uint64_t found_bytes;
};

// Sends the message; 1 when it was taken. Runs in the child.
typedef int (*cl_trial_body)(void *context);

// Forks, makes the pages of the fields inaccessible in the child and sends there: whoever gathers in user mode faults
// inside a field, a kernel that reads for itself answers EFAULT.
void cl_trial_reads(const struct iovec *fields, size_t count, cl_trial_body body, void *context,
                    uint64_t limit_ns, struct cl_access_trial *trial);

// Forks, makes all private writable memory read-only in the child (but the live part of the stack and the thread's
// control block) and sends there, stepping over each store. x86-64 only: -ENOSYS elsewhere.
// words: the message is 64-bit words (mark << 32 | index ^ mask) in stream order; how many there are.
void cl_trial_stores(const struct iovec *fields, size_t count, uint32_t mark, uint32_t mask, uint64_t words,
                     cl_trial_body body, void *context, uint64_t limit_ns, struct cl_access_trial *trial);

// Turns over every bit of each word of the message found in private writable memory of this process, its fields
// excepted: the copies that user mode has made of it. Words as in cl_trial_stores. Bytes overwritten or -errno.
int64_t cl_overwrite_copies(const struct iovec *fields, size_t count, uint32_t mark, uint32_t mask, uint64_t words);

#endif
