import type { Readable } from 'node:stream';
import type { Logger } from '../logging.ts';
import type { TargetSettings } from './target-settings.ts';

/** Reaches customers' servers. */
export interface PushTarget {
  /**
   * Resolves and checks the address, connects, makes sure of the peer and signs in. Each attempt is one attempt: who
   * calls decides on the next. Fails with a `PushError`; with the signal's reason when that aborts.
   */
  connect(settings: TargetSettings, context: ConnectContext): Promise<PushConnection>;
}

export interface ConnectContext {
  /** Ends the connection at once, whatever it is doing. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * A connection signed in to a customer's server, good for one operation at a time.
 *
 * Paths are relative to the settings' folder, with `/` between names. Every operation fails with a `PushError`, or with
 * the signal's reason. After one that `endsConnection` the connection is of no more use: close it, make another.
 */
export interface PushConnection {
  readonly peer: TargetPeer;
  /** The name to upload under before `rename`; the path itself where an upload appears only when it is whole (S3). */
  temporaryName(path: string): string;
  /** What the target says of a file; null where there is none, or where we may not look. */
  stat(path: string): Promise<TargetFile | null>;
  /** The files and folders in a folder, unordered; none where it does not exist; null where we may not look. */
  list(folder: string): Promise<readonly TargetEntry[] | null>;
  /**
   * Sends a whole file, folders made as needed; whatever was there is replaced. When it resolves the target has
   * confirmed the last byte and says the size is right. Fails with `size-differs` where it says another size, with
   * `size-unknown` where it lets nobody look. When it fails otherwise, a part of the file may be there (on S3: not visible) to go on from.
   */
  upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded>;
  /**
   * Gives a file its final name in the same folder. Whether a file already there is replaced is up to the target
   * (`rename-refused` where it is not): look with `stat` first. Nothing happens where the names are equal.
   */
  rename(from: string, to: string): Promise<void>;
  /**
   * The content as the target has it now. The stream fails with a `PushError` if it breaks. Read it to its end; one
   * that is destroyed before takes the connection with it. Fails with `file-missing`, with `not-permitted` for an account that
   * may only write.
   */
  read(path: string): Promise<Readable>;
  /** Removes a file, and what an interrupted upload left under its name. One that is not there is no error. */
  remove(path: string): Promise<void>;
  /** Says goodbye and lets go of the sockets. Never fails; may be called again. */
  close(): Promise<void>;
}

/** Who answered, for the customer to see and confirm. */
export interface TargetPeer {
  readonly protection: 'none' | 'tls' | 'ssh';
  /** SHA-256 of the host key (`SHA256:` and base64) or of the certificate (`AB:CD:…`); null without protection. */
  readonly fingerprint: string | null;
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
  /** Bytes from `start` to the end. Called at most once per upload; the connection reads to the end or returns early. */
  open(range: { readonly start: number }): AsyncIterable<Buffer>;
}

export interface UploadOptions {
  /**
   * Go on from what an earlier upload of the same source left under this path: so many bytes, at most, are known to be
   * the source's (`stat` tells; on S3 any number above 0). The target is asked again what it holds, and less is
   * skipped where that is safer. 0 or absent: from the beginning.
   */
  readonly resumeFrom?: number;
  /** How many bytes of the source, from its beginning, were handed over; grows until `sizeBytes`. */
  readonly onProgress: (sentBytes: number) => void;
  /** Not faster than this on average. */
  readonly bytesPerSecond?: number;
}

export interface Uploaded {
  /** Where in the source the sending began: above 0 when an earlier upload was continued. */
  readonly resumedFrom: number;
  /**
   * `content`: the target compared a SHA-256 of every part that was sent now (S3). `size`: it only told the size, so
   * read it back to be sure.
   */
  readonly verified: 'content' | 'size';
}
