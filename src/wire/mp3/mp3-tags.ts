import type { ByteSource } from '../../base/byte-source.ts';

const ID3_HEADER_BYTES = 10;
const ID3_HAS_FOOTER = 0x10;
const ID3V1_BYTES = 128;
/** "TAG+": the extended ID3v1, before the plain one. */
const ID3V1_EXTENDED_BYTES = 227;
const APE_END_BYTES = 32;
const APE_IS_HEADER = 0x2000_0000;
/**
 * Lyrics3 v1 has no size, and 5100 bytes at most; v2's is in six digits before its end, and real ones have some kilobytes
 * (id3.org/Lyrics3). A file may have ten thousand without an end, and each is searched.
 */
const MAX_LYRICS_BYTES = 1 << 16;

/** How long the tag is that begins here, in an MP3 at any place: ID3v1, ID3v2, APEv1, APEv2, Lyrics3. 0: none does. */
export function tagBytesAt(read: ByteSource, at: number): number {
  const beginning = read(at, APE_END_BYTES);
  const text = latin1(beginning);
  if (text.startsWith('ID3')) return id3v2Bytes(beginning);
  if (text.startsWith('TAG+')) return ID3V1_EXTENDED_BYTES;
  if (text.startsWith('TAG')) return ID3V1_BYTES;
  if (text.startsWith('APETAGEX')) return apeBytes(beginning);
  return text.startsWith('LYRICSBEGIN') ? lyricsBytes(read, at) : 0;
}

/** More in a row at the start are an attack. */
const MAX_LEADING_TAGS = 100;

/** How long the ID3v2 tags are that a file begins with: other formats than MP3 have them too. */
export function leadingTagBytes(read: ByteSource): number {
  let at = 0;
  for (let count = 0; count < MAX_LEADING_TAGS; count++) {
    const header = read(at, ID3_HEADER_BYTES);
    const bytes = latin1(header).startsWith('ID3') ? id3v2Bytes(header) : 0;
    if (bytes === 0) break;
    at += bytes;
  }
  return at;
}

/** Whether a tag seems to begin here: cheap, where it is asked for many places. */
export function isTagAt(read: ByteSource, at: number): boolean {
  return /^(ID3|TAG|APETAGEX|LYRICSBEGIN)/.test(latin1(read(at, APE_END_BYTES)));
}

/** Where a file's ID3v1 tag begins, if it has one. */
export function id3v1At(read: ByteSource, fileBytes: number): number | null {
  const at = fileBytes - ID3V1_BYTES;
  return at >= 0 && latin1(read(at, 3)) === 'TAG' ? at : null;
}

/** "The ID3v2 tag size is encoded with four bytes where the most significant bit (bit 7) is set to zero in every byte". */
function id3v2Bytes(header: Uint8Array): number {
  if (header.length < ID3_HEADER_BYTES) return 0;
  const size = header.subarray(6, 10).reduce((sum, byte) => sum * 0x80 + (byte & 0x7f), 0);
  return ID3_HEADER_BYTES + size + ((header[5]! & ID3_HAS_FOOTER) === 0 ? 0 : ID3_HEADER_BYTES);
}

/** The size counts the items and the footer. What begins with its footer has its items before it. */
function apeBytes(header: Uint8Array): number {
  if (header.length < APE_END_BYTES) return 0;
  const view = new DataView(header.buffer, header.byteOffset);
  const isHeader = (view.getUint32(20, true) & APE_IS_HEADER) !== 0;
  return isHeader ? APE_END_BYTES + view.getUint32(12, true) : APE_END_BYTES;
}

const FIRST_LYRICS_BYTES = 1 << 12;

/** Reads no more than twice what the tag has. */
function lyricsBytes(read: ByteSource, at: number): number {
  for (let length = FIRST_LYRICS_BYTES; length <= MAX_LYRICS_BYTES; length *= 2) {
    const end = /LYRICS(END|200)/.exec(latin1(read(at, length)));
    if (end !== null) return end.index + end[0].length;
  }
  return 0;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
