/*
 * The limit: what a server costs that only reads and writes. One thread, one epoll, one answer made beforehand for any
 * complete head. Nothing is recognised, nothing counted, no time limit kept, Date stands still; pipelining is not answered.
 *
 *   epoll PORT FILE     FILE holds the whole answer, head and body
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FD 65536
#define MAX_EVENTS 512
#define HEAD_END 0x0d0a0d0au /* CR LF CR LF */

static struct {
  uint32_t tail;  /* the last four bytes that came */
  uint32_t unsent; /* bytes of the answer that are still to be written */
} connections[MAX_FD];

static char *answer;
static size_t answer_size;
static int epoll;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void read_answer(const char *name) {
  FILE *file = fopen(name, "rb");
  if (!file) fail(name);
  fseek(file, 0, SEEK_END);
  answer_size = (size_t)ftell(file);
  rewind(file);
  answer = malloc(answer_size);
  if (!answer || fread(answer, 1, answer_size, file) != answer_size) fail(name);
  fclose(file);
}

static int open_listener(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) fail("listen");
  return listener;
}

static void watch(int operation, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(epoll, operation, fd, &event)) fail("epoll_ctl");
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) return;
    if (fd >= MAX_FD) {
      close(fd);
      continue;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections[fd].tail = 0;
    connections[fd].unsent = 0;
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
  }
}

/* Writes what the socket takes; waits for room when it does not take all. */
static void write_answer(int fd, int was_waiting) {
  uint32_t unsent = connections[fd].unsent;
  ssize_t written = write(fd, answer + (answer_size - unsent), unsent);
  if (written < 0 && errno != EAGAIN) {
    close(fd);
    return;
  }
  connections[fd].unsent = unsent - (uint32_t)(written < 0 ? 0 : written);
  if (connections[fd].unsent && !was_waiting) watch(EPOLL_CTL_MOD, fd, EPOLLOUT);
  if (!connections[fd].unsent && was_waiting) watch(EPOLL_CTL_MOD, fd, EPOLLIN);
}

static void read_request(int fd) {
  static unsigned char chunk[16384];
  ssize_t got = read(fd, chunk, sizeof chunk);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    close(fd);
    return;
  }
  uint32_t tail = connections[fd].tail;
  for (ssize_t at = got < 4 ? 0 : got - 4; at < got; at++) tail = tail << 8 | chunk[at];
  connections[fd].tail = tail;
  if (tail != HEAD_END) return;
  connections[fd].unsent = (uint32_t)answer_size;
  write_answer(fd, 0);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  signal(SIGPIPE, SIG_IGN);
  read_answer(arguments[2]);
  int listener = open_listener(atoi(arguments[1]));
  epoll = epoll_create1(0);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);

  struct epoll_event events[MAX_EVENTS];
  for (;;) {
    int ready = epoll_wait(epoll, events, MAX_EVENTS, -1);
    for (int at = 0; at < ready; at++) {
      int fd = events[at].data.fd;
      if (fd == listener) accept_all(listener);
      else if (connections[fd].unsent) write_answer(fd, 1);
      else read_request(fd);
    }
  }
}
