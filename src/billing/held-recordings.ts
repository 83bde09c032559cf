import type { RecordingId } from '../base/ids.ts';

/** A legal hold on a recording, from one instant (Unix ms) until another. */
export interface HoldSpan {
  readonly recordingId: RecordingId;
  readonly from: number;
  /** The first instant without it; null: no end is known. */
  readonly until: number | null;
}

/** How many recordings a hold was in force on at some instant of a time: holds that replace one another count once. */
export function heldRecordings(holds: readonly HoldSpan[], from: number, until: number): number {
  const inTime = holds.filter(
    (hold) => hold.from < until && (hold.until === null || hold.until > Math.max(hold.from, from)),
  );
  return new Set(inTime.map(({ recordingId }) => recordingId)).size;
}
