import { Readable } from 'node:stream';
import { type Client, FTPError, parseList } from 'basic-ftp';
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
import { failureOf, sourceChunks } from '../upload-source.ts';
import { within } from '../within.ts';
import type { DataConnections } from './data-connection.ts';
import { type FtpStep, ftpFailure } from './ftp-failure.ts';

/** 100,000 entries of an ordinary length. */
const MAX_LISTING_BYTES = 32 * 1024 * 1024;
/** A server that does not say goodbye is left without. */
const GOODBYE_MS = 2_000;
/** The server does not know the command (RFC 959 §4.2.2). */
const UNKNOWN_COMMAND = new Set([500, 502, 504]);

export interface FtpConnectionParts {
  readonly client: Client;
  readonly data: DataConnections;
  readonly peer: TargetPeer;
  /** Absolute, as the server calls it. */
  readonly base: string;
}

export class FtpConnection implements PushConnection {
  readonly peer: TargetPeer;
  readonly #client: Client;
  readonly #data: DataConnections;
  readonly #base: string;
  readonly #deps: ConnectionDeps;
  readonly #foldersThere = new Set<string>();

  constructor({ client, data, peer, base }: FtpConnectionParts, deps: ConnectionDeps) {
    this.peer = peer;
    this.#client = client;
    this.#data = data;
    this.#base = base;
    this.#deps = deps;
  }

  temporaryName(path: string): string {
    return temporaryNameOf(path);
  }

