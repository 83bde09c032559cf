import type { Readable } from 'node:stream';
import type { Client } from 'ssh2';
import { PushError } from '../push-error.ts';
import type {
  ConnectionDeps,
  PushConnection,
  TargetEntry,
  TargetFile,
  TargetPeer,
  Uploaded,
  UploadOptions,
  UploadSource,
} from '../push-target.ts';
import { withStallTimeout } from '../time-limits.ts';
import {
  folderOf,
  joinPath,
  operationError,
  readableOf,
  resumePoint,
  sourceChunks,
  temporaryNameOf,
} from '../transfer.ts';
import { MAX_HOLE_BYTES, readPipelined, writePipelined } from './pipelined.ts';
import { SFTP_STATUS, type SftpRequests, sftpFailure, statusOf } from './sftp-requests.ts';

/** A file system with less free space counts as full: OpenSSH only sends status 4, "Failure", for ENOSPC. */
const FULL_BELOW_BYTES = 64 * 1024;

interface SftpConnectionDeps {
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
  readonly #existingFolders = new Set<string>();

  constructor({ client, requests, peer, base }: SftpConnectionDeps, deps: ConnectionDeps) {
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
    const stats = await this.#nullIfMissing(this.#requests.stat(this.#at(path)));
    return stats === null || stats.isDirectory() ? null : { sizeBytes: stats.size };
  }

  async list(folder: string): Promise<readonly TargetEntry[] | null> {
    try {
      const entries = (await this.#nullIfMissing(this.#requests.readdir(this.#at(folder)))) ?? [];
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
    // Before the part in which the last writes may have left a hole.
    const from = Math.max(0, resumePoint(source.sizeBytes, held, known) - MAX_HOLE_BYTES);
    await this.#makeFolder(folderOf(this.#at(path)));
    const handle = await this.#open(path, from);
    await this.#write(handle, source, from, options).catch((error: unknown) => this.#rejectWithReason(path, error));
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
    const stats = await this.#translated(this.#requests.stat(this.#at(path)));
    const handle = await this.#translated(this.#requests.open(this.#at(path), 'r'));
    return readableOf(this.#contents(handle, stats.size), (error) => this.#failure(error));
  }

  async *#contents(handle: Buffer, sizeBytes: number): AsyncGenerator<Buffer> {
    try {
      yield* readPipelined(sizeBytes, (position, lengthBytes) => this.#requests.read(handle, position, lengthBytes));
    } finally {
      await this.#requests.close(handle).catch(() => {});
    }
  }

  async remove(path: string): Promise<void> {
    await this.#nullIfMissing(this.#requests.unlink(this.#at(path)));
  }

  async close(): Promise<void> {
    this.#client.end();
    this.#client.destroy();
  }

  #open(path: string, from: number): Promise<Buffer> {
    return this.#translated(this.#requests.open(this.#at(path), from > 0 ? 'r+' : 'w'));
  }

  /** Writes from `from` to the end, syncs and closes the file. */
  async #write(handle: Buffer, source: UploadSource, from: number, options: UploadOptions): Promise<void> {
    const { clock, signal, limits } = this.#deps;
    let sentBytes = from;
    const stall = { clock, signal, ms: limits.stallMs, cancel: () => this.#client.destroy() };
    try {
      await withStallTimeout(async (onActivity) => {
        const chunks = reportingActivity(sourceChunks(source, from, options, this.#deps), onActivity);
        await writePipelined(chunks, from, async (chunk, position) => {
          await this.#translated(this.#requests.write(handle, chunk, position));
          onActivity();
          sentBytes += chunk.length;
          options.onProgress(sentBytes);
        });
      }, stall);
      await this.#translated(this.#requests.sync(handle));
    } catch (error) {
      if (!signal.aborted) await this.#requests.close(handle).catch(() => {});
      throw error;
    }
    await this.#translated(this.#requests.close(handle));
  }

  /** OpenSSH sends "Failure" for a full disk and for other errors, so the free space is queried. */
  async #rejectWithReason(path: string, error: unknown): Promise<never> {
    if (!(error instanceof PushError) || error.code !== 'target-failed') throw this.#failure(error);
    const freeBytes = await this.#requests.freeBytes(folderOf(this.#at(path)));
    const isFull = freeBytes !== null && freeBytes < FULL_BELOW_BYTES;
    throw new PushError(isFull ? 'no-space' : 'not-stored', error.message, { cause: error });
  }

  async #makeFolder(folder: string): Promise<void> {
    if (folder === '' || folder === '/' || folder === '.' || this.#existingFolders.has(folder)) return;
    if ((await this.#nullIfMissing(this.#requests.stat(folder))) === null) {
      await this.#makeFolder(folderOf(folder));
      await this.#requests.mkdir(folder).catch(async (error: unknown) => {
        // Another connection may have made it.
        if ((await this.#nullIfMissing(this.#requests.stat(folder))) === null) throw this.#failure(error);
      });
    }
    this.#existingFolders.add(folder);
  }

  #at(path: string): string {
    return this.#base === '' && path === '' ? '.' : joinPath(this.#base, path);
  }

  async #nullIfMissing<T>(request: Promise<T>): Promise<T | null> {
    try {
      return await request;
    } catch (error) {
      if (statusOf(error) === SFTP_STATUS.noSuchFile) return null;
      throw this.#failure(error);
    }
  }

  #translated<T>(request: Promise<T>): Promise<T> {
    return request.catch((error: unknown) => {
      throw this.#failure(error);
    });
  }

  #failure(error: unknown): unknown {
    return operationError(error, this.#deps.signal, sftpFailure);
  }
}

/** The time spent waiting for the source does not count as a stall. */
async function* reportingActivity(source: AsyncIterable<Buffer>, onActivity: () => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    onActivity();
    yield chunk;
  }
}
