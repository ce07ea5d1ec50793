/*
 * Clients of a feed: each opens a WebSocket, says one thing, answers pings and reads. One thread. A message holds the moment
 * it was made, in microseconds of the monotonic clock, as the first number after the first `[`.
 *
 *   feed-load PORT CLIENTS FILE     FILE holds what each says once it is connected, as text
 *
 * Prints `ready` when all are connected. For each line of a number of seconds on its input it measures for so long and prints
 * one line of JSON. Ends with its input.
 */
#include "load-common.h"

#define ROOM 16384
/* As many as a server's backlog surely takes. */
#define MAX_CONNECTING 100

struct client {
  int fd;
  int is_open; /* has had the answer to its upgrade */
  size_t have;
  unsigned char bytes[ROOM];
};

static struct client *clients;
static int client_count, begun, opened, lost;
static unsigned char said[4096 + 8];
static size_t said_size;

static int is_measuring;
static uint64_t began_at, ends_at, messages, bytes_read, pings;
static double measured_seconds;

static const char upgrade[] = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static uint64_t now_us(void) {
  return now_ns() / 1000;
}

static void drop(struct client *one) {
  close(one->fd);
  one->fd = -1;
  lost++;
}

static void begin_next(void) {
  if (begun == client_count) return;
  struct client *one = &clients[begun++];
  one->fd = connect_for(one);
}

/* Masked with zeros, which changes nothing. */
static size_t frame(unsigned char *into, int opcode, const void *payload, size_t size) {
  size_t head = size < 126 ? 2 : 4;
  into[0] = (unsigned char)(0x80 | opcode);
  into[1] = (unsigned char)(0x80 | (size < 126 ? size : 126));
  if (head == 4) {
    into[2] = (unsigned char)(size >> 8);
    into[3] = (unsigned char)size;
  }
  memset(into + head, 0, 4);
  memcpy(into + head + 4, payload, size);
  return head + 4 + size;
}

static void send_all(struct client *one, const void *bytes, size_t size) {
  if (write(one->fd, bytes, size) != (ssize_t)size) drop(one);
}

static void take_message(const unsigned char *payload, size_t size, uint64_t at) {
  const unsigned char *number = is_measuring ? memchr(payload, '[', size) : NULL;
  uint64_t made_at = number ? strtoull((const char *)number + 1, NULL, 10) : 0;
  if (made_at < began_at || !number) return;
  messages++;
  keep_latency(at - made_at);
}

/* Reads whole frames; returns how many bytes they were. */
static size_t take_frames(struct client *one, uint64_t at) {
  size_t from = 0;
  while (one->fd >= 0 && one->have - from >= 2) {
    unsigned char *bytes = one->bytes + from;
    size_t size = bytes[1] & 0x7f, head = 2;
    if (size == 126) {
      if (one->have - from < 4) break;
      size = (size_t)bytes[2] << 8 | bytes[3];
      head = 4;
    }
    if (one->have - from < head + size) break;
    int opcode = bytes[0] & 0x0f;
    if (opcode == 1) take_message(bytes + head, size, at);
    if (opcode == 8) drop(one);
    if (opcode == 9) {
      unsigned char answer[160];
      pings += (uint64_t)is_measuring;
      send_all(one, answer, frame(answer, 10, bytes + head, size));
    }
    from += head + size;
  }
  return from;
}

static void receive(struct client *one) {
  ssize_t got = read(one->fd, one->bytes + one->have, ROOM - one->have);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    drop(one);
    return;
  }
  uint64_t at = now_us();
  if (is_measuring) bytes_read += (uint64_t)got;
  one->have += (size_t)got;
  size_t taken = 0;
  if (!one->is_open) {
    unsigned char *end = memmem(one->bytes, one->have, "\r\n\r\n", 4);
    if (!end) return;
    if (memcmp(one->bytes, "HTTP/1.1 101", 12)) {
      drop(one);
      return;
    }
    one->is_open = 1;
    opened++;
    taken = (size_t)(end + 4 - one->bytes);
    send_all(one, said, said_size);
    begin_next();
    memmove(one->bytes, one->bytes + taken, one->have -= taken);
  }
  taken = take_frames(one, at);
  if (taken) memmove(one->bytes, one->bytes + taken, one->have -= taken);
}

static void advance(struct client *one, uint32_t events) {
  if (one->fd < 0) return;
  if (!(events & EPOLLOUT)) {
    receive(one);
    return;
  }
  watch(EPOLL_CTL_MOD, one->fd, EPOLLIN, one);
  send_all(one, upgrade, sizeof upgrade - 1);
}

static void report(void) {
  is_measuring = 0;
  printf("{\"messages\":%llu,\"perSecond\":%.0f,\"bytesAMessage\":%.1f,\"pings\":%llu,\"lost\":%d,",
         (unsigned long long)messages, (double)messages / measured_seconds,
         messages ? (double)bytes_read / (double)messages : 0, (unsigned long long)pings, lost);
  print_latencies();
  fflush(stdout);
}

static void take_order(void) {
  char line[64];
  ssize_t got = read(STDIN_FILENO, line, sizeof line - 1);
  if (got <= 0) exit(0);
  line[got] = 0;
  measured_seconds = atof(line);
  messages = bytes_read = pings = latency_count = 0;
  is_measuring = 1;
  began_at = now_us();
  ends_at = began_at + (uint64_t)(measured_seconds * 1e6);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  begin(arguments[1]);
  client_count = atoi(arguments[2]);
  clients = zeros(client_count, sizeof *clients);
  unsigned char text[4096];
  said_size = frame(said, 1, text, read_file(arguments[3], text, sizeof text));

  watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN, NULL);
  for (int at = 0; at < MAX_CONNECTING; at++) begin_next();

  struct epoll_event events[MAX_EVENTS];
  int is_ready = 0;
  for (;;) {
    int ready = epoll_wait(epoll, events, MAX_EVENTS, 10);
    for (int at = 0; at < ready; at++) {
      if (events[at].data.ptr) advance(events[at].data.ptr, events[at].events);
      else take_order();
    }
    if (is_measuring && now_us() >= ends_at) report();
    if (!is_ready && opened == client_count) {
      is_ready = 1;
      puts("ready");
      fflush(stdout);
    }
    if (!is_ready && lost) {
      fprintf(stderr, "%d clients were not let in\n", lost);
      return 1;
    }
  }
}
