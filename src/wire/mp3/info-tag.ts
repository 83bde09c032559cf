import { MP3_HEADER_BYTES, type Mp3FrameHeader, parseMp3FrameHeader } from './mp3-frames.ts';

/** The samples that the encoder added before the first and after the last one; players cut them off. */
export interface AddedSamples {
  readonly delaySamples: number;
  readonly paddingSamples: number;
}

/** What the Info tag says about the stream of constant bitrate that follows it. */
interface Mp3StreamInfo extends AddedSamples {
  /** The header of the stream's first frame; the frame of the tag has the same. */
  readonly header: Uint8Array;
  /** Frames and bytes that follow the tag. */
  readonly frames: number;
  readonly bytes: number;
  /** CRC-16 of those bytes (`crc16`). */
  readonly crc: number;
}

const TOC_ENTRIES = 100;
/** Frames, bytes, table of contents and quality indicator are present, as LAME writes them. */
const XING_FLAGS = 0x0f;
const XING_BYTES = 4 + 4 + 4 + 4 + TOC_ENTRIES + 4;
const LAME_BYTES = 36;
/** Players use delay and padding only after an encoder name they know; both our encoders are LAME. */
const ENCODER = 'LAME3.100';
/** Tag revision 0, method 1: constant bitrate. */
const REVISION_AND_METHOD = 0x01;
/** Source sample rate 32 kHz or less, stereo mode "stereo". */
const MISC_STEREO = 0x01 << 2;
/** Delay and padding have 12 bits each. */
const MAX_GAPLESS_SAMPLES = 0xfff;

/**
 * Writes the frame before a stream of constant bitrate: duration, table of contents for seeking, delay and padding for
 * gapless playing. A decoder that does not know the tag plays one frame of silence.
 *
 * Layout: Xing header as in Xing's SDK (`Info` for constant bitrate), then LAME's extension
 * (http://gabriel.mp3-tech.org/mp3infotag.html).
 */
export function writeInfoTag(facts: Mp3StreamInfo): Uint8Array {
  const header = parseMp3FrameHeader(facts.header);
  if (!header.ok) throw new Error(`the stream's header is invalid: ${header.reason}`);
  const { frameBytes, sideInfoBytes, bitrateKbps } = header.value;
  const xingAt = MP3_HEADER_BYTES + sideInfoBytes;
  const lameAt = xingAt + XING_BYTES;
  if (lameAt + LAME_BYTES > frameBytes) throw new Error('a frame of this bitrate has no room for the tag');

  const tag = Buffer.alloc(frameBytes);
  tag.set(facts.header.subarray(0, MP3_HEADER_BYTES));
  tag[1]! |= 0x01; // no CRC after the header, whatever the stream has
  tag[2]! &= ~0x02; // no padding: the table of contents needs the exact size
  writeXing(tag, xingAt, facts);
  writeLame(tag, lameAt, facts, bitrateKbps);
  return tag;
}

/** Of fewer frames ffmpeg does not believe a tag that leaves out its own frame: more than a sixteenth of the file is missing. */
const FEW_FRAMES = 32;

/**
 * The bytes are those of the frames counted beside them, without the tag's own (LAME counts that, too): ffmpeg and Chromium calculate
 * by both where a moment is, and would be a frame off in the second half of a file.
 */
function writeXing(tag: Buffer, at: number, { frames, bytes }: Mp3StreamInfo): void {
  const totalBytes = tag.length + bytes;
  tag.write('Info', at, 'latin1');
  tag.writeUInt32BE(XING_FLAGS, at + 4);
  tag.writeUInt32BE(frames, at + 8);
  tag.writeUInt32BE(frames < FEW_FRAMES ? totalBytes : bytes, at + 12);
  for (let percent = 0; percent < TOC_ENTRIES; percent++) {
    const offset = tag.length + (bytes * percent) / TOC_ENTRIES;
    tag[at + 16 + percent] = Math.min(255, Math.floor((256 * offset) / totalBytes));
  }
}

function writeLame(tag: Buffer, at: number, facts: Mp3StreamInfo, bitrateKbps: number): void {
  const delay = Math.min(facts.delaySamples, MAX_GAPLESS_SAMPLES);
  const padding = Math.min(facts.paddingSamples, MAX_GAPLESS_SAMPLES);
  tag.write(ENCODER, at, 'latin1');
  tag[at + 9] = REVISION_AND_METHOD;
  tag[at + 20] = Math.min(bitrateKbps, 0xff);
  tag.writeUIntBE((delay << 12) | padding, at + 21, 3);
  tag[at + 24] = MISC_STEREO;
  tag.writeUInt32BE(tag.length + facts.bytes, at + 28);
  tag.writeUInt16BE(facts.crc, at + 32);
  tag.writeUInt16BE(crc16(tag.subarray(0, at + 34)), at + 34);
}

/** Of Fraunhofer's tag, whatever the channels are. */
const VBRI_AT = MP3_HEADER_BYTES + 32;

/**
 * Reads the tag in the first frame of a stream, of constant bitrate (`Info`) or not (`Xing`, Fraunhofer's `VBRI`); null where that
 * frame is audio. Without LAME's extension no samples count as added.
 */
export function readInfoTag(frame: Uint8Array, { sideInfoBytes }: Mp3FrameHeader): AddedSamples | null {
  const xingAt = MP3_HEADER_BYTES + sideInfoBytes;
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  if (bytes.toString('latin1', VBRI_AT, VBRI_AT + 4) === 'VBRI') return { delaySamples: 0, paddingSamples: 0 };
  if (!['Info', 'Xing'].includes(bytes.toString('latin1', xingAt, xingAt + 4))) return null;
  const addedAt = xingAt + XING_BYTES + 21;
  const isPresent = bytes.length >= addedAt + 3 && bytes.readUInt32BE(xingAt + 4) === XING_FLAGS;
  const added = isPresent ? bytes.readUIntBE(addedAt, 3) : 0;
  return { delaySamples: added >> 12, paddingSamples: added & MAX_GAPLESS_SAMPLES };
}

/** x^16 + x^15 + x^2 + 1, bits reversed: the CRC of the LAME tag (CRC-16/ARC). */
const POLYNOMIAL = 0xa001;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
  return crc;
});

/** CRC-16 of `bytes`, continued from the CRC of the bytes before them (0 at the beginning). */
export function crc16(bytes: Uint8Array, before = 0): number {
  let crc = before;
  for (let at = 0; at < bytes.length; at++) crc = (crc >> 8) ^ TABLE[(crc ^ bytes[at]!) & 0xff]!;
  return crc;
}
