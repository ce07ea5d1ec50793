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
#include "load-common.h"
#include <sched.h>
#include <sys/timerfd.h>

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
static int timer;

/* Connections without a request under way, in the order they became free. */
static struct connection **idle;
static size_t idle_from, idle_count;

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
    ask(one, now_ns());
    return;
  }
  idle[(idle_from + idle_count++) % (size_t)connection_count] = one;
  ask_what_is_due();
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
    uint64_t at = now_ns();
    keep_latency((at - one->asked_at) / 1000);
    if (!one->first_at) one->first_at = at;
    become_free(one);
  }
}

static void open_all(void) {
  for (int at = 0; at < connection_count; at++) connections[at].fd = connect_for(&connections[at]);
}

static void start_pacing(void) {
  started_at = now_ns();
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
  watch(EPOLL_CTL_MOD, one->fd, EPOLLIN, one);
  if (error) drop(one);
  else become_free(one);
  if (++connected_count == connection_count && rate) start_pacing();
}

static void tick(void) {
  uint64_t times = 0;
  if (read(timer, &times, sizeof times) > 0) due_count += times;
  ask_what_is_due();
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
  printf("{\"asked\":%llu,\"answers\":%zu,\"failures\":%d,\"served\":%d,\"servedInASecond\":%d,\"lastFirstMs\":%.1f,",
         (unsigned long long)asked, latency_count, failures, served, in_a_second,
         last ? (double)(last - opened_at) / 1e6 : 0);
  print_latencies();
}

static int is_over(uint64_t since, double seconds) {
  double passed = (double)(now_ns() - since) / 1e9;
  if (passed < seconds) return 0;
  if (rate == 0) return 1;
  /* No more become due; those under way have two more seconds. */
  timerfd_settime(timer, 0, &(struct itimerspec){0}, NULL);
  return latency_count + (size_t)failures >= due_count || passed > seconds + 2;
}

int main(int count, char **arguments) {
  if (count != 6) return 2;
  begin(arguments[1]);
  connection_count = atoi(arguments[2]);
  rate = (uint64_t)atoll(arguments[3]);
  double seconds = atof(arguments[4]);
  request_size = read_file(arguments[5], request, sizeof request);
  connections = zeros(connection_count, sizeof *connections);
  idle = zeros(connection_count, sizeof *idle);
  /*
   * Measures latency: must not wait for a core that another client keeps busy. A better nice value is not enough, since
   * Linux lets whoever runs have its slice of some milliseconds. Where it is not allowed, it is not.
   */
  if (rate) sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});

  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  watch(EPOLL_CTL_ADD, timer, EPOLLIN, NULL);
  uint64_t opened_at = now_ns();
  open_all();

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
