import { fail, ok, type Result } from '../../base/result.ts';
import { MP3_HEADER_BYTES, type Mp3FrameHeader, type Mp3HeaderFault, parseMp3FrameHeader } from './frame-header.ts';

/**
 * Walks over the frames of an MP3 stream that comes in pieces cut anywhere. Keeps no more than a frame's
 * header, so a stream may be of any length.
 */
export class Mp3FrameScan {
  readonly #header = new Uint8Array(MP3_HEADER_BYTES);
  #headerBytes = 0;
  /** Bytes of the current frame that are still to come. */
  #toSkip = 0;
  #frames = 0;
  #first: Mp3FrameHeader | null = null;

  /** Frames whose header has been seen. */
  get frames(): number {
    return this.#frames;
  }

  get first(): Mp3FrameHeader | null {
    return this.#first;
  }

  /** Whether the stream so far ends where a frame ends. */
  get complete(): boolean {
    return this.#toSkip === 0 && this.#headerBytes === 0;
  }

  /** Takes the next bytes of the stream; fails at the first place that should hold a header and does not. */
  push(bytes: Uint8Array): Result<void, Mp3HeaderFault> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, bytes.length - at);
        this.#toSkip -= skipped;
        at += skipped;
        continue;
      }
      this.#header[this.#headerBytes++] = bytes[at++]!;
      if (this.#headerBytes < MP3_HEADER_BYTES) continue;
      const fault = this.#enterFrame();
      if (fault !== null) return fail(fault);
    }
    return ok(undefined);
  }

  #enterFrame(): Mp3HeaderFault | null {
    const header = parseMp3FrameHeader(this.#header);
    if (!header.ok) return header.reason;
    this.#first ??= header.value;
    this.#frames += 1;
    this.#headerBytes = 0;
    this.#toSkip = header.value.frameBytes - MP3_HEADER_BYTES;
    return null;
  }
}
