import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ConnectionDeps } from '../connection-deps.ts';
import { joinPath } from '../path.ts';
import { PushError } from '../push-error.ts';
import type {
  PushConnection,
  TargetEntry,
  TargetFile,
  TargetPeer,
  Uploaded,
  UploadOptions,
  UploadSource,
} from '../push-target.ts';
import { chunksOf, readable } from '../reading.ts';
import type { S3Settings } from '../target-settings.ts';
import { failureOf, sourceChunks } from '../upload-source.ts';
import { type Limit, within } from '../within.ts';
import { MultipartUpload, partBytesFor } from './multipart-upload.ts';
import { partsOf } from './parts-of.ts';
import { s3Failure } from './s3-failure.ts';
import { told } from './told.ts';

export interface S3ConnectionParts {
  readonly client: S3Client;
  readonly settings: S3Settings;
  readonly peer: TargetPeer;
  /** Whether the key may list the bucket. Without, S3 says 403 of an object that is not there. */
  readonly canList: boolean;
}

export class S3Connection implements PushConnection {
  readonly peer: TargetPeer;
  readonly #client: S3Client;
  readonly #settings: S3Settings;
  readonly #canList: boolean;
  readonly #deps: ConnectionDeps;

  constructor({ client, settings, peer, canList }: S3ConnectionParts, deps: ConnectionDeps) {
    this.peer = peer;
    this.#client = client;
    this.#settings = settings;
    this.#canList = canList;
    this.#deps = deps;
  }

  temporaryName(path: string): string {
    return path;
  }

  async stat(path: string): Promise<TargetFile | null> {
    const known = await this.#head(path);
    return known === 'forbidden' ? null : known;
  }

  async list(folder: string): Promise<readonly TargetEntry[] | null> {
    if (!this.#canList) return null;
    const Prefix = folder === '' ? this.#prefix : `${this.#key(folder)}/`;
    const entries: TargetEntry[] = [];
    for (let token: string | undefined; ; ) {
      const page = await this.#asked(
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
        entries.push({ name: name.slice(Prefix.length, -1), isFolder: true, sizeBytes: 0 });
      }
      for (const { Key = '', Size = 0 } of page.Contents ?? []) {
        entries.push({ name: Key.slice(Prefix.length), isFolder: false, sizeBytes: Size });
      }
      if (page.IsTruncated !== true || page.NextContinuationToken === undefined) return entries;
      token = page.NextContinuationToken;
    }
  }

  async upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded> {
    const partBytes = partBytesFor(source.sizeBytes);
    const resumedFrom =
      source.sizeBytes <= partBytes
        ? await this.#putWhole(path, source, options)
        : await this.#putParts(path, source, options, partBytes);
    const held = await this.#head(path);
    // A key that may write but not read back: the server has confirmed the content's SHA-256.
    if (held !== 'forbidden' && held?.sizeBytes !== source.sizeBytes) throw new PushError('size-differs');
    return { resumedFrom, verified: 'content' };
  }

  async rename(from: string, to: string): Promise<void> {
    if (from !== to) throw new PushError('rename-refused', 'S3 has no renaming');
  }

  async read(path: string): Promise<Readable> {
    const { Body } = await this.#asked(this.#client.send(new GetObjectCommand(this.#name(path))));
    const chunks = chunksOf(Body as Readable, this.#limit(this.#deps.limits.stallMs));
    return readable(chunks, (error) => this.#failure(error));
  }

  async remove(path: string): Promise<void> {
    await this.#asked(this.#client.send(new DeleteObjectCommand(this.#name(path))));
    await this.#abandonUploads(path);
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #putWhole(path: string, source: UploadSource, options: UploadOptions): Promise<0> {
    const opened = sourceChunks(source, 0, options, this.#deps);
    const parts: Buffer[] = [];
    const put = async (): Promise<void> => {
      for await (const part of partsOf(opened, source.sizeBytes)) parts.push(part);
      const Body = parts[0] ?? Buffer.alloc(0);
      told((await this.#client.send(new PutObjectCommand({ ...this.#name(path), Body }))).ETag);
      options.onProgress(Body.length);
    };
    await this.#transfer(put());
    return 0;
  }

  /** Resolves with where the sending began. */
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
    return this.#asked(MultipartUpload.begin(this.#client, name));
  }

  async #abandonUploads(path: string): Promise<void> {
    await this.#ifPermitted(MultipartUpload.abandon(this.#client, this.#name(path)));
  }

  /** A key may be allowed to write objects and not to see uploads. */
  async #ifPermitted<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await this.#asked(work);
    } catch (error) {
      if (error instanceof PushError && error.code === 'not-permitted') return null;
      throw error;
    }
  }

  /** `forbidden`: the key may not look, so nothing is known. */
  async #head(path: string): Promise<TargetFile | null | 'forbidden'> {
    try {
      const head = await this.#asked(this.#client.send(new HeadObjectCommand(this.#name(path))));
      return { sizeBytes: head.ContentLength ?? 0 };
    } catch (error) {
      if (!(error instanceof PushError)) throw error;
      if (error.code === 'file-missing') return null;
      if (error.code === 'not-permitted' && !this.#canList) return 'forbidden';
      throw error;
    }
  }

  #name(path: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#settings.bucket, Key: this.#key(path) };
  }

  /** Keys are no paths: a leading slash would be part of the name. */
  #key(path: string): string {
    return `${this.#prefix}${path}`;
  }

  get #prefix(): string {
    const folder = joinPath(this.#settings.folder, '').replace(/^\/+/, '');
    return folder === '' ? '' : `${folder}/`;
  }

  #limit(ms: number): Limit {
    const { clock, signal } = this.#deps;
    return { clock, signal, ms, giveUp: () => this.#client.destroy() };
  }

  /** Long ones: the agent watches that the socket moves. */
  #transfer<T>(work: Promise<T>): Promise<T> {
    return this.#translated(within(work, this.#limit(Infinity)));
  }

  #asked<T>(work: Promise<T>): Promise<T> {
    return this.#translated(within(work, this.#limit(this.#deps.limits.answerMs)));
  }

  #translated<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw this.#failure(error);
    });
  }

  #failure(error: unknown): unknown {
    return failureOf(error, this.#deps.signal, s3Failure);
  }
}
