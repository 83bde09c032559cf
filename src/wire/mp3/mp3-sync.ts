import type { ByteSource } from '../../base/byte-source.ts';
import { MP3_HEADER_BYTES, type Mp3FrameHeader, parseMp3FrameHeader } from './mp3-frames.ts';
import { isTagAt, tagBytesAt } from './mp3-tags.ts';

const SYNC = 0xff;
const SEARCHED_AT_ONCE = 1 << 16;
/** Places tried in one search: more than random bytes need; a file of sync bytes ends the search in a second. */
const MAX_PLACES = 2_000_000;

/** Frames of one stream have the same version and sample rate; bitrate and channel mode may change. */
export function isSameStream(a: Mp3FrameHeader, b: Mp3FrameHeader): boolean {
  return a.version === b.version && a.sampleRateHz === b.sampleRateHz;
}

/** A header that another one of the same stream follows, or a tag, or the end of the file. */
export function isConfirmedFrame(read: ByteSource, at: number, fileBytes: number): boolean {
  const header = parseMp3FrameHeader(read(at, MP3_HEADER_BYTES));
  if (!header.ok) return false;
  const end = at + header.value.frameBytes;
  if (end === fileBytes) return true;
  const next = parseMp3FrameHeader(read(end, MP3_HEADER_BYTES));
  return next.ok ? isSameStream(header.value, next.value) : isTagAt(read, end);
}

/** The first confirmed frame that begins before `end`; null: there is none. */
export function findFrame(read: ByteSource, from: number, end: number, fileBytes: number): number | null {
  for (const at of confirmedFrames(read, from, end, fileBytes)) return at;
  return null;
}

function* confirmedFrames(read: ByteSource, from: number, end: number, fileBytes: number): Generator<number> {
  let places = 0;
  for (let piece = from; piece < end; piece += SEARCHED_AT_ONCE) {
    // A copy: the frames that are looked at move the source.
    const bytes = Buffer.from(read(piece, Math.min(SEARCHED_AT_ONCE, end - piece)));
    for (let at = bytes.indexOf(SYNC); at >= 0; at = bytes.indexOf(SYNC, at + 1)) {
      places += 1;
      if (places > MAX_PLACES) return;
      if (isConfirmedFrame(read, piece + at, fileBytes)) yield piece + at;
    }
  }
}

/** Padding between tags is short, and is looked for behind each. */
const FILL_AT_ONCE = 1 << 12;

/**
 * How many bytes of fill are at a place, up to the size of a piece: zeros, or the ones of erased flash memory, of which the last may be
 * the first of a frame.
 */
export function fillAt(read: ByteSource, at: number): number {
  const [value] = read(at, 1);
  if (value !== 0 && value !== SYNC) return 0;
  const bytes = read(at, FILL_AT_ONCE);
  const other = bytes.findIndex((byte) => byte !== value);
  const count = other < 0 ? bytes.length : other;
  if (value === 0) return count;
  return count < MP3_HEADER_BYTES ? 0 : count - 1;
}

/** How much may be before the first frames of a file that begins with neither a frame nor a tag. */
const MAX_BYTES_BEFORE = 1 << 20;
/** Frames in a row that no other format has by chance. */
const FRAMES_OF_MP3 = 4;

/** Whether a file is MP3: it begins with a tag or a frame, also of a kind that cannot be read, or has frames near its start. */
export function isMp3(read: ByteSource, fileBytes: number): boolean {
  if (tagBytesAt(read, 0) > 0) return true;
  const beginning = parseMp3FrameHeader(read(0, MP3_HEADER_BYTES));
  if (beginning.ok || beginning.reason === 'free-format') return true;
  const end = Math.min(MAX_BYTES_BEFORE, fileBytes);
  for (const at of confirmedFrames(read, 0, end, fileBytes)) if (areFramesAt(read, at)) return true;
  return false;
}

function areFramesAt(read: ByteSource, from: number): boolean {
  let at = from;
  for (let count = 0; count < FRAMES_OF_MP3; count++) {
    const header = parseMp3FrameHeader(read(at, MP3_HEADER_BYTES));
    if (!header.ok) return false;
    at += header.value.frameBytes;
  }
  return true;
}
