#define _GNU_SOURCE
#include "include/clinux_proof.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

int cl_queued_bytes(int descriptor, int *unacknowledged, int *unsent) {
  if (ioctl(descriptor, SIOCOUTQ, unacknowledged) != 0) return -errno;
  return ioctl(descriptor, SIOCOUTQNSD, unsent) == 0 ? 0 : -errno;
}

static uintptr_t parse_hexadecimal(const char **text) {
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
static ssize_t read_maps(char *text, size_t capacity) {
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
static bool parse_mapping(const char *line, uintptr_t *start, uintptr_t *end) {
  const char *at = line;
  *start = parse_hexadecimal(&at);
  at++;
  *end = parse_hexadecimal(&at);
  return at[1] == 'r' && at[2] == 'w' && at[4] == 'p';
}

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
static struct watch *watching;

// Straight into the kernel: a first call through the C library's table of symbols would store to watched memory.
static long raw_mprotect(uintptr_t start, uintptr_t bytes, long protection) {
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

static bool is_watched(const struct watch *w, uintptr_t address) {
  for (uint32_t i = 0; i < w->range_count; i++) {
    if (address >= w->ranges[i].start && address < w->ranges[i].end) return true;
  }
  return false;
}

static bool is_in_field(const struct watch *w, uintptr_t address) {
  for (uint32_t i = 0; i < w->field_count; i++) {
    uintptr_t start = (uintptr_t)w->fields[i].iov_base;
    if (address >= start && address < start + w->fields[i].iov_len) return true;
  }
  return false;
}

static void protect_ranges(const struct watch *w, long protection) {
  for (uint32_t i = 0; i < w->range_count; i++) {
    raw_mprotect(w->ranges[i].start, w->ranges[i].end - w->ranges[i].start, protection);
  }
}

// A fault that the watch did not cause: let it happen again with the default action.
static void give_up(int signal_number) {
  signal(signal_number, SIG_DFL);
}

// MARK: Who reads the fields

static void on_read_fault(int number, siginfo_t *info, void *context) {
  (void)context;
  struct watch *w = watching;
  uintptr_t address = (uintptr_t)info->si_addr;
  if (!is_watched(w, address)) {
    give_up(number);
    return;
  }
  if (is_in_field(w, address)) {
    w->result.field_accesses++;
    protect_ranges(w, PROT_READ | PROT_WRITE);
    w->range_count = 0;
    return;
  }
  // A neighbour on the heap: its page is given free, the others stay watched.
  w->result.other_accesses++;
  uintptr_t page = address & ~(uintptr_t)(PAGE - 1);
  raw_mprotect(page, PAGE, PROT_READ | PROT_WRITE);
  for (uint32_t i = 0; i < w->range_count; i++) {
    struct range *range = &w->ranges[i];
    if (page < range->start || page >= range->end) continue;
    struct range rest = {page + PAGE, range->end};
    range->end = page;
    if (rest.start < rest.end && w->range_count < MAX_RANGES) w->ranges[w->range_count++] = rest;
    return;
  }
}

static uint64_t watched_bytes(const struct watch *w) {
  uint64_t sum = 0;
  for (uint32_t f = 0; f < w->field_count; f++) {
    uintptr_t start = (uintptr_t)w->fields[f].iov_base, end = start + w->fields[f].iov_len;
    for (uint32_t i = 0; i < w->range_count; i++) {
      uintptr_t low = w->ranges[i].start > start ? w->ranges[i].start : start;
      uintptr_t high = w->ranges[i].end < end ? w->ranges[i].end : end;
      if (low < high) sum += high - low;
    }
  }
  return sum;
}

// Every page once, however many fields lie on it.
static void watch_fields(struct watch *w) {
  for (uint32_t f = 0; f < w->field_count; f++) {
    uintptr_t start = (uintptr_t)w->fields[f].iov_base & ~(uintptr_t)(PAGE - 1);
    uintptr_t end = ((uintptr_t)w->fields[f].iov_base + w->fields[f].iov_len + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    while (start < end && is_watched(w, start)) start += PAGE;
    while (end > start && is_watched(w, end - 1)) end -= PAGE;
    if (start < end && w->range_count < MAX_RANGES) w->ranges[w->range_count++] = (struct range){start, end};
  }
}

// MARK: Who stores where

#if defined(__x86_64__)
enum { TRAP_FLAG = 0x100, PAGE_FAULT_WRITE = 2 };

// A repeated string instruction (rep movs, rep stos): it traps after each round, and rdi says how far it has come.
static bool is_string_instruction(const uint8_t *code) {
  if (*code != 0xf3) return false;
  code++;
  if ((*code & 0xf0) == 0x40) code++;
  return *code == 0xa4 || *code == 0xa5 || *code == 0xaa || *code == 0xab;
}

static void note_touched(struct watch *w, uintptr_t page) {
  // A copy goes on where it was: looking back a little finds most repetitions.
  for (uint32_t i = 0; i < 64 && i < w->touched_count; i++) {
    if (w->touched[w->touched_count - 1 - i] == page) return;
  }
  if (w->touched_count == MAX_TOUCHED) {
    w->touched_overflow = true;
  } else {
    w->touched[w->touched_count++] = page;
  }
}

static void on_store_fault(int number, siginfo_t *info, void *context) {
  struct watch *w = watching;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  uintptr_t address = (uintptr_t)info->si_addr;
  uintptr_t page = address & ~(uintptr_t)(PAGE - 1);
  if (!(registers[REG_ERR] & PAGE_FAULT_WRITE) || !is_watched(w, address) || w->open_count == MAX_OPEN) {
    give_up(number);
    return;
  }
  struct open_page *open = &w->open[w->open_count++];
  open->page = page;
  open->address = address;
  open->length = (uint32_t)(page + PAGE - address < WINDOW ? page + PAGE - address : WINDOW);
  const volatile uint8_t *bytes = (const volatile uint8_t *)address;
  for (uint32_t i = 0; i < open->length; i++) open->before[i] = bytes[i];
  note_touched(w, page);
  raw_mprotect(page, PAGE, PROT_READ | PROT_WRITE);
  if (w->open_count == 1) {
    w->step_address = (uintptr_t)registers[REG_RIP];
    w->is_string = is_string_instruction((const uint8_t *)registers[REG_RIP]);
    w->string_target = (uintptr_t)registers[REG_RDI];
  }
  registers[REG_EFL] |= TRAP_FLAG;
}

// From the first to the last byte that differs: a store is one run of bytes.
static uint64_t changed_span(const struct open_page *open) {
  const volatile uint8_t *bytes = (const volatile uint8_t *)open->address;
  uint32_t first = open->length, last = 0;
  for (uint32_t i = 0; i < open->length; i++) {
    if (bytes[i] == open->before[i]) continue;
    if (first == open->length) first = i;
    last = i;
  }
  return first == open->length ? 1 : last - first + 1;
}

static void on_step(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)info;
  struct watch *w = watching;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  if (w->is_string) {
    uintptr_t target = (uintptr_t)registers[REG_RDI];
    w->result.stores++;
    w->result.stored_bytes += target - w->string_target;
    w->string_target = target;
    // Still inside the same instruction: the page stays open, and leaving it faults.
    if ((uintptr_t)registers[REG_RIP] == w->step_address && w->open_count < MAX_OPEN) return;
  } else {
    w->result.stores++;
    for (uint32_t i = 0; i < w->open_count; i++) w->result.stored_bytes += changed_span(&w->open[i]);
  }
  for (uint32_t i = 0; i < w->open_count; i++) raw_mprotect(w->open[i].page, PAGE, PROT_READ);
  w->open_count = 0;
  registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
}

static void add_range(struct watch *w, uintptr_t start, uintptr_t end) {
  if (start < end && w->range_count < MAX_RANGES) w->ranges[w->range_count++] = (struct range){start, end};
}

static void add_range_without(struct watch *w, uintptr_t start, uintptr_t end, struct range hole) {
  if (hole.end <= start || hole.start >= end) {
    add_range(w, start, end);
    return;
  }
  add_range(w, start, hole.start);
  add_range(w, hole.end, end);
}

// Private writable mappings, but for the live part of the stack and what the kernel itself writes into beside the
// thread pointer (restartable sequences).
static int watch_memory(struct watch *w) {
  ssize_t length = read_maps(w->maps, MAPS_TEXT);
  if (length < 0) return (int)length;
  uintptr_t live = (uintptr_t)__builtin_frame_address(0);
  uintptr_t thread = (uintptr_t)__builtin_thread_pointer() & ~(uintptr_t)(PAGE - 1);
  struct range control = {thread - PAGE, thread + 2 * PAGE};
  for (const char *line = w->maps; *line;) {
    uintptr_t start, end;
    // Memory that is executable as well stays as it is: there is no code to watch.
    bool writable = parse_mapping(line, &start, &end);
    if (writable && live >= start && live < end) {
      uintptr_t margin = (live - STACK_MARGIN) & ~(uintptr_t)(PAGE - 1);
      if (margin > start) add_range(w, start, margin);
    } else if (writable) {
      add_range_without(w, start, end, control);
    }
    const char *next = strchr(line, '\n');
    if (!next) break;
    line = next + 1;
  }
  return w->range_count == MAX_RANGES ? -E2BIG : 0;
}

static bool is_on_field(const struct watch *w, uintptr_t address) {
  return is_in_field(w, address) || is_in_field(w, address + 7);
}

static void sort_touched(struct watch *w) {
  // Insertion sort: pages come in mostly ascending order.
  uint32_t kept = 0;
  for (uint32_t i = 0; i < w->touched_count; i++) {
    uintptr_t page = w->touched[i];
    uint32_t at = kept;
    while (at > 0 && w->touched[at - 1] > page) at--;
    if (at > 0 && w->touched[at - 1] == page) continue;
    memmove(&w->touched[at + 1], &w->touched[at], (kept - at) * sizeof page);
    w->touched[at] = page;
    kept++;
  }
  w->touched_count = kept;
}

// Calls for each word of the message in a range, the fields excepted, and answers how many bytes they are.
static uint64_t for_each_word(const struct watch *w, struct range range, uint32_t mark, uint32_t mask,
                              uint64_t words, bool erase) {
  uint64_t found = 0;
  for (uintptr_t at = range.start; at + 8 <= range.end;) {
    uint64_t word;
    memcpy(&word, (const void *)at, 8);
    if (word >> 32 == mark && ((uint32_t)word ^ mask) < words && !is_on_field(w, at)) {
      found += 8;
      if (erase) {
        word = ~word;
        memcpy((void *)at, &word, 8);
      }
      at += 8;
    } else {
      at++;
    }
  }
  return found;
}

// What the making of the message left behind must not count as a copy of it.
static void erase_leftovers(struct watch *w, uint32_t mark, uint32_t mask, uint64_t words) {
  for (uint32_t i = 0; i < w->range_count; i++) for_each_word(w, w->ranges[i], mark, mask, words, true);
}

static void find_message(struct watch *w, uint32_t mark, uint32_t mask, uint64_t words) {
  sort_touched(w);
  for (uint32_t i = 0; i < w->touched_count;) {
    struct range range = {w->touched[i], w->touched[i] + PAGE};
    while (++i < w->touched_count && w->touched[i] == range.end) range.end += PAGE;
    w->result.found_bytes += for_each_word(w, range, mark, mask, words, false);
  }
}
#endif

// MARK: Copies in this process

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

// MARK: The child

static void install(int number, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

static void prepare_signals(struct watch *w) {
  stack_t stack = {.ss_sp = w->signal_stack, .ss_size = SIGNAL_STACK};
  sigaltstack(&stack, NULL);
  sigset_t faults;
  sigemptyset(&faults);
  sigaddset(&faults, SIGSEGV);
  sigaddset(&faults, SIGTRAP);
  sigprocmask(SIG_UNBLOCK, &faults, NULL);
}

static void reads_child(struct watch *w, cl_trial_body body, void *context) {
  install(SIGSEGV, on_read_fault);
  watch_fields(w);
  protect_ranges(w, PROT_NONE);
  w->result.sent = body(context);
  w->result.watched_bytes = watched_bytes(w);
  protect_ranges(w, PROT_READ | PROT_WRITE);
}

static struct watch *new_watch(const struct iovec *fields, size_t count) {
  if (count > sizeof watching->fields / sizeof *fields) return NULL;
  struct watch *w =
      mmap(NULL, sizeof *w, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (w == MAP_FAILED) return NULL;
  for (size_t i = 0; i < count; i++) w->fields[i] = fields[i];
  w->field_count = (uint32_t)count;
  return w;
}

static int await_child(pid_t child, uint64_t limit_ns) {
  // Polled: a pidfd would need a descriptor, and the answer is no figure.
  struct timespec pause = {0, 1000000};
  for (uint64_t waited = 0;; waited += 1000000) {
    int status;
    pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EPROTO;
    if (ended < 0 && errno != EINTR) return -errno;
    if (waited > limit_ns) {
      kill(child, SIGKILL);
      while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
      }
      return -ETIMEDOUT;
    }
    nanosleep(&pause, NULL);
  }
}

static void finish(struct watch *w, pid_t child, uint64_t limit_ns, struct cl_access_trial *trial) {
  int outcome = child < 0 ? -errno : await_child(child, limit_ns);
  *trial = w->result;
  if (outcome != 0) trial->outcome = outcome;
  munmap(w, sizeof *w);
}

void cl_trial_reads(const struct iovec *fields, size_t count, cl_trial_body body, void *context,
                    uint64_t limit_ns, struct cl_access_trial *trial) {
  memset(trial, 0, sizeof *trial);
  struct watch *w = new_watch(fields, count);
  if (!w) {
    trial->outcome = -ENOMEM;
    return;
  }
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    watching = w;
    prepare_signals(w);
    reads_child(w, body, context);
    _exit(0);
  }
  finish(w, child, limit_ns, trial);
}

#if defined(__x86_64__)
static void stores_child(struct watch *w, uint32_t mark, uint32_t mask, uint64_t words, cl_trial_body body,
                         void *context) {
  install(SIGSEGV, on_store_fault);
  install(SIGTRAP, on_step);
  int outcome = watch_memory(w);
  if (outcome != 0) {
    w->result.outcome = outcome;
    return;
  }
  erase_leftovers(w, mark, mask, words);
  protect_ranges(w, PROT_READ);
  int sent = body(context);
  protect_ranges(w, PROT_READ | PROT_WRITE);
  w->result.sent = sent;
  if (w->touched_overflow) w->result.outcome = -E2BIG;
  find_message(w, mark, mask, words);
}

void cl_trial_stores(const struct iovec *fields, size_t count, uint32_t mark, uint32_t mask, uint64_t words,
                     cl_trial_body body, void *context, uint64_t limit_ns, struct cl_access_trial *trial) {
  memset(trial, 0, sizeof *trial);
  struct watch *w = new_watch(fields, count);
  if (!w) {
    trial->outcome = -ENOMEM;
    return;
  }
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    watching = w;
    prepare_signals(w);
    stores_child(w, mark, mask, words, body, context);
    _exit(0);
  }
  finish(w, child, limit_ns, trial);
}
#else
void cl_trial_stores(const struct iovec *fields, size_t count, uint32_t mark, uint32_t mask, uint64_t words,
                     cl_trial_body body, void *context, uint64_t limit_ns, struct cl_access_trial *trial) {
  (void)fields, (void)count, (void)mark, (void)mask, (void)words, (void)body, (void)context, (void)limit_ns;
  memset(trial, 0, sizeof *trial);
  trial->outcome = -ENOSYS;
}
#endif
