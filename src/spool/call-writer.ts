import type { RecordingId } from '../base/ids.ts';
import type { CallDescription, EndReason } from '../recording/index.ts';
import {
  ENTRY_HEADER_BYTES,
  HEADER_BYTES,
  jsonRecord,
  type RecordKind,
  writeHeader,
  writePacketEntry,
} from './record-format.ts';
import type { SpooledLeg, SpooledPacket, SpoolExtent } from './spooled-call.ts';

/**
 * Room for one chunk: a second of a call of two G.711 legs is 18.4 kB (100 packets of 172 bytes with their entry
 * headers). Wider codecs and bursts just fill chunks faster. No more: each open call holds one.
 */
export const CHUNK_BYTES = 20 * 1024;

/** The longest packet that fits a chunk; the receivers take none nearly as long. */
const MAX_PACKET_BYTES = CHUNK_BYTES - HEADER_BYTES - ENTRY_HEADER_BYTES;

/** The content of the record that begins a call. */
export interface OpenRecord {
  readonly captureStartedAt: number;
  readonly description: CallDescription;
  readonly legs: readonly SpooledLeg[];
}

/** The content of the record that ends a call. */
export interface EndRecord {
  readonly endedAt: number;
  readonly endReason: EndReason;
}

/** A record that waits in memory for the next flush. */
export interface PendingRecord {
  readonly recordingId: RecordingId;
  /** Without its checksums, and not encrypted. */
  readonly bytes: Buffer;
  /** The last record of its call. */
  readonly ends: boolean;
  /** Called when the record is synced to disk; from then on the spool writer does not read `bytes` any more. */
  readonly onSynced: (extent: SpoolExtent) => void;
}

interface CallWriterDeps {
  readonly enqueue: (record: PendingRecord) => void;
  readonly pool: ChunkPool;
  readonly open: OpenRecord;
  /** Whether the records are encrypted on disk. */
  readonly encrypted: boolean;
  /** The number of its first record; those of earlier writers of the same call are below. */
  readonly firstRecord?: number;
}

/** Writes one call: packets are collected in a chunk in memory, which becomes a record when it is full or closed. */
export class CallWriter {
  readonly #enqueue: (record: PendingRecord) => void;
  readonly #pool: ChunkPool;
  readonly #encrypted: boolean;
  readonly #recordingId: RecordingId;
  readonly #extents: SpoolExtent[] = [];
  #records: number;
  #chunk: Buffer | null = null;
  #view: DataView | null = null;
  #used = HEADER_BYTES;

  constructor({ enqueue, pool, open, encrypted, firstRecord = 0 }: CallWriterDeps) {
    this.#enqueue = enqueue;
    this.#pool = pool;
    this.#encrypted = encrypted;
    this.#recordingId = open.description.recordingId;
    this.#records = firstRecord;
    this.#write('open', { ...open, legs: this.#legsToStore(open.legs) });
  }

  /** Copies the packet into the open chunk. False when there is no memory left: the packet is lost. */
  append(packet: SpooledPacket): boolean {
    if (packet.bytes.length > MAX_PACKET_BYTES) return false;
    if (this.#used + ENTRY_HEADER_BYTES + packet.bytes.length > CHUNK_BYTES) this.closeChunk();
    const chunk = this.#chunk ?? this.#openChunk();
    if (chunk === null) return false;
    this.#used = writePacketEntry(this.#view!, chunk, this.#used, packet);
    return true;
  }

  updateLegs(legs: readonly SpooledLeg[]): void {
    this.#write('legs', this.#legsToStore(legs));
  }

  updateDescription(description: CallDescription): void {
    this.#write('description', description);
  }

  /** Closes the open chunk and queues it for the next flush. */
  closeChunk(): void {
    const chunk = this.#chunk;
    if (chunk === null) return;
    const bytes = chunk.subarray(0, this.#used);
    this.#chunk = null;
    this.#used = HEADER_BYTES;
    writeHeader(bytes, this.#header('packets'));
    const onSynced = (extent: SpoolExtent): void => {
      this.#extents.push(extent);
      this.#pool.release(chunk);
    };
    this.#enqueue({ recordingId: this.#recordingId, bytes, ends: false, onSynced });
  }

  /** Where its chunks are that are on disk, from one on. */
  extentsFrom(first: number): readonly SpoolExtent[] {
    return this.#extents.slice(first);
  }

  /**
   * Resolves with the extents of the call's chunks when all of the call is on disk. The caller flushes the spool
   * writer; while the disk fails the promise stays pending.
   */
  end(end: EndRecord): Promise<readonly SpoolExtent[]> {
    this.closeChunk();
    return new Promise((resolve) => {
      const bytes = jsonRecord(this.#header('end'), end);
      this.#enqueue({ recordingId: this.#recordingId, bytes, ends: true, onSynced: () => resolve(this.#extents) });
    });
  }

  /** No key of the media is ever readable on the disk: without encryption the legs are stored without them. */
  #legsToStore(legs: readonly SpooledLeg[]): readonly SpooledLeg[] {
    return this.#encrypted ? legs : legs.map(withoutKeys);
  }

  #openChunk(): Buffer | null {
    this.#chunk = this.#pool.acquire();
    if (this.#chunk !== null) this.#view = new DataView(this.#chunk.buffer, this.#chunk.byteOffset, CHUNK_BYTES);
    return this.#chunk;
  }

  #write(kind: RecordKind, content: unknown): void {
    const bytes = jsonRecord(this.#header(kind), content);
    this.#enqueue({ recordingId: this.#recordingId, bytes, ends: false, onSynced: () => {} });
  }

  #header(kind: RecordKind) {
    return { kind, recordingId: this.#recordingId, number: this.#records++ };
  }
}

function withoutKeys(leg: SpooledLeg): SpooledLeg {
  const { security: _, ...kept } = leg;
  return kept;
}

/**
 * What the chunks of all calls may take together, those that wait for the disk included. While the disk fails,
 * recording goes on in this memory: 1,000 calls fill it in some 14 s, 50 calls in four and a half minutes.
 */
const MAX_BUFFERED_BYTES = 256 * 1024 * 1024;

/** Buffers for chunks, reused, and never more than the limit allows. */
export class ChunkPool {
  readonly #free: Buffer[] = [];
  readonly #limit: number;
  #allocated = 0;

  constructor(maxBufferedBytes: number = MAX_BUFFERED_BYTES) {
    this.#limit = Math.floor(maxBufferedBytes / CHUNK_BYTES);
  }

  /** A buffer of `CHUNK_BYTES` with old content, or null when all are in use. */
  acquire(): Buffer | null {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#allocated === this.#limit) return null;
    this.#allocated++;
    return Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }

  release(chunk: Buffer): void {
    this.#free.push(chunk);
  }

  get usedBytes(): number {
    return (this.#allocated - this.#free.length) * CHUNK_BYTES;
  }
}
