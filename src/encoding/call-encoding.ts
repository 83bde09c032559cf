import type { SealedObject } from '../platform/sealed-content/index.ts';
import type { SpooledCall, SpooledPacket } from '../spool/index.ts';
import type { CallSampleRate } from './decoders/audio-decoder.ts';
import type { LibraryDecoders } from './decoders/library-decoders.ts';
import { type CallDecoders, openDecoders } from './decoders/open-decoders.ts';
import type { LegStatistics } from './leg-track.ts';
import type { Mp3Encoder, Mp3EncoderKind } from './mp3-encoder.ts';
import type { Mp3File } from './mp3-file.ts';
import type { StoredSound } from './pcm-window.ts';
import { SeenPayloadTypes } from './recording-rate.ts';
import { type CallAudio, MAX_RECORDING_SAMPLES, type StereoSink, TimeLine } from './time-line.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './timed-audio.ts';
import type { TalkTime } from './talk-time.ts';
import { type Waveform, WaveformBuilder } from './waveform.ts';

/** The least silence of a call without any sound: players refuse an empty file. */
const MIN_SILENT_SAMPLES = 100 * SAMPLES_PER_MS;

/** A call that has ended, as far as its sound is concerned. */
export interface EndedCall extends CallAudio, Pick<SpooledCall, 'endedAt'> {}

/** An MP3 made of a spooled call, encrypted as it is stored. Its file, if it has one, is the archive's, which removes it. */
export interface EncodedRecording {
  readonly audio: SealedObject;
  /** Of the MP3. */
  readonly sizeBytes: number;
  /** SHA-256 of the MP3, 32 bytes. */
  readonly sha256: Buffer;
  readonly durationMs: number;
  /** When its first sample was sent, Unix ms with a fraction; missing: not known, as of a file from outside. */
  readonly startedAt?: number;
  readonly waveform: Waveform;
  /** Missing: it was not decoded. */
  readonly talk?: TalkTime;
  readonly legs: readonly LegStatistics[];
}

/** Where the sound of a call is encoded to. */
export interface Mp3Output extends Disposable {
  write(left: Int16Array, right: Int16Array): void;
  /** The MP3, whose end is still to be written. */
  complete(): Mp3File;
}

interface CallEncodingOptions {
  readonly call: CallAudio;
  readonly sampleRateHz: CallSampleRate;
  readonly encoder: Mp3EncoderKind;
  /** Of this thread. */
  readonly libraries: LibraryDecoders;
  readonly output: (encoder: Mp3Encoder) => Mp3Output;
}

/**
 * Encodes one call, packet by packet, in the order of the spool. What is known of the call may change until its end: the MP3 is
 * the same as if all had been known from the beginning, or `update` says that it cannot be.
 */
export class CallEncoding implements Disposable {
  readonly #sampleRateHz: CallSampleRate;
  readonly #decoders: CallDecoders;
  readonly #encoder: Mp3Encoder;
  readonly #output: Mp3Output;
  readonly #timeLine: TimeLine;
  readonly #waveform: WaveformBuilder;
  readonly #seen = new SeenPayloadTypes();
  readonly #sink: StereoSink;
  #samples = 0;

  static async open(options: CallEncodingOptions): Promise<CallEncoding> {
    const { call, sampleRateHz, libraries } = options;
    const decoders = await openDecoders(call.legs, sampleRateHz, libraries);
    using opened = new DisposableStack();
    opened.use(decoders);
    const encoder = opened.adopt(options.encoder.open(sampleRateHz), (open) => open.close());
    const output = opened.use(options.output(encoder));
    const encoding = new CallEncoding(options, decoders, encoder, output);
    opened.move();
    return encoding;
  }

  private constructor(
    { call, sampleRateHz }: CallEncodingOptions,
    decoders: CallDecoders,
    encoder: Mp3Encoder,
    output: Mp3Output,
  ) {
    this.#sampleRateHz = sampleRateHz;
    this.#decoders = decoders;
    this.#encoder = encoder;
    this.#output = output;
    this.#waveform = new WaveformBuilder(sampleRateHz);
    this.#sink = (left, right) => {
      this.#samples += left.length;
      output.write(left, right);
      this.#waveform.push(left, right);
    };
    this.#timeLine = new TimeLine({ ...call, sampleRateHz, decoderOf: decoders.decoderOf }, this.#sink);
  }

  /** How much of the recording is there, ms. */
  get encodedMs(): number {
    return (this.#samples / this.#sampleRateHz) * 1000;
  }

  push(packet: SpooledPacket): void {
    this.#seen.add(packet);
    this.#timeLine.push(packet);
  }

  /** What is known of the call by now. False: it has to be encoded again from its beginning. */
  async update(call: CallAudio): Promise<boolean> {
    await this.#decoders.prepare(call.legs);
    return this.#timeLine.update(call);
  }

  /** Whether the packets so far give a recording of this rate. */
  hasRightRate({ legs }: CallAudio): boolean {
    return this.#seen.rateOf(legs) === this.#sampleRateHz;
  }

  /** Takes the sound that is not encoded yet out of memory. It is put back before the next packet. */
  takeOut(): readonly StoredSound[] {
    return this.#timeLine.takeOut();
  }

  /** Nothing may be pushed after. */
  finish({ captureStartedAt, endedAt }: EndedCall): EncodedRecording {
    const played = this.#timeLine.end();
    const samples = played.samples > 0 ? played.samples : playSilence(endedAt - captureStartedAt, this.#sink);
    return {
      ...this.#output.complete().finish(),
      durationMs: Math.round(samples / SAMPLES_PER_MS),
      startedAt: played.startedAt ?? captureStartedAt,
      waveform: this.#waveform.waveform,
      talk: this.#waveform.talkTime,
      legs: played.legs,
    };
  }

  [Symbol.dispose](): void {
    this.#output[Symbol.dispose]();
    this.#encoder.close();
    this.#decoders[Symbol.dispose]();
  }
}

/** A recording without sound has 8000 Hz. */
function playSilence(lengthMs: number, sink: StereoSink): number {
  const silence = new Int16Array(SAMPLE_RATE_HZ);
  const samples = Math.min(Math.max(Math.round(lengthMs * SAMPLES_PER_MS), MIN_SILENT_SAMPLES), MAX_RECORDING_SAMPLES);
  for (let left = samples; left > 0; left -= SAMPLE_RATE_HZ) {
    const slice = silence.subarray(0, Math.min(left, SAMPLE_RATE_HZ));
    sink(slice, slice);
  }
  return samples;
}
