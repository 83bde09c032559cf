import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { confirmed } from './s3-failure.ts';

const MIB = 1024 * 1024;
/** S3 requires at least 5 MiB. Larger parts cost memory, smaller ones round trips. */
const MIN_PART_BYTES = 8 * MIB;
const MAX_PARTS = 10_000;
/** An upload takes the memory of four parts: these and the one being read. */
const MAX_PENDING = 3;

/** The length of the parts of an object. It depends on the size only, so that an upload can be resumed. */
export function partBytesFor(sizeBytes: number): number {
  return Math.max(MIN_PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
}

interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

interface Part {
  readonly PartNumber: number;
  readonly ETag: string;
}

/** An upload in parts. The object appears under its key only when the upload is completed. */
export class MultipartUpload {
  /** How many parts, counted from the first, the target already has. */
  readonly partsHeld: number;
  readonly #client: S3Client;
  readonly #upload: ObjectName & { readonly UploadId: string };
  readonly #parts: Part[];

  private constructor(client: S3Client, upload: ObjectName & { readonly UploadId: string }, held: readonly Part[]) {
    this.#client = client;
    this.#upload = upload;
    this.#parts = [...held];
    this.partsHeld = held.length;
  }

  static async begin(client: S3Client, name: ObjectName): Promise<MultipartUpload> {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(name));
    return new MultipartUpload(client, { ...name, UploadId: confirmed(UploadId) }, []);
  }

  /** The interrupted upload of this key with the most parts; null if there is none. */
  static async resume(client: S3Client, name: ObjectName, partBytes: number): Promise<MultipartUpload | null> {
    let best: MultipartUpload | null = null;
    for (const UploadId of await uploadsOf(client, name)) {
      const upload = { ...name, UploadId };
      const held = await ifNotEnded(completeParts(client, upload, partBytes));
      if (held === null) continue;
      if (best === null || held.length > best.partsHeld) {
        best = new MultipartUpload(client, upload, held);
      }
    }
    return best;
  }

  /** Deletes the parts of interrupted uploads of this key: they are invisible but cost storage. */
  static async abandon(client: S3Client, name: ObjectName): Promise<void> {
    for (const UploadId of await uploadsOf(client, name)) {
      await ifNotEnded(client.send(new AbortMultipartUploadCommand({ ...name, UploadId })));
    }
  }

  /** Sends all parts and completes the object. A part stays in memory until the server has confirmed its SHA-256. */
  async send(parts: AsyncIterable<Buffer>, onSent: (bytes: number) => void): Promise<void> {
    const failures: unknown[] = [];
    const pending: Promise<unknown>[] = [];
    let number = this.partsHeld;
    try {
      for await (const part of parts) {
        number += 1;
        const sent = this.#sendPart(number, part).then(() => onSent(part.length));
        pending.push(sent.catch((error: unknown) => failures.push(error)));
        if (pending.length >= MAX_PENDING) await pending.shift();
        if (failures.length > 0) break;
      }
    } finally {
      // If the source fails, the parts already being sent are kept for a later resume.
      await Promise.all(pending);
    }
    if (failures.length > 0) throw failures[0];
    await this.#complete();
  }

  async #sendPart(number: number, part: Buffer): Promise<void> {
    const command = new UploadPartCommand({ ...this.#upload, PartNumber: number, Body: part, ContentMD5: md5Of(part) });
    const { ETag } = await this.#client.send(command);
    this.#parts.push({ PartNumber: number, ETag: confirmed(ETag) });
  }

  async #complete(): Promise<void> {
    const Parts = this.#parts.sort((a, b) => a.PartNumber - b.PartNumber);
    const command = new CompleteMultipartUploadCommand({ ...this.#upload, MultipartUpload: { Parts } });
    const { ETag, Location } = await this.#client.send(command);
    // Ceph sends an empty ETag. No other answer has a location.
    confirmed(ETag || Location);
  }
}

/** Buckets with Object Lock refuse what has no checksum of its own, besides the one in the signature. */
export function md5Of(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** Null: the upload has ended since it was listed. A server may still be busy with the requests of a broken connection. */
async function ifNotEnded<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if ((error as Error).name === 'NoSuchUpload') return null;
    throw error;
  }
}

/** Newest last. One page of up to 1,000 is enough: our old uploads are abandoned before a new one begins. */
async function uploadsOf(client: S3Client, { Bucket, Key }: ObjectName): Promise<readonly string[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
  return Uploads.filter((upload) => upload.Key === Key).flatMap(({ UploadId }) => UploadId ?? []);
}

/** The parts from the first on, without a gap, that have our part length. */
async function completeParts(
  client: S3Client,
  upload: ObjectName & { readonly UploadId: string },
  partBytes: number,
): Promise<readonly Part[]> {
  const complete: Part[] = [];
  for (let marker: string | undefined; ; ) {
    const page = await client.send(
      new ListPartsCommand({ ...upload, ...(marker !== undefined && { PartNumberMarker: marker }) }),
    );
    for (const { PartNumber, ETag, Size } of page.Parts ?? []) {
      if (PartNumber !== complete.length + 1 || Size !== partBytes || ETag === undefined) return complete;
      complete.push({ PartNumber, ETag });
    }
    if (page.IsTruncated !== true || page.NextPartNumberMarker === undefined) return complete;
    marker = page.NextPartNumberMarker;
  }
}

/** The stream's bytes in parts of one length; the last one is shorter. The reader owns each part. */
export async function* partsOf(stream: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  for await (const chunk of stream) {
    for (let start = 0; start < chunk.length; ) {
      const copied = chunk.copy(part, filled, start);
      filled += copied;
      start += copied;
      if (filled === partBytes) {
        yield part;
        part = Buffer.allocUnsafe(partBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
