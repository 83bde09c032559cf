import type { ByteSource } from '../../base/byte-source.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type AddedSamples, readInfoTag } from './info-tag.ts';
import { MP3_HEADER_BYTES, type Mp3FrameHeader, type Mp3HeaderFault, parseMp3FrameHeader } from './mp3-frames.ts';

/** The audio of an MP3 file. */
interface Mp3Audio {
  readonly durationMs: number;
  readonly channels: 1 | 2;
  /** The file ends within a frame. */
  readonly cut: boolean;
}

type Mp3Fault = 'no-frames' | 'sample-rate-changes' | Mp3HeaderFault;

/** Of the first frame: enough for the tag in it. */
const INFO_FRAME_BYTES = 200;

/**
 * Reads every frame header of an MP3 file of `fileBytes`. Between the tags at its start and end there must be only
 * frames, all of one sample rate; the last may be cut.
 */
export function readMp3(read: ByteSource, fileBytes: number): Result<Mp3Audio, Mp3Fault> {
  const { start, end } = framesBetweenTags(read, fileBytes);
  const first = parseMp3FrameHeader(read(start, MP3_HEADER_BYTES));
  if (!first.ok) return first;
  let frames = 0;
  let at = start;
  while (at + MP3_HEADER_BYTES <= end) {
    const header = parseMp3FrameHeader(read(at, MP3_HEADER_BYTES));
    if (!header.ok) return header;
    if (header.value.sampleRateHz !== first.value.sampleRateHz) return fail('sample-rate-changes');
    at += header.value.frameBytes;
    frames += 1;
  }
  const added = readInfoTag(read(start, INFO_FRAME_BYTES), first.value);
  const samples = audioSamples(frames, first.value, added);
  if (samples <= 0) return fail('no-frames');
  const durationMs = Math.round((1000 * samples) / first.value.sampleRateHz);
  return ok({ durationMs, channels: first.value.channels, cut: at !== end });
}

/** Without the frame of the tag and the samples that the encoder added. */
function audioSamples(frames: number, { samples }: Mp3FrameHeader, added: AddedSamples | null): number {
  if (added === null) return frames * samples;
  return (frames - 1) * samples - added.delaySamples - added.paddingSamples;
}

/** Where the frames of a file are, between its tags. */
interface FrameSpan {
  readonly start: number;
  readonly end: number;
}

const ID3_HEADER_BYTES = 10;
const ID3_HAS_FOOTER = 0x10;
const ID3V1_BYTES = 128;
const APE_FOOTER_BYTES = 32;
const APE_HAS_HEADER = 0x8000_0000;

/** ID3v2 at the start (id3.org, §3.1); at the end ID3v1, and an APEv2 tag before it. */
function framesBetweenTags(read: ByteSource, fileBytes: number): FrameSpan {
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
