import type { ByteSource } from '../../base/byte-source.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type AddedSamples, readInfoTag } from './info-tag.ts';
import { MP3_HEADER_BYTES, type Mp3FrameHeader, type Mp3HeaderFault, parseMp3FrameHeader } from './mp3-frames.ts';
import { fillAt, findFrame, isConfirmedFrame, isSameStream } from './mp3-sync.ts';
import { id3v1At, tagBytesAt } from './mp3-tags.ts';
import { FramePlaces, writeSeekTag } from './seek-tag.ts';

/** Frames that follow each other without anything between them. */
interface FrameRun {
  readonly offset: number;
  sizeBytes: number;
}

/** The audio of an MP3 file. */
export interface Mp3Audio {
  readonly durationMs: number;
  readonly channels: 1 | 2;
  /** The file ends within a frame. */
  readonly cut: boolean;
  /** Something within is lost: bytes between frames are neither a tag nor padding. */
  readonly damaged: boolean;
  /**
   * Where the sound is, without tags, padding, damage and the frames of Info tags; null: the file plays as it is, with tags at most at
   * its start and end.
   */
  readonly runs: readonly FrameRun[] | null;
  /** The frame to put before the runs, by which players find their way in a variable bitrate; null: they need none. */
  readonly seekTag: Uint8Array | null;
}

type Mp3Fault = 'no-frames' | 'sample-rate-changes' | 'too-many-gaps' | 'too-long' | Mp3HeaderFault;

/** Enough of a frame for the tag in it. */
const INFO_FRAME_BYTES = 200;
/** Damaged and joined files have some gaps and tags; a file of them is an attack. */
const MAX_GAPS = 10_000;
/** Fill between frames is no gap; but each run is remembered, and copied for itself. */
const MAX_RUNS = 100_000;

/**
 * Reads every frame header of an MP3 file of `fileBytes`. Tags of any number may be anywhere, and fill; behind anything else the next
 * frame is searched. All frames have one sample rate; the last may be cut. More than `maxMs` are not read: `too-long`.
 */
export function readMp3(
  read: ByteSource,
  fileBytes: number,
  maxMs = Number.POSITIVE_INFINITY,
): Result<Mp3Audio, Mp3Fault> {
  const scan = new Mp3Scan();
  let at = 0;
  /** Where a frame may be that the last frame or tag hides by a length that is wrong. */
  let hiddenFrom = 0;
  let fillSkipped = 0;
  while (at < fileBytes) {
    const header = parseMp3FrameHeader(read(at, MP3_HEADER_BYTES));
    if (header.ok && (scan.continues(at, header.value) || isConfirmedFrame(read, at, fileBytes))) {
      if (!scan.isOfRate(header.value)) return fail('sample-rate-changes');
      const start = read(at, INFO_FRAME_BYTES);
      scan.add(at, header.value, readInfoTag(start, header.value), start);
      if (scan.readMs > maxMs) return fail('too-long');
      if (scan.runs > MAX_RUNS) return fail('too-many-gaps');
      hiddenFrom = at + MP3_HEADER_BYTES;
      at += header.value.frameBytes;
      continue;
    }
    const tag = tagBytesAt(read, at);
    if (tag > 0 && at + tag <= fileBytes) {
      scan.skipTag();
      if (scan.tags > MAX_GAPS) return fail('too-many-gaps');
      hiddenFrom = at + 1;
      at += tag;
      continue;
    }
    if (scan.isCutHeader(at, read(at, MP3_HEADER_BYTES))) break;
    scan.skipOther();
    const hidden = scan.endsAt(at) ? findFrame(read, hiddenFrom, at, fileBytes) : null;
    const fill = hidden === null ? fillAt(read, at) : 0;
    if (fill > 0) {
      fillSkipped += fill;
      // Many tags with wrong lengths that all reach to the same fill.
      if (fillSkipped > 2 * fileBytes) return fail('too-many-gaps');
      at += fill;
      continue;
    }
    const next = hidden ?? findFrame(read, hiddenFrom, fileBytes, fileBytes);
    if (next === null) break;
    scan.resynchronize(next);
    if (scan.gaps > MAX_GAPS) return fail('too-many-gaps');
    at = next;
  }
  return scan.first === null ? fail(faultWithoutFrames(read, fileBytes)) : scan.audio(endOfAudio(read, fileBytes));
}

/** A frame that reaches into the ID3v1 tag is cut. */
function endOfAudio(read: ByteSource, fileBytes: number): number {
  return id3v1At(read, fileBytes) ?? fileBytes;
}

/** What is wrong with the first thing that is no tag. */
function faultWithoutFrames(read: ByteSource, fileBytes: number): Mp3Fault {
  let at = 0;
  for (let tag = tagBytesAt(read, at); tag > 0; tag = tagBytesAt(read, at)) at += tag;
  const header = parseMp3FrameHeader(read(at, Math.min(MP3_HEADER_BYTES, Math.max(0, fileBytes - at))));
  return header.ok ? 'no-frames' : header.reason;
}

/** Players know one tag at the start, and some at the end. */
const MAX_TAGS_BEFORE = 1;
const MAX_TAGS_BEHIND = 3;

