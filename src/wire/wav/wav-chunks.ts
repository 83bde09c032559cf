import type { ByteSource } from '../../base/byte-source.ts';

export const CHUNK_HEADER_BYTES = 8;
/** Where a chunk is looked for behind one whose length is wrong by some bytes. */
const RESYNC_BYTES = 16;

export interface Chunk {
  readonly id: string;
  /** As its header says. */
  readonly size: number;
  /** Where its content begins. */
  readonly content: number;
}

/** The chunk whose header is at `at`; null: the file ends before. */
export function chunkAt(read: ByteSource, at: number): Chunk | null {
  return chunkIn(read(at, CHUNK_HEADER_BYTES), 0, at);
}

/** The chunk whose header is in these bytes from `index` on, which are at `at` of the file. */
function chunkIn(bytes: Uint8Array, index: number, at: number): Chunk | null {
  if (bytes.length < index + CHUNK_HEADER_BYTES) return null;
  const id = String.fromCharCode(bytes[index]!, bytes[index + 1]!, bytes[index + 2]!, bytes[index + 3]!);
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(index + 4, true);
  return { id, size, content: at + CHUNK_HEADER_BYTES };
}

/** Of these the name is enough; of others the content must end in the file, too. */
const KNOWN_CHUNKS = new Set([
  'fmt ',
  'data',
  'fact',
  'ds64',
  'LIST',
  'bext',
  'iXML',
  'JUNK',
  'junk',
  'PAD ',
  'cue ',
  'PEAK',
  'id3 ',
  'ID3 ',
]);

export function isChunkAt(read: ByteSource, at: number, fileBytes: number): boolean {
  return isChunk(chunkAt(read, at), fileBytes);
}

/** Four printable characters, and a content that ends in the file. */
function isChunk(chunk: Chunk | null, fileBytes: number): boolean {
  if (chunk === null) return false;
  if (KNOWN_CHUNKS.has(chunk.id)) return true;
  return /^[\x20-\x7e]{4}$/.test(chunk.id) && chunk.content + chunk.size <= fileBytes;
}

/**
 * Where the chunk behind one begins. "If the chunk size is an odd number of bytes, a pad byte with value zero is written after
 * ckData": writers forget it, or the bytes that their size is short by. Null: no chunk is there.
 */
export function nextChunkAt(
  read: ByteSource,
  { content, size }: Pick<Chunk, 'content' | 'size'>,
  fileBytes: number,
): number | null {
  const end = content + size;
  const bytes = read(end, RESYNC_BYTES + CHUNK_HEADER_BYTES);
  const isChunkBehind = (index: number): boolean => isChunk(chunkIn(bytes, index, end + index), fileBytes);
  if (isChunkBehind(size % 2)) return end + (size % 2);
  for (let index = 0; index <= RESYNC_BYTES; index++) if (isChunkBehind(index)) return end + index;
  return null;
}

/** A wrong length before the audio hides at most this: real chunks there are shorter. */
const SEARCHED_BYTES = 1 << 16;

/** The first `fmt ` or `data` chunk behind a chunk whose length is wrong. */
export function searchChunk(read: ByteSource, from: number): number | null {
  const bytes = read(from, SEARCHED_BYTES);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const found = text.search(/fmt |data/);
  return found < 0 ? null : from + found;
}
