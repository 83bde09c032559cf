import type { FileBytes } from './file-bytes.ts';

/** RFC 3533 §6: 27 bytes, the lengths of up to 255 segments, and these, of up to 255 bytes each. */
const HEADER_BYTES = 27;
const SEGMENTS_AT = 26;
const MAX_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255;

/** Whether an Ogg file ends within a page. ffmpeg leaves such a page out and says nothing. */
export function isOggCut({ read, sizeBytes }: Pick<FileBytes, 'read' | 'sizeBytes'>): boolean {
  const from = Math.max(0, sizeBytes - MAX_PAGE_BYTES);
  const end = Buffer.from(read(from, sizeBytes - from));
  const at = end.lastIndexOf('OggS', undefined, 'latin1');
  if (at < 0) return false;
  const page = end.subarray(at);
  if (page.length < HEADER_BYTES) return true;
  const segments = page.subarray(HEADER_BYTES, HEADER_BYTES + page[SEGMENTS_AT]!);
  const contentBytes = segments.reduce((sum, length) => sum + length, 0);
  return page.length < HEADER_BYTES + page[SEGMENTS_AT]! + contentBytes;
}
