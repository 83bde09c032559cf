import type { KeyObject } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { AppError } from '../base/errors.ts';
import {
  HEADER_BYTES,
  MAX_PAYLOAD_BYTES,
  parseHeader,
  readPacketEntries,
  readPayload,
  unknownFormat,
} from './record-format.ts';
import { segmentKey } from './segment-key.ts';
import type { SpooledCall, SpooledPacket, SpoolExtent } from './spooled-call.ts';

/** What is read of a call: all of it, or some of its chunks. */
interface SpooledChunks extends Pick<SpooledCall, 'recordingId' | 'spoolKey'> {
  readonly extents: Iterable<SpoolExtent>;
}

/**
 * The packets of a call in the order of their arrival. Reads and checks one chunk at a time. A chunk whose bytes are not
 * what was written is reported to `onDamaged` and skipped; about a second of the call is lost. Throws `spool-unreadable`
 * when the bytes cannot be read at all: nothing is known about them then. Synchronous: for worker threads.
 */
export function* readSpooledCall(
  call: SpooledChunks,
  onDamaged: (extent: SpoolExtent) => void = () => {},
): Generator<SpooledPacket> {
  using reader = new ExtentReader(call.spoolKey);
  for (const extent of call.extents) {
    const payload = readChunk(reader, call, extent);
    if (payload === null) onDamaged(extent);
    else yield* readPacketEntries(payload);
  }
}

/** Null: damaged. */
function readChunk(reader: ExtentReader, call: SpooledChunks, extent: SpoolExtent): Buffer | null {
  if (extent.length > HEADER_BYTES + MAX_PAYLOAD_BYTES) return null;
  const record = reader.read(extent);
  const header = parseHeader(record);
  if (!header.ok && header.reason === 'unknown-format') throw unknownFormat(extent.file);
  if (!header.ok || header.value.kind !== 'packets' || header.value.recordingId !== call.recordingId) return null;
  const payload = readPayload(record, header.value, { offset: extent.offset, key: reader.key });
  // Packets are held while others are read; what was decrypted has memory of its own already.
  return payload === null || header.value.encrypted ? payload : Buffer.from(payload);
}

/** Consecutive chunks of a call are mostly in the same file: one open file and one buffer serve them all. */
class ExtentReader implements Disposable {
  readonly #runKey: Uint8Array | null;
  /** Of the file that was read last. */
  key: KeyObject | null = null;
  #path: string | null = null;
  #descriptor = -1;
  #buffer = Buffer.alloc(0);

  constructor(runKey: Uint8Array | null) {
    this.#runKey = runKey;
  }

  /** Shorter where the file ends. Valid until the next read. Throws `spool-unreadable`. */
  read(extent: SpoolExtent): Buffer {
    try {
      this.#open(extent.file);
      if (this.#buffer.length < extent.length) this.#buffer = Buffer.allocUnsafeSlow(extent.length);
      const bytesRead = readFully(this.#descriptor, this.#buffer.subarray(0, extent.length), extent.offset);
      return this.#buffer.subarray(0, bytesRead);
    } catch (cause) {
      throw unreadable(extent.file, cause);
    }
  }

  [Symbol.dispose](): void {
    if (this.#path !== null) closeSync(this.#descriptor);
    this.#path = null;
  }

  #open(path: string): void {
    if (path === this.#path) return;
    this[Symbol.dispose]();
    this.#descriptor = openSync(path, 'r');
    this.#path = path;
    this.key = this.#runKey && segmentKey(this.#runKey, path);
  }
}

/** Fills `target` from `position` on; returns how many bytes there were before the end of the file. */
export function readFully(descriptor: number, target: Buffer, position: number): number {
  let filled = 0;
  for (let count = -1; count !== 0 && filled < target.length; filled += count) {
    count = readSync(descriptor, target, filled, target.length - filled, position + filled);
  }
  return filled;
}

/** A missing file is unreadable too: no segment is deleted before all its calls are released, but a disk may be absent. */
function unreadable(file: string, cause: unknown): AppError {
  return new AppError('spool-unreadable', `${file} cannot be read: ${String(cause)}`, { cause });
}
