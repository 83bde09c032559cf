/*
 * Sends the legs of many calls as RTP of 20 ms, paced, for as little CPU as it can: headers and payloads are used where they lie.
 * sender AUDIO VOICES VOICE_PACKETS
 * AUDIO: G.711 payloads of 160 bytes, those of 16 tones, then those of each voice.
 * stdin: `LEG PORT PACKETS`, begins at once; the end of stdin: no more legs. stdout: `end LEG` after its last packet, at last one line of JSON.
 * A leg speaks in one of the voices. In each 10 s a word of five tones, 100 ms each, says which leg it is (three digits) and which word (two).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  PAYLOAD = 160, HEADER = 12, TONES = 16, MAX_LEGS = 4096, SLOT_US = 1000, SLOTS = 20, BATCH = 64,
  CYCLE = 500, WORD_AT = 25, SYMBOL = 5, SYMBOLS = 5, LATE_US = 5000
};

struct leg {
  uint8_t header[HEADER];
  struct sockaddr_in to;
  uint32_t sent, packets, next;
};

static struct leg legs[MAX_LEGS];
static uint32_t slots[SLOTS]; /* the first leg + 1 of each list */
static uint8_t *audio;
static uint32_t voices, voice_packets;
static struct iovec parts[BATCH][2];
static struct mmsghdr messages[BATCH];
static uint64_t sent, failed, late, latest_us;

static uint64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

static uint8_t *payload(uint32_t leg, uint32_t packet) {
  uint32_t in_word = packet % CYCLE - WORD_AT;
  if (in_word < SYMBOL * SYMBOLS) {
    uint32_t word = leg << 8 | (packet / CYCLE & 0xff);
    return audio + (word >> 4 * (SYMBOLS - 1 - in_word / SYMBOL) & 0xf) * PAYLOAD;
  }
  uint32_t at = (leg * 977u + packet) % voice_packets;
  return audio + ((size_t)TONES + (size_t)(leg % voices) * voice_packets + at) * PAYLOAD;
}

static void put(struct leg *leg, int at) {
  uint32_t number = leg->sent++, timestamp = htonl(number * PAYLOAD);
  leg->header[1] = (number == 0 ? 0x80 : 0) | 8;
  leg->header[2] = number >> 8;
  leg->header[3] = number;
  memcpy(leg->header + 4, &timestamp, 4);
  parts[at][0] = (struct iovec){leg->header, HEADER};
  parts[at][1] = (struct iovec){payload(leg - legs, number), PAYLOAD};
  messages[at].msg_hdr = (struct msghdr){.msg_name = &leg->to, .msg_namelen = sizeof leg->to, .msg_iov = parts[at], .msg_iovlen = 2};
}

static void flush(int socket, int count) {
  for (int at = 0; at < count;) {
    int done = sendmmsg(socket, messages + at, count - at, 0);
    if (done < 0) failed++, at++;
    else sent += done, at += done;
  }
}

static void begin(char *line, uint32_t slot) {
  uint32_t id, port, packets;
  if (sscanf(line, "%u %u %u", &id, &port, &packets) != 3 || id >= MAX_LEGS) exit(1);
  struct leg *leg = &legs[id];
  uint32_t ssrc = htonl(0x10000000u + id);
  *leg = (struct leg){.packets = packets, .header = {0x80}};
  memcpy(leg->header + 8, &ssrc, 4);
  leg->to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  /* Spread over the 20 ms, as independent senders are. */
  slot = (slot + id * 7) % SLOTS;
  leg->next = slots[slot];
  slots[slot] = id + 1;
}

/* Returns the number of legs begun, -1 when there are no more. */
static int read_lines(uint32_t slot) {
  static char text[65536];
  static size_t used;
  int begun = 0;
  ssize_t got = read(0, text + used, sizeof text - 1 - used);
  if (got == 0) return -1;
  if (got < 0) return 0;
  used += got;
  text[used] = 0;
  char *at = text;
  for (char *end; (end = strchr(at, '\n')); at = end + 1) *end = 0, begin(at, slot), begun++;
  used -= at - text;
  memmove(text, at, used);
  return begun;
}

int main(int count, char **values) {
  if (count != 4) return 1;
  voices = atoi(values[2]);
  voice_packets = atoi(values[3]);
  size_t bytes = ((size_t)TONES + (size_t)voices * voice_packets) * PAYLOAD;
  audio = malloc(bytes);
  FILE *file = fopen(values[1], "r");
  if (!file || fread(audio, 1, bytes, file) != bytes) return 1;
  /* As another machine, which does not wait for the recorder's threads; without the right to it: as it is. */
  setpriority(PRIO_PROCESS, 0, -15);
  fcntl(0, F_SETFL, O_NONBLOCK);
  int out = socket(AF_INET, SOCK_DGRAM, 0), buffer = 4 << 20, active = 0, open = 1;
  setsockopt(out, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  uint64_t begun = now_us();
  for (uint64_t slot = 0; open || active > 0; slot++) {
    uint64_t due = begun + slot * SLOT_US, now = now_us();
    if (now < due) {
      struct timespec until = {due / 1000000, due % 1000000 * 1000};
      clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0);
      now = now_us();
    }
    if (active > 0 && now > due + LATE_US) late++;
    if (active > 0 && now - due > latest_us) latest_us = now - due;
    if (open && slot % 10 == 0) {
      int more = read_lines(slot % SLOTS);
      if (more < 0) open = 0;
      else active += more;
    }
    int batch = 0, ended = 0;
    for (uint32_t *link = &slots[slot % SLOTS]; *link;) {
      struct leg *leg = &legs[*link - 1];
      put(leg, batch++);
      if (batch == BATCH) flush(out, batch), batch = 0;
      if (leg->sent < leg->packets) link = &leg->next;
      else printf("end %u\n", *link - 1), *link = leg->next, active--, ended++;
    }
    flush(out, batch);
    if (ended) fflush(stdout);
  }
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  printf("{\"sent\":%lu,\"failed\":%lu,\"lateSlots\":%lu,\"latestMs\":%.1f,\"cpuSeconds\":%.3f}\n", sent, failed, late, latest_us / 1e3, cpu);
}
