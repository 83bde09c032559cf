import { availableParallelism } from 'node:os';
import type { MediaReport } from './worker/media-requests.ts';

/** Of a call of two parties, in packets of 20 ms. */
const PACKETS_PER_SECOND = 100;
/** µs for a packet that `measureReceiving` leaves out (disk, calls, RTCP, timers): what `npm run bench -- capture` measures above it. */
const OTHER_MICROSECONDS = 0.7;
/** Of each media worker's time; the rest is for moments in which more comes. Above it a worker is overloaded (`ThreadLoad`). */
const PLANNED_SHARE = 0.8;
/** Whatever was measured: a machine that stands still for a moment at the start records all the same. */
const LEAST_CALLS = 20;

/** Fewer packets in a report are too few to tell what one takes. */
const LEAST_PACKETS = 1_000;
/** A thread that takes so much less for a packet than was measured: it was measured while the machine did something else. */
const MUCH_MORE = 1.5;

/**
 * How many calls the media workers can receive at the same time, by what a packet takes of their CPU. What follows (encoding, archive) has a
 * lower priority and may wait for hours: it is no limit.
 */
export class MeasuredCapacity {
  readonly #threads: number;
  /** Infinite: not known yet. */
  calls = Number.POSITIVE_INFINITY;

  constructor(threads: number, cores = availableParallelism()) {
    this.#threads = Math.min(threads, cores);
  }

  /** By the first thread, at its start, µs: the others are as fast. Whether it says something new. */
  measured(microsecondsPerPacket: number): boolean {
    return this.#found(microsecondsPerPacket + OTHER_MICROSECONDS);
  }

  /** By the work of a thread: a limit that is too low would refuse calls that can be recorded. Whether it says something new. */
  worked({ traffic, utilization, overMs }: Pick<MediaReport, 'traffic' | 'utilization' | 'overMs'>): boolean {
    const { packets, foreign, paused, rtcpReceived, overRate, outOfMemory } = traffic;
    const written = packets - foreign - paused - rtcpReceived - overRate - outOfMemory;
    if (this.calls === Number.POSITIVE_INFINITY || written < LEAST_PACKETS) return false;
    return this.#found((utilization * overMs * 1000) / written);
  }

  /** Never lower than before: one that is too high is noticed by `ThreadLoad`. */
  #found(microsecondsPerPacket: number): boolean {
    const share = (microsecondsPerPacket * PACKETS_PER_SECOND) / 1e6;
    const calls = Math.max(LEAST_CALLS, Math.floor((this.#threads * PLANNED_SHARE) / share));
    if (this.calls !== Number.POSITIVE_INFINITY && calls < this.calls * MUCH_MORE) return false;
    this.calls = calls;
    return true;
  }
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
