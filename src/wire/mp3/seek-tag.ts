import { MP3_HEADER_BYTES, parseMp3FrameHeader } from './mp3-frames.ts';

const TOC_ENTRIES = 100;
/** Frames, bytes and table of contents are present. */
const XING_FLAGS = 0x07;
const XING_BYTES = 4 + 4 + 4 + 4 + TOC_ENTRIES;
/** So many places are exact enough for a hundredth of any file. */
const MAX_PLACES = 8192;
const BITRATE_INDEXES = Array.from({ length: 14 }, (_, index) => index + 1);

/** Where the frames of a stream begin, of a stream of any length with few numbers: each Nth frame. */
export class FramePlaces {
  #every = 1;
  #places: number[] = [];

  /** A frame begins at an offset. One that is set again was not the stream's. */
  set(frame: number, offset: number): void {
    if (frame % this.#every !== 0) return;
    this.#places[frame / this.#every] = offset;
    if (this.#places.length < MAX_PLACES) return;
    this.#places = this.#places.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  /** At or shortly before a frame. */
  before(frame: number): number {
    const index = Math.floor(frame / this.#every);
    return this.#places[Math.min(index, this.#places.length - 1)] ?? 0;
  }
}

interface Stream {
  /** Of its first frame; the frame of the tag has the same version, rate and channels. */
  readonly header: Uint8Array;
  readonly frames: number;
  readonly bytes: number;
  readonly places: FramePlaces;
}

/**
 * The frame before a stream of variable bitrate, by which players know how long it is and where each hundredth of it begins:
 * Xing's tag. A decoder that does not know it plays one frame of silence.
 */
export function writeSeekTag({ header, frames, bytes, places }: Stream): Uint8Array {
  const tag = emptyFrame(header);
  const { sideInfoBytes } = frameOf(tag)!;
  const at = MP3_HEADER_BYTES + sideInfoBytes;
  const totalBytes = tag.length + bytes;
  tag.write('Xing', at, 'latin1');
  tag.writeUInt32BE(XING_FLAGS, at + 4);
  tag.writeUInt32BE(frames, at + 8);
  tag.writeUInt32BE(totalBytes, at + 12);
  for (let percent = 0; percent < TOC_ENTRIES; percent++) {
    const offset = tag.length + places.before(Math.floor((frames * percent) / TOC_ENTRIES));
    tag[at + 16 + percent] = Math.min(255, Math.floor((256 * offset) / totalBytes));
  }
  return tag;
}

/** Of the lowest bitrate that has room for the tag, without CRC and padding. */
function emptyFrame(header: Uint8Array): Buffer {
  for (const bitrateIndex of BITRATE_INDEXES) {
    const start = Buffer.from(header.subarray(0, MP3_HEADER_BYTES));
    start[1]! |= 0x01;
    start[2] = (bitrateIndex << 4) | (start[2]! & 0x0c);
    const frame = frameOf(start);
    if (frame === null || frame.frameBytes < MP3_HEADER_BYTES + frame.sideInfoBytes + XING_BYTES) continue;
    return Buffer.concat([start], frame.frameBytes);
  }
  throw new Error('the header is that of no frame');
}

function frameOf(bytes: Uint8Array) {
  const header = parseMp3FrameHeader(bytes);
  return header.ok ? header.value : null;
}
