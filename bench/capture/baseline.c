/*
 * The cost of the same work in C: drain one socket per leg by recvmmsg every 100 ms, copy the packets with their
 * arrival times into a journal, write and sync it each second. Prints its ports; for a line on stdin the CPU time until now;
 * when stdin closes, its figures.
 * baseline LEGS JOURNAL [MILLISECONDS BETWEEN VISITS]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 64, SLOT_BYTES = 2048, CONTROL_BYTES = 64, ENTRY_BYTES = 12, JOURNAL_BYTES = 64 << 20 };

static uint8_t payloads[SLOTS][SLOT_BYTES];
static char control[SLOTS][CONTROL_BYTES];
static struct iovec vectors[SLOTS];
static struct mmsghdr messages[SLOTS];
static uint8_t *journal;
static size_t used;
static long packets;

static double arrival_ms(struct msghdr *message) {
  struct cmsghdr *c = CMSG_FIRSTHDR(message);
  struct timespec t = {0};
  if (c && c->cmsg_type == SO_TIMESTAMPNS) memcpy(&t, CMSG_DATA(c), sizeof t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void keep(int leg, int slot) {
  uint16_t length = messages[slot].msg_len, leg16 = leg;
  double arrived = arrival_ms(&messages[slot].msg_hdr);
  if (used + ENTRY_BYTES + length > JOURNAL_BYTES) return;
  memcpy(journal + used, &arrived, 8);
  memcpy(journal + used + 8, &leg16, 2);
  memcpy(journal + used + 10, &length, 2);
  memcpy(journal + used + ENTRY_BYTES, payloads[slot], length);
  used += ENTRY_BYTES + length;
  packets++;
}

static void drain(int socket, int leg) {
  for (int count = SLOTS; count == SLOTS;) {
    count = recvmmsg(socket, messages, SLOTS, MSG_DONTWAIT, 0);
    for (int slot = 0; slot < count; slot++) {
      keep(leg, slot);
      messages[slot].msg_hdr.msg_controllen = CONTROL_BYTES;
    }
  }
}

static int listen_on_any_port(uint16_t *port) {
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof name;
  int on = 1, descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  if (descriptor < 0 || bind(descriptor, (void *)&name, length)) exit(1);
  setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  setsockopt(descriptor, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  getsockname(descriptor, (void *)&name, &length);
  *port = ntohs(name.sin_port);
  return descriptor;
}

static double cpu_microseconds(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return (r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e6 + r.ru_utime.tv_usec + r.ru_stime.tv_usec;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int legs = atoi(argv[1]), visit_ms = argc > 3 ? atoi(argv[3]) : 100, rounds = 1000 / visit_ms;
  int file = open(argv[2], O_CREAT | O_TRUNC | O_WRONLY, 0600);
  int *sockets = calloc(legs, sizeof *sockets);
  journal = malloc(JOURNAL_BYTES);
  for (int slot = 0; slot < SLOTS; slot++) {
    vectors[slot] = (struct iovec){payloads[slot], SLOT_BYTES};
    messages[slot].msg_hdr = (struct msghdr){
        .msg_iov = &vectors[slot], .msg_iovlen = 1, .msg_control = control[slot], .msg_controllen = CONTROL_BYTES};
  }
  for (int leg = 0; leg < legs; leg++) {
    uint16_t port;
    sockets[leg] = listen_on_any_port(&port);
    printf("%s%d", leg ? "," : "[", port);
  }
  puts("]");
  fflush(stdout);
  struct pollfd input = {.fd = 0, .events = POLLIN};
  for (int round = 1;; round++) {
    while (poll(&input, 1, visit_ms)) {
      char line[8];
      if (read(0, line, sizeof line) <= 0 || line[0] == 'e') goto ended;
      printf("%.0f\n", cpu_microseconds());
      fflush(stdout);
    }
    for (int leg = 0; leg < legs; leg++) drain(sockets[leg], leg);
    if (round % rounds) continue;
    if (write(file, journal, used) != (ssize_t)used || fdatasync(file)) return 1;
    used = 0;
  }
ended:
  for (int leg = 0; leg < legs; leg++) drain(sockets[leg], leg);
  printf("{\"packets\":%ld}\n", packets);
  return 0;
}
