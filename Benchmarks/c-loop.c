// c-loop: the send primitives of copycost in plain C, as a yardstick for its per-message loop.
//
// Same memory (N separately malloc'ed fields, remainder in the last, constant contents, made outside the loop), same
// system calls, one thread per flow and side, one relaxed load of a stop flag and one published counter per message.
// The sender listens, the receiver connects; the receiver counts the bytes that arrive between two instants of
// CLOCK_MONOTONIC and prints one line of JSON. Without --open and --close it counts until the sender is done.
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <linux/errqueue.h>  // wants <time.h> before it

#include "c-loop-options.h"

static _Atomic int stop;

struct flow {
  _Alignas(128) _Atomic uint64_t published;  // bytes so far; written by the flow's thread alone
  _Alignas(128) int fd;
  struct msghdr header;
  struct iovec fields[MAX_FIELDS], rest[MAX_FIELDS];
  char *buffer;
  uint64_t messages, bytes, sends, completed, copied, enobufs, until_reap;
  int error;
  pthread_t thread;
};
static struct flow *flows;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void sleep_until(uint64_t instant) {
  struct timespec t = {.tv_sec = (time_t)(instant / 1000000000u), .tv_nsec = (long)(instant % 1000000000u)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {}
}

static void *allocate(size_t bytes, int fill) {
  void *memory = malloc(bytes);
  if (!memory) fail("malloc", "Ask for a smaller --size");
  return memset(memory, fill, bytes);
}

// Reads the error queue until nothing is due or the queue is empty.
static void reap(struct flow *f) {
  char control[128];
  struct msghdr m = {.msg_control = control, .msg_controllen = sizeof control};
  for (; f->completed < f->sends && recvmsg(f->fd, &m, MSG_ERRQUEUE) >= 0; m.msg_controllen = sizeof control)
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
      struct sock_extended_err e;
      memcpy(&e, CMSG_DATA(c), sizeof e);
      if (e.ee_origin != SO_EE_ORIGIN_ZEROCOPY || e.ee_errno != 0) continue;
      uint32_t count = e.ee_data - e.ee_info + 1;
      f->completed += count;
      if (e.ee_code & SO_EE_CODE_ZEROCOPY_COPIED) f->copied += count;
    }
}

static void wait_and_reap(struct flow *f, int milliseconds) {
  struct pollfd p = {.fd = f->fd};  // POLLERR is reported without being asked for
  poll(&p, 1, milliseconds);
  reap(f);
}

static void drain(struct flow *f) {
  uint64_t end = now() + DRAIN_MILLISECONDS * 1000000ull;
  for (reap(f); f->completed < f->sends && now() < end;) wait_and_reap(f, 10);
}

// Sends what is left of a message after a partial send: not in the loop's common path.
static int send_rest(struct flow *f, const struct iovec *from, size_t count, size_t sent, int flags) {
  memcpy(f->rest, from, count * sizeof *from);
  struct msghdr m = {.msg_iov = f->rest, .msg_iovlen = count};
  while (sent < opt.size) {
    size_t done = sent;
    for (m.msg_iov = f->rest, m.msg_iovlen = count; done >= m.msg_iov->iov_len; m.msg_iov++, m.msg_iovlen--)
      done -= m.msg_iov->iov_len;
    struct iovec whole = *m.msg_iov;
    m.msg_iov->iov_base = (char *)whole.iov_base + done;
    m.msg_iov->iov_len -= done;
    ssize_t n = sendmsg(f->fd, &m, flags);
    *m.msg_iov = whole;
    if (n >= 0) {
      sent += (size_t)n;
      if (flags & MSG_ZEROCOPY) f->sends++;
    } else if (errno == ENOBUFS && flags & MSG_ZEROCOPY) {
      f->enobufs++;
      if (f->completed == f->sends) flags &= ~MSG_ZEROCOPY;  // nothing outstanding to wait for
      else wait_and_reap(f, 100);
    } else if (errno != EINTR) return -1;
  }
  return 0;
}

