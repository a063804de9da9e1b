#define _GNU_SOURCE
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>

#include "clinux_watch.h"

int cl_queued_bytes(int descriptor, int *unacknowledged, int *unsent) {
  if (ioctl(descriptor, SIOCOUTQ, unacknowledged) != 0) return -errno;
  return ioctl(descriptor, SIOCOUTQNSD, unsent) == 0 ? 0 : -errno;
}


static bool is_in(const struct iovec *fields, size_t count, uintptr_t address) {
  for (size_t i = 0; i < count; i++) {
    uintptr_t start = (uintptr_t)fields[i].iov_base;
    if (address + 7 >= start && address < start + fields[i].iov_len) return true;
  }
  return false;
}

// Through the kernel, because another thread may unmap what is looked at.
static int64_t overwrite_in(struct range range, const struct iovec *fields, size_t count, uint32_t mark, uint32_t mask,
                            uint64_t words, uint8_t *buffer, size_t capacity) {
  int64_t overwritten = 0;
  for (uintptr_t start = range.start; start + 8 <= range.end;) {
    size_t wanted = range.end - start < capacity ? range.end - start : capacity;
    struct iovec here = {buffer, wanted}, there = {(void *)start, wanted};
    ssize_t got = process_vm_readv(getpid(), &here, 1, &there, 1, 0);
    if (got < 0 && errno != EFAULT) return -errno;
    if (got < 8) return overwritten;
    for (size_t at = 0; at + 8 <= (size_t)got;) {
      uint64_t word;
      memcpy(&word, buffer + at, 8);
      if (word >> 32 != mark || ((uint32_t)word ^ mask) >= words || is_in(fields, count, start + at)) {
        at++;
        continue;
      }
      word = ~word;
      struct iovec from = {&word, 8}, to = {(void *)(start + at), 8};
      if (process_vm_writev(getpid(), &from, 1, &to, 1, 0) == 8) overwritten += 8;
      at += 8;
    }
    // A word may lie across the end of what was read.
    start += (uintptr_t)got - 7;
  }
  return overwritten;
}

int64_t cl_overwrite_copies(const struct iovec *fields, size_t count, uint32_t mark, uint32_t mask, uint64_t words) {
  enum { BUFFER = 1 << 20 };
  // Shared, so that it is not looked through itself.
  char *shared = mmap(NULL, MAPS_TEXT + BUFFER, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return -errno;
  int64_t overwritten = read_maps(shared, MAPS_TEXT);
  if (overwritten > 0) overwritten = 0;
  for (const char *line = shared; overwritten >= 0 && *line;) {
    struct range range;
    if (parse_mapping(line, &range.start, &range.end)) {
      int64_t result =
          overwrite_in(range, fields, count, mark, mask, words, (uint8_t *)shared + MAPS_TEXT, BUFFER);
      overwritten = result < 0 ? result : overwritten + result;
    }
    const char *next = strchr(line, '\n');
    if (!next) break;
    line = next + 1;
  }
  munmap(shared, MAPS_TEXT + BUFFER);
  return overwritten;
}

