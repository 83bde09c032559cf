import { fail, ok, type Result } from '../../base/result.ts';

/** How samples are written. PCM of 8 bits is unsigned, wider PCM signed; all of it little-endian. */
export type SampleEncoding = 'pcm' | 'float' | 'a-law' | 'mu-law';

/** What the `fmt ` chunk says of the samples. */
export interface WavFormat {
  readonly encoding: SampleEncoding;
  /** Of one sample of one channel, as it is stored: PCM 1…4, float 4, the laws 1. */
  readonly sampleBytes: number;
  readonly channels: 1 | 2;
  readonly sampleRateHz: number;
}

export type WavFormatFault =
  | 'format-malformed'
  | 'encoding-not-supported'
  | 'channels-not-supported'
  | 'sample-rate-not-supported';

/** Telephone speech up to what studios use; nothing a PBX writes is outside. */
const MIN_SAMPLE_RATE_HZ = 8000;
const MAX_SAMPLE_RATE_HZ = 48_000;

/** WAVEFORMAT, and the bits of WAVEFORMATEX. */
const FORMAT_BYTES = 16;
/** WAVEFORMATEXTENSIBLE: the whole of it. */
const EXTENSIBLE_BYTES = 40;
const EXTENSIBLE = 0xfffe;
const SUBFORMAT_AT = 24;
/** The sub-format is a GUID: the old tag and these bytes (mmreg.h, DEFINE_WAVEFORMATEX_GUID). */
const SUBFORMAT_TAIL = Buffer.from('000000001000800000aa00389b71', 'hex');

/** By the format tag (mmreg.h), with the widths a sample of it may have. */
const ENCODINGS: ReadonlyMap<number, { readonly encoding: SampleEncoding; readonly sampleBytes: readonly number[] }> =
  new Map([
    [1, { encoding: 'pcm', sampleBytes: [1, 2, 3, 4] }],
    [3, { encoding: 'float', sampleBytes: [4] }],
    [6, { encoding: 'a-law', sampleBytes: [1] }],
    [7, { encoding: 'mu-law', sampleBytes: [1] }],
  ]);

/**
 * Reads the content of a `fmt ` chunk. The width of a sample follows from the block alignment: 24 bits may lie in
 * three bytes or, left-justified, in four.
 *
 *  0 tag  2 channels  4 samples/s  8 bytes/s  12 block  14 bits  [16 size  18 valid bits  20 speakers  24 sub-format]
 */
export function readWavFormat(chunk: Uint8Array): Result<WavFormat, WavFormatFault> {
  if (chunk.length < FORMAT_BYTES) return fail('format-malformed');
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const tag = formatTag(chunk, view);
  if (tag === null) return fail('format-malformed');
  const kind = ENCODINGS.get(tag);
  if (kind === undefined) return fail('encoding-not-supported');
  const channels = view.getUint16(2, true);
  if (channels !== 1 && channels !== 2) return fail('channels-not-supported');
  const sampleRateHz = view.getUint32(4, true);
  if (sampleRateHz < MIN_SAMPLE_RATE_HZ || sampleRateHz > MAX_SAMPLE_RATE_HZ) return fail('sample-rate-not-supported');
  const sampleBytes = view.getUint16(12, true) / channels;
  const bits = view.getUint16(14, true);
  if (!Number.isInteger(sampleBytes) || bits === 0 || bits > 8 * sampleBytes) return fail('format-malformed');
  if (!kind.sampleBytes.includes(sampleBytes)) return fail('encoding-not-supported');
  return ok({ encoding: kind.encoding, sampleBytes, channels, sampleRateHz });
}

function formatTag(chunk: Uint8Array, view: DataView): number | null {
  const tag = view.getUint16(0, true);
  if (tag !== EXTENSIBLE) return tag;
  if (chunk.length < EXTENSIBLE_BYTES) return null;
  const tail = chunk.subarray(SUBFORMAT_AT + 2, EXTENSIBLE_BYTES);
  return SUBFORMAT_TAIL.equals(tail) ? view.getUint16(SUBFORMAT_AT, true) : null;
}
