import { availableParallelism } from 'node:os';

/** Of a call of two parties, in packets of 20 ms. */
const PACKETS_PER_SECOND = 100;
/** µs for a packet that `measureReceiving` leaves out (disk, calls, RTCP, timers): what `npm run bench -- capture` measures above it. */
const OTHER_MICROSECONDS = 1.7;
/** Of each media worker's time; the rest is for moments in which more comes. Above it a worker is overloaded (`ThreadLoad`). */
const PLANNED_SHARE = 0.8;
/** Whatever was measured: a machine that stands still for a moment at the start records all the same. */
const LEAST_CALLS = 20;

/**
 * How many calls the media workers can receive at the same time, by what a packet takes of the CPU, µs. What follows (encoding, archive) has a
 * lower priority and may wait for hours: it is no limit.
 */
export function callCapacity(microsecondsPerPacket: number, threads: number, cores = availableParallelism()): number {
  const cpuOfCall = ((microsecondsPerPacket + OTHER_MICROSECONDS) * PACKETS_PER_SECOND) / 1e6;
  return Math.max(LEAST_CALLS, Math.floor((Math.min(threads, cores) * PLANNED_SHARE) / cpuOfCall));
}

/**
 * Receiving a call takes a tenth of what is needed for encoding and storing it, and a thread carries more calls than eight cores can
 * encode: more threads would cost their memory, 20 MB each, and a sync a second.
 */
const CORES_OF_A_THREAD = 8;

/** How many media workers a machine needs. */
export function mediaThreads(cores = availableParallelism()): number {
  return Math.ceil(cores / CORES_OF_A_THREAD);
}
