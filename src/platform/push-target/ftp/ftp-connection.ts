import type { Readable } from 'node:stream';
import { FTPError, parseList } from 'basic-ftp';
import { PushError } from '../push-error.ts';
import {
  type ConnectionDeps,
  type FtpSettings,
  NotVisible,
  type PushConnection,
  type TargetEntry,
  type TargetFile,
  type TargetPeer,
  type Uploaded,
  type UploadOptions,
  type UploadSource,
} from '../push-target.ts';
import {
  folderOf,
  joinPath,
  operationError,
  readableOf,
  resumePoint,
  sourceChunks,
  temporaryNameOf,
} from '../transfer.ts';
import { type FtpCommands, type FtpStep, ftpFailure, saysNotPermitted } from './ftp-commands.ts';
import type { FtpDataConnections } from './ftp-data-connections.ts';

/** Enough for 100,000 entries of usual length. */
const MAX_LISTING_BYTES = 32 * 1024 * 1024;

type Naming = Pick<FtpSettings, 'temporaryNames'>;

interface FtpConnectionDeps {
  readonly commands: FtpCommands;
  readonly data: FtpDataConnections;
  readonly peer: TargetPeer;
  /** The path of the settings' folder, in the server's notation. Absolute, unless the server refused PWD. */
  readonly base: string;
  readonly listCommand: 'MLSD' | 'LIST';
  readonly naming: Naming;
}

export class FtpConnection implements PushConnection {
  readonly peer: TargetPeer;
  readonly #commands: FtpCommands;
  readonly #data: FtpDataConnections;
  readonly #base: string;
  readonly #listCommand: 'MLSD' | 'LIST';
  readonly #naming: Naming;
  readonly #deps: ConnectionDeps;
  /** Whether SIZE or a listing has shown anything. Until then a 550 is not believed to mean "no such file". */
  #hasShown = false;
  readonly #triedFolders = new Set<string>();

  constructor({ commands, data, peer, base, listCommand, naming }: FtpConnectionDeps, deps: ConnectionDeps) {
    this.peer = peer;
    this.#commands = commands;
    this.#listCommand = listCommand;
    this.#data = data;
    this.#base = base;
    this.#naming = naming;
    this.#deps = deps;
  }

