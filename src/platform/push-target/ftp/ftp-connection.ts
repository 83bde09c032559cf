import type { Readable } from 'node:stream';
import { FTPError, parseList } from 'basic-ftp';
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
import type { DataConnections } from './data-connection.ts';
import type { FtpCommands } from './ftp-commands.ts';
import { type FtpStep, ftpFailure, saysNotPermitted } from './ftp-failure.ts';
import { ANEW, type Way, waysToSend } from './ways-to-send.ts';

/** 100,000 entries of an ordinary length. */
const MAX_LISTING_BYTES = 32 * 1024 * 1024;
/** The server does not know the command (RFC 959 §4.2.2). */
const UNKNOWN_COMMAND = new Set([500, 502, 504]);

/** Under 550 and 521, in these words or like them. */
const FOLDER_EXISTS = /exists/i;

export interface FtpConnectionParts {
  readonly commands: FtpCommands;
  readonly data: DataConnections;
  readonly peer: TargetPeer;
  /** Absolute, as the server calls it. */
  readonly base: string;
  readonly listCommand: 'MLSD' | 'LIST';
}

export class FtpConnection implements PushConnection {
  readonly peer: TargetPeer;
  readonly #commands: FtpCommands;
  readonly #data: DataConnections;
  readonly #base: string;
  readonly #listCommand: 'MLSD' | 'LIST';
  readonly #deps: ConnectionDeps;
  readonly #foldersThere = new Set<string>();

  constructor({ commands, data, peer, base, listCommand }: FtpConnectionParts, deps: ConnectionDeps) {
    this.peer = peer;
    this.#commands = commands;
    this.#listCommand = listCommand;
    this.#data = data;
    this.#base = base;
    this.#deps = deps;
  }

  temporaryName(path: string): string {
    return temporaryNameOf(path);
  }

  async stat(path: string): Promise<TargetFile | null> {
    const seen = await this.#look(path);
    return seen === 'unseen' ? null : seen;
  }

