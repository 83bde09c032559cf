import type { ByteSource } from '../../base/byte-source.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { readWavFormat, type WavFormat, type WavFormatFault } from './wav-format.ts';

/** The audio in a file. */
export interface WavAudio {
  readonly format: WavFormat;
  /** Of the first sample. */
  readonly offset: number;
  /** A multiple of the block of one sample a channel; not 0. */
  readonly sizeBytes: number;
  /** The file is shorter than its header says. */
  readonly cut: boolean;
}

export type WavFault = 'not-wav' | 'no-format' | 'no-sound' | WavFormatFault;

/** Real files have a handful; more are an attack. */
const MAX_CHUNKS = 100;
/** No known `fmt ` chunk is longer. */
const MAX_FORMAT_BYTES = 64;
const FORM_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
/** `ds64`: the form's size, then that of the `data` chunk. */
const LONG_DATA_SIZE_AT = 8;
const LONG_SIZES_BYTES = 16;
/** EBU Tech 3306 §3: the size is in `ds64`. Writers that cannot seek back write this in plain RIFF as well. */
const SIZE_ELSEWHERE = 0xffff_ffff;

/**
 * Finds format and audio of a RIFF, RF64 or BW64 file of `fileBytes`. The form's own size is ignored: half of all
 * writers leave it wrong. A `data` chunk of size 0 or 2³²−1 was not completed by its writer: its audio ends with the
 * file, as it does when the chunk claims more bytes than the file has.
 */
export function readWav(read: ByteSource, fileBytes: number): Result<WavAudio, WavFault> {
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
      return format === null
        ? fail('no-format')
        : audioOf(format, content, { claimed, available: fileBytes - content });
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

/** Sizes that a number cannot hold exactly are larger than any file. */
function longDataSizeIn(chunk: Uint8Array): number | null {
  if (chunk.length < LONG_SIZES_BYTES) return null;
  return Number(new DataView(chunk.buffer, chunk.byteOffset).getBigUint64(LONG_DATA_SIZE_AT, true));
}

function audioOf(
  format: WavFormat,
  offset: number,
  { claimed, available }: { readonly claimed: number; readonly available: number },
): Result<WavAudio, WavFault> {
  const blockBytes = format.sampleBytes * format.channels;
  const known = claimed === 0 ? available : Math.min(claimed, available);
  const sizeBytes = known - (known % blockBytes);
  return sizeBytes > 0 ? ok({ format, offset, sizeBytes, cut: claimed > available }) : fail('no-sound');
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
