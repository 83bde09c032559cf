import type { CallId } from '../base/ids.ts';
import type { CallDescription, NoRecordingReason } from '../recording/index.ts';

/** Said of a call of which no session is known. */
const CONCLUDED: ReadonlySet<NoRecordingReason | null> = new Set(['not-offered', 'not-answered']);

/** What a call's row says. Times are Unix ms. */
export interface CallFacts extends Omit<CallDescription, 'callId' | 'recordingId' | 'tenantId'> {
  readonly id: CallId;
  readonly endedAt: number | null;
  /** The id of its record. */
  readonly externalId: string | null;
  /** Null: the call has a recording. */
  readonly noRecordingReason: NoRecordingReason | null;
}

/**
 * What the row of a call says after it is told of again. Under the same id it is the same session, better
 * known now: what is new counts. Under another id it is another session of the call (same correlation id):
 * that one widens the call's time and fills in what the first did not know; its record does the same. A recorded call
 * stays recorded.
 */
export function mergeCalls(known: CallFacts, told: CallFacts): CallFacts {
  const merged = known.id === told.id ? told : anotherSession(known, told);
  return {
    ...merged,
    externalId: known.externalId ?? told.externalId,
    noRecordingReason: mergedReason(known, told),
  };
}

function anotherSession(known: CallFacts, told: CallFacts): CallFacts {
  return {
    ...known,
    sourceId: known.sourceId ?? told.sourceId,
    correlationId: known.correlationId ?? told.correlationId,
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

/** What a session was told stands; what a record lets one conclude gives way to whatever is told later. */
function mergedReason(known: CallFacts, told: CallFacts): NoRecordingReason | null {
  const reasons = [known.noRecordingReason, told.noRecordingReason];
  if (reasons.includes(null)) return null;
  return known.id !== told.id && !CONCLUDED.has(known.noRecordingReason)
    ? known.noRecordingReason
    : told.noRecordingReason;
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
