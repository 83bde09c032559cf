import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingId } from '../../base/ids.ts';
import type { SealedTarget } from '../../platform/sealed-content/index.ts';
import { OpenTemporaryFile, temporaryFile, type TemporaryFile } from '../../platform/temporary-file.ts';
import type { Mp3Output } from '../call-encoding.ts';
import type { Mp3Encoder } from '../mp3-encoder.ts';
import { Mp3File } from '../mp3-file.ts';

/** Read at a time, when the call has ended: a minute. */
const READ_BYTES = 1 << 18;

interface EarlyMp3Options {
  /** Of the call's recording, when it ends. */
  readonly target: SealedTarget;
  readonly encoder: Mp3Encoder;
  /** Of the recording's rate. */
  readonly sectionSamples: number;
}

/**
 * The MP3 of a call that runs: what was encoded is in an encrypted temporary file, which is open only while it is written. At the end of a
 * section the samples behind it wait, so that the encoder is at rest.
 */
export class EarlyMp3 implements Mp3Output {
  readonly #options: EarlyMp3Options;
  readonly #early: TemporaryFile;
  #encoded: Uint8Array[] = [];
  #bytesOnDisk = 0;
  /** Samples that the encoder has got. */
  #samples = 0;
  /** Less than a slice of the time line: what follows a section's end. */
  #waiting: readonly [Int16Array, Int16Array] | null = null;
  /** The call has ended. */
  #mp3: Mp3File | null = null;

  constructor(options: EarlyMp3Options) {
    this.#options = options;
    this.#early = temporaryFile(earlyPath(options.target.path));
  }

  /** The encoder holds nothing but some kB. */
  get isAtRest(): boolean {
    return this.#samples % this.#options.sectionSamples === 0;
  }

  write(left: Int16Array, right: Int16Array): void {
    if (this.#mp3 !== null) return this.#mp3.write(left, right);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) this.#encode(...waiting);
    const { sectionSamples } = this.#options;
    const untilEnd = sectionSamples - (this.#samples % sectionSamples);
    this.#encode(left.subarray(0, untilEnd), right.subarray(0, untilEnd));
    if (untilEnd < left.length) this.#waiting = [left.slice(untilEnd), right.slice(untilEnd)];
  }

  /** Writes what was encoded to the disk. */
  save(): void {
    if (this.#encoded.length === 0) return;
    const content = Buffer.concat(this.#encoded);
    this.#encoded = [];
    using file = new OpenTemporaryFile(this.#early, this.#bytesOnDisk === 0 ? 'replace' : 'extend');
    file.write(content, this.#bytesOnDisk);
    this.#bytesOnDisk += content.length;
  }

  /** The call has ended: from now on it is written to its recording's file. */
  complete(): Mp3File {
    if (this.#mp3 !== null) return this.#mp3;
    const mp3 = new Mp3File(this.#options.target, this.#options.encoder);
    this.#mp3 = mp3;
    mp3.continueFrom(this.#samples, this.#content());
    if (this.#waiting !== null) mp3.write(...this.#waiting);
    this.#remove();
    return mp3;
  }

  [Symbol.dispose](): void {
    this.#mp3?.[Symbol.dispose]();
    this.#remove();
  }

  #encode(left: Int16Array, right: Int16Array): void {
    this.#samples += left.length;
    const encoded = this.#options.encoder.encode(left, right);
    if (encoded.length > 0) this.#encoded.push(Buffer.from(encoded));
  }

  *#content(): Generator<Uint8Array> {
    if (this.#bytesOnDisk > 0) {
      using file = new OpenTemporaryFile(this.#early, 'read');
      for (let position = 0; position < this.#bytesOnDisk; position += READ_BYTES) {
        yield file.read(position, READ_BYTES);
      }
    }
    yield* this.#encoded;
  }

  #remove(): void {
    rmSync(this.#early.path, { force: true });
  }
}

/** Where a call's recording is until the archive has it. */
export function recordingPath(folder: string, recordingId: RecordingId): string {
  return join(folder, `${recordingId}.mp3`);
}

/** Where the MP3 of a call that runs is; `path`: of its recording. */
export function earlyPath(path: string): string {
  return `${path}.early`;
}
