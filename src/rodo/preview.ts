import { AppError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { NoRecordingReason } from '../recording/index.ts';
import { type Conflict, findConflicts } from './conflicts.ts';
import {
  countFetched,
  deliveriesOf,
  type DeliveredPackage,
  textsWithNumber,
  type TextsWithNumber,
} from './other-places.ts';
import { requestRow, type RequestKey } from './request.ts';
import { allSubjectCalls, recordingsOfCalls, type Subject, type SubjectCall } from './subject-calls.ts';

/** Calls that the service refused to record, for whatever reason of the tenant's or the recorder's. */
const REFUSED: ReadonlySet<NoRecordingReason | null> = new Set([
  'not-entitled',
  'suspended',
  'recording-off',
  'internal-off',
  'no-capacity',
  'no-usable-media',
]);
/** Calls that a preview lists; it counts all. */
const MAX_LISTED = 200;

/** Where the service has the number of a request. */
export interface RodoPreview {
  readonly calls: {
    readonly total: number;
    readonly withRecording: number;
    readonly withoutRecording: number;
    /** Of those without: refused by the service. */
    readonly refused: number;
    /** Neither caller nor callee: named by the PBX's metadata. */
    readonly asParticipant: number;
  };
  readonly recordings: {
    readonly kept: number;
    readonly held: number;
    readonly destroyed: number;
    /** Of those that still exist. */
    readonly bytes: number;
  };
  readonly texts: TextsWithNumber;
  readonly deliveries: readonly DeliveredPackage[];
  /** Times that somebody fetched one of the recordings. */
  readonly fetched: number;
  /** What stands against an erasure. */
  readonly conflicts: readonly Conflict[];
  /** The newest calls, with the number of recordings that still exist. */
  readonly listed: readonly (SubjectCall & { readonly recordings: number })[];
}

/** What the service has of a request's number. Changes nothing. Throws `not-found`, `rodo-wrong-state` once it is closed. */
export async function previewRequest(db: Database, key: RequestKey, clock: Clock): Promise<RodoPreview> {
  const { number, opened_at: openedAt } = await requestRow(db, key);
  if (number === null) throw new AppError('rodo-wrong-state', 'the request is closed, and its number is removed');
  return previewSubject(db, { tenantId: key.tenantId, number, until: openedAt.getTime() }, clock.now());
}

async function previewSubject(db: Database, subject: Subject, at: number): Promise<RodoPreview> {
  const { tenantId, number } = subject;
  const calls = await allSubjectCalls(db, subject);
  const recordings = await recordingsOfCalls(db, tenantId, { callIds: calls.map(({ id }) => id), at });
  const ids = recordings.map(({ id }) => id);
  const existing = recordings.filter(({ state }) => state !== 'destroyed');
  const existingOf = Map.groupBy(existing, ({ callId }) => callId);
  const unrecorded = calls.filter(({ noRecordingReason }) => noRecordingReason !== null);
  const count = (state: 'kept' | 'held' | 'destroyed') => recordings.filter((each) => each.state === state).length;
  return {
    calls: {
      total: calls.length,
      withRecording: calls.length - unrecorded.length,
      withoutRecording: unrecorded.length,
      refused: unrecorded.filter(({ noRecordingReason }) => REFUSED.has(noRecordingReason)).length,
      asParticipant: calls.filter(({ role }) => role === 'participant').length,
    },
    recordings: {
      kept: count('kept'),
      held: count('held'),
      destroyed: count('destroyed'),
      bytes: existing.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    },
    texts: await textsWithNumber(db, tenantId, number),
    deliveries: await deliveriesOf(db, tenantId, ids),
    fetched: await countFetched(db, tenantId, ids),
    conflicts: await findConflicts(db, { subject, calls, recordings, at }),
    listed: calls
      .slice(-MAX_LISTED)
      .reverse()
      .map((call) => ({ ...call, recordings: existingOf.get(call.id)?.length ?? 0 })),
  };
}
