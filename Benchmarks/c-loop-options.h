// What c-loop was asked to do, and how it says that it cannot.
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VERSION "c-loop 1.0"
enum { MAX_FIELDS = 1024, MAX_CPUS = 1024, CONNECT_SECONDS = 10, DRAIN_MILLISECONDS = 2000 };

static struct {
  const char *primitive, *address, *port, *congestion;
  uint64_t size, fields, flows, receive_buffer, messages, begin, open, close, reap;
  uint64_t nodelay, send_buffer, receive_socket_buffer, mss, notsent_lowat, deadline;
  int cpus[MAX_CPUS], cpu_count;
} opt = {.address = "127.0.0.1", .port = "5301", .congestion = "cubic", .size = 65536, .fields = 8, .flows = 1,
         .receive_buffer = 256 * 1024, .messages = UINT64_MAX, .reap = 16, .deadline = 60};

static const char help[] =
  "usage: c-loop send two-copy|one-copy|zero-copy|contiguous | recv read|truncate\n"
  "  [--address IP] [--port N] [--size N] [--flows N] [--fields N] [--receive-buffer N] [--congestion NAME]\n"
  "  [--cpus LIST] [--begin NS --open NS --close NS | --messages N] [--reap N] [--nodelay 0|1] [--send-buffer N]\n"
  "  [--receive-socket-buffer N] [--mss N] [--notsent-lowat N] [--deadline SECONDS]\n"
  "The sender listens: start it first. --begin (of the flows), --open and --close are instants of CLOCK_MONOTONIC.";

static void __attribute__((noreturn)) fail(const char *what, const char *remedy) {
  fprintf(stderr, "c-loop: %s: %s: nothing was measured. %s.\n", what, strerror(errno), remedy);
  exit(1);
}

static void __attribute__((noreturn)) usage(const char *what, const char *value) {
  fprintf(stderr, "c-loop: %s \"%s\" is not understood: nothing was measured. See c-loop --help.\n", what, value);
  exit(2);
}

static void overdue(int number) {
  static const char text[] = "c-loop: --deadline has passed: nothing was measured. Check that the other end runs.\n";
  (void)number;
  if (write(2, text, sizeof text - 1) < 0) _exit(1);
  _exit(1);
}

static const struct { const char *name; uint64_t *value, least, most; } numbers[] = {
  {"--size", &opt.size, 1, 1ull << 31}, {"--fields", &opt.fields, 1, MAX_FIELDS}, {"--flows", &opt.flows, 1, 1024},
  {"--receive-buffer", &opt.receive_buffer, 1, 1ull << 31}, {"--messages", &opt.messages, 1, UINT64_MAX},
  {"--begin", &opt.begin, 1, UINT64_MAX}, {"--open", &opt.open, 1, UINT64_MAX},
  {"--close", &opt.close, 1, UINT64_MAX}, {"--reap", &opt.reap, 1, 1 << 20},
  {"--nodelay", &opt.nodelay, 0, 1}, {"--send-buffer", &opt.send_buffer, 1, INT_MAX},
  {"--mss", &opt.mss, 1, 65535}, {"--notsent-lowat", &opt.notsent_lowat, 1, INT_MAX},
  {"--receive-socket-buffer", &opt.receive_socket_buffer, 1, INT_MAX}, {"--deadline", &opt.deadline, 1, 86400},
};

static uint64_t number(const char *name, const char *text, uint64_t least, uint64_t most) {
  char *rest;
  errno = 0;
  uint64_t value = strtoull(text, &rest, 10);
  if (errno || *rest || rest == text || *text == '-' || value < least || value > most) usage(name, text);
  return value;
}

static void parse(const char *name, char *text) {
  if (!strcmp(name, "--address")) { opt.address = text; return; }
  if (!strcmp(name, "--port")) { opt.port = text; return; }
  if (!strcmp(name, "--congestion")) { opt.congestion = text; return; }
  if (!strcmp(name, "--cpus")) {
    for (char *save, *word = strtok_r(text, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
      if (opt.cpu_count == MAX_CPUS) usage(name, word);
      opt.cpus[opt.cpu_count++] = (int)number(name, word, 0, CPU_SETSIZE - 1);
    }
    return;
  }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (!strcmp(name, numbers[i].name)) {
      *numbers[i].value = number(name, text, numbers[i].least, numbers[i].most);
      return;
    }
  usage("option", name);
}

static void parse_all(int count, char **words) {
  for (int i = 3; i < count; i += 2) {
    if (i + 1 == count) usage("option without a value", words[i]);
    parse(words[i], words[i + 1]);
  }
  if (opt.size < opt.fields) usage("--size below", "--fields");
  if (!opt.open != !opt.close || opt.close < opt.open) usage("--open without a later", "--close");
}
