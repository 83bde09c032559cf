import { closeSync, openSync, readSync } from 'node:fs';
import { HEADER_BYTES, isPayloadIntact, MAX_PAYLOAD_BYTES, parseHeader, readPacketEntries } from './record-format.ts';
import type { SpooledCall, SpooledPacket, SpoolExtent } from './spooled-call.ts';

/** A chunk of a call that cannot be read; about a second of the call is lost. */
export interface DamagedChunk {
  readonly extent: SpoolExtent;
  readonly reason: 'unreadable' | 'damaged';
}

/**
 * The packets of a call in the order of their arrival. Reads and checks one chunk at a time; reports a damaged one to
 * `onDamaged` and continues with the next. Synchronous: for worker threads.
 */
export function* readSpooledCall(
  call: SpooledCall,
  onDamaged: (chunk: DamagedChunk) => void = () => {},
): Generator<SpooledPacket> {
  using reader = new ExtentReader();
  for (const extent of call.extents) {
    const payload = readChunk(reader, call, extent);
    if (typeof payload === 'string') onDamaged({ extent, reason: payload });
    else yield* readPacketEntries(payload);
  }
}

function readChunk(reader: ExtentReader, call: SpooledCall, extent: SpoolExtent): Buffer | DamagedChunk['reason'] {
  const record = reader.read(extent);
  if (record === null) return 'unreadable';
  const header = parseHeader(record);
  if (!header.ok || header.value.kind !== 'packets' || header.value.recordingId !== call.recordingId) return 'damaged';
  const payload = record.subarray(HEADER_BYTES);
  return isPayloadIntact(header.value, payload) ? payload : 'damaged';
}

/** Consecutive chunks of a call are mostly in the same file: one open file and one buffer serve them all. */
class ExtentReader implements Disposable {
  #path: string | null = null;
  #descriptor = -1;
  #buffer = Buffer.alloc(0);

  /** Null when the file cannot be read. Valid until the next read. */
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