  temporaryName(path: string): string {
    return temporaryNameOf(path, this.#naming);
  }

  stat(path: string): Promise<TargetFile | null | NotVisible> {
    return this.#look(path);
  }

  async list(folder: string): Promise<readonly TargetEntry[] | NotVisible> {
    return (await this.#list(this.#at(folder))) ?? (await this.#missing()) ?? [];
  }

  /** Null: the server says that the folder does not exist. */
  async #list(folder: string): Promise<readonly TargetEntry[] | null | NotVisible> {
    const listing: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of this.#data.receive(`${this.#listCommand} ${folder}`.trimEnd())) {
        bytes += chunk.length;
        if (bytes > MAX_LISTING_BYTES) throw new PushError('target-failed', 'the listing is too long');
        listing.push(chunk);
      }
    } catch (error) {
      if (isRefusal(error)) return new NotVisible(error.message);
      if (error instanceof FTPError && (error.code === 550 || error.code === 450)) return null;
      throw this.#failure(error, 'look');
    }
    this.#hasShown = true;
    return parseList(Buffer.concat(listing).toString())
      .filter(({ name }) => name !== '.' && name !== '..')
      .map(({ name, isDirectory, size }) => ({ name, isFolder: isDirectory, sizeBytes: isDirectory ? 0 : size }));
  }

  async upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded> {
    const known = options.resumeFrom ?? 0;
    const held = known === 0 ? null : await this.stat(path);
    const heldBytes = held === null || held instanceof NotVisible ? 0 : held.sizeBytes;
    const from = resumePoint(source.sizeBytes, heldBytes, known);
    const isThere = from > 0 && from === source.sizeBytes;
    const { resumedFrom, broken } = isThere
      ? { resumedFrom: from, broken: null }
      : await this.#transfer(path, source, options, { from, heldBytes });
    const found = await this.#confirmed(path);
    if (found instanceof NotVisible) {
      if (broken !== null) throw this.#failure(broken, 'write');
      return { resumedFrom, verified: 'nothing', notVisible: found };
    }
    if (found?.sizeBytes !== source.sizeBytes) throw new PushError('size-differs');
    return { resumedFrom, verified: 'size' };
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
    // A missing file fails here rather than in the stream. 550 without a reason is a refusal, too, of a file that is there.
    const first = await chunks.next().catch(async (error: unknown) => {
      const failed = failure(error);
      if (!(failed instanceof PushError) || failed.code !== 'file-missing') throw failed;
      const isMissing = (await this.stat(path)) === null;
      throw isMissing ? failed : new PushError('not-permitted', failed.message, { cause: error });
    });
    return readableOf(withFirst(first, chunks), failure);
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#commands.remove(this.#at(path));
    } catch (error) {
      // A refusal (5yz) that does not say whether there is such a file.
      if (error instanceof FTPError && error.code >= 500 && (await this.stat(path)) === null) return;
      throw this.#failure(error, 'remove');
    }
  }

  async close(): Promise<void> {
    await this.#commands.quit();
  }

  /** Sends the missing bytes with the best command the server accepts. */
  async #transfer(
    path: string,
    source: UploadSource,
    options: UploadOptions,
    { from, heldBytes }: { readonly from: number; readonly heldBytes: number },
  ): Promise<Transferred> {
    for (const command of resumeCommands(from, heldBytes)) {
      try {
        return await this.#send(path, source, options, command);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw this.#failure(error, 'write');
      }
    }
    return this.#sendFromStart(path, source, options);
  }

  /**
   * Some servers (ProFTPD by default) do not allow overwriting a file; none allows writing into a missing folder. Pure-FTPd with
   * `--autorename` stores the file under another name and does not say so: what may have the name is removed before. Returns where
   * the sending began: at the end, if the server neither replaces nor removes a file that has the size of the source. FTP writes in
   * order, so it is whole.
   */
  async #sendFromStart(path: string, source: UploadSource, options: UploadOptions): Promise<Transferred> {
    try {
      await this.#makeFolder(this.#at(folderOf(path)));
      if (options.mayExist === true) await this.#isRemoved(path);
      return await this.#send(path, source, options, FROM_START);
    } catch (error) {
      if (error instanceof RefusedError) return this.#sendOver(error, path, source, options);
      throw this.#failure(error, 'write');
    }
  }

  /** After a refusal to write the file. */
  async #sendOver(
    refused: RefusedError,
    path: string,
    source: UploadSource,
    options: UploadOptions,
  ): Promise<Transferred> {
    const found = await this.stat(path);
    try {
      if (found === null) throw refused;
      if (await this.#isRemoved(path)) return await this.#send(path, source, options, FROM_START);
      if (!(found instanceof NotVisible) && found.sizeBytes === source.sizeBytes) {
        return { resumedFrom: source.sizeBytes, broken: null };
      }
      throw this.#inTheWay(refused, found, options);
    } catch (error) {
      throw this.#failure(error, 'write');
    }
  }

  /** False: the server refuses, perhaps because there is none. */
  async #isRemoved(path: string): Promise<boolean> {
    try {
      await this.#commands.remove(this.#at(path));
      return true;
    } catch (error) {
      if (error instanceof FTPError) return false;
      throw error;
    }
  }

  /** What a refusal to write a file means that cannot be removed: where it is not seen, an earlier attempt has to have sent it. */
  #inTheWay(refused: RefusedError, found: TargetFile | NotVisible, { resumeFrom = 0 }: UploadOptions): unknown {
    const isThere = !(found instanceof NotVisible) || resumeFrom > 0;
    const failure = ftpFailure(refused.cause, 'write');
    return isThere && failure.code === 'not-permitted' ? new PushError('name-taken', failure.message) : refused;
  }

  async #send(path: string, source: UploadSource, options: UploadOptions, command: SendCommand): Promise<Transferred> {
    let sentBytes = command.from;
    let opened = false;
    try {
      const broken = await this.#data.send(`${command.name} ${this.#at(path)}`, {
        before: command.restart ? `REST ${command.from}` : null,
        open: () => {
          opened = true;
          return sourceChunks(source, command.from, options, this.#deps);
        },
        onBytes: (bytes) => {
          sentBytes += bytes;
          options.onProgress(sentBytes);
        },
      });
      return { resumedFrom: command.from, broken };
    } catch (error) {
      if (!opened && error instanceof FTPError) throw new RefusedError(error);
      throw error;
    }
  }

  /**
   * A refusal to make a folder is no failure: another connection may have made it, or the account may write to it but not
   * enter or make it, and each server says that in its own words. The upload shows whether there is one.
   */
  async #makeFolder(folder: string): Promise<void> {
    if (folder === '/' || folder === '' || this.#triedFolders.has(folder)) return;
    // A relative path has to keep its meaning, so the folder is not entered.
    if (!folder.startsWith('/') || !(await this.#commands.isFolder(folder))) {
      await this.#makeFolder(folderOf(folder));
      await this.#commands.makeFolder(folder).catch((error: unknown) => {
        if (!(error instanceof FTPError)) throw error;
      });
    }
    this.#triedFolders.add(folder);
  }

  async #look(path: string): Promise<TargetFile | null | NotVisible> {
    try {
      const sizeBytes = await this.#commands.size(this.#at(path));
      this.#hasShown = true;
      return { sizeBytes };
    } catch (error) {
      if (isRefusal(error)) return this.#lookInList(path);
      if (error instanceof FTPError && error.code === 550) return this.#hasShown ? null : this.#lookInList(path);
      throw this.#failure(error, 'look');
    }
  }

  async #lookInList(path: string): Promise<TargetFile | null | NotVisible> {
    const entries = await this.#list(this.#at(folderOf(path)));
    if (entries === null) return this.#missing();
    return entries instanceof NotVisible ? entries : fileIn(entries, path);
  }

  /** That something is missing is not believed of a server that says so of the settings' folder and of the root: it shows nothing. */
  async #missing(): Promise<null | NotVisible> {
    for (const folder of this.#hasShown ? [] : [this.#base, '/']) {
      const known = await this.#list(folder);
      if (known !== null) return known instanceof NotVisible ? known : null;
    }
    return this.#hasShown ? null : new NotVisible('550: no such file');
  }

  /**
   * A file that the server has just confirmed. If SIZE finds nothing, looks in the list: some servers say only "could not
   * get the size" when they refuse SIZE.
   */
  async #confirmed(path: string): Promise<TargetFile | null | NotVisible> {
    return (await this.#look(path)) ?? this.#lookInList(path);
  }

  #at(path: string): string {
    return joinPath(this.#base, path);
  }

  #failure(error: unknown, step: FtpStep): unknown {
    return operationError(error, this.#deps.signal, (failed) =>
      ftpFailure(failed instanceof RefusedError ? failed.cause : failed, step),
    );
  }
}