static inline int send_buffer(struct flow *f) {
  ssize_t n = send(f->fd, f->buffer, opt.size, MSG_NOSIGNAL);
  if (n == (ssize_t)opt.size) return 0;
  if (n < 0 && errno != EINTR) return -1;
  struct iovec whole = {f->buffer, opt.size};
  return send_rest(f, &whole, 1, n < 0 ? 0 : (size_t)n, MSG_NOSIGNAL);
}

static inline int two_copy(struct flow *f) {
  char *to = f->buffer;
  for (size_t i = 0; i < opt.fields; to += f->fields[i++].iov_len)
    memcpy(to, f->fields[i].iov_base, f->fields[i].iov_len);
  return send_buffer(f);
}

static inline int one_copy(struct flow *f) {
  ssize_t n = sendmsg(f->fd, &f->header, MSG_NOSIGNAL);
  if (n == (ssize_t)opt.size) return 0;
  if (n < 0 && errno != EINTR) return -1;
  return send_rest(f, f->fields, opt.fields, n < 0 ? 0 : (size_t)n, MSG_NOSIGNAL);
}

static inline int zero_copy(struct flow *f) {
  int flags = MSG_NOSIGNAL | MSG_ZEROCOPY;
  ssize_t n = sendmsg(f->fd, &f->header, flags);
  if (n < 0 && errno != EINTR && errno != ENOBUFS) return -1;
  if (n < 0 && errno == ENOBUFS) {  // flow control: a copying send where no completion is due to make room
    f->enobufs++;
    if (f->completed == f->sends) flags &= ~MSG_ZEROCOPY;
    reap(f);
  }
  if (n >= 0) f->sends++;
  if (n != (ssize_t)opt.size && send_rest(f, f->fields, opt.fields, n < 0 ? 0 : (size_t)n, flags) < 0) return -1;
  if (--f->until_reap == 0) {
    f->until_reap = opt.reap;
    reap(f);
  }
  return 0;
}

// Inlined once per primitive, so that the loop calls nothing through a pointer.
static inline __attribute__((always_inline)) void pump(struct flow *f, int (*send_one)(struct flow *)) {
  while (f->messages < opt.messages && !atomic_load_explicit(&stop, memory_order_relaxed)) {
    if (send_one(f) < 0) { f->error = errno; break; }
    f->messages++;
    f->bytes += opt.size;
    atomic_store_explicit(&f->published, f->bytes, memory_order_relaxed);
  }
}

static void *run_two_copy(void *f) { pump(f, two_copy); return NULL; }
static void *run_one_copy(void *f) { pump(f, one_copy); return NULL; }
static void *run_contiguous(void *f) { pump(f, send_buffer); return NULL; }
static void *run_zero_copy(void *f) { pump(f, zero_copy); drain(f); return NULL; }

static inline __attribute__((always_inline)) void take(struct flow *f, int flags) {
  while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
    ssize_t n = recv(f->fd, f->buffer, opt.receive_buffer, flags);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) { f->error = n < 0 ? errno : 0; break; }
    f->bytes += (uint64_t)n;
    atomic_store_explicit(&f->published, f->bytes, memory_order_relaxed);
  }
}

static void *run_read(void *f) { take(f, 0); return NULL; }
static void *run_truncate(void *f) { take(f, MSG_TRUNC); return NULL; }

static const struct primitive {
  const char *side, *name;
  void *(*run)(void *);
} primitives[] = {
  {"send", "two-copy", run_two_copy}, {"send", "one-copy", run_one_copy}, {"send", "zero-copy", run_zero_copy},
  {"send", "contiguous", run_contiguous}, {"recv", "read", run_read}, {"recv", "truncate", run_truncate},
};

static void set(int fd, int level, int name, uint64_t value, const char *what) {
  int number = (int)value;
  if (setsockopt(fd, level, name, &number, sizeof number) < 0) fail(what, "Leave the option out or change it");
}

