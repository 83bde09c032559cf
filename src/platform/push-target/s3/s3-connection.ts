import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PushError } from '../push-error.ts';
import {
  type ConnectionDeps,
  NotVisible,
  type PushConnection,
  type S3Settings,
  type TargetEntry,
  type TargetFile,
  type TargetPeer,
  type Uploaded,
  type UploadOptions,
  type UploadSource,
} from '../push-target.ts';
import { type Timeout, withTimeout } from '../time-limits.ts';
import { chunksOf, joinPath, operationError, readableOf, sourceChunks } from '../transfer.ts';
import { md5Of, MultipartUpload, partBytesFor, partsOf } from './multipart-upload.ts';
import { confirmed, s3Failure } from './s3-failure.ts';

interface S3ConnectionDeps {
  readonly client: S3Client;
  readonly settings: S3Settings;
  readonly peer: TargetPeer;
  /** Null: the key may list the bucket. If not, S3 answers 403 for an object that does not exist. */
  readonly listingRefused: NotVisible | null;
}

export class S3Connection implements PushConnection {
  readonly peer: TargetPeer;
  readonly #client: S3Client;
  readonly #settings: S3Settings;
  readonly #listingRefused: NotVisible | null;
  readonly #deps: ConnectionDeps;

  constructor({ client, settings, peer, listingRefused }: S3ConnectionDeps, deps: ConnectionDeps) {
    this.peer = peer;
    this.#client = client;
    this.#settings = settings;
    this.#listingRefused = listingRefused;
    this.#deps = deps;
  }

  temporaryName(path: string): string {
    return path;
  }

  async stat(path: string): Promise<TargetFile | null | NotVisible> {
    try {
      const head = await this.#request(this.#client.send(new HeadObjectCommand(this.#name(path))));
      // Absent in the answer to another request.
      confirmed(head.LastModified?.toString());
      return { sizeBytes: head.ContentLength ?? 0 };
    } catch (error) {
      if (!(error instanceof PushError)) throw error;
      if (error.code === 'file-missing') return null;
      if (error.code === 'not-permitted') return this.#lookInList(path);
      throw error;
    }
  }

  async list(folder: string): Promise<readonly TargetEntry[] | NotVisible> {
    return this.#list(folder === '' ? this.#prefix : `${this.#key(folder)}/`);
  }

