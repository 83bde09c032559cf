import type { Readable } from 'node:stream';
import type { Client } from 'ssh2';
import type { ConnectionDeps } from '../connection-deps.ts';
import { folderOf, joinPath, temporaryNameOf } from '../path.ts';
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
import { readable } from '../reading.ts';
import { resumePoint } from '../resume-point.ts';
import { failureOf, sourceChunks } from '../upload-source.ts';
import { whileMoving } from '../within.ts';
import { MAX_HOLE_BYTES, readPipelined, writePipelined } from './pipelined.ts';
import { SFTP_STATUS, sftpFailure, statusOf } from './sftp-failure.ts';
import type { SftpRequests } from './sftp-requests.ts';

/** A file system with less is full: servers say only "Failure" when it is (OpenSSH sends status 4 for ENOSPC). */
const FULL_BELOW_BYTES = 64 * 1024;

export interface SftpConnectionParts {
  readonly client: Client;
  readonly requests: SftpRequests;
  readonly peer: TargetPeer;
  readonly base: string;
}

export class SftpConnection implements PushConnection {
  readonly peer: TargetPeer;
  readonly #client: Client;
  readonly #requests: SftpRequests;
  readonly #base: string;
  readonly #deps: ConnectionDeps;
  readonly #foldersThere = new Set<string>();

  constructor({ client, requests, peer, base }: SftpConnectionParts, deps: ConnectionDeps) {
    this.peer = peer;
    this.#client = client;
    this.#requests = requests;
    this.#base = base;
    this.#deps = deps;
  }

  temporaryName(path: string): string {
    return temporaryNameOf(path);
  }

  async stat(path: string): Promise<TargetFile | null> {
    const stats = await this.#unlessMissing(this.#requests.stat(this.#at(path)));
    return stats === null || stats.isDirectory() ? null : { sizeBytes: stats.size };
  }

  async list(folder: string): Promise<readonly TargetEntry[] | null> {
    try {
      const entries = (await this.#unlessMissing(this.#requests.readdir(this.#at(folder)))) ?? [];
      return entries
        .map(({ filename, attrs }) => ({ name: filename, isFolder: attrs.isDirectory(), sizeBytes: attrs.size }))
        .map((entry) => (entry.isFolder ? { ...entry, sizeBytes: 0 } : entry));
    } catch (error) {
      if (error instanceof PushError && error.code === 'not-permitted') return null;
      throw error;
    }
  }

  async upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded> {
    const known = options.resumeFrom ?? 0;
    const held = known > 0 ? ((await this.stat(path))?.sizeBytes ?? 0) : 0;
    // Not where the last writes may have left a hole.
    const from = Math.max(0, resumePoint(source.sizeBytes, held, known) - MAX_HOLE_BYTES);
    await this.#makeFolder(folderOf(this.#at(path)));
    const handle = await this.#open(path, from);
    await this.#write(handle, source, from, options).catch((error: unknown) => this.#whyNotStored(path, error));
    if ((await this.stat(path))?.sizeBytes !== source.sizeBytes) throw new PushError('size-differs');
    return { resumedFrom: from, verified: 'size' };
  }

  async rename(from: string, to: string): Promise<void> {
    if (from === to) return;
    try {
      await this.#requests.rename(this.#at(from), this.#at(to));
    } catch (error) {
      if (statusOf(error) === null) throw this.#failure(error);
      throw new PushError('rename-refused', (error as Error).message, { cause: error });
    }
  }

  async read(path: string): Promise<Readable> {
    const stats = await this.#asked(this.#requests.stat(this.#at(path)));
    const handle = await this.#asked(this.#requests.open(this.#at(path), 'r'));
    return readable(this.#contents(handle, stats.size), (error) => this.#failure(error));
  }

  async *#contents(handle: Buffer, sizeBytes: number): AsyncGenerator<Buffer> {
    try {
      yield* readPipelined(sizeBytes, (position, lengthBytes) => this.#requests.read(handle, position, lengthBytes));
    } finally {
      await this.#requests.close(handle).catch(() => {});
    }
  }

  async remove(path: string): Promise<void> {
    await this.#unlessMissing(this.#requests.unlink(this.#at(path)));
  }

  async close(): Promise<void> {
    this.#client.end();
    this.#client.destroy();
  }

  #open(path: string, from: number): Promise<Buffer> {
    return this.#asked(this.#requests.open(this.#at(path), from > 0 ? 'r+' : 'w'));
  }

  /** Writes from `from` to the end, has it put on the disk and closes. */
  async #write(handle: Buffer, source: UploadSource, from: number, options: UploadOptions): Promise<void> {
    const { clock, signal, limits } = this.#deps;
    let sentBytes = from;
    const limit = { clock, signal, ms: limits.stallMs, giveUp: () => this.#client.destroy() };
    try {
      await whileMoving(async (moved) => {
        const chunks = movingChunks(sourceChunks(source, from, options, this.#deps), moved);
        await writePipelined(chunks, from, async (chunk, position) => {
          await this.#asked(this.#requests.write(handle, chunk, position));
          moved();
          sentBytes += chunk.length;
          options.onProgress(sentBytes);
        });
      }, limit);
      await this.#asked(this.#requests.sync(handle));
    } catch (error) {
      if (!signal.aborted) await this.#requests.close(handle).catch(() => {});
      throw error;
    }
    await this.#asked(this.#requests.close(handle));
  }

  /** OpenSSH says "Failure" for a full disk and for much else: its file system is asked. */
  async #whyNotStored(path: string, error: unknown): Promise<never> {
    if (!(error instanceof PushError) || error.code !== 'target-failed') throw this.#failure(error);
    const freeBytes = await this.#requests.freeBytes(folderOf(this.#at(path)));
    const isFull = freeBytes !== null && freeBytes < FULL_BELOW_BYTES;
    throw new PushError(isFull ? 'no-space' : 'not-stored', error.message, { cause: error });
  }

  async #makeFolder(folder: string): Promise<void> {
    if (folder === '' || folder === '/' || folder === '.' || this.#foldersThere.has(folder)) return;
    if ((await this.#unlessMissing(this.#requests.stat(folder))) === null) {
      await this.#makeFolder(folderOf(folder));
      await this.#requests.mkdir(folder).catch(async (error: unknown) => {
        // Another connection may have been faster.
        if ((await this.#unlessMissing(this.#requests.stat(folder))) === null) throw this.#failure(error);
      });
    }
    this.#foldersThere.add(folder);
  }

  #at(path: string): string {
    const whole = joinPath(this.#base, path);
    return this.#base === '' && path === '' ? '.' : whole;
  }

  async #unlessMissing<T>(request: Promise<T>): Promise<T | null> {
    try {
      return await request;
    } catch (error) {
      if (statusOf(error) === SFTP_STATUS.noSuchFile) return null;
      throw this.#failure(error);
    }
  }

  #asked<T>(request: Promise<T>): Promise<T> {
    return request.catch((error: unknown) => {
      throw this.#failure(error);
    });
  }

  #failure(error: unknown): unknown {
    return failureOf(error, this.#deps.signal, sftpFailure);
  }
}

/** Time spent on waiting for the source is not the server's. */
async function* movingChunks(source: AsyncIterable<Buffer>, moved: () => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    moved();
    yield chunk;
  }
}