static int configured_socket(const struct addrinfo *where, int sends) {
  int fd = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket", "Raise the limit of open files (ulimit -n)");
  if (setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, opt.congestion, (socklen_t)strlen(opt.congestion)) < 0)
    fail("setsockopt TCP_CONGESTION", "See net.ipv4.tcp_allowed_congestion_control");
  if (opt.mss) set(fd, IPPROTO_TCP, TCP_MAXSEG, opt.mss, "setsockopt TCP_MAXSEG");
  if (opt.send_buffer) set(fd, SOL_SOCKET, SO_SNDBUF, opt.send_buffer, "setsockopt SO_SNDBUF");
  if (opt.receive_socket_buffer) set(fd, SOL_SOCKET, SO_RCVBUF, opt.receive_socket_buffer, "setsockopt SO_RCVBUF");
  if (sends && opt.notsent_lowat)
    set(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, opt.notsent_lowat, "setsockopt TCP_NOTSENT_LOWAT");
  if (sends && opt.nodelay) set(fd, IPPROTO_TCP, TCP_NODELAY, 1, "setsockopt TCP_NODELAY");
  if (sends && !strcmp(opt.primitive, "zero-copy")) set(fd, SOL_SOCKET, SO_ZEROCOPY, 1, "setsockopt SO_ZEROCOPY");
  return fd;
}

static void connect_flows(int sends) {
  struct addrinfo hint = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *where;
  if (getaddrinfo(opt.address, opt.port, &hint, &where)) usage("--address or --port", opt.address);
  int listener = sends ? configured_socket(where, 1) : -1;
  if (sends) {
    set(listener, SOL_SOCKET, SO_REUSEADDR, 1, "setsockopt SO_REUSEADDR");
    if (bind(listener, where->ai_addr, where->ai_addrlen) < 0) fail("bind", "Give a local --address and free --port");
    if (listen(listener, (int)opt.flows) < 0) fail("listen", "Give a free --port");
  }
  for (uint64_t i = 0; i < opt.flows; i++) {
    if (sends) {
      struct pollfd p = {.fd = listener, .events = POLLIN};
      if (poll(&p, 1, CONNECT_SECONDS * 1000) == 0) errno = ETIMEDOUT;
      else flows[i].fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
      if (flows[i].fd < 0) fail("accept", "Start the receiver with as many --flows");
    } else {
      struct timeval limit = {.tv_sec = CONNECT_SECONDS}, none = {.tv_sec = 0};
      flows[i].fd = configured_socket(where, 0);
      setsockopt(flows[i].fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
      if (connect(flows[i].fd, where->ai_addr, where->ai_addrlen) < 0) fail("connect", "Start the sender first");
      setsockopt(flows[i].fd, SOL_SOCKET, SO_SNDTIMEO, &none, sizeof none);
    }
  }
  if (sends) close(listener);
  freeaddrinfo(where);
}

static void prepare(struct flow *f, int sends) {
  f->fd = -1;
  f->until_reap = opt.reap;
  f->buffer = allocate(sends ? opt.size : opt.receive_buffer, 'a');
  size_t each = opt.size / opt.fields;
  for (size_t i = 0; sends && i < opt.fields; i++) {
    size_t length = i + 1 < opt.fields ? each : opt.size - each * (opt.fields - 1);
    f->fields[i] = (struct iovec){allocate(length, 'a' + (int)(i % 26)), length};
  }
  f->header = (struct msghdr){.msg_iov = f->fields, .msg_iovlen = opt.fields};
}

static void start(struct flow *f, uint64_t index, void *(*run)(void *)) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (opt.cpu_count) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(opt.cpus[index % (uint64_t)opt.cpu_count], &set);
    pthread_attr_setaffinity_np(&attributes, sizeof set, &set);
  }
  if ((errno = pthread_create(&f->thread, &attributes, run, f))) fail("pthread_create", "Check --cpus and --flows");
  pthread_attr_destroy(&attributes);
}

static uint64_t published(void) {
  uint64_t sum = 0;
  for (uint64_t i = 0; i < opt.flows; i++) sum += atomic_load_explicit(&flows[i].published, memory_order_relaxed);
  return sum;
}

