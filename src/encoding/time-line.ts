import { isDeepStrictEqual } from 'node:util';
import type { SpooledCall, SpooledLeg, SpooledPacket } from '../spool/index.ts';
import type { CallSampleRate, DecoderOf } from './decoders/audio-decoder.ts';
import { LegSound } from './leg-sound.ts';
import { LegPauses } from './leg-pauses.ts';
import { type LegStatistics, LegTrack } from './leg-track.ts';
import { PacketOpener } from './packet-opener.ts';
import type { StoredSound } from './pcm-window.ts';
import type { LegPause } from '../recording/index.ts';
import { channelAt } from '../recording/in-threads.ts';
import { isRtcp } from '../wire/rtp/index.ts';
import { lengthOf, SAMPLE_RATE_HZ, SAMPLES_PER_MS, type TimedAudio } from './timed-audio.ts';

/**
 * How much of the time line accepts late packets: 16 s. The kernel holds 5.5 s of a stream while the recorder stalls,
 * and a leg is placed up to 2 s after its first packet.
 */
export const OPEN_SAMPLES = 131_072;
/** Emitted at once: half a second. */
const SLICE_SAMPLES = SAMPLE_RATE_HZ / 2;
/** The longest recording, whatever arrival times say; samples of 8000 Hz. */
export const MAX_RECORDING_SAMPLES = 24 * 3600 * SAMPLE_RATE_HZ;

/** Takes the next samples of both channels: PCM s16, equal length; valid during the call only. */
export type StereoSink = (left: Int16Array, right: Int16Array) => void;

/** What is known of a call, and may be more later, that concerns its sound. */
export interface CallAudio
  extends Pick<SpooledCall, 'captureStartedAt' | 'legs'>,
    Partial<Pick<SpooledCall, 'description' | 'storedUntil'>> {}

interface TimeLineOptions extends CallAudio {
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

/** The time line of a call that is complete. */
export function playTimeLine(
  call: TimeLineOptions,
  packets: Iterable<SpooledPacket>,
  sink: StereoSink,
): TimeLineResult {
  const timeLine = new TimeLine(call, sink);
  for (const packet of packets) timeLine.push(packet);
  return timeLine.end();
}

interface OpenLeg {
  leg: SpooledLeg;
  readonly track: LegTrack;
  readonly pauses: LegPauses;
  /** Null: its packets were never encrypted. */
  readonly opener: PacketOpener | null;
  readonly sound: LegSound;
  /** Whether any packet came. */
  used: boolean;
}

/** Of a slice, for all time lines of a thread: its content is needed until the sink returns. */
const SLICE = [new Int16Array(2 * SLICE_SAMPLES), new Int16Array(2 * SLICE_SAMPLES)] as const;

/**
 * Aligns and mixes the legs of a call: caller left, callee right, a mixed stream on both. The recording begins with the
 * first sound of any leg and ends with the last one; where nobody sent anything it is silent. Memory does not grow with
 * the call's length. Its positions are in samples of 8000 Hz, whatever the recording's rate is.
 */
export class TimeLine {
  readonly #options: TimeLineOptions;
  readonly #storedUntil: number;
  readonly #sink: StereoSink;
  readonly #legs = new Map<number, OpenLeg>();
  /** A packet came of a leg that is not known. */
  #isLegMissing = false;
  /** Where streams become another party's, in order. */
  #changes: readonly number[] = [];
  /** Samples of the recording in one of 8000 Hz. */
  readonly #factor: number;
  /** The first position not emitted; before the first slice, the beginning of the recording as known so far. */
  #open = Number.POSITIVE_INFINITY;
  #end = Number.NEGATIVE_INFINITY;
  #emitted = 0;
  /** Where the recording begins. */
  #start: number | null = null;

  constructor(call: TimeLineOptions, sink: StereoSink) {
    this.#options = call;
    this.#storedUntil = call.storedUntil ?? Number.NEGATIVE_INFINITY;
    this.#sink = sink;
    this.#factor = call.sampleRateHz / SAMPLE_RATE_HZ;
    this.update(call);
  }

