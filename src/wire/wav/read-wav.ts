import type { ByteSource } from '../../base/byte-source.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { readWavFormat, type WavFormat, type WavFormatFault } from './wav-format.ts';

/** Where in a file its sound is. */
export interface WavSound {
  readonly format: WavFormat;
  /** Of the first sample. */
  readonly offset: number;
  /** Whole blocks of one sample a channel; more than nothing. */
  readonly sizeBytes: number;
  /** The file ends before the sound its header tells of. */
  readonly cut: boolean;
}

export type WavFault = 'not-wav' | 'no-format' | 'no-sound' | WavFormatFault;

/** Real files have a handful; what has more is made to keep us busy. */
const MAX_CHUNKS = 100;
/** No known `fmt ` chunk is longer. */
const MAX_FORMAT_BYTES = 64;
const FORM_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
/** `ds64`: the form's size, then that of the `data` chunk. */
const LONG_DATA_SIZE_AT = 8;
const LONG_SIZES_BYTES = 16;
/** EBU Tech 3306 §3: the size stands in `ds64`. Writers that cannot seek back put it in plain RIFF as well. */
const SIZE_ELSEWHERE = 0xffff_ffff;

/**
 * Finds format and sound of a RIFF, RF64 or BW64 file of `fileBytes`. The form's own size is not looked at: half of
 * all writers leave it wrong. A `data` chunk of size 0 or 2³²−1 is one whose writer did not come back to it: its
 * sound goes on to the file's end, as does that of one that claims more than there is.
 */
export function readWav(read: ByteSource, fileBytes: number): Result<WavSound, WavFault> {
  if (!isWavForm(read(0, FORM_HEADER_BYTES))) return fail('not-wav');
  let format: WavFormat | null = null;
  let longDataSize: number | null = null;
  let at = FORM_HEADER_BYTES;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const chunk = chunkAt(read, at);
    if (chunk === null) break;
    const content = at + CHUNK_HEADER_BYTES;
    if (chunk.id === 'ds64') longDataSize = longDataSizeIn(read(content, LONG_SIZES_BYTES));
    if (chunk.id === 'fmt ') {
      const described = readWavFormat(read(content, Math.min(chunk.size, MAX_FORMAT_BYTES)));
      if (!described.ok) return described;
      format = described.value;
    }
    if (chunk.id === 'data') {
      const claimed = chunk.size === SIZE_ELSEWHERE ? (longDataSize ?? 0) : chunk.size;
      return format === null ? fail('no-format') : soundOf(format, content, { claimed, there: fileBytes - content });
    }
    // "If the chunk size is an odd number of bytes, a pad byte with value zero is written after ckData."
    at = content + chunk.size + (chunk.size % 2);
  }
  return fail(format === null ? 'no-format' : 'no-sound');
}

function isWavForm(header: Uint8Array): boolean {
  return ['RIFF', 'RF64', 'BW64'].includes(text(header, 0)) && text(header, 8) === 'WAVE';
}

function chunkAt(read: ByteSource, at: number): { readonly id: string; readonly size: number } | null {
  const header = read(at, CHUNK_HEADER_BYTES);
  if (header.length < CHUNK_HEADER_BYTES) return null;
  return { id: text(header, 0), size: new DataView(header.buffer, header.byteOffset).getUint32(4, true) };
}

/** A size beyond what a number holds exactly is beyond every file too. */
function longDataSizeIn(chunk: Uint8Array): number | null {
  if (chunk.length < LONG_SIZES_BYTES) return null;
  return Number(new DataView(chunk.buffer, chunk.byteOffset).getBigUint64(LONG_DATA_SIZE_AT, true));
}

function soundOf(
  format: WavFormat,
  offset: number,
  { claimed, there }: { readonly claimed: number; readonly there: number },
): Result<WavSound, WavFault> {
  const blockBytes = format.sampleBytes * format.channels;
  const known = claimed === 0 ? there : Math.min(claimed, there);
  const sizeBytes = known - (known % blockBytes);
  return sizeBytes > 0 ? ok({ format, offset, sizeBytes, cut: claimed > there }) : fail('no-sound');
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
