import { createSecretKey, type KeyObject } from 'node:crypto';
import type { RecordingId } from '../../base/ids.ts';
import { decryptGcm, encryptGcm, type GcmContext, NONCE_BYTES, TAG_BYTES } from '../sealing.ts';

/**
 * Encrypted content, as a recording's, the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015, §7) over AES-256-GCM:
 *
 *     header    "FNTK" │ version 1 │ log2 of the chunk size │ 0 0
 *     chunk 0…  ciphertext of 64 KiB (the last: of what is left) │ tag, 16 bytes
 *
 * A chunk's nonce is its number and whether it is the last; its additional data are the header and the recording's id.
 * Therefore no chunk can be changed, moved, left out at the end or taken from another recording, and each can be read
 * without the others.
 */
export const HEADER_BYTES = 8;
const CHUNK_SIZE_LOG2 = 16;
/** Reading one byte reads a chunk; each chunk costs 16 bytes of tag. */
export const CHUNK_BYTES = 1 << CHUNK_SIZE_LOG2;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

export function header(): Buffer {
  return Buffer.from([...Buffer.from('FNTK'), 1, CHUNK_SIZE_LOG2, 0, 0]);
}

/** Chunks of a plaintext of `sizeBytes`; an empty one has one chunk, which proves that it is empty. */
export function chunkCount(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / CHUNK_BYTES));
}

/** Where a chunk begins in the object. */
export function chunkOffset(index: number): number {
  return HEADER_BYTES + index * SEALED_CHUNK_BYTES;
}

/** How long a chunk of a plaintext of `sizeBytes` is in the object. */
export function sealedChunkBytes(index: number, sizeBytes: number): number {
  return Math.min(CHUNK_BYTES, sizeBytes - index * CHUNK_BYTES) + TAG_BYTES;
}

export interface CipherSecret {
  /** 32 bytes, for this content only. */
  readonly dataKey: Uint8Array;
  readonly recordingId: RecordingId;
}

/** Which chunk of its content it is. */
interface ChunkPlace {
  readonly index: number;
  readonly last: boolean;
}

/** Seals and opens the chunks of one content. */
export class ChunkCipher {
  readonly #key: KeyObject;
  readonly #additionalData: Buffer;

  constructor({ dataKey, recordingId }: CipherSecret) {
    this.#key = createSecretKey(dataKey);
    this.#additionalData = Buffer.concat([header(), Buffer.from(recordingId)]);
  }

  /** Each place once: its nonce is made of it. */
  seal(place: ChunkPlace, plaintext: Buffer): Buffer {
    return encryptGcm(this.#context(place), plaintext);
  }

  /** Null: these bytes are not this chunk of the content. */
  unseal(place: ChunkPlace, sealed: Buffer): Buffer | null {
    return decryptGcm(this.#context(place), sealed);
  }

  #context({ index, last }: ChunkPlace): GcmContext {
    const nonce = Buffer.alloc(NONCE_BYTES);
    nonce.writeUInt32BE(index, NONCE_BYTES - 5);
    nonce.writeUInt8(last ? 1 : 0, NONCE_BYTES - 1);
    return { key: this.#key, nonce, additionalData: this.#additionalData };
  }
}

/** Reads a stream in pieces of the wanted lengths. */
export class ByteStreamReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next `length` bytes; fewer only where the stream ends. */
  async take(length: number): Promise<Buffer> {
    const pieces = this.#rest.length === 0 ? [] : [this.#rest];
    let have = this.#rest.length;
    while (have < length) {
      const { value, done } = await this.#chunks.next();
      if (done) break;
      pieces.push(value);
      have += value.length;
    }
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    this.#rest = bytes.subarray(length);
    return bytes.subarray(0, length);
  }
}
