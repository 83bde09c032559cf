import type { SpooledCall, SpooledLeg, SpooledPacket } from '../spool/index.ts';
import type { CallSampleRate, DecoderOf } from './decoders/audio-decoder.ts';
import { LegSound } from './leg-sound.ts';
import { LegPauses } from './leg-pauses.ts';
import { type LegStatistics, LegTrack } from './leg-track.ts';
import { PacketOpener } from './packet-opener.ts';
import { channelAt } from '../recording/in-threads.ts';
import { isRtcp } from '../wire/rtp/index.ts';
import { lengthOf, SAMPLE_RATE_HZ, SAMPLES_PER_MS, type TimedAudio } from './timed-audio.ts';

/**
 * How much of the time line accepts late packets: 16 s. The kernel holds 5.5 s of a stream while the recorder stalls,
 * and a leg is placed up to 2 s after its first packet.
 */
const OPEN_SAMPLES = 131_072;
/** Emitted at once: half a second. */
const SLICE_SAMPLES = SAMPLE_RATE_HZ / 2;
/** The longest recording, whatever arrival times say; samples of 8000 Hz. */
export const MAX_RECORDING_SAMPLES = 24 * 3600 * SAMPLE_RATE_HZ;

/** Takes the next samples of both channels: PCM s16, equal length; valid during the call only. */
export type StereoSink = (left: Int16Array, right: Int16Array) => void;

/** What the time line needs of a call. */
interface CallAudio
  extends Pick<SpooledCall, 'captureStartedAt' | 'legs'>,
    Partial<Pick<SpooledCall, 'description' | 'storedUntil'>> {
  /** Of the recording: 16000 if any of the sound has that rate; then the rest is converted to it. */
  readonly sampleRateHz: CallSampleRate;
  readonly decoderOf: DecoderOf;
}

export interface TimeLineResult {
  /** Length of the recording, in samples of 8000 Hz. */
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
  /** Null: its packets were never encrypted. */
  readonly opener: PacketOpener | null;
  readonly sound: LegSound;
}

/** Its positions are in samples of 8000 Hz, whatever the recording's rate is. */
class TimeLine {
  readonly #captureStartedAt: number;
  readonly #storedUntil: number;
  readonly #sink: StereoSink;
  readonly #legs = new Map<number, OpenLeg>();
  /** Where streams become another party's, in order. */
  readonly #changes: readonly number[];
  /** Samples of the recording in one of 8000 Hz. */
  readonly #factor: number;
  readonly #left: Int16Array;
  readonly #right: Int16Array;
  /** The first position not emitted; before the first slice, the beginning of the recording as known so far. */
  #open = Number.POSITIVE_INFINITY;
  #end = Number.NEGATIVE_INFINITY;
  #emitted = 0;
  /** Where the recording begins. */
  #start: number | null = null;

  constructor(call: CallAudio, sink: StereoSink) {
    const { captureStartedAt, legs, description, storedUntil, sampleRateHz, decoderOf } = call;
    this.#captureStartedAt = captureStartedAt;
    this.#storedUntil = storedUntil ?? Number.NEGATIVE_INFINITY;
    this.#sink = sink;
    this.#factor = sampleRateHz / SAMPLE_RATE_HZ;
    this.#left = new Int16Array(SLICE_SAMPLES * this.#factor);
    this.#right = new Int16Array(SLICE_SAMPLES * this.#factor);
    const changes = legs.flatMap(({ channelChanges = [] }) => channelChanges.map(({ since }) => since));
    this.#changes = [...new Set(changes)]
      .map((since) => Math.ceil((since - captureStartedAt) * SAMPLES_PER_MS))
      .toSorted((a, b) => a - b);
    for (const leg of legs) {
      const sound = new LegSound(sampleRateHz, OPEN_SAMPLES);
      const place = (position: number, audio: TimedAudio): boolean => this.#place(sound, position, audio);
      const bridge = (position: number, samples: number, rate: number): void => {
        // What was emitted stays as it is.
        if (position >= this.#open) sound.bridge(Math.round(position), samples, rate);
      };
      const track = new LegTrack({ leg, captureStartedAt, decoderOf, place, bridge });
      const pauses = new LegPauses(description?.pauses ?? [], leg.leg);
      const opener = leg.security === undefined ? null : new PacketOpener(leg.security);
      this.#legs.set(leg.leg, { leg, track, pauses, opener, sound });
    }
  }

  push({ leg, arrivedAtMs, bytes }: SpooledPacket): void {
    const open = this.#legs.get(leg);
    // RTCP and SRTCP come to the same port (RFC 5761): no sound, and nothing that is missing.
    if (open === undefined || isRtcp(bytes)) return;
    const { pauses, opener, track } = open;
    const admission = pauses.admit(arrivedAtMs);
    if (admission === 'paused') return;
    if (admission === 'resumed') track.resume();
    const packet = opener === null ? bytes : opener.open(bytes, arrivedAtMs);
    // What is in another recording is opened all the same: later packets are opened by what came before.
    if (packet !== null && arrivedAtMs > this.#storedUntil) track.push(packet, arrivedAtMs);
  }

  end(): TimeLineResult {
    const legs = [...this.#legs.values()];
    for (const { track } of legs) track.end();
    while (this.#open < this.#end) this.#emit(Math.min(SLICE_SAMPLES, this.#end - this.#open));
    return {
      samples: this.#emitted,
      startedAt: this.#start === null ? null : this.#captureStartedAt + this.#start / SAMPLES_PER_MS,
      legs: legs.map((leg) => statisticsOf(leg)),
    };
  }

  #place(sound: LegSound, position: number, audio: TimedAudio): boolean {
    const start = Math.round(position);
    const end = start + Math.ceil(lengthOf(audio));
    if (this.#emitted === 0 && this.#end - start <= OPEN_SAMPLES) this.#open = Math.min(this.#open, start);
    if (end - this.#open > MAX_RECORDING_SAMPLES - this.#emitted) return false;
    while (end - this.#open > OPEN_SAMPLES) this.#emit(SLICE_SAMPLES);
    if (start < this.#open) return false;
    this.#end = Math.max(this.#end, end);
    sound.write(start, audio);
    return true;
  }

  /** Slices end where a stream becomes another party's. */
  #emit(samples: number): void {
    for (let left = samples; left > 0; ) {
      const next = this.#changes.find((position) => position > this.#open) ?? Number.POSITIVE_INFINITY;
      const slice = Math.min(left, next - this.#open);
      this.#emitSlice(slice);
      left -= slice;
    }
  }

  #emitSlice(samples: number): void {
    this.#start ??= this.#open;
    const at = this.#captureStartedAt + this.#open / SAMPLES_PER_MS;
    const left = this.#left.subarray(0, samples * this.#factor).fill(0);
    const right = this.#right.subarray(0, samples * this.#factor).fill(0);
    for (const { leg, sound } of this.#legs.values()) {
      sound.takeInto({ caller: [left], callee: [right], mixed: [left, right] }[channelAt(leg, at)], this.#open);
    }
    this.#sink(left, right);
    this.#open += samples;
    this.#emitted += samples;
  }
}

/** What was refused before it reached the track is added to what the track counted. */
function statisticsOf({ track, opener }: OpenLeg): LegStatistics {
  const { statistics } = track;
  if (opener === null) return statistics;
  return {
    ...statistics,
    duplicates: statistics.duplicates + opener.replayed,
    unauthentic: opener.unauthentic,
  };
}
