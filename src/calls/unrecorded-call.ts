import type { CallDescription, NoRecordingReason } from '../recording/index.ts';

/** A call of a known tenant that has no recording. */
export interface UnrecordedCall extends Omit<CallDescription, 'recordingId'> {
  /** Unix ms; null while it is not known. */
  readonly endedAt: number | null;
  readonly reason: NoRecordingReason;
}