static void end(int sends) {
  atomic_store(&stop, 1);
  if (!sends)  // wakes both ends: our recv returns 0, the sender's next send says EPIPE
    for (uint64_t i = 0; i < opt.flows; i++) shutdown(flows[i].fd, SHUT_RDWR);
}

static int finish(void) {
  int worst = 0;
  for (uint64_t i = 0; i < opt.flows; i++) {
    pthread_join(flows[i].thread, NULL);
    int cut_off = flows[i].error == EPIPE || flows[i].error == ECONNRESET;  // how a run by time ends
    if (!opt.close || !cut_off) worst = flows[i].error ? flows[i].error : worst;
    close(flows[i].fd);
  }
  return worst;
}

static void print_sender(void) {
  uint64_t messages = 0, sends = 0, completed = 0, copied = 0, enobufs = 0;
  for (uint64_t i = 0; i < opt.flows; i++) {
    messages += flows[i].messages, sends += flows[i].sends, completed += flows[i].completed;
    copied += flows[i].copied, enobufs += flows[i].enobufs;
  }
  printf("{\"version\":\"" VERSION "\",\"sent_bytes\":%ju,\"messages\":%ju,\"flows\":%ju,\"zerocopy_sends\":%ju,"
         "\"zerocopy_completions\":%ju,\"zerocopy_copied\":%ju,\"enobufs\":%ju}\n",
         (uintmax_t)published(), (uintmax_t)messages, (uintmax_t)opt.flows, (uintmax_t)sends, (uintmax_t)completed,
         (uintmax_t)copied, (uintmax_t)enobufs);
}

int main(int count, char **words) {
  if (count > 1 && !strcmp(words[1], "--version")) return puts(VERSION) < 0;
  if (count < 3 || !strcmp(words[1], "--help")) {
    puts(help);
    return count > 1 && !strcmp(words[1], "--help") ? 0 : 2;
  }
  const struct primitive *chosen = NULL;
  for (size_t i = 0; i < sizeof primitives / sizeof *primitives; i++)
    if (!strcmp(words[1], primitives[i].side) && !strcmp(words[2], primitives[i].name)) chosen = &primitives[i];
  if (!chosen) usage("primitive", words[2]);
  opt.primitive = chosen->name;
  parse_all(count, words);
  int sends = !strcmp(chosen->side, "send");
  signal(SIGALRM, overdue);
  alarm((unsigned)opt.deadline);

  flows = aligned_alloc(128, (size_t)opt.flows * sizeof *flows);
  if (!flows) fail("malloc", "Ask for fewer --flows");
  memset(flows, 0, (size_t)opt.flows * sizeof *flows);
  for (uint64_t i = 0; i < opt.flows; i++) prepare(&flows[i], sends);
  connect_flows(sends);
  if (opt.begin) sleep_until(opt.begin);  // a connection gets faster for a while: warm-ups have to be equally long
  uint64_t started = now(), opened = started, before = 0, after = 0, closed = 0;
  for (uint64_t i = 0; i < opt.flows; i++) start(&flows[i], i, chosen->run);
  if (opt.close) {
    if (started > opt.open) errno = ETIME, fail("connected after --open", "Give a later --open");
    sleep_until(opt.open);
    opened = now(), before = published();
    sleep_until(opt.close);
    closed = now(), after = published();
    if (sends) sleep_until(opt.close + 100000000u);  // the receiver ends the flows: traffic goes on until it does
    end(sends);
  }
  errno = finish();
  if (errno) fail(chosen->side, "Look at the other end's message");
  if (!opt.close) closed = now(), after = published();
  if (sends) print_sender();
  else
    printf("{\"version\":\"" VERSION "\",\"received_bytes\":%ju,\"window_ns\":%ju,\"warmup_ns\":%ju,"
           "\"flows\":%ju,\"messages\":%ju}\n",
           (uintmax_t)(after - before), (uintmax_t)(closed - opened),
           (uintmax_t)(opened - started), (uintmax_t)opt.flows,
           (uintmax_t)((after - before) / opt.size));
  return 0;
}
