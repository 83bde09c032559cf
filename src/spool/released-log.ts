import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { RecordingId } from '../base/ids.ts';
import { syncFolder } from '../platform/durable-folder.ts';
import { recordingIdAt } from './record-format.ts';

/** An id's 16 bytes and their CRC-32. */
const ENTRY_BYTES = 20;

/**
 * The recordings that are archived and may leave the spool. A file of its own, because segments are never written to
 * again. Each start rewrites it without the recordings that no segment holds any more.
 */
export class ReleasedLog {
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

  /** Opens the log and returns its recordings. An entry that a crash truncated at the end is ignored. */
  static async open(path: string): Promise<{ log: ReleasedLog; released: readonly RecordingId[] }> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      const released = readEntries(await file.readFile());
      return { log: new ReleasedLog(path, file, released.length * ENTRY_BYTES), released };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Resolves when the entry is on disk. Entries added during a write are written together. */
  async add(recordingId: RecordingId): Promise<void> {
    this.#waiting.push(recordingId);
    await this.#writing?.catch(() => {});
    this.#writing ??= this.#writeWaiting().finally(() => (this.#writing = null));
    await this.#writing;
  }

  /** Replaces the content by `kept`. A crash leaves the old file or the new one, never a part; a failure leaves the old one in use. */
  async rewrite(kept: readonly RecordingId[]): Promise<void> {
    const content = Buffer.concat(kept.map(entry));
    const file = await open(`${this.#path}.new`, 'w+', 0o600);
    try {
      await file.writeFile(content);
      await file.datasync();
      await rename(`${this.#path}.new`, this.#path);
    } catch (error) {
      await file.close();
      await rm(`${this.#path}.new`, { force: true });
      throw error;
    }
    const old = this.#file;
    this.#file = file;
    this.#length = content.length;
    await old.close();
    await syncFolder(dirname(this.#path));
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
  const released: RecordingId[] = [];
  for (let offset = 0; offset + ENTRY_BYTES <= content.length; offset += ENTRY_BYTES) {
    if (crc32(content.subarray(offset, offset + 16)) !== content.readUInt32LE(offset + 16)) break;
    released.push(recordingIdAt(content, offset));
  }
  return released;
}