/** A permanent refusal (5yz) to look; 550 may also mean that there is no such file. Some servers do not know a command. */
function isRefusal(error: unknown): error is FTPError {
  return error instanceof FTPError && error.code >= 500 && (error.code !== 550 || saysNotPermitted(error));
}

function fileIn(entries: readonly TargetEntry[], path: string): TargetFile | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = entries.find((entry) => entry.name === name && !entry.isFolder);
  return found === undefined ? null : { sizeBytes: found.sizeBytes };
}

/** The chunks, the first of which was already read. */
async function* withFirst(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.done !== true) yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** The server refused the command before a byte was sent. */
class RefusedError extends Error {
  override readonly cause: FTPError;

  constructor(cause: FTPError) {
    super('refused before the first byte');
    this.cause = cause;
  }
}

/** What the server has confirmed. */
interface Transferred {
  /** Where in the source the sending began. */
  readonly resumedFrom: number;
  /** What broke the data connection; null: nothing did. */
  readonly broken: unknown;
}

/** A command that makes the server write a file from a byte on. */
interface SendCommand {
  readonly name: 'STOR' | 'APPE';
  readonly from: number;
  /** Whether REST is sent before it. */
  readonly restart: boolean;
}

const FROM_START: SendCommand = { name: 'STOR', from: 0, restart: false };

/**
 * The commands to resume with, the best first. REST before STOR (RFC 3659 §5.3) writes at the right place even if the
 * server still wrote bytes of the broken connection. APPE (RFC 959) where REST is refused.
 */
function resumeCommands(from: number, heldBytes: number): readonly SendCommand[] {
  if (from === 0) return [];
  const restart: SendCommand = { name: 'STOR', from, restart: true };
  return from === heldBytes ? [restart, { name: 'APPE', from, restart: false }] : [restart];
}
