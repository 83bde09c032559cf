import type { CallId, RecordingId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { CallFlag, Direction, NoRecordingReason } from '../recording/index.ts';
import type { Hold } from '../retention/index.ts';

/** A call of the history. Instants are Unix ms. */
export interface ListedCall {
  readonly id: CallId;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** From the answer (or, unknown, the start) to the end; null while the end is not known. */
  readonly durationMs: number | null;
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  readonly flags: readonly CallFlag[];
  readonly noRecordingReason: NoRecordingReason | null;
  /** Oldest first. */
  readonly recordings: readonly ListedRecording[];
}

export interface ListedRecording {
  readonly id: RecordingId;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly fileName: string;
  /** In the tree: `YYYY/MM/DD/name.mp3`. */
  readonly path: string;
  /** Alive and within the panel's window; older ones are on FTP only. */
  readonly playable: boolean;
  /**
   * Unix ms: when its time is over by what the tenant has and will have, or when its destruction began. A hold may keep it
   * longer.
   */
  readonly availableUntil: number;
  /** Unix ms; null: it is not destroyed yet. */
  readonly destroyedAt: number | null;
  /** The legal hold in force. */
  readonly hold: Hold | null;
  readonly flags: readonly CallFlag[];
}

/** A recording with what is needed to send its bytes. */
export interface OpenedRecording extends ListedRecording {
  /** It can be fetched; if not, it is destroyed or as good as that. */
  readonly kept: boolean;
  readonly callId: CallId;
  /** Unix ms. */
  readonly startedAt: number;
  /** Unix ms. */
  readonly storedAt: number;
  readonly objectKey: string;
  /** With the wrapped key: opens the object. Both null: it is stored as it is. */
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
  /** Of the whole MP3, 32 bytes. */
  readonly sha256: Buffer;
}

export interface CallFilter {
  /** Unix ms; calls that started then or later. */
  readonly from?: number;
  /** Unix ms; calls that started before. */
  readonly until?: number;
  /** A number in any written form, or at least three digits of one; caller or callee. */
  readonly number?: string;
  readonly direction?: Direction;
  /** With (true) or without (false) a recording. */
  readonly recorded?: boolean;
}

export interface CallPage {
  readonly calls: readonly ListedCall[];
  /** Given back for the next page; null: there is none. */
  readonly nextCursor: string | null;
}

/** A file of the tree. */
export interface CatalogFile {
  readonly id: RecordingId;
  readonly name: string;
  readonly sizeBytes: number;
  /** Unix ms. */
  readonly startedAt: number;
  /** Unix ms; the file's modification time. */
  readonly storedAt: number;
  readonly objectKey: string;
  /** With the wrapped key: opens the object. Both null: it is stored as it is. */
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
}
