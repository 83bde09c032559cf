import type { CallId } from '../base/ids.ts';
import type { CallDescription, NoRecordingReason } from '../recording/index.ts';

/** What a call's row says. Times are Unix ms. */
export interface CallFacts extends Omit<CallDescription, 'callId' | 'recordingId' | 'tenantId'> {
  readonly id: CallId;
  readonly endedAt: number | null;
  /** Null: the call has a recording. */
  readonly noRecordingReason: NoRecordingReason | null;
}

/**
 * What the row of a call says after it is told of again. Under the same id it is the same session, better
 * known now: what is new counts. Under another id it is another session of the call (same correlation id):
 * that one widens the call's time and fills in what the first did not know. A recorded call stays recorded.
 */
export function mergeCalls(known: CallFacts, told: CallFacts): CallFacts {
  const merged = known.id === told.id ? told : anotherSession(known, told);
  return { ...merged, noRecordingReason: mergedReason(known, told) };
}

function anotherSession(known: CallFacts, told: CallFacts): CallFacts {
  return {
    ...known,
    sourceId: known.sourceId ?? told.sourceId,
    startedAt: Math.min(known.startedAt, told.startedAt),
    answeredAt: earlier(known.answeredAt, told.answeredAt),
    endedAt: later(known.endedAt, told.endedAt),
    caller: known.caller ?? told.caller,
    callee: known.callee ?? told.callee,
    extensions: union(known.extensions, told.extensions),
    flags: union(known.flags, told.flags),
    metadata: union(known.metadata, told.metadata),
  };
}

function mergedReason(known: CallFacts, told: CallFacts): NoRecordingReason | null {
  return known.noRecordingReason === null ? null : told.noRecordingReason;
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return [...new Set([...a, ...b])];
}
