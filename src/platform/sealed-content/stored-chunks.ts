import {
  CHUNK_BYTES,
  ChunkCipher,
  chunkCount,
  chunkOffset,
  type CipherSecret,
  header,
  HEADER_BYTES,
  sealedChunkBytes,
} from './chunks.ts';

/** How the chunks of a recording, `CHUNK_BYTES` of its MP3 each, are stored in its object. */
export interface StoredChunks {
  /** Where a chunk begins in the object. */
  offset(index: number): number;
  /** How long it is there. */
  storedBytes(index: number): number;
  /** Its bytes of the MP3, in memory of their own; null: this is not what was stored. */
  open(index: number, stored: Buffer): Buffer | null;
}

/** Encrypted and authenticated chunks. The header is read with the first one. */
export class SealedChunks implements StoredChunks {
  readonly #cipher: ChunkCipher;
  readonly #sizeBytes: number;

  /** `sizeBytes`: of the MP3. */
  constructor(secret: CipherSecret, sizeBytes: number) {
    this.#cipher = new ChunkCipher(secret);
    this.#sizeBytes = sizeBytes;
  }

  offset(index: number): number {
    return index === 0 ? 0 : chunkOffset(index);
  }

  storedBytes(index: number): number {
    return sealedChunkBytes(index, this.#sizeBytes) + (index === 0 ? HEADER_BYTES : 0);
  }

  open(index: number, stored: Buffer): Buffer | null {
    const place = { index, last: index === chunkCount(this.#sizeBytes) - 1 };
    if (index > 0) return this.#cipher.unseal(place, stored);
    if (!stored.subarray(0, HEADER_BYTES).equals(header())) return null;
    return this.#cipher.unseal(place, stored.subarray(HEADER_BYTES));
  }
}

/** Of recordings that were stored before there was encryption: only their lengths can be checked. */
export class PlainChunks implements StoredChunks {
  readonly #sizeBytes: number;

  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
  }

  offset(index: number): number {
    return index * CHUNK_BYTES;
  }

  storedBytes(index: number): number {
    return Math.min(CHUNK_BYTES, this.#sizeBytes - index * CHUNK_BYTES);
  }

  open(_index: number, stored: Buffer): Buffer {
    const bytes = Buffer.allocUnsafeSlow(stored.length);
    stored.copy(bytes);
    return bytes;
  }
}
