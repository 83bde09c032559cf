import { hash as hashOf } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { COMPATIBLE_OPTIONS } from './compatible-options.ts';
import { garbled } from './s3-error.ts';
import type { S3Settings } from './s3-settings.ts';

/** Of the connection alone. */
const CONNECT_MS = 5_000;
/** Without a byte in either direction: of an upload, and of an answer to it. */
const SOCKET_IDLE_MS = 60_000;
/** Connections of a process at once; more requests wait. Each costs some 100 kB with TLS. */
const MAX_SOCKETS = 256;
/** Of a file that is sent. Node's 64 KiB cost a quarter more CPU. */
const FILE_PIECE_BYTES = 256 * 1024;

const silent = (): void => {};

/** What is put, with its SHA-256: the server checks it, and what was changed on the way is refused. */
export interface Content {
  readonly body: Uint8Array | { readonly file: string };
  readonly sizeBytes: number;
  readonly sha256: Buffer;
}

export function contentOf(bytes: Uint8Array): Content {
  return { body: bytes, sizeBytes: bytes.length, sha256: hashOf('sha256', bytes, 'buffer') };
}

export interface Version {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** Single requests, with full keys, as the SDK sends them. Their errors are the SDK's. */
export class S3Requests {
  readonly client: S3Client;
  readonly #Bucket: string;

  constructor({ endpoint, region, bucket, accessKey, secretKey }: S3Settings) {
    this.#Bucket = bucket;
    const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
    this.client = new S3Client({
      ...COMPATIBLE_OPTIONS,
      // Servers at an address of their own seldom have a name for each bucket.
      ...(endpoint !== '' && { endpoint, forcePathStyle: true }),
      region,
      // Failures reach the caller. By default the SDK writes to the console.
      logger: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
      ...(accessKey !== '' && { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } }),
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        socketTimeout: SOCKET_IDLE_MS,
        httpAgent: agent,
        httpsAgent: agent,
      },
    });
  }

  /** `onlyIfNew`: fails with `PreconditionFailed` if there is an object. */
  async put(Key: string, content: Content, { onlyIfNew = false }: { readonly onlyIfNew?: boolean }): Promise<void> {
    const { body, sizeBytes, sha256 } = content;
    const file = body instanceof Uint8Array ? null : openFile(body.file);
    const command = new PutObjectCommand({
      Bucket: this.#Bucket,
      Key,
      Body: file?.stream ?? (body as Uint8Array),
      ContentLength: sizeBytes,
      ContentType: 'application/octet-stream',
      // Stored by those servers that know it, and what buckets with Object Lock require.
      ChecksumSHA256: sha256.toString('base64'),
      ...(onlyIfNew && { IfNoneMatch: '*' }),
    });
    // Otherwise the SDK hashes bytes once more, and does not sign those of a stream.
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amz-content-sha256'] = sha256.toString('hex');
        return next(args);
      },
      { step: 'build', name: 'contentSha256' },
    );
    try {
      const { ETag } = await this.client.send(command, file === null ? {} : { abortSignal: file.failed });
      if (!ETag) throw garbled('the upload was not confirmed');
    } catch (error) {
      throw file?.failed.aborted ? file.failed.reason : error;
    } finally {
      file?.stream.destroy();
    }
  }

  /** The bytes from `start` up to `end`, of the object with this ETag if one is given. */
  async get(
    Key: string,
    { start, end, etag }: { readonly start: number; readonly end: number; readonly etag?: string | undefined },
    abortSignal: AbortSignal,
  ): Promise<{ readonly body: Readable; readonly etag: string; readonly sizeBytes: number }> {
    const Range = `bytes=${start}-${end - 1}`;
    const command = new GetObjectCommand({ Bucket: this.#Bucket, Key, Range, ...(etag && { IfMatch: etag }) });
    const answer = await this.client.send(command, { abortSignal });
    const body = answer.Body as Readable;
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.ContentRange ?? '');
    if (!answer.ETag || range === null || Number(range[1]) !== start) {
      body.destroy();
      throw garbled('the answer is not the requested part of an object');
    }
    return { body, etag: answer.ETag, sizeBytes: Number(range[3]) };
  }

  async head(Key: string, abortSignal: AbortSignal): Promise<{ readonly sizeBytes: number; readonly etag: string }> {
    const answer = await this.client.send(new HeadObjectCommand({ Bucket: this.#Bucket, Key }), { abortSignal });
    if (!answer.ETag || answer.ContentLength === undefined || answer.LastModified === undefined) {
      throw garbled('the answer does not describe an object');
    }
    return { sizeBytes: answer.ContentLength, etag: answer.ETag };
  }

  async delete({ key, versionId }: Version, abortSignal: AbortSignal): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.#Bucket, Key: key, VersionId: versionId });
    await this.client.send(command, { abortSignal });
  }

  /** One page of the keys with a prefix, and where the next one begins. */
  async list(Prefix: string, token: string | undefined, abortSignal: AbortSignal, MaxKeys?: number) {
    const command = new ListObjectsV2Command({ Bucket: this.#Bucket, Prefix, ContinuationToken: token, MaxKeys });
    const page = await this.client.send(command, { abortSignal });
    // The SDK reads an HTML page as an empty listing.
    if (page.Name !== this.#Bucket) throw garbled('the listing is not of the bucket');
    const keys = (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    return { keys, next: page.IsTruncated === true ? page.NextContinuationToken : undefined };
  }

  /** All versions and delete markers of a key, up to a page of 1,000. */
  async versions(key: string, abortSignal: AbortSignal): Promise<Version[]> {
    const page = await this.client.send(new ListObjectVersionsCommand({ Bucket: this.#Bucket, Prefix: key }), {
      abortSignal,
    });
    if (page.Name !== this.#Bucket) throw garbled('the listing is not of the bucket');
    return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
      .filter(({ Key }) => Key === key)
      .map(({ VersionId }) => ({ key, versionId: VersionId }));
  }
}

/** The SDK does not listen for errors of a stream that it sends. */
function openFile(path: string) {
  const failed = new AbortController();
  const stream = createReadStream(path, { highWaterMark: FILE_PIECE_BYTES }).on('error', (error) =>
    failed.abort(error),
  );
  return { stream, failed: failed.signal };
}
