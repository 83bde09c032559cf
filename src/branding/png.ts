import { fail, ok, type Result } from '../base/result.ts';

/** Enough for a logo of the largest size in all colours, and little beside the page that shows it. */
export const MAX_PNG_BYTES = 200_000;
/** Four times the size at which it is shown, for the sharpest screens. */
const MAX_WIDTH = 1200;
const MAX_HEIGHT = 512;
const MIN_SIDE = 16;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length, type and checksum. */
const CHUNK_FRAME_BYTES = 12;
/** What makes the picture; texts, times and what programs put there besides are left out. */
const KEPT_CHUNKS: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'IDAT', 'IEND']);

/**
 * A picture as it is stored and sent (PNG, ISO/IEC 15948 §5): its chunks in their order, without those that say something beside the
 * picture. The bytes of the picture itself are not decoded: the browser does that.
 */
export function readPng(bytes: Buffer): Result<Buffer> {
  if (bytes.length > MAX_PNG_BYTES) return fail(`a picture has at most ${MAX_PNG_BYTES / 1000} kB`);
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return fail('a picture must be a PNG file');
  const kept: Buffer[] = [SIGNATURE];
  let at = SIGNATURE.length;
  let last = '';
  while (at < bytes.length && last !== 'IEND') {
    if (bytes.length - at < CHUNK_FRAME_BYTES) return fail('the PNG file is damaged');
    const end = at + CHUNK_FRAME_BYTES + bytes.readUInt32BE(at);
    if (end > bytes.length) return fail('the PNG file is damaged');
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (last === '' && type !== 'IHDR') return fail('the PNG file is damaged');
    if (KEPT_CHUNKS.has(type)) kept.push(bytes.subarray(at, end));
    last = type;
    at = end;
  }
  if (last !== 'IEND') return fail('the PNG file is damaged');
  const problem = sizeProblem(kept[1]!);
  return problem === null ? ok(Buffer.concat(kept)) : fail(problem);
}

/** `IHDR`: length, type, width, height and five bytes more. */
function sizeProblem(header: Buffer): string | null {
  if (header.length !== CHUNK_FRAME_BYTES + 13) return 'the PNG file is damaged';
  const [width, height] = [header.readUInt32BE(8), header.readUInt32BE(12)];
  if (width < MIN_SIDE || height < MIN_SIDE || width > MAX_WIDTH || height > MAX_HEIGHT) {
    return `a picture is at least ${MIN_SIDE}×${MIN_SIDE} and at most ${MAX_WIDTH}×${MAX_HEIGHT} pixels; this one is ${width}×${height}`;
  }
  return null;
}
