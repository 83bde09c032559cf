import type { ByteSource } from '../../base/byte-source.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Chunk, CHUNK_HEADER_BYTES, chunkAt, isChunkAt, nextChunkAt, searchChunk } from './wav-chunks.ts';
import { correctedFormat } from './encoded-format.ts';
import { formatTag, readWavFormat, type WavFormat, type WavFormatFault } from './wav-format.ts';

/** A piece of the audio: the content of a `data` chunk. */
interface WavPart {
  /** Of its first sample. */
  readonly offset: number;
  /** A multiple of the block of one sample a channel; not 0. */
  readonly sizeBytes: number;
}

/** The audio in a file. */
export interface WavAudio {
  readonly format: WavFormat;
  /** In their order; one at least. */
  readonly parts: readonly WavPart[];
  /** Of all parts. */
  readonly sizeBytes: number;
  /** The file is shorter than its header says. */
  readonly cut: boolean;
}

export type WavFault = 'not-wav' | 'no-format' | 'no-sound' | 'too-many-chunks' | WavFormatFault;

/** Real files have a handful, or a `data` chunk for each buffer: one a second is 86,400 a day. More are an attack. */
const MAX_CHUNKS = 100_000;
/** Chunks of a wrong length before the audio: real files have one or two, and behind each 64 KiB are searched. */
const MAX_SEARCHES = 100;
/** No known `fmt ` chunk is longer. */
const MAX_FORMAT_BYTES = 64;
const FORM_HEADER_BYTES = 12;
const FORM_SIZE_AT = 4;
/** `ds64`: the form's size, then that of the `data` chunk. */
const LONG_DATA_SIZE_AT = 8;
const LONG_SIZES_BYTES = 16;
/** EBU Tech 3306 §3: the size is in `ds64`. Writers that cannot seek back write this in plain RIFF as well. */
const SIZE_ELSEWHERE = 0xffff_ffff;
/**
 * Uploads end at 1 GiB: a longer `data` chunk was never completed. Writers to a pipe choose what they like: sox 7FFFF000,
 * others 7FFFFFFF, 80000000, FFFFFFFE.
 */
const MAX_TRUE_SIZE = 1 << 30;
/** What is behind the last chunk and is none: tags of other formats and padding are shorter. */
const MAX_REMAINDER_BYTES = 4096;

/**
 * Finds format and audio of a RIFF, RF64 or BW64 file of `fileBytes`. A length that cannot be true means "to the end of the
 * file": none, one that no upload has, one that reaches beyond the file, one with neither the end nor a chunk behind it. Only
 * an honest length beyond the file, where the form's size agrees that something is missing, is called `cut`.
 */
export function readWav(read: ByteSource, fileBytes: number): Result<WavAudio, WavFault> {
  const found = findWav(read, fileBytes);
  if (!found.ok) return found;
  const format = readWavFormat(found.value.formatChunk);
  return format.ok ? audioOf(format.value, found.value.data) : format;
}

/** A WAV in an encoding that only another program decodes, as that program reads it from a pipe. */
interface EncodedWav {
  /** The form with its format, and the beginning of a `data` chunk without a length; the parts follow it. */
  readonly header: Uint8Array;
  readonly parts: readonly WavPart[];
  readonly cut: boolean;
}

export function readEncodedWav(read: ByteSource, fileBytes: number): Result<EncodedWav, WavFault> {
  const found = findWav(read, fileBytes);
  if (!found.ok) return found;
  const { formatChunk, data } = found.value;
  const parts = data.filter(({ sizeBytes }) => sizeBytes > 0);
  if (parts.length === 0) return fail('no-sound');
  const format = correctedFormat(formatTag(formatChunk), formatChunk);
  if (format === null) return fail('format-malformed');
  return ok({ header: streamHeader(format), parts, cut: data.some(({ cut }) => cut) });
}

function streamHeader(formatChunk: Uint8Array): Uint8Array {
  const header = Buffer.alloc(FORM_HEADER_BYTES + 2 * CHUNK_HEADER_BYTES + formatChunk.length);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(SIZE_ELSEWHERE, FORM_SIZE_AT);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(formatChunk.length, FORM_HEADER_BYTES + 4);
  header.set(formatChunk, FORM_HEADER_BYTES + CHUNK_HEADER_BYTES);
  header.write('data', header.length - CHUNK_HEADER_BYTES, 'latin1');
  header.writeUInt32LE(SIZE_ELSEWHERE, header.length - 4);
  return header;
}

