import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { connectionFailure, PushError, type PushErrorCode } from '../push-error.ts';
import type { ConnectionDeps } from '../push-target.ts';
import { withTimeout } from '../time-limits.ts';

type Callback<T> = (error: Error | null | undefined, value: T) => void;

/** OpenSSH's answer about a file system (statvfs(3)). */
interface FileSystem {
  readonly f_bavail: number;
  readonly f_frsize: number;
}

/** SFTP's requests as promises with timeouts. They fail with ssh2's own errors: see `sftpFailure`. */
export class SftpRequests {
  readonly #sftp: SFTPWrapper;
  readonly #deps: ConnectionDeps;
  readonly #cancel: () => void;
  #ended = false;
  /** What was wrong with the server's last answer; null if nothing was. */
  #garbled: string | null = null;

  constructor(sftp: SFTPWrapper, deps: ConnectionDeps, cancel: () => void) {
    this.#sftp = sftp;
    this.#deps = deps;
    this.#cancel = cancel;
    // When the channel ends, ssh2 fails the pending requests. It never answers later ones.
    sftp.once('end', () => {
      this.#ended = true;
    });
    // An answer that is not valid SFTP. ssh2 fails the pending requests right after this.
    sftp.on('error', (error: Error) => {
      this.#garbled = error.message;
      cancel();
    });
  }

  stat(path: string): Promise<Stats> {
    return this.#request((done) => this.#sftp.stat(path, done));
  }

  lstat(path: string): Promise<Stats> {
    return this.#request((done) => this.#sftp.lstat(path, done));
  }

  fstat(handle: Buffer): Promise<Stats> {
    return this.#request((done) => this.#sftp.fstat(handle, done));
  }

  readdir(path: string): Promise<FileEntryWithStats[]> {
    return this.#request((done) => this.#sftp.readdir(path, done));
  }

  mkdir(path: string): Promise<void> {
    return this.#request((done) => this.#sftp.mkdir(path, done));
  }

  unlink(path: string): Promise<void> {
    return this.#request((done) => this.#sftp.unlink(path, done));
  }

  open(path: string, mode: 'r' | 'r+' | 'w'): Promise<Buffer> {
    return this.#request((done) => this.#sftp.open(path, mode, done));
  }

  close(handle: Buffer): Promise<void> {
    return this.#request((done) => this.#sftp.close(handle, done), this.#deps.limits.finishMs);
  }

  /** Without a timeout: the caller watches all its writes together. */
  write(handle: Buffer, chunk: Buffer, position: number): Promise<void> {
    return this.#send<void>((done) =>
      this.#sftp.write(handle, chunk, 0, chunk.length, position, (error) => done(error, undefined)),
    );
  }

  /** Empty at the end of the file. */
  read(handle: Buffer, position: number, lengthBytes: number): Promise<Buffer> {
    return this.#request<Buffer>((done) => {
      const chunk = Buffer.allocUnsafe(lengthBytes);
      this.#sftp.read(handle, chunk, 0, lengthBytes, position, (error, bytesRead) => {
        if (error && statusOf(error) !== SFTP_STATUS.endOfFile) done(error, chunk);
        else done(null, chunk.subarray(0, error ? 0 : bytesRead));
      });
    }, this.#deps.limits.stallMs);
  }

  /** OpenSSH's rename(2), which replaces a file (PROTOCOL §4.3). Where it is not to be had, SFTP's own, which does not. */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.#extension((done) => this.#sftp.ext_openssh_rename(from, to, done));
    } catch (error) {
      if (!isRefusal(error) && !(error instanceof NotOffered)) throw error;
      await this.#request<void>((done) => this.#sftp.rename(from, to, done));
    }
  }

  /** Writes the file to disk, if the server supports and allows it (PROTOCOL §4.5). */
  async sync(handle: Buffer): Promise<void> {
    try {
      await this.#extension((done) => this.#sftp.ext_openssh_fsync(handle, done), this.#deps.limits.finishMs);
    } catch (error) {
      const status = statusOf(error);
      // Status 4 is what OpenSSH sends for a disk that failed.
      const isNotAllowed = status === SFTP_STATUS.permissionDenied || status === SFTP_STATUS.unsupported;
      if (!isNotAllowed && !(error instanceof NotOffered)) throw error;
    }
  }

  /** Bytes free for us in the folder's file system; null if the server does not say (PROTOCOL §4.4). */
  async freeBytes(folder: string): Promise<number | null> {
    const request = this.#request<FileSystem>((done) => this.#sftp.ext_openssh_statvfs(folder, done));
    return request.then(
      ({ f_bavail, f_frsize }) => f_bavail * f_frsize,
      () => null,
    );
  }

  /** Fails with `NotOffered` if the server does not have the extension: ssh2 throws at once then. */
  #extension(send: (done: Callback<void>) => void, ms?: number): Promise<void> {
    return this.#request<void>((done) => {
      try {
        send(done);
      } catch {
        done(new NotOffered(), undefined);
      }
    }, ms);
  }

  #request<T>(send: (done: Callback<T>) => void, ms: number = this.#deps.limits.answerMs): Promise<T> {
    const { clock, signal } = this.#deps;
    return withTimeout(this.#send(send), { clock, signal, ms, cancel: this.#cancel });
  }

  #send<T>(send: (done: Callback<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(new PushError('connection-lost'));
      else send((error, value) => (error ? reject(this.#translated(error)) : resolve(value)));
    });
  }

  #translated(error: Error): Error {
    return this.#garbled === null ? error : new PushError('answer-garbled', this.#garbled, { cause: error });
  }
}

/** The server's status codes: draft-ietf-secsh-filexfer-02 §7. */
export const SFTP_STATUS = {
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  noConnection: 6,
  connectionLost: 7,
  unsupported: 8,
} as const;

/** Of that draft, and 12, 14 and 15 of its later versions. */
const BY_STATUS: Readonly<Record<number, PushErrorCode>> = {
  [SFTP_STATUS.noSuchFile]: 'file-missing',
  [SFTP_STATUS.permissionDenied]: 'not-permitted',
  [SFTP_STATUS.failure]: 'target-failed',
  5: 'target-failed',
  [SFTP_STATUS.noConnection]: 'connection-lost',
  [SFTP_STATUS.connectionLost]: 'connection-lost',
  [SFTP_STATUS.unsupported]: 'target-failed',
  12: 'not-permitted',
  14: 'no-space',
  15: 'no-space',
};

export function statusOf(error: unknown): number | null {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code : null;
}

/** Whether the server answered with a status other than a lost connection: it did not do what was asked. */
export function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status !== null && status !== SFTP_STATUS.noConnection && status !== SFTP_STATUS.connectionLost;
}

/** The server does not have an extension. */
class NotOffered extends Error {}

export function sftpFailure(error: unknown): PushError {
  const status = statusOf(error);
  if (status === null || error instanceof PushError) return connectionFailure(error);
  return new PushError(BY_STATUS[status] ?? 'target-failed', (error as Error).message, { cause: error });
}
