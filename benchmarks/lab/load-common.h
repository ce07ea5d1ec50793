/*
 * What the load clients share: a clock, connections to a server of this machine, and latencies. Each client is one file, so
 * all is static.
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
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_EVENTS 512
#define SECOND 1000000000ull

static int epoll;
static struct sockaddr_in server;

static uint32_t *latencies_us;
static size_t latency_count, latency_room;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

/* Events of `fd` come with `one`, which is NULL for what is no connection. */
static void watch(int operation, int fd, uint32_t events, void *one) {
  struct epoll_event event = {.events = events, .data.ptr = one};
  epoll_ctl(epoll, operation, fd, &event);
}

static void begin(const char *port) {
  signal(SIGPIPE, SIG_IGN);
  epoll = epoll_create1(0);
  server.sin_family = AF_INET;
  server.sin_port = htons((uint16_t)atoi(port));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

/* Begins a connection; it can be written to once it is there. */
static int connect_for(void *one) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (fd < 0) fail("socket");
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) fail("connect");
  watch(EPOLL_CTL_ADD, fd, EPOLLOUT, one);
  return fd;
}

static void *zeros(int count, size_t size) {
  void *room = calloc((size_t)count, size);
  if (!room) fail("calloc");
  return room;
}

/* As much of a file as there is room for. */
static size_t read_file(const char *name, void *into, size_t room) {
  FILE *file = fopen(name, "rb");
  if (!file) fail(name);
  return fread(into, 1, room, file);
}

static void keep_latency(uint64_t us) {
  if (latency_count == latency_room) {
    latency_room = latency_room ? latency_room * 2 : 1 << 20;
    latencies_us = realloc(latencies_us, latency_room * sizeof *latencies_us);
    if (!latencies_us) fail("realloc");
  }
  latencies_us[latency_count++] = (uint32_t)us;
}

static int by_size(const void *one, const void *other) {
  uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
  return a < b ? -1 : a > b;
}

static double latency_ms(double share) {
  if (!latency_count) return 0;
  return latencies_us[(size_t)(share * (double)(latency_count - 1))] / 1000.0;
}

/* The last members of an object of JSON, and its end. */
static void print_latencies(void) {
  qsort(latencies_us, latency_count, sizeof *latencies_us, by_size);
  printf("\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"maxMs\":%.3f}\n", latency_ms(0.5), latency_ms(0.99), latency_ms(1));
}
