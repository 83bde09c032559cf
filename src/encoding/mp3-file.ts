import { closeSync, openSync, writeSync } from 'node:fs';
import { crc16, MP3_HEADER_BYTES, Mp3FrameScan, writeInfoTag } from '../wire/mp3/index.ts';
import { fileHash } from './file-hash.ts';
import { MP3_ENCODER_DELAY, type Mp3Encoder } from './mp3-encoder.ts';

export interface FinishedMp3 {
  readonly sizeBytes: number;
  readonly sha256: Buffer;
}

/**
 * An MP3 being written to a file: encoded sound behind a gap, into which the Info tag goes when everything
 * it tells is known. Synchronous: for worker threads. Not synced to disk: who stores the file does that, and
 * after a crash it is made again.
 */
export class Mp3File implements Disposable {
  readonly #encoder: Mp3Encoder;
  readonly #descriptor: number;
  readonly #scan = new Mp3FrameScan();
  readonly #header = Buffer.alloc(MP3_HEADER_BYTES);
  #samples = 0;
  #bytes = 0;
  #crc = 0;

  /** Replaces a file that is there. */
  constructor(path: string, encoder: Mp3Encoder) {
    this.#encoder = encoder;
    this.#descriptor = openSync(path, 'w+', 0o600);
  }

  write(left: Int16Array, right: Int16Array): void {
    this.#samples += left.length;
    this.#append(this.#encoder.encode(left, right));
  }

  finish(): FinishedMp3 {
    this.#append(this.#encoder.finish());
    if (this.#scan.frames === 0 || !this.#scan.complete) throw new Error('the encoder ended within a frame');
    const tag = writeInfoTag({
      header: this.#header,
      frames: this.#scan.frames,
      bytes: this.#bytes,
      crc: this.#crc,
      delaySamples: MP3_ENCODER_DELAY,
      paddingSamples: this.#scan.frames * this.#scan.first!.samples - MP3_ENCODER_DELAY - this.#samples,
    });
    writeAll(this.#descriptor, tag, 0);
    // Read again: the tag comes first in the hash and is known last.
    return { sizeBytes: this.#tagBytes + this.#bytes, sha256: fileHash(this.#descriptor) };
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  /** The tag's frame is as long as every other one of a constant bitrate. */
  get #tagBytes(): number {
    return this.#scan.first?.frameBytes ?? 0;
  }

  #append(mp3: Uint8Array): void {
    if (mp3.length === 0) return;
    if (this.#bytes < MP3_HEADER_BYTES) this.#header.set(mp3.subarray(0, MP3_HEADER_BYTES - this.#bytes), this.#bytes);
    const scanned = this.#scan.push(mp3);
    if (!scanned.ok) throw new Error(`the encoder wrote no MP3: ${scanned.reason}`);
    this.#crc = crc16(mp3, this.#crc);
    writeAll(this.#descriptor, mp3, this.#tagBytes + this.#bytes);
    this.#bytes += mp3.length;
  }
}

function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, position + written);
  }
}
