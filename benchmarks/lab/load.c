/*
 * A load client for what wrk hides: how long a new connection waits for its first answer, and how long a request waits that
 * comes at its own time. One thread; the same request over and over; prints one line of JSON.
 *
 *   load PORT CONNECTIONS RATE SECONDS FILE     FILE holds the request
 *
 * RATE 0: all connections are opened at once; each asks again as soon as it has its answer.
 * RATE n: n requests a second, evenly spaced, whether answers come or not, on the connection that has been free longest;
 *         a latency runs from the moment the request was due, so waiting for a free connection counts.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MAX_EVENTS 512
#define SECOND 1000000000ull

struct connection {
  int fd; /* -1 when it has failed */
  int is_connected;
  int64_t left;      /* bytes of the answer that are still to come; 0 before its head is there */
  uint64_t asked_at; /* 0 when it is free; in paced mode the moment the request was due */
  uint64_t first_at; /* when the first answer was whole */
};

static struct connection *connections;
static int connection_count, connected_count, failures;
static uint64_t rate, started_at, due_count, asked_count;
static char request[16384];
static size_t request_size;
static int epoll, timer;

/* Connections without a request under way, in the order they became free. */
static struct connection **idle;
static size_t idle_from, idle_count;

static uint32_t *latencies_us;
static size_t latency_count, latency_room;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static void drop(struct connection *one) {
  close(one->fd);
  one->fd = -1;
  failures++;
}

static void ask(struct connection *one, uint64_t since) {
  one->asked_at = since;
  asked_count++;
  if (write(one->fd, request, request_size) != (ssize_t)request_size) drop(one);
}

static void ask_what_is_due(void) {
  while (idle_count && asked_count < due_count) {
    struct connection *one = idle[idle_from];
    idle_from = (idle_from + 1) % (size_t)connection_count;
    idle_count--;
    ask(one, started_at + (asked_count + 1) * SECOND / rate); /* as the timer: the first after one interval */
  }
}

static void become_free(struct connection *one) {
  one->asked_at = 0;
  if (rate == 0) {
    ask(one, now());
    return;
  }
  idle[(idle_from + idle_count++) % (size_t)connection_count] = one;
  ask_what_is_due();
}

static void keep_latency(uint64_t nanoseconds) {
  if (latency_count == latency_room) {
    latency_room = latency_room ? latency_room * 2 : 1 << 16;
    latencies_us = realloc(latencies_us, latency_room * sizeof *latencies_us);
    if (!latencies_us) fail("realloc");
  }
  latencies_us[latency_count++] = (uint32_t)(nanoseconds / 1000);
}

/* The length of a whole answer, from its head; 0 when it is not the answer that is wanted. */
static int64_t length_of(const char *text) {
  const char *head_end = strstr(text, "\r\n\r\n");
  const char *length = strcasestr(text, "\r\nContent-Length:");
  if (strncmp(text, "HTTP/1.1 200 ", 13) || !head_end || !length || length > head_end) return 0;
  return head_end + 4 - text + atoll(length + 17);
}

static void receive(struct connection *one) {
  static char chunk[65536 + 1];
  ssize_t got = read(one->fd, chunk, sizeof chunk - 1);
  if (got < 0 && errno == EAGAIN) return;
  if (got > 0) {
    chunk[got] = 0;
    /* A head comes whole: on loopback a server's first write is one segment. */
    if (one->left == 0) one->left = length_of(chunk);
    one->left -= got;
  }
  if (got <= 0 || one->left < 0) {
    drop(one);
  } else if (one->left == 0) {
    uint64_t at = now();
    keep_latency(at - one->asked_at);
    if (!one->first_at) one->first_at = at;
    become_free(one);
  }
}

static void open_all(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int at = 0; at < connection_count; at++) {
    struct connection *one = &connections[at];
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (one->fd < 0) fail("socket");
    int on = 1;
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(one->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) fail("connect");
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = one};
    epoll_ctl(epoll, EPOLL_CTL_ADD, one->fd, &event);
  }
}

