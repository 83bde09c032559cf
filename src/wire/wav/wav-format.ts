import { fail, ok, type Result } from '../../base/result.ts';
import { decodeG711 } from '../g711.ts';

/** PCM of 8 bits is unsigned, wider PCM signed; all little-endian. */
export type SampleEncoding = 'pcm' | 'float' | 'a-law' | 'mu-law';

/** The content of the `fmt ` chunk. */
export interface WavFormat {
  readonly encoding: SampleEncoding;
  /** Of one sample of one channel, as stored: PCM 1…4, float 4 or 8, A-law and µ-law 1. */
  readonly sampleBytes: number;
  readonly channels: 1 | 2;
  readonly sampleRateHz: number;
}

export type WavFormatFault =
  | 'format-malformed'
  | 'encoding-not-supported'
  | 'channels-not-supported'
  | 'sample-rate-not-supported';

/** From telephone to studio quality; no PBX writes other rates. */
const MIN_SAMPLE_RATE_HZ = 8000;
const MAX_SAMPLE_RATE_HZ = 48_000;

/** WAVEFORMAT; the bits of PCMWAVEFORMAT follow. */
const FORMAT_BYTES = 14;
const BITS_AT = 14;
/** WAVEFORMATEXTENSIBLE, complete. */
const EXTENSIBLE_BYTES = 40;
const EXTENSIBLE = 0xfffe;
const SUBFORMAT_AT = 24;
/** The sub-format is a GUID: the old tag and these bytes (mmreg.h, DEFINE_WAVEFORMATEX_GUID). */
const SUBFORMAT_TAIL = Buffer.from('000000001000800000aa00389b71', 'hex');

/** By the format tag (mmreg.h), with the widths a sample of it may have. */
const ENCODINGS: ReadonlyMap<number, { readonly encoding: SampleEncoding; readonly sampleBytes: readonly number[] }> =
  new Map([
    [1, { encoding: 'pcm', sampleBytes: [1, 2, 3, 4] }],
    [3, { encoding: 'float', sampleBytes: [4, 8] }],
    [6, { encoding: 'a-law', sampleBytes: [1] }],
    [7, { encoding: 'mu-law', sampleBytes: [1] }],
  ]);

/**
 * Reads the content of a `fmt ` chunk. Tag, channels, rate and bits decide; what follows from them (bytes a second, block, and the
 * bits of A-law and µ-law) is often wrong and ignored.
 *
 *  0 tag  2 channels  4 samples/s  8 bytes/s  12 block  14 bits  [16 size  18 valid bits  20 speakers  24 sub-format]
 */
export function readWavFormat(chunk: Uint8Array): Result<WavFormat, WavFormatFault> {
  if (chunk.length < FORMAT_BYTES) return fail('format-malformed');
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const tag = formatTag(chunk);
  if (tag === null) return fail('format-malformed');
  const kind = ENCODINGS.get(tag);
  if (kind === undefined) return fail('encoding-not-supported');
  const channels = view.getUint16(2, true);
  if (channels !== 1 && channels !== 2) return fail('channels-not-supported');
  const sampleRateHz = view.getUint32(4, true);
  if (sampleRateHz < MIN_SAMPLE_RATE_HZ || sampleRateHz > MAX_SAMPLE_RATE_HZ) return fail('sample-rate-not-supported');
  const sampleBytes = kind.sampleBytes.length === 1 ? kind.sampleBytes[0]! : sampleWidth(view, channels);
  if (sampleBytes === null) return fail('format-malformed');
  if (!kind.sampleBytes.includes(sampleBytes)) return fail('encoding-not-supported');
  return ok({ encoding: kind.encoding, sampleBytes, channels, sampleRateHz });
}

/**
 * By the bits. The block decides in two cases only: there are no bits; or 17 to 24 bits may lie, left-justified, in four bytes,
 * where the bytes a second agree with the block. Null: neither says it.
 */
function sampleWidth(view: DataView, channels: number): number | null {
  const bits = view.byteLength >= BITS_AT + 2 ? view.getUint16(BITS_AT, true) : 0;
  const block = view.getUint16(12, true);
  const inBlock = block / channels;
  if (bits === 0) return block > 0 && Number.isInteger(inBlock) ? inBlock : null;
  const bytes = Math.ceil(bits / 8);
  const isWider = bytes === 3 && inBlock === 4 && view.getUint32(8, true) === block * view.getUint32(4, true);
  return isWider ? 4 : bytes;
}

/** By the sub-format of WAVE_FORMAT_EXTENSIBLE; null: the chunk ends before, or the sub-format is none of the old tags. */
export function formatTag(chunk: Uint8Array): number | null {
  if (chunk.length < FORMAT_BYTES) return null;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const tag = view.getUint16(0, true);
  if (tag !== EXTENSIBLE) return tag;
  if (chunk.length < EXTENSIBLE_BYTES) return null;
  const tail = chunk.subarray(SUBFORMAT_AT + 2, EXTENSIBLE_BYTES);
  return SUBFORMAT_TAIL.equals(tail) ? view.getUint16(SUBFORMAT_AT, true) : null;
}

/** Reads one sample at a place: −1…1. */
type SampleReader = (view: DataView, at: number) => number;

/** By the width of a sample in bytes; 8 bits are unsigned with 128 as zero, wider ones signed. */
const PCM_READERS: readonly SampleReader[] = [
  (view, at) => (view.getUint8(at) - 0x80) / 0x80,
  (view, at) => view.getInt16(at, true) / 0x8000,
  (view, at) => (view.getInt16(at + 1, true) * 0x100 + view.getUint8(at)) / 0x80_0000,
  (view, at) => view.getInt32(at, true) / 0x8000_0000,
];
const PCM16_FULL_SCALE = 0x8000;

/**
 * Decodes complete blocks of one sample a channel into one array a channel: −1…1. Louder floats are clipped, NaN
 * becomes silence.
 */
export function decodeSamples(format: WavFormat, bytes: Uint8Array): Float32Array[] {
  const { channels, sampleBytes } = format;
  const frames = Math.floor(bytes.length / (sampleBytes * channels));
  const sampleAt = sampleReader(format, bytes);
  return Array.from({ length: channels }, (_, channel) => {
    // A loop: `Float32Array.from` takes several times as long.
    const samples = new Float32Array(frames);
    for (let frame = 0; frame < frames; frame++) samples[frame] = sampleAt(frame * channels + channel);
    return samples;
  });
}

/** Reads the sample at an index; the channels' samples alternate. */
function sampleReader({ encoding, sampleBytes }: WavFormat, bytes: Uint8Array): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (encoding === 'float') {
    return sampleBytes === 8
      ? (index) => clipped(view.getFloat64(8 * index, true))
      : (index) => clipped(view.getFloat32(4 * index, true));
  }
  if (encoding === 'pcm') {
    const read = PCM_READERS[sampleBytes - 1]!;
    return (index) => read(view, sampleBytes * index);
  }
  const pcm = decodeG711(encoding === 'a-law' ? 'PCMA' : 'PCMU', bytes);
  return (index) => pcm[index]! / PCM16_FULL_SCALE;
}

function clipped(sample: number): number {
  return Number.isNaN(sample) ? 0 : Math.min(1, Math.max(-1, sample));
}
