import type { ByteSource } from '../../base/byte-source.ts';

/** Where the frames of a file lie, between the tags that others put around them. */
export interface FrameSpan {
  readonly start: number;
  readonly end: number;
}

const ID3_HEADER_BYTES = 10;
const ID3_HAS_FOOTER = 0x10;
const ID3V1_BYTES = 128;
const APE_FOOTER_BYTES = 32;
const APE_HAS_HEADER = 0x8000_0000;

/** ID3v2 in front (id3.org, §3.1); behind, ID3v1 last and an APEv2 tag before it. */
export function framesBetweenTags(read: ByteSource, fileBytes: number): FrameSpan {
  const before = (end: number, length: number): Uint8Array => read(Math.max(0, end - length), Math.min(end, length));
  const start = id3v2Bytes(read(0, ID3_HEADER_BYTES));
  const withoutId3v1 = fileBytes - id3v1Bytes(before(fileBytes, ID3V1_BYTES));
  const end = withoutId3v1 - apeBytes(before(withoutId3v1, APE_FOOTER_BYTES));
  return { start, end: Math.max(start, end) };
}

/** "The ID3v2 tag size is encoded with four bytes where the most significant bit (bit 7) is set to zero in every byte". */
function id3v2Bytes(header: Uint8Array): number {
  if (header.length < ID3_HEADER_BYTES || text(header) !== 'ID3') return 0;
  const size = header.subarray(6, 10).reduce((sum, byte) => sum * 0x80 + (byte & 0x7f), 0);
  return ID3_HEADER_BYTES + size + ((header[5]! & ID3_HAS_FOOTER) === 0 ? 0 : ID3_HEADER_BYTES);
}

function id3v1Bytes(tag: Uint8Array): number {
  return tag.length === ID3V1_BYTES && text(tag) === 'TAG' ? ID3V1_BYTES : 0;
}

/** The size in an APE footer counts the footer but not the header. */
function apeBytes(footer: Uint8Array): number {
  if (footer.length < APE_FOOTER_BYTES || text(footer, 8) !== 'APETAGEX') return 0;
  const view = new DataView(footer.buffer, footer.byteOffset);
  return view.getUint32(12, true) + ((view.getUint32(20, true) & APE_HAS_HEADER) === 0 ? 0 : APE_FOOTER_BYTES);
}

function text(bytes: Uint8Array, length = 3): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}
