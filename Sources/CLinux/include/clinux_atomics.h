// Relaxed loads and stores of words shared between a flow thread and its control thread.
// One writer per word; a reader may see any value the writer has stored, never a torn one.
#ifndef CLINUX_ATOMICS_H
#define CLINUX_ATOMICS_H

#include <stdint.h>

static inline uint64_t cl_load_relaxed(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }
static inline void cl_store_relaxed(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_RELAXED); }
static inline uint64_t cl_load_acquire(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
static inline void cl_store_release(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }

#endif
