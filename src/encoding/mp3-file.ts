import { type SealedObject, type SealedTarget, SealedWriter } from '../platform/sealed-content/index.ts';
import { crc16, MP3_HEADER_BYTES, Mp3FrameScan, writeInfoTag } from '../wire/mp3/index.ts';
import type { Mp3Output } from './call-encoding.ts';
import type { Mp3Encoder } from './mp3-encoder.ts';

interface FinishedMp3 {
  readonly audio: SealedObject;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
}

/**
 * An MP3 being made, over hours if need be: encoded sound behind a gap for the Info tag, whose content is known last. It is encrypted
 * on the way, as the store keeps it; what is small stays in memory. Synchronous: for worker threads. Not synced to disk: the store
 * does that, and after a crash the call is encoded again.
 */
export class Mp3File implements Mp3Output {
  readonly #encoder: Mp3Encoder;
  readonly #content: SealedWriter;
  readonly #scan = new Mp3FrameScan();
  readonly #header = Buffer.alloc(MP3_HEADER_BYTES);
  #samples = 0;
  #bytes = 0;
  #crc = 0;

  constructor(target: SealedTarget, encoder: Mp3Encoder) {
    this.#encoder = encoder;
    this.#content = new SealedWriter(target);
  }

  write(left: Int16Array, right: Int16Array): void {
    this.#samples += left.length;
    this.#append(this.#encoder.encode(left, right));
  }

  /** Takes what the encoder made of the first `samples` samples, before this file was there. */
  continueFrom(samples: number, encoded: Iterable<Uint8Array>): void {
    this.#samples += samples;
    for (const mp3 of encoded) this.#append(mp3);
  }

  complete(): this {
    return this;
  }

  finish(): FinishedMp3 {
    this.#append(this.#encoder.finish());
    if (this.#scan.frames === 0 || !this.#scan.complete) throw new Error('the encoder ended within a frame');
    const { delaySamples } = this.#encoder;
    const tag = writeInfoTag({
      header: this.#header,
      frames: this.#scan.frames,
      bytes: this.#bytes,
      crc: this.#crc,
      delaySamples,
      paddingSamples: this.#scan.frames * this.#scan.first!.samples - delaySamples - this.#samples,
    });
    return this.#content.finish(tag);
  }

  /** Without `finish`, nothing is left of it. */
  [Symbol.dispose](): void {
    this.#content[Symbol.dispose]();
  }

  #append(mp3: Uint8Array): void {
    if (mp3.length === 0) return;
    if (this.#bytes < MP3_HEADER_BYTES) this.#header.set(mp3.subarray(0, MP3_HEADER_BYTES - this.#bytes), this.#bytes);
    const scanned = this.#scan.push(mp3);
    if (!scanned.ok) throw new Error(`the encoder wrote no MP3: ${scanned.reason}`);
    this.#crc = crc16(mp3, this.#crc);
    // With a constant bitrate the tag's frame is as long as all others.
    if (this.#bytes === 0) this.#content.append(new Uint8Array(this.#scan.first!.frameBytes));
    this.#content.append(mp3);
    this.#bytes += mp3.length;
  }
}
