/**
 * Room for one chunk: a second of a call of two G.711 legs is 18.4 kB (100 packets of 172 bytes with their entry
 * headers). Wider codecs and bursts just fill chunks faster.
 */
export const CHUNK_BYTES = 32 * 1024;

/**
 * What the chunks of all calls may take together, those waiting for the disk included. When the disk stands still
 * this is what recording goes on in: 1,000 calls fill it in some 14 s, 50 calls in four and a half minutes.
 */
const MAX_BUFFERED_BYTES = 256 * 1024 * 1024;

/** Buffers for chunks, used again and again, and no more of them than the limit allows. */
export class ChunkPool {
  readonly #free: Buffer[] = [];
  readonly #limit: number;
  #made = 0;

  constructor(maxBufferedBytes: number = MAX_BUFFERED_BYTES) {
    this.#limit = Math.floor(maxBufferedBytes / CHUNK_BYTES);
  }

  /** A buffer of `CHUNK_BYTES` with old content, or null when all are in use. */
  take(): Buffer | null {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#made === this.#limit) return null;
    this.#made++;
    return Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }

  giveBack(chunk: Buffer): void {
    this.#free.push(chunk);
  }

  get usedBytes(): number {
    return (this.#made - this.#free.length) * CHUNK_BYTES;
  }
}
