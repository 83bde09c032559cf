import type { Selectable } from 'kysely';
import type { CallId } from '../base/ids.ts';
import type { Schema } from '../platform/postgres/index.ts';
import {
  type AppliedRule,
  type CallDescription,
  type CallFlag,
  keptDocuments,
  type NoRecordingReason,
} from '../recording/index.ts';
import { summaryFromRow } from './call-summary.ts';

/** A call as its row holds it. Times are Unix ms. */
export interface Call extends Omit<CallDescription, 'callId' | 'recordingId' | 'tenantId' | 'onDemand' | 'undecided'> {
  readonly id: CallId;
  readonly endedAt: number | null;
  /** The PBX's id of the call, from its CDR. */
  readonly externalId: string | null;
  /** Null: the call has a recording. */
  readonly noRecordingReason: NoRecordingReason | null;
}

/**
 * Merges a new report of a call into what is known of it. With the same id it is the same session: the new values
 * replace the old ones. With another id it is another session of the call, or its CDR: it extends the call's time and
 * fills in missing values. A recorded call stays recorded.
 */
export function mergeCalls(known: Call, reported: Call): Call {
  const merged = known.id === reported.id ? reported : withAnotherReport(known, reported);
  return {
    ...merged,
    externalId: known.externalId ?? reported.externalId,
    noRecordingReason: mergedReason(known, reported),
  };
}

function withAnotherReport(known: Call, reported: Call): Call {
  const [first, second] = isEarlierSession(reported, known) ? [reported, known] : [known, reported];
  return {
    ...known,
    sourceId: known.sourceId ?? reported.sourceId,
    correlationId: known.correlationId ?? reported.correlationId,
    startedAt: Math.min(known.startedAt, reported.startedAt),
    answeredAt: earlier(known.answeredAt, reported.answeredAt),
    endedAt: later(known.endedAt, reported.endedAt),
    // A transfer does not change who called whom.
    direction: first.direction,
    caller: first.caller ?? second.caller,
    callee: first.callee ?? second.callee,
    dialled: first.dialled ?? second.dialled,
    ...ruleOf(known.rule ?? reported.rule),
    extensions: union(known.extensions, reported.extensions),
    flags: union(known.flags, reported.flags),
    metadata: keptDocuments([...known.metadata, ...reported.metadata]),
  };
}

function ruleOf(rule: AppliedRule | undefined): { readonly rule?: AppliedRule } {
  return rule === undefined ? {} : { rule };
}

/** Sessions have a correlation id; a CDR has its own, and may begin while the telephone still rings. */
function isEarlierSession(reported: Call, known: Call): boolean {
  return reported.correlationId !== null && known.correlationId !== null && reported.startedAt < known.startedAt;
}

/** Reasons taken from a CDR alone. A reason that a session gave is kept; one of these is replaced by any later one. */
const CDR_REASONS: ReadonlySet<NoRecordingReason | null> = new Set(['not-offered', 'not-answered']);

function mergedReason(known: Call, reported: Call): NoRecordingReason | null {
  const reasons = [known.noRecordingReason, reported.noRecordingReason];
  if (reasons.includes(null)) return null;
  // Of the records of a call that rang at several telephones, one was answered, perhaps at a time that it does not say.
  const isOver = known.answeredAt !== null || known.endedAt !== null;
  if (reported.noRecordingReason === 'not-answered' && isOver) return known.noRecordingReason;
  return known.id !== reported.id && !CDR_REASONS.has(known.noRecordingReason)
    ? known.noRecordingReason
    : reported.noRecordingReason;
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

type CallsTable = Schema['calls'];
type Columns = Omit<Selectable<CallsTable>, 'id' | 'tenant_id' | 'created_at' | 'erased_by'>;

export function rowFromCall(call: Call): Columns {
  return {
    source_id: call.sourceId,
    correlation_id: call.correlationId,
    external_id: call.externalId,
    started_at: new Date(call.startedAt),
    answered_at: instant(call.answeredAt),
    ended_at: instant(call.endedAt),
    direction: call.direction,
    caller: call.caller,
    callee: call.callee,
    // The spool of an earlier release has none.
    dialled: call.dialled ?? null,
    extensions: [...call.extensions],
    flags: [...call.flags],
    no_recording_reason: call.noRecordingReason,
    recording_rule: call.rule ?? null,
    metadata: [...call.metadata],
  };
}

export function callFromRow(row: Selectable<CallsTable>): Call {
  return {
    id: row.id,
    sourceId: row.source_id,
    correlationId: row.correlation_id,
    externalId: row.external_id,
    ...summaryFromRow(row),
    extensions: row.extensions,
    flags: row.flags as CallFlag[],
    noRecordingReason: row.no_recording_reason as NoRecordingReason | null,
    ...ruleOf((row.recording_rule as AppliedRule | null) ?? undefined),
    metadata: row.metadata,
  };
}

function instant(unixMs: number | null): Date | null {
  return unixMs === null ? null : new Date(unixMs);
}