  /** For a key that may list but not read objects. */
  async #lookInList(path: string): Promise<TargetFile | null | NotVisible> {
    const key = this.#key(path);
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    const entries = await this.#list(key, folder);
    if (entries instanceof NotVisible) return entries;
    const name = key.slice(folder.length);
    const found = entries.find((entry) => entry.name === name && !entry.isFolder);
    return found === undefined ? null : { sizeBytes: found.sizeBytes };
  }

  /** What begins with `Prefix`; the names are without `folder`. */
  async #list(Prefix: string, folder = Prefix): Promise<readonly TargetEntry[] | NotVisible> {
    if (this.#listingRefused !== null) return this.#listingRefused;
    const entries: TargetEntry[] = [];
    for (let token: string | undefined; ; ) {
      const page = await this.#request(
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.#settings.bucket,
            Prefix,
            Delimiter: '/',
            ...(token !== undefined && { ContinuationToken: token }),
          }),
        ),
      );
      for (const { Prefix: name = '' } of page.CommonPrefixes ?? []) {
        entries.push({ name: name.slice(folder.length, -1), isFolder: true, sizeBytes: 0 });
      }
      for (const { Key = '', Size = 0 } of page.Contents ?? []) {
        entries.push({ name: Key.slice(folder.length), isFolder: false, sizeBytes: Size });
      }
      if (page.IsTruncated !== true || page.NextContinuationToken === undefined) return entries;
      token = page.NextContinuationToken;
    }
  }

  async upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded> {
    const partBytes = partBytesFor(source.sizeBytes);
    const resumedFrom =
      source.sizeBytes <= partBytes
        ? await this.#putObject(path, source, options)
        : await this.#putParts(path, source, options, partBytes);
    const held = await this.stat(path);
    // If the key may not look: the server has confirmed the SHA-256 of the content.
    if (!(held instanceof NotVisible) && held?.sizeBytes !== source.sizeBytes) throw new PushError('size-differs');
    return { resumedFrom, verified: 'content' };
  }

  async rename(from: string, to: string): Promise<void> {
    if (from !== to) throw new PushError('rename-refused', 'S3 has no renaming');
  }

  async read(path: string): Promise<Readable> {
    const { Body } = await this.#request(this.#client.send(new GetObjectCommand(this.#name(path))));
    const chunks = chunksOf(Body as Readable, this.#timeout(this.#deps.limits.stallMs));
    return readableOf(chunks, (error) => this.#failure(error));
  }

  async remove(path: string): Promise<void> {
    await this.#request(this.#client.send(new DeleteObjectCommand(this.#name(path))));
    await this.#abandonUploads(path);
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #putObject(path: string, source: UploadSource, options: UploadOptions): Promise<0> {
    const opened = sourceChunks(source, 0, options, this.#deps);
    const parts: Buffer[] = [];
    const put = async (): Promise<void> => {
      for await (const part of partsOf(opened, source.sizeBytes)) parts.push(part);
      const Body = parts[0] ?? Buffer.alloc(0);
      const command = new PutObjectCommand({ ...this.#name(path), Body, ContentMD5: md5Of(Body) });
      confirmed((await this.#client.send(command)).ETag);
      options.onProgress(Body.length);
    };
    await this.#transfer(put());
    return 0;
  }

  /** Returns where the sending began. */
  async #putParts(path: string, source: UploadSource, options: UploadOptions, partBytes: number): Promise<number> {
    const upload = await this.#beginOrResume(path, options, partBytes);
    const resumedFrom = upload.partsHeld * partBytes;
    let sentBytes = resumedFrom;
    const opened = sourceChunks(source, resumedFrom, options, this.#deps);
    await this.#transfer(
      upload.send(partsOf(opened, partBytes), (bytes) => {
        sentBytes += bytes;
        options.onProgress(sentBytes);
      }),
    );
    return resumedFrom;
  }

  async #beginOrResume(path: string, { resumeFrom = 0 }: UploadOptions, partBytes: number): Promise<MultipartUpload> {
    const name = this.#name(path);
    const earlier =
      resumeFrom > 0 ? await this.#ifPermitted(MultipartUpload.resume(this.#client, name, partBytes)) : null;
    if (earlier !== null) return earlier;
    await this.#abandonUploads(path);
    return this.#request(MultipartUpload.begin(this.#client, name));
  }

  async #abandonUploads(path: string): Promise<void> {
    await this.#ifPermitted(MultipartUpload.abandon(this.#client, this.#name(path)));
  }

  /** A key may be allowed to write objects but not to list uploads. */
  async #ifPermitted<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await this.#request(work);
    } catch (error) {
      if (error instanceof PushError && error.code === 'not-permitted') return null;
      throw error;
    }
  }

  #name(path: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#settings.bucket, Key: this.#key(path) };
  }

  /** Keys are not paths: a leading slash would be part of the name. */
  #key(path: string): string {
    return `${this.#prefix}${path}`;
  }

  get #prefix(): string {
    const folder = joinPath(this.#settings.folder, '').replace(/^\/+/, '');
    return folder === '' ? '' : `${folder}/`;
  }

  #timeout(ms: number): Timeout {
    const { clock, signal } = this.#deps;
    return { clock, signal, ms, cancel: () => this.#client.destroy() };
  }

  /** Without a time limit: the agent ends a socket on which nothing moves. */
  #transfer<T>(work: Promise<T>): Promise<T> {
    return this.#translated(withTimeout(work, this.#timeout(Infinity)));
  }

  #request<T>(work: Promise<T>): Promise<T> {
    return this.#translated(withTimeout(work, this.#timeout(this.#deps.limits.answerMs)));
  }

  #translated<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw this.#failure(error);
    });
  }

  #failure(error: unknown): unknown {
    return operationError(error, this.#deps.signal, s3Failure);
  }
}