interface FoundWav {
  readonly formatChunk: Uint8Array;
  readonly data: readonly DataExtent[];
}

function findWav(read: ByteSource, fileBytes: number): Result<FoundWav, WavFault> {
  const formHeader = read(0, FORM_HEADER_BYTES);
  if (!isWavForm(formHeader)) return fail('not-wav');
  const formBytes = new DataView(formHeader.buffer, formHeader.byteOffset).getUint32(FORM_SIZE_AT, true);
  const form = { fileBytes, isComplete: formBytes + CHUNK_HEADER_BYTES === fileBytes };
  let formatChunk: Uint8Array | null = null;
  let longDataSize: number | null = null;
  const data: DataExtent[] = [];
  let searches = 0;
  let at: number | null = FORM_HEADER_BYTES;
  for (let count = 0; at !== null; count++) {
    if (count === MAX_CHUNKS) return fail('too-many-chunks');
    const chunk: Chunk | null = chunkAt(read, at);
    if (chunk === null) break;
    if (chunk.id === 'ds64') longDataSize = longDataSizeIn(read(chunk.content, LONG_SIZES_BYTES));
    if (chunk.id === 'fmt ')
      formatChunk ??= Uint8Array.from(read(chunk.content, Math.min(chunk.size, MAX_FORMAT_BYTES)));
    if (chunk.id !== 'data') {
      at = nextChunkAt(read, chunk, fileBytes);
      if (at !== null) continue;
      if (data.length > 0) break;
      searches += 1;
      if (searches > MAX_SEARCHES) return fail('too-many-chunks');
      at = searchChunk(read, chunk.content);
      continue;
    }
    if (formatChunk === null) return fail('no-format');
    const extent = dataExtent(read, chunk, form, longDataSize);
    data.push(extent);
    at = extent.isLast ? null : nextChunkAt(read, { ...chunk, size: extent.sizeBytes }, fileBytes);
  }
  return formatChunk === null ? fail('no-format') : ok({ formatChunk, data });
}

function isWavForm(header: Uint8Array): boolean {
  return /^(RIFF|RF64|BW64)[^]{4}WAVE$/.test(String.fromCharCode(...header));
}

/** Sizes that a number cannot hold exactly are larger than any file. */
function longDataSizeIn(chunk: Uint8Array): number | null {
  if (chunk.length < LONG_SIZES_BYTES) return null;
  return Number(new DataView(chunk.buffer, chunk.byteOffset).getBigUint64(LONG_DATA_SIZE_AT, true));
}

interface DataExtent extends WavPart {
  readonly cut: boolean;
  /** It ends with the file. */
  readonly isLast: boolean;
}

/** Where the content of a `data` chunk really ends. */
function dataExtent(
  read: ByteSource,
  { content, size }: Chunk,
  form: { readonly fileBytes: number; readonly isComplete: boolean },
  longDataSize: number | null,
): DataExtent {
  const available = form.fileBytes - content;
  const toTheEnd = { offset: content, sizeBytes: available, cut: false, isLast: true };
  const isLong = size === SIZE_ELSEWHERE && longDataSize !== null && Number.isSafeInteger(longDataSize);
  const claimed = isLong ? longDataSize : size;
  if (claimed === 0)
    return isChunkAt(read, content, form.fileBytes) ? { ...toTheEnd, sizeBytes: 0, isLast: false } : toTheEnd;
  if (!isLong && claimed > MAX_TRUE_SIZE) return toTheEnd;
  if (claimed > available) return { ...toTheEnd, cut: !form.isComplete };
  const rest = available - claimed;
  const isTrue = rest <= MAX_REMAINDER_BYTES || nextChunkAt(read, { content, size: claimed }, form.fileBytes) !== null;
  return isTrue ? { ...toTheEnd, sizeBytes: claimed, isLast: false } : toTheEnd;
}

function audioOf(format: WavFormat, data: readonly DataExtent[]): Result<WavAudio, WavFault> {
  const blockBytes = format.sampleBytes * format.channels;
  const parts = data
    .map(({ offset, sizeBytes }) => ({ offset, sizeBytes: sizeBytes - (sizeBytes % blockBytes) }))
    .filter(({ sizeBytes }) => sizeBytes > 0);
  if (parts.length === 0) return fail('no-sound');
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  return ok({ format, parts, sizeBytes, cut: data.some(({ cut }) => cut) });
}
