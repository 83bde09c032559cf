import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import type { ConnectionDeps } from '../connection-deps.ts';
import { PushError } from '../push-error.ts';
import { within } from '../within.ts';
import { SFTP_STATUS, statusOf } from './sftp-failure.ts';

type Callback<T> = (error: Error | null | undefined, value: T) => void;

/** What OpenSSH tells of a file system (statvfs(3)). */
interface FileSystem {
  readonly f_bavail: number;
  readonly f_frsize: number;
}

/** SFTP's requests as promises that come in time. Failures are ssh2's own. */
export class SftpRequests {
  readonly #sftp: SFTPWrapper;
  readonly #deps: ConnectionDeps;
  readonly #giveUp: () => void;
  #isOver = false;
  /** What was wrong with the server's answer; null: nothing. */
  #garbled: string | null = null;

  constructor(sftp: SFTPWrapper, deps: ConnectionDeps, giveUp: () => void) {
    this.#sftp = sftp;
    this.#deps = deps;
    this.#giveUp = giveUp;
    // ssh2 fails what is under way when the channel ends; of what is asked later it says nothing, ever.
    sftp.once('end', () => {
      this.#isOver = true;
    });
    // An answer that is none of SFTP. What is under way ssh2 fails right after.
    sftp.on('error', (error: Error) => {
      this.#garbled = error.message;
      giveUp();
    });
  }

  stat(path: string): Promise<Stats> {
    return this.#ask((done) => this.#sftp.stat(path, done));
  }

  readdir(path: string): Promise<FileEntryWithStats[]> {
    return this.#ask((done) => this.#sftp.readdir(path, done));
  }

  mkdir(path: string): Promise<void> {
    return this.#ask((done) => this.#sftp.mkdir(path, done));
  }

  unlink(path: string): Promise<void> {
    return this.#ask((done) => this.#sftp.unlink(path, done));
  }

  open(path: string, mode: 'r' | 'r+' | 'w'): Promise<Buffer> {
    return this.#ask((done) => this.#sftp.open(path, mode, done));
  }

  close(handle: Buffer): Promise<void> {
    return this.#ask((done) => this.#sftp.close(handle, done), this.#deps.limits.finishMs);
  }

  /** Not limited in time: the writer watches all its writes together. */
  write(handle: Buffer, chunk: Buffer, position: number): Promise<void> {
    return this.#answer<void>((done) =>
      this.#sftp.write(handle, chunk, 0, chunk.length, position, (error) => done(error, undefined)),
    );
  }

  /** Empty at the file's end. */
  read(handle: Buffer, position: number, lengthBytes: number): Promise<Buffer> {
    return this.#ask<Buffer>((done) => {
      const room = Buffer.allocUnsafe(lengthBytes);
      this.#sftp.read(handle, room, 0, lengthBytes, position, (error, bytesRead) => {
        if (error && statusOf(error) !== SFTP_STATUS.endOfFile) done(error, room);
        else done(null, room.subarray(0, error ? 0 : bytesRead));
      });
    }, this.#deps.limits.stallMs);
  }

  /** OpenSSH's rename(2), which replaces (PROTOCOL §4.3); where the server has none, SFTP's own, which does not. */
  rename(from: string, to: string): Promise<void> {
    return this.#ask<void>((done) => {
      try {
        this.#sftp.ext_openssh_rename(from, to, done);
      } catch {
        this.#sftp.rename(from, to, done);
      }
    });
  }

  /** On the disk, where the server offers to say so (PROTOCOL §4.5); else at once. */
  sync(handle: Buffer): Promise<void> {
    return this.#ask<void>((done) => {
      try {
        this.#sftp.ext_openssh_fsync(handle, done);
      } catch {
        done(null, undefined);
      }
    }, this.#deps.limits.finishMs);
  }

  /** Bytes left for us in the folder's file system; null where the server does not say (PROTOCOL §4.4). */
  async freeBytes(folder: string): Promise<number | null> {
    const asked = this.#ask<FileSystem>((done) => this.#sftp.ext_openssh_statvfs(folder, done));
    return asked.then(
      ({ f_bavail, f_frsize }) => f_bavail * f_frsize,
      () => null,
    );
  }

  #ask<T>(request: (done: Callback<T>) => void, ms: number = this.#deps.limits.answerMs): Promise<T> {
    const { clock, signal } = this.#deps;
    return within(this.#answer(request), { clock, signal, ms, giveUp: this.#giveUp });
  }

  #answer<T>(request: (done: Callback<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) reject(new PushError('connection-lost'));
      else request((error, value) => (error ? reject(this.#failure(error)) : resolve(value)));
    });
  }

  #failure(error: Error): Error {
    return this.#garbled === null ? error : new PushError('answer-garbled', this.#garbled, { cause: error });
  }
}
