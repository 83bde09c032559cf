import type { CallSampleRate } from './decoders/audio-decoder.ts';

/**
 * What every recording is encoded as: Layer III, two independent channels, constant bitrate. Narrowband: MPEG-2.5 at 8000 Hz. Wideband:
 * MPEG-2 at 16000 Hz.
 */
export const MP3_BITRATE_KBPS = { 8000: 32, 16_000: 48 } as const satisfies Record<CallSampleRate, number>;

/** Samples of a frame in both of them. */
export const MP3_FRAME_SAMPLES = 576;

/** The quality setting of LAME, 0 best … 9 fastest: for speech nobody hears a difference between 7 and better. */
export const MP3_QUALITY = 7;

/** Samples LAME puts before the first one (`lame_get_encoder_delay`): a frame. The decoder adds its own 529. */
export const LAME_DELAY_SAMPLES = 576;

/**
 * Encodes one recording. What `encode` and `finish` return is valid until the next call of any encoder of the
 * thread. An encoder is used by one thread and closed when the recording is complete or given up.
 */
export interface Mp3Encoder {
  /** What is before the first sample, without what decoders add. */
  readonly delaySamples: number;
  /** Takes the next samples of both channels: PCM s16, equal length, at most `MAX_ENCODER_SAMPLES`. */
  encode(left: Int16Array, right: Int16Array): Uint8Array;
  /** The last frames; nothing may be encoded after. */
  finish(): Uint8Array;
  close(): void;
}

/** Samples per channel of one `encode`. */
export const MAX_ENCODER_SAMPLES = 8000;

/** An MP3 encoder that works on this machine. */
export interface Mp3EncoderKind {
  readonly name: 'lame' | 'wasm';
  /**
   * After each so many samples of 8000 Hz (twice as many of 16000) an encoder of this kind holds nothing but some kB: a recording may be
   * encoded piece by piece, as it comes. Null: an encoder holds all of its state until the recording is complete.
   */
  readonly sectionSamples: number | null;
  open(sampleRateHz: CallSampleRate): Mp3Encoder;
}
