import type { ByteSource } from '../../base/byte-source.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { MP3_HEADER_BYTES, type Mp3FrameHeader, type Mp3HeaderFault, parseMp3FrameHeader } from './frame-header.ts';
import { type AddedSamples, readInfoTag } from './info-tag.ts';
import { framesBetweenTags } from './tags-around.ts';

/** What a whole MP3 file says of itself. */
export interface Mp3Sound {
  readonly durationMs: number;
  readonly channels: 1 | 2;
  /** The file ends within a frame. */
  readonly cut: boolean;
}

export type Mp3Fault = 'no-frames' | 'sample-rate-changes' | Mp3HeaderFault;

/** Of the first frame: enough for the tag in it. */
const INFO_FRAME_BYTES = 200;

/**
 * Walks over every frame of an MP3 file of `fileBytes`. Between the tags in front and behind there must be nothing
 * but frames, all of one sample rate; the last may be cut.
 */
export function readMp3(read: ByteSource, fileBytes: number): Result<Mp3Sound, Mp3Fault> {
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
  const samples = soundSamples(frames, first.value, added);
  if (samples <= 0) return fail('no-frames');
  const durationMs = Math.round((1000 * samples) / first.value.sampleRateHz);
  return ok({ durationMs, channels: first.value.channels, cut: at !== end });
}

/** The tag's own frame is no sound, nor is what the encoder put around it. */
function soundSamples(frames: number, { samples }: Mp3FrameHeader, added: AddedSamples | null): number {
  if (added === null) return frames * samples;
  return (frames - 1) * samples - added.delaySamples - added.paddingSamples;
}
