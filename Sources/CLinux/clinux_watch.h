// What the parts of a proof share: mappings of this process, and the watch over a child's memory. Not for Swift.
#ifndef CLINUX_WATCH_H
#define CLINUX_WATCH_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "include/clinux_proof.h"

enum {
  PAGE = 4096,
  MAX_RANGES = 4096,
  MAX_TOUCHED = 1 << 18,
  MAX_OPEN = 8,
  // Longest store of one instruction: an AVX-512 register.
  WINDOW = 64,
  STACK_MARGIN = 16 << 10,
  SIGNAL_STACK = 256 << 10,
  MAPS_TEXT = 1 << 20,
};

struct range {
  uintptr_t start, end;
};

struct open_page {
  uintptr_t page, address;
  uint32_t length;
  uint8_t before[WINDOW];
};

// All that the handlers write lies in a shared mapping, which is never watched: a handler that faulted would be the end.
struct watch {
  struct cl_access_trial result;
  struct range ranges[MAX_RANGES];
  uint32_t range_count;
  struct iovec fields[1024];
  uint32_t field_count;
  struct open_page open[MAX_OPEN];
  uint32_t open_count;
  uintptr_t step_address, string_target;
  bool is_string;
  uint32_t touched_count;
  bool touched_overflow;
  uintptr_t touched[MAX_TOUCHED];
  char maps[MAPS_TEXT];
  uint8_t signal_stack[SIGNAL_STACK];
};

// Read only in the child, where it is set before the watch begins.
extern struct watch *cl_watching;

static inline uintptr_t parse_hexadecimal(const char **text) {
  uintptr_t value = 0;
  for (;; (*text)++) {
    char c = **text;
    if (c >= '0' && c <= '9') {
      value = value << 4 | (uintptr_t)(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      value = value << 4 | (uintptr_t)(c - 'a' + 10);
    } else {
      return value;
    }
  }
}

// Text of /proc/self/maps, ended by a 0; its length or -errno.
static inline ssize_t read_maps(char *text, size_t capacity) {
  int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (file < 0) return -errno;
  size_t length = 0;
  ssize_t count;
  while (length < capacity - 1 && (count = read(file, text + length, capacity - 1 - length)) > 0) {
    length += (size_t)count;
  }
  close(file);
  text[length] = 0;
  return (ssize_t)length;
}

// One line of it: whether the mapping is private and writable.
static inline bool parse_mapping(const char *line, uintptr_t *start, uintptr_t *end) {
  const char *at = line;
  *start = parse_hexadecimal(&at);
  at++;
  *end = parse_hexadecimal(&at);
  return at[1] == 'r' && at[2] == 'w' && at[4] == 'p';
}


// Straight into the kernel: a first call through the C library's table of symbols would store to watched memory.
static inline long raw_mprotect(uintptr_t start, uintptr_t bytes, long protection) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_mprotect), "D"(start), "S"(bytes), "d"(protection)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long number __asm__("x8") = SYS_mprotect;
  register long first __asm__("x0") = (long)start;
  register long second __asm__("x1") = (long)bytes;
  register long third __asm__("x2") = protection;
  __asm__ volatile("svc 0" : "+r"(first) : "r"(number), "r"(second), "r"(third) : "memory");
  return first;
#else
  return mprotect((void *)start, bytes, (int)protection);
#endif
}

static inline bool is_watched(const struct watch *w, uintptr_t address) {
  for (uint32_t i = 0; i < w->range_count; i++) {
    if (address >= w->ranges[i].start && address < w->ranges[i].end) return true;
  }
  return false;
}

static inline bool is_in_field(const struct watch *w, uintptr_t address) {
  for (uint32_t i = 0; i < w->field_count; i++) {
    uintptr_t start = (uintptr_t)w->fields[i].iov_base;
    if (address >= start && address < start + w->fields[i].iov_len) return true;
  }
  return false;
}

static inline void protect_ranges(const struct watch *w, long protection) {
  for (uint32_t i = 0; i < w->range_count; i++) {
    raw_mprotect(w->ranges[i].start, w->ranges[i].end - w->ranges[i].start, protection);
  }
}

// A fault that the watch did not cause: let it happen again with the default action.
static inline void give_up(int signal_number) {
  signal(signal_number, SIG_DFL);
}


// Makes private writable memory read-only and has `body` send with every store stepped over; fills the result.
// x86-64 only: elsewhere the outcome is -ENOSYS.
void cl_watch_stores(struct watch *w, uint32_t mark, uint32_t mask, uint64_t words, cl_trial_body body, void *context);

// Sets a handler that runs on the watch's own stack.
void cl_install_handler(int number, void (*handler)(int, siginfo_t *, void *));

#endif
