#define _GNU_SOURCE
#include <string.h>
#include <ucontext.h>

#include "clinux_watch.h"

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
  struct watch *w = cl_watching;
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
  struct watch *w = cl_watching;
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

void cl_watch_stores(struct watch *w, uint32_t mark, uint32_t mask, uint64_t words, cl_trial_body body,
                         void *context) {
  cl_install_handler(SIGSEGV, on_store_fault);
  cl_install_handler(SIGTRAP, on_step);
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

#else
void cl_watch_stores(struct watch *w, uint32_t mark, uint32_t mask, uint64_t words, cl_trial_body body,
                     void *context) {
  (void)mark, (void)mask, (void)words, (void)body, (void)context;
  w->result.outcome = -ENOSYS;
}
#endif
