import type { SpooledCall, SpooledLeg, SpooledPacket } from '../spool/index.ts';
import type { LegStatistics } from './encoded-recording.ts';
import { LegTrack } from './leg-track.ts';
import { PcmWindow } from './pcm-window.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './timed-audio.ts';

/**
 * How much of the time line is open for late packets: 16 s. The kernel holds 5.5 s of a stream while the
 * recorder stalls, the anchors need up to 2 s of a leg before it is placed.
 */
const OPEN_SAMPLES = 131_072;
/** What is handed on at once: half a second. */
const SLICE_SAMPLES = SAMPLE_RATE_HZ / 2;
/** A recording ends here at the latest, whatever arrival times claim. */
export const MAX_RECORDING_SAMPLES = 24 * 3600 * SAMPLE_RATE_HZ;

/** Takes the next samples of both channels: PCM s16 8000 Hz, of equal length; valid during the call only. */
export type StereoSink = (left: Int16Array, right: Int16Array) => void;

/** A call, or as much of it as its sound needs. */
export type CallAudio = Pick<SpooledCall, 'captureStartedAt' | 'legs'>;

export interface TimeLineAccount {
  /** Length of the recording, samples per channel. */
  readonly samples: number;
  readonly legs: readonly LegStatistics[];
}

/**
 * Puts the legs of a call beside each other: caller left, callee right, a mixed stream on both. The recording
 * begins with the first sound of any leg and ends with the last one; between them, what nobody sent is
 * silence. Memory does not grow with the call's length.
 */
export function playTimeLine(call: CallAudio, packets: Iterable<SpooledPacket>, sink: StereoSink): TimeLineAccount {
  const timeLine = new TimeLine(call, sink);
  for (const packet of packets) timeLine.push(packet);
  return timeLine.end();
}

interface OpenLeg {
  readonly leg: SpooledLeg;
  readonly track: LegTrack;
  /** Made when the first sound comes. */
  window: PcmWindow | null;
}

class TimeLine {
  readonly #captureStartedAt: number;
  readonly #sink: StereoSink;
  readonly #legs = new Map<number, OpenLeg>();
  readonly #left = new Int16Array(SLICE_SAMPLES);
  readonly #right = new Int16Array(SLICE_SAMPLES);
  /** The first open position; while nothing is handed on, the beginning of the recording as known so far. */
  #open = Number.POSITIVE_INFINITY;
  #end = Number.NEGATIVE_INFINITY;
  #handedOn = 0;

  constructor({ captureStartedAt, legs }: CallAudio, sink: StereoSink) {
    this.#captureStartedAt = captureStartedAt;
    this.#sink = sink;
    for (const leg of legs) {
      const track = new LegTrack(leg, (position, pcm) => this.#place(open, position, pcm));
      const open: OpenLeg = { leg, track, window: null };
      this.#legs.set(leg.leg, open);
    }
  }

  push({ leg, arrivedAtMs, bytes }: SpooledPacket): void {
    this.#legs.get(leg)?.track.push(bytes, (arrivedAtMs - this.#captureStartedAt) * SAMPLES_PER_MS);
  }

  end(): TimeLineAccount {
    const tracks = [...this.#legs.values()].map(({ track }) => track);
    for (const track of tracks) track.end();
    while (this.#open < this.#end) this.#handOn(Math.min(SLICE_SAMPLES, this.#end - this.#open));
    return { samples: this.#handedOn, legs: tracks.map(({ statistics }) => statistics) };
  }

  #place(leg: OpenLeg, position: number, pcm: Int16Array): boolean {
    const end = position + pcm.length;
    if (this.#handedOn === 0 && this.#end - position <= OPEN_SAMPLES) this.#open = Math.min(this.#open, position);
    if (end - this.#open > MAX_RECORDING_SAMPLES - this.#handedOn) return false;
    while (end - this.#open > OPEN_SAMPLES) this.#handOn(SLICE_SAMPLES);
    if (position < this.#open) return false;
    this.#end = Math.max(this.#end, end);
    leg.window ??= new PcmWindow(OPEN_SAMPLES);
    leg.window.write(position, pcm);
    return true;
  }

  #handOn(samples: number): void {
    const left = this.#left.subarray(0, samples).fill(0);
    const right = this.#right.subarray(0, samples).fill(0);
    for (const { leg, window } of this.#legs.values()) {
      window?.takeInto({ caller: [left], callee: [right], mixed: [left, right] }[leg.channel], this.#open);
    }
    this.#sink(left, right);
    this.#open += samples;
    this.#handedOn += samples;
  }
}