/** Collects the frames of a file. */
class Mp3Scan {
  first: Mp3FrameHeader | null = null;
  gaps = 0;
  readonly #runs: FrameRun[] = [];
  #frames = 0;
  /** Frames of Info tags among them, and damaged ones. */
  #framesRead = 0;
  #framesOfTwoChannels = 0;
  /** Samples that encoders added before and behind the sound. */
  #addedSamples = 0;
  #tagsBefore = 0;
  #tagsBehind = 0;
  /** Between frames is something, or there are other bytes than frames and tags. */
  #isIrregular = false;
  #isCut = false;
  #last = { at: 0, end: 0, isSound: false, channels: 1 };
  /** Of the first frame of sound. */
  #firstHeader: Uint8Array = new Uint8Array();
  #firstBitrate = 0;
  #isVariable = false;
  /** Of all runs. */
  #bytes = 0;
  readonly #places = new FramePlaces();

  /** Whether a header is that of the stream's next frame. */
  continues(at: number, header: Mp3FrameHeader): boolean {
    return this.first !== null && this.endsAt(at) && isSameStream(this.first, header);
  }

  isOfRate({ sampleRateHz }: Mp3FrameHeader): boolean {
    return this.first === null || this.first.sampleRateHz === sampleRateHz;
  }

  endsAt(at: number): boolean {
    return this.first !== null && at === this.#last.end;
  }

  /** Whether the file ends within the header of the next frame. */
  isCutHeader(at: number, header: Uint8Array): boolean {
    this.#isCut ||= this.endsAt(at) && header.length < MP3_HEADER_BYTES && header[0] === 0xff;
    return this.#isCut;
  }

  /** `added`: not null in the frame of an Info tag, which has no sound. */
  add(at: number, header: Mp3FrameHeader, added: AddedSamples | null, start: Uint8Array): void {
    const isFirst = this.first === null;
    if (!isFirst && (at !== this.#last.end || added !== null)) this.#isIrregular = true;
    this.first ??= header;
    this.#framesRead += 1;
    const end = at + header.frameBytes;
    this.#last = { at, end, isSound: added === null, channels: header.channels };
    if (added !== null) {
      this.#addedSamples += added.delaySamples + added.paddingSamples;
      return;
    }
    if (this.#frames === 0) {
      this.#firstHeader = Uint8Array.from(start.subarray(0, MP3_HEADER_BYTES));
      this.#firstBitrate = header.bitrateKbps;
    }
    if (header.bitrateKbps !== this.#firstBitrate) this.#isVariable = true;
    this.#places.set(this.#frames, this.#bytes);
    this.#bytes += header.frameBytes;
    this.#frames += 1;
    if (header.channels === 2) this.#framesOfTwoChannels += 1;
    const run = this.#runs.at(-1);
    if (run !== undefined && run.offset + run.sizeBytes === at) run.sizeBytes += header.frameBytes;
    else this.#runs.push({ offset: at, sizeBytes: header.frameBytes });
  }

  /** How long all frames are that were read. */
  get readMs(): number {
    return this.first === null ? 0 : (1000 * this.#framesRead * this.first.samples) / this.first.sampleRateHz;
  }

  get runs(): number {
    return this.#runs.length;
  }

  get tags(): number {
    return this.#tagsBefore + this.#tagsBehind;
  }

  skipTag(): void {
    if (this.first === null) this.#tagsBefore += 1;
    else this.#tagsBehind += 1;
  }

  skipOther(): void {
    this.#isIrregular = true;
  }

  /** The next frame is here; one that it lies within is damaged and left out. */
  resynchronize(next: number): void {
    if (this.first === null) return;
    this.gaps += 1;
    if (next >= this.#last.end || !this.#last.isSound) return;
    this.#runs.at(-1)!.sizeBytes -= this.#last.end - this.#last.at;
    this.#frames -= 1;
    this.#bytes -= this.#last.end - this.#last.at;
    if (this.#last.channels === 2) this.#framesOfTwoChannels -= 1;
  }

  audio(endOfAudio: number): Result<Mp3Audio, Mp3Fault> {
    const isRegular = !this.#isIrregular && this.#tagsBefore <= MAX_TAGS_BEFORE && this.#tagsBehind <= MAX_TAGS_BEHIND;
    const { samples, sampleRateHz } = this.first!;
    const sound = this.#frames * samples - (isRegular ? this.#addedSamples : 0);
    if (sound <= 0) return fail('no-frames');
    return ok({
      durationMs: Math.round((1000 * sound) / sampleRateHz),
      channels: this.#framesOfTwoChannels > 0 ? 2 : 1,
      cut: this.#isCut || (this.#last.at < endOfAudio && this.#last.end > endOfAudio),
      damaged: this.gaps > 0,
      runs: isRegular ? null : this.#runs.filter(({ sizeBytes }) => sizeBytes > 0),
      seekTag: isRegular || !this.#isVariable ? null : this.#seekTag(),
    });
  }

  #seekTag(): Uint8Array {
    const header = this.#firstHeader;
    return writeSeekTag({ header, frames: this.#frames, bytes: this.#bytes, places: this.#places });
  }
}