static void start_pacing(void) {
  started_at = now();
  struct timespec interval = {.tv_sec = rate == 1, .tv_nsec = rate == 1 ? 0 : (long)(SECOND / rate)};
  struct itimerspec every = {.it_interval = interval, .it_value = interval};
  timerfd_settime(timer, 0, &every, NULL);
}

static void advance(struct connection *one) {
  if (one->fd < 0) return;
  if (one->is_connected) {
    receive(one);
    return;
  }
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(one->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  one->is_connected = 1;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
  epoll_ctl(epoll, EPOLL_CTL_MOD, one->fd, &event);
  if (error) drop(one);
  else become_free(one);
  if (++connected_count == connection_count && rate) start_pacing();
}

static void tick(void) {
  uint64_t times = 0;
  if (read(timer, &times, sizeof times) > 0) due_count += times;
  ask_what_is_due();
}

static int by_size(const void *one, const void *other) {
  uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
  return a < b ? -1 : a > b;
}

static double latency_ms(double share) {
  if (!latency_count) return 0;
  return latencies_us[(size_t)(share * (double)(latency_count - 1))] / 1000.0;
}

static void report(uint64_t opened_at) {
  int in_a_second = 0, served = 0;
  uint64_t last = 0;
  for (int at = 0; at < connection_count; at++) {
    uint64_t first = connections[at].first_at;
    if (!first) continue;
    served++;
    in_a_second += first - opened_at <= SECOND;
    if (first > last) last = first;
  }
  uint64_t asked = rate ? due_count : asked_count;
  qsort(latencies_us, latency_count, sizeof *latencies_us, by_size);
  printf("{\"asked\":%llu,\"answers\":%zu,\"failures\":%d,\"served\":%d,\"servedInASecond\":%d,\"lastFirstMs\":%.1f,"
         "\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"maxMs\":%.3f}\n",
         (unsigned long long)asked, latency_count, failures, served, in_a_second,
         last ? (double)(last - opened_at) / 1e6 : 0, latency_ms(0.5), latency_ms(0.99), latency_ms(1));
}

static int is_over(uint64_t since, double seconds) {
  double passed = (double)(now() - since) / 1e9;
  if (passed < seconds) return 0;
  if (rate == 0) return 1;
  /* No more become due; those under way have two more seconds. */
  timerfd_settime(timer, 0, &(struct itimerspec){0}, NULL);
  return latency_count + (size_t)failures >= due_count || passed > seconds + 2;
}

int main(int count, char **arguments) {
  if (count != 6) return 2;
  signal(SIGPIPE, SIG_IGN);
  connection_count = atoi(arguments[2]);
  rate = (uint64_t)atoll(arguments[3]);
  double seconds = atof(arguments[4]);
  FILE *file = fopen(arguments[5], "rb");
  if (!file) fail(arguments[5]);
  request_size = fread(request, 1, sizeof request, file);
  connections = calloc((size_t)connection_count, sizeof *connections);
  idle = calloc((size_t)connection_count, sizeof *idle);
  if (!connections || !idle) fail("calloc");
  /* Measures latency: must not wait for a core that another client keeps busy. Where it is not allowed, it is not. */
  if (rate) setpriority(PRIO_PROCESS, 0, -20);

  epoll = epoll_create1(0);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct epoll_event of_timer = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &of_timer);
  uint64_t opened_at = now();
  open_all(atoi(arguments[1]));

  struct epoll_event events[MAX_EVENTS];
  while (!is_over(opened_at, seconds)) {
    int ready = epoll_wait(epoll, events, MAX_EVENTS, 10);
    for (int at = 0; at < ready; at++) {
      if (events[at].data.ptr) advance(events[at].data.ptr);
      else tick();
    }
  }
  report(opened_at);
}