  /**
   * What is known of the call by now. False: the packets so far would have been taken otherwise, and the time line is of no use
   * any more.
   */
  update({ legs, description, captureStartedAt, storedUntil = Number.NEGATIVE_INFINITY }: CallAudio): boolean {
    const isSame = captureStartedAt === this.#options.captureStartedAt && storedUntil === this.#storedUntil;
    if (!isSame || this.#isLegMissing || legs.length < this.#legs.size) return false;
    const pauses = description?.pauses ?? [];
    for (const leg of legs) {
      const known = this.#legs.get(leg.leg);
      if (known?.used !== true) this.#legs.set(leg.leg, this.#openLeg(leg, pauses));
      else if (!this.#updateLeg(known, leg) || !known.pauses.update(pauses)) return false;
    }
    const changes = legs.flatMap(({ channelChanges = [] }) => channelChanges.map(({ since }) => since));
    this.#changes = [...new Set(changes)].map((since) => this.#positionOf(since)).toSorted((a, b) => a - b);
    return true;
  }

  push({ leg, arrivedAtMs, bytes }: SpooledPacket): void {
    const open = this.#legs.get(leg);
    // RTCP and SRTCP come to the same port (RFC 5761): no sound, and nothing that is missing.
    if (isRtcp(bytes)) return;
    if (open === undefined) {
      this.#isLegMissing = true;
      return;
    }
    open.used = true;
    const { pauses, opener, track } = open;
    const admission = pauses.admit(arrivedAtMs);
    if (admission === 'paused') return;
    if (admission === 'resumed') track.resume();
    const packet = opener === null ? bytes : opener.open(bytes, arrivedAtMs);
    // What is in another recording is opened all the same: later packets are opened by what came before.
    if (packet !== null && arrivedAtMs > this.#storedUntil) track.push(packet, arrivedAtMs);
  }

  /**
   * Emits what is before an instant, Unix ms, also where nothing came, at half a second at a time: of a call that is heard while it runs. What
   * comes later, of before it, is left out.
   */
  advance(until: number): void {
    const end = this.#positionOf(until);
    if (this.#open === Number.POSITIVE_INFINITY) this.#open = end;
    while (this.#open < end) this.#emit(Math.min(SLICE_SAMPLES, end - this.#open));
    this.#end = Math.max(this.#end, this.#open);
  }

  /** Takes the sound that is not emitted yet out of memory. It is put back before the next packet. */
  takeOut(): readonly StoredSound[] {
    return [...this.#legs.values()].flatMap(({ sound }) => sound.takeOut(this.#open));
  }

  end(): TimeLineResult {
    const legs = [...this.#legs.values()];
    for (const { track } of legs) track.end();
    while (this.#open < this.#end) this.#emit(Math.min(SLICE_SAMPLES, this.#end - this.#open));
    return {
      samples: this.#emitted,
      startedAt: this.#start === null ? null : this.#options.captureStartedAt + this.#start / SAMPLES_PER_MS,
      legs: legs.map((leg) => statisticsOf(leg)),
    };
  }

  #openLeg(leg: SpooledLeg, pauses: readonly LegPause[]): OpenLeg {
    const { captureStartedAt, decoderOf, sampleRateHz } = this.#options;
    const sound = new LegSound(sampleRateHz, OPEN_SAMPLES);
    const place = (position: number, audio: TimedAudio): boolean => this.#place(sound, position, audio);
    const bridge = (position: number, samples: number, rate: number): void => {
      // What was emitted stays as it is.
      if (position >= this.#open) sound.bridge(Math.round(position), samples, rate);
    };
    return {
      leg,
      track: new LegTrack({ leg, captureStartedAt, decoderOf, place, bridge }),
      pauses: new LegPauses(pauses, leg.leg),
      opener: leg.security === undefined ? null : new PacketOpener(leg.security),
      sound,
      used: false,
    };
  }

  /** Of a leg whose packets have come. What its payload types mean was decided by those: they have to be the same. */
  #updateLeg(known: OpenLeg, leg: SpooledLeg): boolean {
    const { opener } = known;
    const isContinued =
      isDeepStrictEqual(known.leg.codecs, leg.codecs) &&
      isDeepStrictEqual(this.#channelsSoFar(known.leg), this.#channelsSoFar(leg)) &&
      (opener === null ? leg.security === undefined : opener.update(leg.security ?? []));
    known.leg = leg;
    return isContinued;
  }

  /** Which parties a leg was in what is emitted. */
  #channelsSoFar({ channel, channelChanges = [] }: SpooledLeg): unknown {
    if (this.#emitted === 0) return null;
    return [channel, channelChanges.filter(({ since }) => this.#positionOf(since) < this.#open)];
  }

  #positionOf(at: number): number {
    return Math.ceil((at - this.#options.captureStartedAt) * SAMPLES_PER_MS);
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
    const at = this.#options.captureStartedAt + this.#open / SAMPLES_PER_MS;
    const left = SLICE[0].subarray(0, samples * this.#factor).fill(0);
    const right = SLICE[1].subarray(0, samples * this.#factor).fill(0);
    for (const { leg, sound } of this.#legs.values()) {
      sound.takeInto({ caller: [left], callee: [right], mixed: [left, right] }[channelAt(leg, at)], this.#open);
    }
    this.#sink(left, right);
    this.#open += samples;
    this.#emitted += samples;
  }
}

/** What was refused before it reached the track is added to what the track counted. */
function statisticsOf({ leg, track, opener }: OpenLeg): LegStatistics {
  const statistics = { ...track.statistics, channel: leg.channel };
  if (opener === null) return statistics;
  return {
    ...statistics,
    duplicates: statistics.duplicates + opener.replayed,
    unauthentic: opener.unauthentic,
  };
}
