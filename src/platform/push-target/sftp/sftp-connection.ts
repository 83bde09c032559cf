import type { Readable } from 'node:stream';
import type { Client } from 'ssh2';
import { PushError } from '../push-error.ts';
import {
  type ConnectionDeps,
  NotVisible,
  type PushConnection,
  type SftpSettings,
  type TargetEntry,
  type TargetFile,
  type TargetPeer,
  type Uploaded,
  type UploadOptions,
  type UploadSource,
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
import { SftpLooks } from './sftp-looks.ts';
import { isRefusal, SFTP_STATUS, type SftpRequests, sftpFailure, statusOf } from './sftp-requests.ts';

/** A file system with less free space counts as full: OpenSSH only sends status 4, "Failure", for ENOSPC. */
const FULL_BELOW_BYTES = 64 * 1024;

type Naming = Pick<SftpSettings, 'temporaryNames'>;

interface SftpConnectionDeps {
  readonly client: Client;
  readonly requests: SftpRequests;
  readonly peer: TargetPeer;
  readonly base: string;
  readonly naming: Naming;
}

interface Sent {
  readonly resumedFrom: number;
  /** What could be seen of the file before it was closed. */
  readonly opened: TargetFile | NotVisible;
}

export class SftpConnection implements PushConnection {
  readonly peer: TargetPeer;
  readonly #client: Client;
  readonly #requests: SftpRequests;
  readonly #looks: SftpLooks;
  readonly #base: string;
  readonly #naming: Naming;
  readonly #deps: ConnectionDeps;

  constructor({ client, requests, peer, base, naming }: SftpConnectionDeps, deps: ConnectionDeps) {
    this.peer = peer;
    this.#client = client;
    this.#requests = requests;
    this.#looks = new SftpLooks(requests);
    this.#base = base;
    this.#naming = naming;
    this.#deps = deps;
  }

  temporaryName(path: string): string {
    return temporaryNameOf(path, this.#naming);
  }

  stat(path: string): Promise<TargetFile | null | NotVisible> {
    return this.#translated(this.#looks.file(this.#at(path)));
  }

  async list(folder: string): Promise<readonly TargetEntry[] | NotVisible> {
    return (await this.#translated(this.#looks.list(this.#at(folder)))) ?? [];
  }

  async upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded> {
    const from = await this.#resumePoint(path, source, options);
    const { resumedFrom, opened } = await this.#send(path, source, from, options).catch((error: unknown) =>
      this.#rejectWithReason(path, error),
    );
    const held = await this.#translated(this.#looks.confirmed(this.#at(path), opened));
    if (held instanceof NotVisible) return { resumedFrom, verified: 'nothing', notVisible: held };
    if (held?.sizeBytes !== source.sizeBytes) throw new PushError('size-differs');
    return { resumedFrom, verified: 'size' };
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
    const handle = await this.#requests.open(this.#at(path), 'r').catch(async (error: unknown) => {
      if (!isRefusal(error)) throw this.#failure(error);
      const isMissing = (await this.stat(path)) === null;
      throw new PushError(isMissing ? 'file-missing' : 'not-permitted', (error as Error).message, { cause: error });
    });
    const opened = await this.#translated(this.#looks.opened(handle));
    const sizeBytes = opened instanceof NotVisible ? Infinity : opened.sizeBytes;
    return readableOf(this.#contents(handle, sizeBytes), (error) => this.#failure(error));
  }

  async *#contents(handle: Buffer, sizeBytes: number): AsyncGenerator<Buffer> {
    try {
      yield* readPipelined(sizeBytes, (position, lengthBytes) => this.#requests.read(handle, position, lengthBytes));
    } finally {
      await this.#requests.close(handle).catch(() => {});
    }
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#requests.unlink(this.#at(path));
    } catch (error) {
      if (statusOf(error) === SFTP_STATUS.noSuchFile) return;
      if (!isRefusal(error)) throw this.#failure(error);
      const found = await this.stat(path);
      if (found === null) return;
      const isUnknown = found instanceof NotVisible;
      throw isUnknown ? new PushError('not-permitted', (error as Error).message) : this.#failure(error);
    }
  }

  async close(): Promise<void> {
    this.#client.end();
    this.#client.destroy();
  }

  /** Before the part in which the last writes may have left a hole. */
  async #resumePoint(path: string, source: UploadSource, { resumeFrom = 0 }: UploadOptions): Promise<number> {
    const held = resumeFrom > 0 ? await this.stat(path) : null;
    if (held === null || held instanceof NotVisible) return 0;
    return Math.max(0, resumePoint(source.sizeBytes, held.sizeBytes, resumeFrom) - MAX_HOLE_BYTES);
  }

  /** Sends the file from `from` on, or from its beginning if the server refuses to continue it. */
  async #send(path: string, source: UploadSource, from: number, options: UploadOptions): Promise<Sent> {
    let written = false;
    const onProgress = (sentBytes: number): void => {
      written = true;
      options.onProgress(sentBytes);
    };
    try {
      const handle = await (from > 0 ? this.#requests.open(this.#at(path), 'r+') : this.#create(this.#at(path)));
      return { resumedFrom: from, opened: await this.#write(handle, source, from, { ...options, onProgress }) };
    } catch (error) {
      if (from === 0 || written || !isRefusal(error)) throw error;
      return this.#send(path, source, 0, options);
    }
  }

  /**
   * Opens a file for writing without asking before whether its folder exists: an account may be allowed to write and not
   * to look. What the server refuses, it is asked again after the folder was made, and after a file of that name was removed.
   */
  async #create(path: string): Promise<Buffer> {
    const open = (): Promise<Buffer> => this.#requests.open(path, 'w');
    return open().catch(async (refused: unknown) => {
      if (!isRefusal(refused)) throw refused;
      const folderRefused = await this.#makeFolder(folderOf(path));
      return open().catch(async (error: unknown) => {
        if (!isRefusal(error)) throw error;
        const isRemoved = await this.#requests.unlink(path).then(
          () => true,
          () => false,
        );
        if (isRemoved) return open();
        // "No such file": it is the folder that could not be made.
        throw statusOf(error) === SFTP_STATUS.noSuchFile ? (folderRefused ?? error) : error;
      });
    });
  }

  /** Writes from `from` to the end, syncs and closes the file. Returns what could be seen of it before it was closed. */
  async #write(
    handle: Buffer,
    source: UploadSource,
    from: number,
    options: UploadOptions,
  ): Promise<TargetFile | NotVisible> {
    const { clock, signal, limits } = this.#deps;
    let sentBytes = from;
    const stall = { clock, signal, ms: limits.stallMs, cancel: () => this.#client.destroy() };
    try {
      await withStallTimeout(async (onActivity) => {
        const chunks = reportingActivity(sourceChunks(source, from, options, this.#deps), onActivity);
        await writePipelined(chunks, from, async (chunk, position) => {
          await this.#requests.write(handle, chunk, position);
          onActivity();
          sentBytes += chunk.length;
          options.onProgress(sentBytes);
        });
      }, stall);
      await this.#requests.sync(handle);
      const opened = await this.#looks.opened(handle);
      await this.#requests.close(handle);
      return opened;
    } catch (error) {
      if (!signal.aborted) await this.#requests.close(handle).catch(() => {});
      throw error;
    }
  }

  /** OpenSSH sends "Failure" for a full disk and for other errors, so the free space is queried. */
  async #rejectWithReason(path: string, error: unknown): Promise<never> {
    const failure = this.#failure(error);
    if (!(failure instanceof PushError) || failure.code !== 'target-failed') throw failure;
    const freeBytes = await this.#requests.freeBytes(folderOf(this.#at(path)));
    const isFull = freeBytes !== null && freeBytes < FULL_BELOW_BYTES;
    throw new PushError(isFull ? 'no-space' : 'not-stored', failure.message, { cause: error });
  }

  /** Makes a folder and those it is in. Returns why the server refused: also that the folder exists, in words of its own. */
  async #makeFolder(folder: string): Promise<unknown> {
    if (folder === '' || folder === '/' || folder === '.') return null;
    const make = (): Promise<unknown> =>
      this.#requests.mkdir(folder).then(
        () => null,
        (error: unknown) => error,
      );
    const refused = await make();
    if (refused === null) return null;
    if (!isRefusal(refused)) throw refused;
    await this.#makeFolder(folderOf(folder));
    const again = await make();
    if (again !== null && !isRefusal(again)) throw again;
    return again;
  }

  #at(path: string): string {
    return this.#base === '' && path === '' ? '.' : joinPath(this.#base, path);
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