  async list(folder: string): Promise<readonly TargetEntry[] | null> {
    const listing: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of this.#data.receive(`${this.#listCommand} ${this.#at(folder)}`)) {
        bytes += chunk.length;
        if (bytes > MAX_LISTING_BYTES) throw new PushError('target-failed', 'the listing is too long');
        listing.push(chunk);
      }
    } catch (error) {
      if (error instanceof FTPError && saysNotPermitted(error)) return null;
      if (error instanceof FTPError && (error.code === 550 || error.code === 450)) return [];
      throw this.#failure(error, 'look');
    }
    return parseList(Buffer.concat(listing).toString())
      .filter(({ name }) => name !== '.' && name !== '..')
      .map(({ name, isDirectory, size }) => ({ name, isFolder: isDirectory, sizeBytes: isDirectory ? 0 : size }));
  }

  async upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded> {
    const known = options.resumeFrom ?? 0;
    const heldBytes = known === 0 ? 0 : ((await this.stat(path))?.sizeBytes ?? 0);
    let from = resumePoint(source.sizeBytes, heldBytes, known);
    if (from === 0 || from < source.sizeBytes) from = await this.#transfer(path, source, options, { from, heldBytes });
    await this.#confirmSize(path, source.sizeBytes);
    return { resumedFrom: from, verified: 'size' };
  }

  async rename(from: string, to: string): Promise<void> {
    if (from === to) return;
    try {
      await this.#commands.rename(this.#at(from), this.#at(to));
    } catch (error) {
      throw this.#failure(error, 'rename');
    }
  }

  async read(path: string): Promise<Readable> {
    const chunks = this.#data.receive(`RETR ${this.#at(path)}`);
    const failure = (error: unknown): unknown => this.#failure(error, 'read');
    const first = await chunks.next().catch((error: unknown) => {
      throw failure(error);
    });
    return readable(resumed(first, chunks), failure);
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#commands.remove(this.#at(path));
    } catch (error) {
      if (error instanceof FTPError && error.code === 550 && (await this.stat(path)) === null) return;
      throw this.#failure(error, 'remove');
    }
  }

  async close(): Promise<void> {
    await this.#commands.quit();
  }

  /** Sends what is missing by the best way the server allows; returns where the sending began. */
  async #transfer(
    path: string,
    source: UploadSource,
    options: UploadOptions,
    { from, heldBytes }: { readonly from: number; readonly heldBytes: number },
  ): Promise<number> {
    for (const way of waysToSend(from, heldBytes)) {
      try {
        await this.#send(path, source, options, way);
        return way.from;
      } catch (error) {
        if (!(error instanceof Refused)) throw this.#failure(error, 'write');
      }
    }
    await this.#sendAnew(path, source, options);
    return 0;
  }

  /** Some servers (ProFTPD as it comes) do not let a file be overwritten; none lets one be made in a missing folder. */
  async #sendAnew(path: string, source: UploadSource, options: UploadOptions): Promise<void> {
    try {
      await this.#makeFolder(this.#at(folderOf(path)));
      await this.#send(path, source, options, ANEW).catch(async (error: unknown) => {
        if (!(error instanceof Refused) || (await this.stat(path)) === null) throw error;
        await this.remove(path);
        await this.#send(path, source, options, ANEW);
      });
    } catch (error) {
      throw this.#failure(error, 'write');
    }
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
      if (!opened && error instanceof FTPError) throw new Refused(error);
      throw error;
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    if (folder === '/' || this.#foldersThere.has(folder)) return;
    if (!(await this.#commands.isFolder(folder))) {
      await this.#makeFolder(folderOf(folder) || '/');
      await this.#commands.makeFolder(folder).catch((error: unknown) => this.#unlessThere(folder, error));
    }
    this.#foldersThere.add(folder);
  }

  /** Another connection may have been faster, or the folder is one that we may write to and not enter. */
  async #unlessThere(folder: string, error: unknown): Promise<void> {
    if (!(error instanceof FTPError)) throw error;
    if (FOLDER_EXISTS.test(error.message) || (await this.#commands.isFolder(folder))) return;
    throw ftpFailure(error, 'write');
  }

  /** `unseen`: we may not look, so nothing is known. */
  async #look(path: string): Promise<TargetFile | null | 'unseen'> {
    try {
      return { sizeBytes: await this.#commands.size(this.#at(path)) };
    } catch (error) {
      if (!(error instanceof FTPError)) throw this.#failure(error, 'look');
      if (UNKNOWN_COMMAND.has(error.code) || saysNotPermitted(error)) return this.#lookInList(path);
      if (error.code === 550) return null;
      throw this.#failure(error, 'look');
    }
  }

  async #lookInList(path: string): Promise<TargetFile | null | 'unseen'> {
    const entries = await this.list(folderOf(path));
    if (entries === null) return 'unseen';
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = entries.find((entry) => entry.name === name && !entry.isFolder);
    return found === undefined ? null : { sizeBytes: found.sizeBytes };
  }

  /** Where SIZE sees nothing the list is asked: some servers say only "could not get the size" when they refuse it. */
  async #confirmSize(path: string, sizeBytes: number): Promise<void> {
    const seen = (await this.#look(path)) ?? (await this.#lookInList(path));
    if (seen === 'unseen') throw new PushError('size-unknown');
    if (seen?.sizeBytes !== sizeBytes) throw new PushError('size-differs');
  }

  #at(path: string): string {
    return joinPath(this.#base, path);
  }

  #failure(error: unknown, step: FtpStep): unknown {
    return failureOf(error, this.#deps.signal, (failed) =>
      ftpFailure(failed instanceof Refused ? failed.cause : failed, step),
    );
  }
}

/** Chunks of which the first was taken already. */
async function* resumed(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.done !== true) yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** The server said no before a byte was sent. */
class Refused extends Error {
  override readonly cause: FTPError;

  constructor(cause: FTPError) {
    super('refused before the first byte');
    this.cause = cause;
  }
}
