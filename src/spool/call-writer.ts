import type { RecordingId } from '../base/ids.ts';
import type { CallDescription, EndReason } from '../recording/index.ts';
import { CHUNK_BYTES, type ChunkPool } from './chunk-pool.ts';
import { ENTRY_HEADER_BYTES, writeEntry } from './packet-entry.ts';
import { HEADER_BYTES, jsonRecord, type RecordKind, sealRecord } from './record-format.ts';
import type { SegmentLog } from './segment-log.ts';
import type { SpooledLeg, SpooledPacket, SpoolExtent } from './spooled-call.ts';

/** The longest packet a chunk can hold; the receivers take none that is nearly so long. */
const MAX_SPOOLED_PACKET_BYTES = CHUNK_BYTES - HEADER_BYTES - ENTRY_HEADER_BYTES;

/** The contents of the record that begins a call. */
export interface OpenRecord {
  readonly captureStartedAt: number;
  readonly description: CallDescription;
  readonly legs: readonly SpooledLeg[];
}

/** The contents of the record that ends a call. */
export interface EndRecord {
  readonly endedAt: number;
  readonly endReason: EndReason;
}

/** Writes one call into a log: packets gather in a chunk in memory until it is full or sealed. */
export class CallWriter {
  readonly #log: SegmentLog;
  readonly #pool: ChunkPool;
  readonly #recordingId: RecordingId;
  readonly #extents: SpoolExtent[] = [];
  #records = 0;
  #chunk: Buffer | null = null;
  #view: DataView | null = null;
  #used = HEADER_BYTES;

  constructor(log: SegmentLog, pool: ChunkPool, open: OpenRecord) {
    this.#log = log;
    this.#pool = pool;
    this.#recordingId = open.description.recordingId;
    this.#note('open', open);
  }

  /** Copies the packet. False when there is no memory left for it: it is lost. */
  append(packet: SpooledPacket): boolean {
    if (packet.bytes.length > MAX_SPOOLED_PACKET_BYTES) return false;
    if (this.#used + ENTRY_HEADER_BYTES + packet.bytes.length > CHUNK_BYTES) this.seal();
    const chunk = this.#chunk ?? this.#takeChunk();
    if (chunk === null) return false;
    this.#used = writeEntry(this.#view!, chunk, this.#used, packet);
    return true;
  }

  noteLegs(legs: readonly SpooledLeg[]): void {
    this.#note('legs', legs);
  }

  noteDescription(description: CallDescription): void {
    this.#note('description', description);
  }

  /** Hands what has gathered to the log's next flush. */
  seal(): void {
    const chunk = this.#chunk;
    if (chunk === null) return;
    const bytes = chunk.subarray(0, this.#used);
    this.#chunk = null;
    this.#used = HEADER_BYTES;
    sealRecord(bytes, this.#header('packets'));
    this.#enqueue(bytes, (extent) => {
      this.#extents.push(extent);
      this.#pool.giveBack(chunk);
    });
  }

  /**
   * Resolves with where the call's chunks lie, when all of it is on disk. The caller flushes the log; while the
   * disk fails the promise waits.
   */
  end(end: EndRecord): Promise<readonly SpoolExtent[]> {
    this.seal();
    return new Promise((resolve) => {
      const record = jsonRecord(this.#header('end'), end);
      this.#enqueue(record, () => resolve(this.#extents), true);
    });
  }

  #takeChunk(): Buffer | null {
    this.#chunk = this.#pool.take();
    if (this.#chunk !== null) this.#view = new DataView(this.#chunk.buffer, this.#chunk.byteOffset, CHUNK_BYTES);
    return this.#chunk;
  }

  #note(kind: RecordKind, content: unknown): void {
    this.#enqueue(jsonRecord(this.#header(kind), content), () => {});
  }

  #header(kind: RecordKind) {
    return { kind, recordingId: this.#recordingId, number: this.#records++ };
  }

  #enqueue(bytes: Buffer, onSynced: (extent: SpoolExtent) => void, ends = false): void {
    this.#log.enqueue({ recordingId: this.#recordingId, bytes, ends, onSynced });
  }
}
