import { createHash } from 'node:crypto';
import { OpenTemporaryFile, type TemporaryFile } from '../platform/temporary-file.ts';
import { crc16, MP3_HEADER_BYTES, Mp3FrameScan, writeInfoTag } from '../wire/mp3/index.ts';
import { MP3_ENCODER_DELAY, type Mp3Encoder } from './mp3-encoder.ts';

interface FinishedMp3 {
  readonly sizeBytes: number;
  readonly sha256: Buffer;
}

/**
 * An MP3 being written to a file: encoded sound behind a gap for the Info tag, which is written last, when its content
 * is known. Synchronous: for worker threads. Not synced to disk: the store syncs its copy, and after a crash the file
 * is encoded again.
 */
export class Mp3File implements Disposable {
  readonly #encoder: Mp3Encoder;
  readonly #file: OpenTemporaryFile;
  readonly #scan = new Mp3FrameScan();
  readonly #header = Buffer.alloc(MP3_HEADER_BYTES);
  #samples = 0;
  #bytes = 0;
  #crc = 0;

  /** Replaces an existing file. */
  constructor(file: TemporaryFile, encoder: Mp3Encoder) {
    this.#encoder = encoder;
    this.#file = new OpenTemporaryFile(file, 'replace');
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
    this.#file.write(tag, 0);
    // Read the file again: the tag is first in the hash and known last.
    return { sizeBytes: this.#tagBytes + this.#bytes, sha256: fileHash(this.#file) };
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  /** With a constant bitrate the tag's frame is as long as all others. */
  get #tagBytes(): number {
    return this.#scan.first?.frameBytes ?? 0;
  }

  #append(mp3: Uint8Array): void {
    if (mp3.length === 0) return;
    if (this.#bytes < MP3_HEADER_BYTES) this.#header.set(mp3.subarray(0, MP3_HEADER_BYTES - this.#bytes), this.#bytes);
    const scanned = this.#scan.push(mp3);
    if (!scanned.ok) throw new Error(`the encoder wrote no MP3: ${scanned.reason}`);
    this.#crc = crc16(mp3, this.#crc);
    this.#file.write(mp3, this.#tagBytes + this.#bytes);
    this.#bytes += mp3.length;
  }
}

const READ_BYTES = 1 << 18;

/** SHA-256 of a file's complete content. Synchronous: for worker threads. */
export function fileHash(file: OpenTemporaryFile): Buffer {
  const hash = createHash('sha256');
  for (let position = 0; ; ) {
    const content = file.read(position, READ_BYTES);
    if (content.length === 0) return hash.digest();
    hash.update(content);
    position += content.length;
  }
}
