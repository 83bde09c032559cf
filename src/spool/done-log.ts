import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { RecordingId } from '../base/ids.ts';
import { recordingIdAt } from './record-format.ts';
import { syncFolder } from './segment-file.ts';

/** An id's 16 bytes and their CRC-32. */
const ENTRY_BYTES = 20;

/**
 * The recordings that are done with: the one thing that is noted about a call after its end, in a file of its own,
 * because segments are never written to again. Rewritten at each start without what no segment holds any more.
 */
export class DoneLog {
  readonly #path: string;
  #file: FileHandle;
  #length: number;
  #waiting: RecordingId[] = [];
  #writing: Promise<void> | null = null;

  private constructor(path: string, file: FileHandle, length: number) {
    this.#path = path;
    this.#file = file;
    this.#length = length;
  }

  /** Opens the log and tells what stands in it. What a crash left torn at its end is ignored. */
  static async open(path: string): Promise<{ log: DoneLog; done: readonly RecordingId[] }> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const done = readEntries(await file.readFile());
    return { log: new DoneLog(path, file, done.length * ENTRY_BYTES), done };
  }

  /** Resolves when the note is on disk. Notes that come while one is written go together. */
  async add(recordingId: RecordingId): Promise<void> {
    this.#waiting.push(recordingId);
    await this.#writing?.catch(() => {});
    this.#writing ??= this.#writeWaiting().finally(() => (this.#writing = null));
    await this.#writing;
  }

  /** Leaves only `kept` in the log: the old file or the new one is found after a crash, never a half. */
  async rewrite(kept: readonly RecordingId[]): Promise<void> {
    await this.#file.close();
    const content = Buffer.concat(kept.map(entry));
    const file = await open(`${this.#path}.new`, 'w+', 0o600);
    await file.writeFile(content);
    await file.datasync();
    await rename(`${this.#path}.new`, this.#path);
    await syncFolder(dirname(this.#path));
    this.#file = file;
    this.#length = content.length;
  }

  async close(): Promise<void> {
    await this.#writing?.catch(() => {});
    await this.#file.close();
  }

  async #writeWaiting(): Promise<void> {
    const content = Buffer.concat(this.#waiting.map(entry));
    this.#waiting = [];
    await this.#file.write(content, 0, content.length, this.#length);
    await this.#file.datasync();
    this.#length += content.length;
  }
}

function entry(recordingId: RecordingId): Buffer {
  const bytes = Buffer.alloc(ENTRY_BYTES);
  bytes.write(recordingId.replaceAll('-', ''), 0, 16, 'hex');
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 16)), 16);
  return bytes;
}

function readEntries(content: Buffer): RecordingId[] {
  const done: RecordingId[] = [];
  for (let offset = 0; offset + ENTRY_BYTES <= content.length; offset += ENTRY_BYTES) {
    if (crc32(content.subarray(offset, offset + 16)) !== content.readUInt32LE(offset + 16)) break;
    done.push(recordingIdAt(content, offset));
  }
  return done;
}
