import type { Selectable } from 'kysely';
import type { Schema } from '../platform/postgres/index.ts';
import type { CallFlag, NoRecordingReason } from '../recording/index.ts';
import type { CallFacts } from './merge-calls.ts';

type CallsTable = Schema['calls'];
type Columns = Omit<Selectable<CallsTable>, 'id' | 'tenant_id' | 'created_at'>;

export function rowFromCall(call: CallFacts): Columns {
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
    extensions: [...call.extensions],
    flags: [...call.flags],
    no_recording_reason: call.noRecordingReason,
    metadata: [...call.metadata],
  };
}

export function callFromRow(row: Selectable<CallsTable>): CallFacts {
  return {
    id: row.id,
    sourceId: row.source_id,
    correlationId: row.correlation_id,
    externalId: row.external_id,
    startedAt: row.started_at.getTime(),
    answeredAt: row.answered_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
    direction: row.direction,
    caller: row.caller,
    callee: row.callee,
    extensions: row.extensions,
    flags: row.flags as CallFlag[],
    noRecordingReason: row.no_recording_reason as NoRecordingReason | null,
    metadata: row.metadata,
  };
}

function instant(unixMs: number | null): Date | null {
  return unixMs === null ? null : new Date(unixMs);
}
