import { closeSync, openSync, readSync } from 'node:fs';
import { entriesOf } from './packet-entry.ts';
import { HEADER_BYTES, MAX_PAYLOAD_BYTES, parseHeader, payloadIsWhole } from './record-format.ts';
import type { SpooledCall, SpooledPacket, SpoolExtent } from './spooled-call.ts';

/** A chunk of a call that cannot be read; about a second of it is lost. */
export interface DamagedChunk {
  readonly extent: SpoolExtent;
  readonly reason: 'unreadable' | 'damaged';
}

/**
 * The packets of a call in the order they were received, leg by leg as they came. Reads one chunk at a time,
 * checks it, and goes on behind one that is damaged after telling `onDamaged`. Synchronous: for worker threads.
 */
export function* readSpooledCall(
  call: SpooledCall,
  onDamaged: (chunk: DamagedChunk) => void = () => {},
): Generator<SpooledPacket> {
  using files = new OneOpenFile();
  for (const extent of call.extents) {
    const payload = readChunk(files, call, extent);
    if (typeof payload === 'string') onDamaged({ extent, reason: payload });
    else yield* entriesOf(payload);
  }
}

function readChunk(files: OneOpenFile, call: SpooledCall, extent: SpoolExtent): Buffer | DamagedChunk['reason'] {
  const record = files.read(extent);
  if (record === null) return 'unreadable';
  const header = parseHeader(record);
  if (!header.ok || header.value.kind !== 'packets' || header.value.recordingId !== call.recordingId) return 'damaged';
  const payload = record.subarray(HEADER_BYTES);
  return payloadIsWhole(header.value, payload) ? payload : 'damaged';
}

/** Chunks of a call lie mostly in one file after another: one descriptor and one buffer serve them all. */
class OneOpenFile implements Disposable {
  #path: string | null = null;
  #descriptor = -1;
  #buffer = Buffer.alloc(0);

  read(extent: SpoolExtent): Buffer | null {
    if (extent.length > HEADER_BYTES + MAX_PAYLOAD_BYTES) return null;
    try {
      this.#open(extent.file);
      if (this.#buffer.length < extent.length) this.#buffer = Buffer.allocUnsafeSlow(extent.length);
      const bytesRead = readSync(this.#descriptor, this.#buffer, 0, extent.length, extent.offset);
      return this.#buffer.subarray(0, bytesRead);
    } catch {
      return null;
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
  }
}
