import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../logging.ts';
import type { AddressGuard } from './address-guard.ts';
import { serverWords } from './push-error.ts';
import type { TimeLimits } from './time-limits.ts';

/** Connects to customers' servers. */
export interface PushTarget {
  /**
   * Resolves and checks the address, connects, checks the peer's identity and signs in. Makes one attempt: the caller
   * decides whether to try again. Fails with a `PushError`, or with the signal's reason when the signal aborts.
   */
  connect(settings: TargetSettings, context: ConnectContext): Promise<PushConnection>;
}

export interface ConnectContext {
  /** Aborting closes the connection at once, whatever it is doing. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** What the adapters need to connect. */
export interface ConnectionDeps extends ConnectContext {
  readonly guard: AddressGuard;
  readonly clock: Clock;
  readonly limits: TimeLimits;
  /** Certificates trusted in addition to the system's, PEM. */
  readonly authorities: readonly string[];
}

/**
 * A connection signed in to a customer's server. It does one operation at a time.
 *
 * Paths are relative to the settings' folder, with `/` between names. Every operation fails with a `PushError`, or with
 * the signal's reason. After an error with `endsConnection`, close the connection and make a new one.
 */
export interface PushConnection {
  readonly peer: TargetPeer;
  /** The name to upload under before `rename`. The same path on S3, where an upload appears once it is complete, and where the settings say so. */
  temporaryName(path: string): string;
  /** What the target says about a file; null if it does not exist. */
  stat(path: string): Promise<TargetFile | null | NotVisible>;
  /** The files and folders in a folder, unordered; empty if it does not exist. */
  list(folder: string): Promise<readonly TargetEntry[] | NotVisible>;
  /**
   * Sends a file, creates missing folders and replaces an existing file (`name-taken` where the server refuses that). When
   * it resolves, the target has confirmed the last byte, and reports the right size if it reports one: see
   * `Uploaded.verified`. Fails with `size-differs` if it reports another size. After any other failure a part of the file
   * may be there (on S3 not visible): pass `resumeFrom` to continue.
   */
  upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded>;
  /**
   * Gives a file its final name in the same folder. The target decides whether an existing file is replaced
   * (`rename-refused` if not): call `stat` first. Does nothing if the names are equal.
   */
  rename(from: string, to: string): Promise<void>;
  /**
   * The content as the target has it now. The stream fails with a `PushError` if the transfer breaks. Read it to the
   * end: destroying it earlier also closes the connection. Fails with `file-missing`, or with `not-permitted` if the
   * account may only write.
   */
  read(path: string): Promise<Readable>;
  /**
   * Removes a file, and what an interrupted upload left under its name. It is no error if there is none. Fails with
   * `not-permitted` if the server refuses and the account may not look whether there is one.
   */
  remove(path: string): Promise<void>;
  /** Signs off and closes the sockets. Never fails; may be called again. */
  close(): Promise<void>;
}

/** The server that answered, for the customer to see and confirm. */
export interface TargetPeer {
  readonly protection: 'none' | 'tls' | 'ssh';
  /** SHA-256 of the host key (`SHA256:` and base64) or of the certificate (`AB:CD:…`); null without protection. */
  readonly fingerprint: string | null;
}

/**
 * The account may not look: the server refused, so nothing is known. A server that says "no such file" where it just
 * confirmed one, and shows nothing else either, refuses too.
 */
export class NotVisible {
  /** The server's words. For the customer only: they may name files. */
  readonly detail: string;

  constructor(detail: string) {
    this.detail = serverWords(detail);
  }
}

export interface TargetFile {
  readonly sizeBytes: number;
}

export interface TargetEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** 0 for a folder. */
  readonly sizeBytes: number;
}

export interface UploadSource {
  readonly sizeBytes: number;
  /**
   * Bytes from `start` to the end; the connection reads to the end or returns early. Called once per upload, and once
   * more from 0 if the server turns out to refuse to continue a file.
   */
  open(range: { readonly start: number }): AsyncIterable<Buffer>;
}

export interface UploadOptions {
  /**
   * Continues an earlier upload of the same source to this path. At most this many bytes at the target are known to be
   * the source's (take them from `stat`; on S3 any number above 0). The adapter asks the target again and may start
   * earlier to be safe; from the beginning if it may not look, or if the server refuses to continue. 0 or absent: starts
   * from the beginning.
   */
  readonly resumeFrom?: number;
  /**
   * Something may have this name. It is replaced in any case; on FTP it is removed before, because some servers give the new
   * file another name instead of replacing it.
   */
  readonly mayExist?: boolean;
  /** How many bytes of the source, counted from its beginning, were sent. Grows until `sizeBytes`. */
  readonly onProgress: (sentBytes: number) => void;
  /** Rate limit, as an average. */
  readonly bytesPerSecond?: number;
}

export interface Uploaded {
  /** Where in the source the sending began: above 0 if an earlier upload was continued. */
  readonly resumedFrom: number;
  /**
   * `content`: the target compared a SHA-256 of every part sent now (S3). `size`: it only reported the size; read the
   * file back to be sure. `nothing`: it confirmed the last byte, and the account may not look.
   */
  readonly verified: 'content' | 'size' | 'nothing';
  /** With `nothing`: how the server refused. */
  readonly notVisible?: NotVisible;
}

/** Where a customer's packages go. Kept in memory only while a connection is made: the secrets are stored encrypted. */
export type TargetSettings = FtpSettings | SftpSettings | S3Settings;

/** FTP, plain or with explicit TLS (RFC 4217). Passive data connections only. */
export interface FtpSettings {
  readonly kind: 'ftp' | 'ftps';
  /** A name or an IP address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly login: string;
  readonly password: string;
  /** The folder all paths are in: absolute, or relative to the folder the login starts in. `''`: that folder. */
  readonly folder: string;
  /** Fingerprint of the certificate the customer confirmed (`readCertificateFingerprint`); null: one valid for the host. */
  readonly certificate: string | null;
  /**
   * Whether a file is uploaded under a temporary name and renamed; absent: it is. Off for accounts that may not rename: then
   * the customer sees parts of files under their final names.
   */
  readonly temporaryNames?: boolean;
}

export interface SftpSettings {
  readonly kind: 'sftp';
  readonly host: string;
  readonly port: number;
  readonly login: string;
  /** Also used for keyboard-interactive sign-in. */
  readonly password: string | null;
  /** Made by `makeSshKey`, in OpenSSH's format. */
  readonly privateKey: string | null;
  readonly folder: string;
  /** The server's key seen at the first connection, as OpenSSH writes it (`SHA256:…`); null before the first one. */
  readonly hostKey: string | null;
  /** As of `FtpSettings`. */
  readonly temporaryNames?: boolean;
}

export interface S3Settings {
  readonly kind: 's3';
  /** `https://host[:port]`, or `http://` if the customer chose that. The bucket is addressed in the path. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Prefix of all keys, without the slash that follows it; `''` for the whole bucket. */
  readonly folder: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly certificate: string | null;
}
