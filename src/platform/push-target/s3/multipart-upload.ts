import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { told } from './told.ts';

const MIB = 1024 * 1024;
/** At least 5 MiB by S3's rules; larger ones cost memory, smaller ones round trips. */
const MIN_PART_BYTES = 8 * MIB;
/** S3's limit. */
const MAX_PARTS = 10_000;
/** With the one being read, the memory an upload takes: four parts. */
const MAX_UNDER_WAY = 3;

/** How an object of a size is cut: the same whenever it is asked, so that an upload can be continued. */
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

/** An upload in parts: nothing is to be seen under the key until it is completed. */
export class MultipartUpload {
  /** How many parts from the first are there already. */
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
    return new MultipartUpload(client, { ...name, UploadId: told(UploadId) }, []);
  }

  /** The upload of this key that went furthest, to go on with; null if there is none. */
  static async resume(client: S3Client, name: ObjectName, partBytes: number): Promise<MultipartUpload | null> {
    let furthest: MultipartUpload | null = null;
    for (const UploadId of await uploadsOf(client, name)) {
      const upload = { ...name, UploadId };
      const held = await wholeParts(client, upload, partBytes);
      if (furthest === null || held.length > furthest.partsHeld) {
        furthest = new MultipartUpload(client, upload, held);
      }
    }
    return furthest;
  }

  /** Lets go of what interrupted uploads of this key left: it is paid for, and nobody sees it. */
  static async abandon(client: S3Client, name: ObjectName): Promise<void> {
    for (const UploadId of await uploadsOf(client, name)) {
      await client.send(new AbortMultipartUploadCommand({ ...name, UploadId }));
    }
  }

  /** Sends all parts and makes the object. A part is in memory until the server has confirmed its SHA-256. */
  async send(parts: AsyncIterable<Buffer>, onSent: (bytes: number) => void): Promise<void> {
    const failures: unknown[] = [];
    const underWay: Promise<unknown>[] = [];
    let number = this.partsHeld;
    try {
      for await (const part of parts) {
        number += 1;
        const sent = this.#sendPart(number, part).then(() => onSent(part.length));
        underWay.push(sent.catch((error: unknown) => failures.push(error)));
        if (underWay.length >= MAX_UNDER_WAY) await underWay.shift();
        if (failures.length > 0) break;
      }
    } finally {
      // What is on its way when the source fails need not be sent again.
      await Promise.all(underWay);
    }
    if (failures.length > 0) throw failures[0];
    await this.#complete();
  }

  async #sendPart(number: number, part: Buffer): Promise<void> {
    const command = new UploadPartCommand({ ...this.#upload, PartNumber: number, Body: part });
    const { ETag } = await this.#client.send(command);
    this.#parts.push({ PartNumber: number, ETag: told(ETag) });
  }

  async #complete(): Promise<void> {
    const Parts = this.#parts.sort((a, b) => a.PartNumber - b.PartNumber);
    await this.#client.send(new CompleteMultipartUploadCommand({ ...this.#upload, MultipartUpload: { Parts } }));
  }
}

/** Newest last; the first thousand are looked at: an upload of ours is abandoned before another is begun. */
async function uploadsOf(client: S3Client, { Bucket, Key }: ObjectName): Promise<readonly string[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
  return Uploads.filter((upload) => upload.Key === Key).flatMap(({ UploadId }) => UploadId ?? []);
}

/** The parts from the first on, without a gap, that are as long as ours. */
async function wholeParts(
  client: S3Client,
  upload: ObjectName & { readonly UploadId: string },
  partBytes: number,
): Promise<readonly Part[]> {
  const whole: Part[] = [];
  for (let marker: string | undefined; ; ) {
    const page = await client.send(
      new ListPartsCommand({ ...upload, ...(marker !== undefined && { PartNumberMarker: marker }) }),
    );
    for (const { PartNumber, ETag, Size } of page.Parts ?? []) {
      if (PartNumber !== whole.length + 1 || Size !== partBytes || ETag === undefined) return whole;
      whole.push({ PartNumber, ETag });
    }
    if (page.IsTruncated !== true || page.NextPartNumberMarker === undefined) return whole;
    marker = page.NextPartNumberMarker;
  }
}
