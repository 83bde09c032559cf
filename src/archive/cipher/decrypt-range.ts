import { once } from 'node:events';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { AppError } from '../../base/errors.ts';
import type { ByteRange } from '../../platform/object-store.ts';
import {
  ByteStreamReader,
  CHUNK_BYTES,
  ChunkCipher,
  chunkOffset,
  type CipherSecret,
  header,
  HEADER_BYTES,
  sealedChunkBytes,
} from './chunks.ts';

/** A range of the plaintext: 0 ≤ start ≤ end ≤ size. */
export interface PlainRange {
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/** The chunks that hold a range of the plaintext. */
interface TouchedChunks {
  readonly first: number;
  readonly last: number;
}

interface EncryptedObject {
  /** Opens a range of the object. */
  readonly open: (range: ByteRange) => Promise<Readable>;
  /** Of the plaintext. */
  readonly sizeBytes: number;
}

/**
 * Decrypts a range; reads only the chunks that hold it and yields only checked bytes. Fails with `recording-damaged` where
 * the object is not what was stored or the key is not its key.
 */
export async function* decryptedRange(
  object: EncryptedObject,
  range: PlainRange,
  secret: CipherSecret,
): AsyncGenerator<Buffer> {
  const { sealed, decryption } = await begin(object, range, secret);
  try {
    yield* decrypted(sealed, decryption);
  } finally {
    sealed.destroy();
  }
}

/** The same as a stream, which closes the object when its reader destroys it. Its first chunk is decrypted when this resolves. */
export async function decryptRange(
  object: EncryptedObject,
  range: PlainRange,
  secret: CipherSecret,
): Promise<Readable> {
  const { sealed, decryption } = await begin(object, range, secret);
  const plaintext = new PassThrough();
  // When the reader destroys it, pipeline closes the object. Pipeline handles an error that comes before the reader listens;
  // the reader then gets a failed stream.
  pipeline(
    sealed,
    (bytes: AsyncIterable<Buffer>) => decrypted(bytes, decryption),
    plaintext,
    () => {},
  );
  await once(plaintext, 'readable');
  return plaintext;
}

async function begin({ open, sizeBytes }: EncryptedObject, range: PlainRange, secret: CipherSecret) {
  const touched = chunksOf(range);
  const sealed = await open(sealedRange(touched, sizeBytes));
  return { sealed, decryption: { cipher: new ChunkCipher(secret, sizeBytes), touched, range, sizeBytes } };
}

function chunksOf({ start, end }: PlainRange): TouchedChunks {
  return { first: chunkAt(start), last: chunkAt(Math.max(start, end - 1)) };
}

function chunkAt(position: number): number {
  return Math.floor(position / CHUNK_BYTES);
}

/** The header is read with the first chunk. */
function sealedRange({ first, last }: TouchedChunks, sizeBytes: number): PlainRange {
  const start = first === 0 ? 0 : chunkOffset(first);
  return { start, end: chunkOffset(last) + sealedChunkBytes(last, sizeBytes) };
}

interface Decryption {
  readonly cipher: ChunkCipher;
  readonly touched: TouchedChunks;
  readonly range: PlainRange;
  readonly sizeBytes: number;
}

async function* decrypted(
  bytes: AsyncIterable<Buffer>,
  { cipher, touched: { first, last }, range, sizeBytes }: Decryption,
): AsyncGenerator<Buffer> {
  const source = new ByteStreamReader(bytes);
  if (first === 0 && !(await source.take(HEADER_BYTES)).equals(header())) {
    throw new AppError('recording-damaged', 'the object does not begin as an encrypted recording');
  }
  for (let index = first; index <= last; index++) {
    const plaintext = cipher.unseal(index, await source.take(sealedChunkBytes(index, sizeBytes)));
    if (plaintext === null) throw new AppError('recording-damaged', `chunk ${index} is not what was stored`);
    const before = index * CHUNK_BYTES;
    yield plaintext.subarray(Math.max(0, range.start - before), range.end - before);
  }
}
