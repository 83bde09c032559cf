import { crc16 } from './crc16.ts';
import { MP3_HEADER_BYTES, type Mp3FrameHeader, parseMp3FrameHeader } from './frame-header.ts';

/** What the encoder put in front of the first sample and behind the last one: players cut it off. */
export interface AddedSamples {
  readonly delaySamples: number;
  readonly paddingSamples: number;
}

/** What the Info tag tells about the stream of constant bitrate that follows it. */
export interface Mp3StreamFacts extends AddedSamples {
  /** The header of the stream's first frame; the tag's own frame is one of the same kind. */
  readonly header: Uint8Array;
  /** Frames and bytes that follow the tag. */
  readonly frames: number;
  readonly bytes: number;
  /** CRC-16 of those bytes (`crc16`). */
  readonly crc: number;
}

const TOC_ENTRIES = 100;
/** Frames, bytes and table of contents are there; the quality indicator as well, as LAME writes it. */
const XING_FLAGS = 0x0f;
const XING_BYTES = 4 + 4 + 4 + 4 + TOC_ENTRIES + 4;
const LAME_BYTES = 36;
/** Players trust delay and padding only behind a name they know; both encoders are this one. */
const ENCODER = 'LAME3.100';
/** Tag revision 0, method 1: constant bitrate. */
const REVISION_AND_METHOD = 0x01;
/** Source sample rate 32 kHz or less, stereo mode "stereo". */
const MISC_STEREO = 0x01 << 2;
/** Delay and padding have 12 bits each. */
const MAX_GAPLESS_SAMPLES = 0xfff;

/**
 * Writes the frame that goes before a stream of constant bitrate: duration, table of contents for seeking,
 * delay and padding for gapless playing. To a decoder that does not know it it is one frame of silence.
 *
 * Layout: Xing header as in Xing's SDK (`Info` for constant bitrate), then LAME's extension
 * (http://gabriel.mp3-tech.org/mp3infotag.html).
 */
export function writeInfoTag(facts: Mp3StreamFacts): Uint8Array {
  const header = parseMp3FrameHeader(facts.header);
  if (!header.ok) throw new Error(`the stream's header is not one: ${header.reason}`);
  const { frameBytes, sideInfoBytes, bitrateKbps } = header.value;
  const xingAt = MP3_HEADER_BYTES + sideInfoBytes;
  const lameAt = xingAt + XING_BYTES;
  if (lameAt + LAME_BYTES > frameBytes) throw new Error('a frame of this bitrate has no room for the tag');

  const tag = Buffer.alloc(frameBytes);
  tag.set(facts.header.subarray(0, MP3_HEADER_BYTES));
  tag[1]! |= 0x01; // no CRC behind the header, whatever the stream has
  tag[2]! &= ~0x02; // no padding: the table of contents counts on the size
  writeXing(tag, xingAt, facts);
  writeLame(tag, lameAt, facts, bitrateKbps);
  return tag;
}

function writeXing(tag: Buffer, at: number, { frames, bytes }: Mp3StreamFacts): void {
  const totalBytes = tag.length + bytes;
  tag.write('Info', at, 'latin1');
  tag.writeUInt32BE(XING_FLAGS, at + 4);
  tag.writeUInt32BE(frames, at + 8);
  tag.writeUInt32BE(totalBytes, at + 12);
  for (let percent = 0; percent < TOC_ENTRIES; percent++) {
    const offset = tag.length + (bytes * percent) / TOC_ENTRIES;
    tag[at + 16 + percent] = Math.min(255, Math.floor((256 * offset) / totalBytes));
  }
}

function writeLame(tag: Buffer, at: number, facts: Mp3StreamFacts, bitrateKbps: number): void {
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

/**
 * Reads the tag in the first frame of a stream, of constant bitrate (`Info`) or not (`Xing`); null where that frame
 * is sound like all others. A writer that does not tell what it added has added nothing.
 */
export function readInfoTag(frame: Uint8Array, { sideInfoBytes }: Mp3FrameHeader): AddedSamples | null {
  const xingAt = MP3_HEADER_BYTES + sideInfoBytes;
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  if (!['Info', 'Xing'].includes(bytes.toString('latin1', xingAt, xingAt + 4))) return null;
  const gapsAt = xingAt + XING_BYTES + 21;
  const told = bytes.length >= gapsAt + 3 && bytes.readUInt32BE(xingAt + 4) === XING_FLAGS;
  const gaps = told ? bytes.readUIntBE(gapsAt, 3) : 0;
  return { delaySamples: gaps >> 12, paddingSamples: gaps & MAX_GAPLESS_SAMPLES };
}
