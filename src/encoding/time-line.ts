import type { SpooledCall, SpooledLeg, SpooledPacket } from '../spool/index.ts';
import type { LegStatistics } from './leg-track.ts';
import { LegPauses } from './leg-pauses.ts';
import { LegTrack } from './leg-track.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './timed-audio.ts';

/**
 * How much of the time line accepts late packets: 16 s. The kernel holds 5.5 s of a stream while the recorder stalls,
 * and a leg is placed up to 2 s after its first packet.
 */
const OPEN_SAMPLES = 131_072;
/** Emitted at once: half a second. */
const SLICE_SAMPLES = SAMPLE_RATE_HZ / 2;
/** The longest recording, whatever arrival times say. */
export const MAX_RECORDING_SAMPLES = 24 * 3600 * SAMPLE_RATE_HZ;

/** Takes the next samples of both channels: PCM s16 8000 Hz, equal length; valid during the call only. */
export type StereoSink = (left: Int16Array, right: Int16Array) => void;

/** What the time line needs of a call. */
type CallAudio = Pick<SpooledCall, 'captureStartedAt' | 'legs'> & Partial<Pick<SpooledCall, 'description'>>;

export interface TimeLineResult {
  /** Length of the recording, samples per channel. */
  readonly samples: number;
  /** When its first sample was sent, Unix ms; null: there is no sound. */
  readonly startedAt: number | null;
  readonly legs: readonly LegStatistics[];
}

/**
 * Aligns and mixes the legs of a call: caller left, callee right, a mixed stream on both. The recording begins with the
 * first sound of any leg and ends with the last one; where nobody sent anything it is silent. Memory does not grow with
 * the call's length.
 */
export function playTimeLine(call: CallAudio, packets: Iterable<SpooledPacket>, sink: StereoSink): TimeLineResult {
  const timeLine = new TimeLine(call, sink);
  for (const packet of packets) timeLine.push(packet);
  return timeLine.end();
}

interface OpenLeg {
  readonly leg: SpooledLeg;
  readonly track: LegTrack;
  readonly pauses: LegPauses;
  /** Allocated at the first sound. */
  window: PcmWindow | null;
}

class TimeLine {
  readonly #captureStartedAt: number;
  readonly #sink: StereoSink;
  readonly #legs = new Map<number, OpenLeg>();
  readonly #left = new Int16Array(SLICE_SAMPLES);
  readonly #right = new Int16Array(SLICE_SAMPLES);
  /** The first position not emitted; before the first slice, the beginning of the recording as known so far. */
  #open = Number.POSITIVE_INFINITY;
  #end = Number.NEGATIVE_INFINITY;
  #emitted = 0;
  /** Where the recording begins. */
  #start: number | null = null;

  constructor({ captureStartedAt, legs, description }: CallAudio, sink: StereoSink) {
    this.#captureStartedAt = captureStartedAt;
    this.#sink = sink;
    for (const leg of legs) {
      const track = new LegTrack(leg, (position, pcm) => this.#place(open, position, pcm));
      const pauses = new LegPauses(description?.pauses ?? [], leg.leg);
      const open: OpenLeg = { leg, track, pauses, window: null };
      this.#legs.set(leg.leg, open);
    }
  }

  push({ leg, arrivedAtMs, bytes }: SpooledPacket): void {
    const open = this.#legs.get(leg);
    if (open === undefined) return;
    const admission = open.pauses.admit(arrivedAtMs);
    if (admission === 'paused') return;
    if (admission === 'resumed') open.track.resume();
    open.track.push(bytes, (arrivedAtMs - this.#captureStartedAt) * SAMPLES_PER_MS);
  }

  end(): TimeLineResult {
    const tracks = [...this.#legs.values()].map(({ track }) => track);
    for (const track of tracks) track.end();
    while (this.#open < this.#end) this.#emit(Math.min(SLICE_SAMPLES, this.#end - this.#open));
    return {
      samples: this.#emitted,
      startedAt: this.#start === null ? null : this.#captureStartedAt + this.#start / SAMPLES_PER_MS,
      legs: tracks.map(({ statistics }) => statistics),
    };
  }

  #place(leg: OpenLeg, position: number, pcm: Int16Array): boolean {
    const end = position + pcm.length;
    if (this.#emitted === 0 && this.#end - position <= OPEN_SAMPLES) this.#open = Math.min(this.#open, position);
    if (end - this.#open > MAX_RECORDING_SAMPLES - this.#emitted) return false;
    while (end - this.#open > OPEN_SAMPLES) this.#emit(SLICE_SAMPLES);
    if (position < this.#open) return false;
    this.#end = Math.max(this.#end, end);
    leg.window ??= new PcmWindow(OPEN_SAMPLES);
    leg.window.write(position, pcm);
    return true;
  }

  #emit(samples: number): void {
    this.#start ??= this.#open;
    const left = this.#left.subarray(0, samples).fill(0);
    const right = this.#right.subarray(0, samples).fill(0);
    for (const { leg, window } of this.#legs.values()) {
      window?.takeInto({ caller: [left], callee: [right], mixed: [left, right] }[leg.channel], this.#open);
    }
    this.#sink(left, right);
    this.#open += samples;
    this.#emitted += samples;
  }
}

/**
 * The part of a leg's sound that is not emitted yet: a ring buffer of samples over absolute positions, silent where
 * nothing was written. The owner keeps all its positions within one capacity.
 */
class PcmWindow {
  readonly #ring: Int16Array;

  /** `capacity`: samples, a power of two. */
  constructor(capacity: number) {
    this.#ring = new Int16Array(capacity);
  }

  write(position: number, pcm: Int16Array): void {
    const untilWrap = this.#ring.length - this.#at(position);
    this.#ring.set(pcm.subarray(0, untilWrap), this.#at(position));
    if (pcm.length > untilWrap) this.#ring.set(pcm.subarray(untilWrap));
  }

  /** Adds the samples from `position` on to every target (all of one length), clipping, and clears them. */
  takeInto(targets: readonly Int16Array[], position: number): void {
    const length = targets[0]?.length ?? 0;
    for (let done = 0; done < length; ) {
      const from = this.#at(position + done);
      const piece = this.#ring.subarray(from, from + length - done);
      for (const target of targets) add(target.subarray(done), piece);
      piece.fill(0);
      done += piece.length;
    }
  }

  #at(position: number): number {
    return position & (this.#ring.length - 1);
  }
}

function add(target: Int16Array, piece: Int16Array): void {
  for (let at = 0; at < piece.length; at++) {
    const sum = target[at]! + piece[at]!;
    target[at] = sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum;
  }
}
