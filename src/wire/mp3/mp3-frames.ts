import { fail, ok, type Result } from '../../base/result.ts';

/** The header of an MPEG audio Layer III frame (ISO/IEC 11172-3 §2.4.1.3, 13818-3; MPEG-2.5 is Fraunhofer's extension). */
export interface Mp3FrameHeader {
  readonly version: Mp3Version;
  readonly bitrateKbps: number;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** The frame including its header. */
  readonly frameBytes: number;
  /** Samples per channel in a frame: 1152 for MPEG-1, 576 for MPEG-2 and 2.5. */
  readonly samples: number;
  /** Between the header and the main data, without a CRC. */
  readonly sideInfoBytes: number;
  readonly hasCrc: boolean;
}

type Mp3Version = 'mpeg-1' | 'mpeg-2' | 'mpeg-2.5';
export type Mp3HeaderFault = 'too-short' | 'no-sync' | 'not-layer-3' | 'reserved-value' | 'free-format';

export const MP3_HEADER_BYTES = 4;

/** By the two version bits; 1 is reserved. */
const VERSIONS: readonly (Mp3Version | null)[] = ['mpeg-2.5', null, 'mpeg-2', 'mpeg-1'];
const LAYER_3 = 1;
const MONO = 3;
const FREE_FORMAT = 0;
const BAD_BITRATE = 15;
const RESERVED_RATE = 3;

const BITRATES_MPEG_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_MPEG_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES: Readonly<Record<Mp3Version, readonly number[]>> = {
  'mpeg-1': [44100, 48000, 32000],
  'mpeg-2': [22050, 24000, 16000],
  'mpeg-2.5': [11025, 12000, 8000],
};

/**
 * Reads the four bytes at `at`:
 *
 *  AAAAAAAA AAABBCCD EEEEFFGH IIJJKLMM
 *  A sync, B version, C layer, D no CRC, E bitrate, F sample rate, G padding, I channel mode
 */
export function parseMp3FrameHeader(bytes: Uint8Array, at = 0): Result<Mp3FrameHeader, Mp3HeaderFault> {
  if (bytes.length < at + MP3_HEADER_BYTES) return fail('too-short');
  const second = bytes[at + 1]!;
  const third = bytes[at + 2]!;
  if (bytes[at] !== 0xff || second < 0xe0) return fail('no-sync');
  if (((second >> 1) & 3) !== LAYER_3) return fail('not-layer-3');
  const version = VERSIONS[(second >> 3) & 3]!;
  const bitrateIndex = third >> 4;
  const rateIndex = (third >> 2) & 3;
  if (version === null || bitrateIndex === BAD_BITRATE || rateIndex === RESERVED_RATE) return fail('reserved-value');
  if (bitrateIndex === FREE_FORMAT) return fail('free-format');
  const bitrateKbps = (version === 'mpeg-1' ? BITRATES_MPEG_1 : BITRATES_MPEG_2)[bitrateIndex]!;
  const sampleRateHz = SAMPLE_RATES[version][rateIndex]!;
  const samples = version === 'mpeg-1' ? 1152 : 576;
  const channels = bytes[at + 3]! >> 6 === MONO ? 1 : 2;
  const padding = (third >> 1) & 1;
  return ok({
    version,
    bitrateKbps,
    sampleRateHz,
    channels,
    frameBytes: Math.floor(((samples / 8) * bitrateKbps * 1000) / sampleRateHz) + padding,
    samples,
    sideInfoBytes: sideInfoBytes(version, channels),
    hasCrc: (second & 1) === 0,
  });
}

function sideInfoBytes(version: Mp3Version, channels: 1 | 2): number {
  if (version === 'mpeg-1') return channels === 1 ? 17 : 32;
  return channels === 1 ? 9 : 17;
}

/**
 * Counts the frames of an MP3 stream that comes in pieces of any size. Keeps only a frame's header, so a stream may
 * have any length.
 */
export class Mp3FrameScan {
  readonly #header = new Uint8Array(MP3_HEADER_BYTES);
  #headerBytes = 0;
  /** Bytes of the current frame that have not come yet. */
  #toSkip = 0;
  #frames = 0;
  #first: Mp3FrameHeader | null = null;

  /** Frames whose header was read. */
  get frames(): number {
    return this.#frames;
  }

  get first(): Mp3FrameHeader | null {
    return this.#first;
  }

  /** Whether the stream so far ends at the end of a frame. */
  get complete(): boolean {
    return this.#toSkip === 0 && this.#headerBytes === 0;
  }

  /** Reads the next bytes of the stream; fails at the first frame without a valid header. */
  push(bytes: Uint8Array): Result<void, Mp3HeaderFault> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, bytes.length - at);
        this.#toSkip -= skipped;
        at += skipped;
        continue;
      }
      this.#header[this.#headerBytes++] = bytes[at++]!;
      if (this.#headerBytes < MP3_HEADER_BYTES) continue;
      const fault = this.#enterFrame();
      if (fault !== null) return fail(fault);
    }
    return ok(undefined);
  }

  #enterFrame(): Mp3HeaderFault | null {
    const header = parseMp3FrameHeader(this.#header);
    if (!header.ok) return header.reason;
    this.#first ??= header.value;
    this.#frames += 1;
    this.#headerBytes = 0;
    this.#toSkip = header.value.frameBytes - MP3_HEADER_BYTES;
    return null;
  }
}