  async stat(path: string): Promise<TargetFile | null> {
    try {
      return { sizeBytes: await this.#limited(this.#client.size(this.#at(path))) };
    } catch (error) {
      if (error instanceof FTPError && error.code === 550) return null;
      if (error instanceof FTPError && UNKNOWN_COMMAND.has(error.code)) return this.#statByList(path);
      throw this.#failure(error, 'look');
    }
  }

  async list(folder: string): Promise<readonly TargetEntry[] | null> {
    const command = this.#client.availableListCommands.includes('MLSD') ? 'MLSD' : 'LIST';
    const listing: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of this.#data.receive(`${command} ${this.#at(folder)}`)) {
        bytes += chunk.length;
        if (bytes > MAX_LISTING_BYTES) throw new PushError('target-failed', 'the listing is too long');
        listing.push(chunk);
      }
    } catch (error) {
      if (error instanceof FTPError && (error.code === 550 || error.code === 450)) return [];
      throw this.#failure(error, 'look');
    }
    return parseList(Buffer.concat(listing).toString())
      .filter(({ name }) => name !== '.' && name !== '..')
      .map(({ name, isDirectory, size }) => ({ name, isFolder: isDirectory, sizeBytes: isDirectory ? 0 : size }));
  }

  async upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded> {
    const held = await this.stat(path);
    let from = resumePoint(source.sizeBytes, held?.sizeBytes ?? 0, options.resumeFrom ?? 0);
    if (from === 0 || from < source.sizeBytes) {
      from = await this.#transfer(path, source, options, { from, held: held?.sizeBytes ?? null });
    }
    if ((await this.stat(path))?.sizeBytes !== source.sizeBytes) throw new PushError('size-differs');
    return { resumedFrom: from, verified: 'size' };
  }

  async rename(from: string, to: string): Promise<void> {
    if (from === to) return;
    try {
      await this.#limited(this.#client.rename(this.#at(from), this.#at(to)));
    } catch (error) {
      throw this.#failure(error, 'rename');
    }
  }

  async read(path: string): Promise<Readable> {
    const chunks = this.#data.receive(`RETR ${this.#at(path)}`);
    const failed = (error: unknown): unknown => this.#failure(error, 'read');
    const first = await chunks.next().catch((error: unknown) => {
      throw failed(error);
    });
    return Readable.from(
      (async function* () {
        try {
          if (first.done !== true) yield first.value;
          yield* chunks;
        } catch (error) {
          throw failed(error);
        } finally {
          await chunks.return(undefined);
        }
      })(),
      { objectMode: false },
    );
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#limited(this.#client.remove(this.#at(path)));
    } catch (error) {
      if (error instanceof FTPError && error.code === 550 && (await this.stat(path)) === null) return;
      throw this.#failure(error, 'remove');
    }
  }

  async close(): Promise<void> {
    if (this.#client.closed) return;
    await this.#limited(this.#client.send('QUIT'), GOODBYE_MS).catch(() => {});
    this.#client.close();
  }

  /** Sends what is missing by the best way the server allows; returns where the sending began. */
  async #transfer(
    path: string,
    source: UploadSource,
    options: UploadOptions,
    { from, held }: { readonly from: number; readonly held: number | null },
  ): Promise<number> {
    for (const way of waysToSend(from, held)) {
      try {
        if (way.command === 'STOR' && way.from === 0) await this.#makeRoom(path, held);
        await this.#send(path, source, options, way);
        return way.from;
      } catch (error) {
        const isRefused = way.from > 0 && error instanceof ResumeRefused;
        if (!isRefused) throw this.#failure(error, 'write');
      }
    }
    throw new PushError('target-failed');
  }

  async #send(path: string, source: UploadSource, options: UploadOptions, way: Way): Promise<void> {
    let sentBytes = way.from;
    let opened = false;
    try {
      await this.#data.send(`${way.command} ${this.#at(path)}`, {
        before: way.restart ? `REST ${way.from}` : null,
        open: () => {
          opened = true;
          return sourceChunks(source, way.from, options, this.#deps);
        },
        onBytes: (bytes) => {
          sentBytes += bytes;
          options.onProgress(sentBytes);
        },
      });
    } catch (error) {
      if (!opened && error instanceof FTPError) throw new ResumeRefused(error);
      throw error;
    }
  }

  /** Some servers (ProFTPD as it comes) do not let a file be overwritten; none lets one be made in a missing folder. */
  async #makeRoom(path: string, held: number | null): Promise<void> {
    if (held !== null) await this.remove(path);
    await this.#makeFolder(this.#at(folderOf(path)));
  }

  async #makeFolder(folder: string): Promise<void> {
    if (folder === '/' || this.#foldersThere.has(folder)) return;
    if (!(await this.#isFolder(folder))) {
      await this.#makeFolder(folderOf(folder) || '/');
      const reply = await this.#limited(this.#client.sendIgnoringError(`MKD ${folder}`));
      // Another connection may have been faster.
      if (reply.code >= 400 && !(await this.#isFolder(folder))) throw ftpFailure(new FTPError(reply), 'write');
    }
    this.#foldersThere.add(folder);
  }

  async #isFolder(folder: string): Promise<boolean> {
    return (await this.#limited(this.#client.sendIgnoringError(`CWD ${folder}`))).code < 400;
  }

  async #statByList(path: string): Promise<TargetFile | null> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return (await this.list(folderOf(path)))?.find((entry) => entry.name === name && !entry.isFolder) ?? null;
  }

  #at(path: string): string {
    return joinPath(this.#base, path);
  }

  #limited<T>(work: Promise<T>, ms: number = this.#deps.limits.answerMs): Promise<T> {
    const { clock, signal } = this.#deps;
    return within(work, { clock, signal, ms, giveUp: () => this.#client.close() });
  }

  #failure(error: unknown, step: FtpStep): unknown {
    return failureOf(error, this.#deps.signal, (failed) =>
      ftpFailure(failed instanceof ResumeRefused ? failed.cause : failed, step),
    );
  }
}

/** The server said no before a byte was sent. */
class ResumeRefused extends Error {
  override readonly cause: FTPError;

  constructor(cause: FTPError) {
    super('refused before the first byte');
    this.cause = cause;
  }
}

interface Way {
  readonly command: 'STOR' | 'APPE';
  readonly from: number;
  readonly restart: boolean;
}

/**
 * RFC 3659 §5.3: REST before STOR. First, because what it writes is where it belongs even if the server of the broken
 * connection still wrote a little; APPE (RFC 959) where it is refused; the whole file where that is refused too.
 */
function waysToSend(from: number, held: number | null): readonly Way[] {
  const anew: Way = { command: 'STOR', from: 0, restart: false };
  if (from === 0) return [anew];
  const restart: Way = { command: 'STOR', from, restart: true };
  return from === held ? [restart, { command: 'APPE', from, restart: false }, anew] : [restart, anew];
}

/** Never behind what is there (a hole), nor before a file that is too long (its tail would stay). */
function resumePoint(sizeBytes: number, heldBytes: number, knownBytes: number): number {
  return heldBytes > sizeBytes ? 0 : Math.min(heldBytes, knownBytes);
}
