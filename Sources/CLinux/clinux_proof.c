#define _GNU_SOURCE
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "clinux_watch.h"

struct watch *cl_watching;

// MARK: Who reads the fields

static void on_read_fault(int number, siginfo_t *info, void *context) {
  (void)context;
  struct watch *w = cl_watching;
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


// MARK: The child

void cl_install_handler(int number, void (*handler)(int, siginfo_t *, void *)) {
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
  cl_install_handler(SIGSEGV, on_read_fault);
  watch_fields(w);
  protect_ranges(w, PROT_NONE);
  w->result.sent = body(context);
  w->result.watched_bytes = watched_bytes(w);
  protect_ranges(w, PROT_READ | PROT_WRITE);
}

static struct watch *new_watch(const struct iovec *fields, size_t count) {
  if (count > sizeof cl_watching->fields / sizeof *fields) return NULL;
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
    cl_watching = w;
    prepare_signals(w);
    reads_child(w, body, context);
    _exit(0);
  }
  finish(w, child, limit_ns, trial);
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
    cl_watching = w;
    prepare_signals(w);
    cl_watch_stores(w, mark, mask, words, body, context);
    _exit(0);
  }
  finish(w, child, limit_ns, trial);
}
