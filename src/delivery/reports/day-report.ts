import { sql } from 'kysely';
import { AppError } from '../../base/errors.ts';
import type { RecordingId, TenantId } from '../../base/ids.ts';
import { type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { NoRecordingReason } from '../../recording/index.ts';
import { deliverableCondition } from '../../retention/index.ts';
import { callsOfDay } from '../days/day-contents.ts';
import { daySummaries, type DaySummary, recordingsWithDelivery } from './day-summaries.ts';

/** For display; one request sends all of them. */
const MAX_MISSING = 200;

/** A day's calls, recordings and deliveries compared. Instants are Unix ms. */
export interface DayReport extends DaySummary {
  readonly calls: CallCounts;
  /** The first 200 of them. */
  readonly missingRecordings: readonly MissingRecording[];
}

interface CallCounts {
  readonly total: number;
  readonly recorded: number;
  readonly withoutRecording: readonly { readonly reason: NoRecordingReason; readonly count: number }[];
}

interface MissingRecording {
  readonly recordingId: RecordingId;
  readonly fileName: string;
  readonly startedAt: number;
  readonly sizeBytes: number;
}

interface DayQuery {
  readonly tenantId: TenantId;
  readonly day: WarsawDay;
  /** Unix ms. */
  readonly now: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

/** Throws `not-found` for a future day. */
export async function dayReport(db: Database, query: DayQuery): Promise<DayReport> {
  const { tenantId, day, now } = query;
  if (day > warsawDay(now)) throw new AppError('not-found');
  const [summary] = await daySummaries(db, { ...query, from: day, to: day });
  return {
    ...summary!,
    calls: await countCalls(db, tenantId, day),
    missingRecordings: summary!.missing === 0 ? [] : await missingRecordings(db, query),
  };
}

async function countCalls(db: Database, tenantId: TenantId, day: WarsawDay): Promise<CallCounts> {
  const rows = await callsOfDay(db, tenantId, day)
    .select(['no_recording_reason as reason', sql<number>`count(*)`.as('count')])
    .groupBy('no_recording_reason')
    .orderBy('count', 'desc')
    .orderBy('reason')
    .execute();
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  const recorded = rows.find(({ reason }) => reason === null)?.count ?? 0;
  const withoutRecording = rows.flatMap(({ reason, count }) =>
    reason === null ? [] : { reason: reason as NoRecordingReason, count },
  );
  return { total, recorded, withoutRecording };
}

/** `OFFSET 0` makes the planner find all of them before LIMIT; else it takes a plan that is slow unless the first 200 are found early. */
async function missingRecordings(
  db: Database,
  { tenantId, day, now, keepUndeliveredDays: maxDays }: DayQuery,
): Promise<MissingRecording[]> {
  const deliverable = await deliverableCondition(db, tenantId, { at: now, maxDays });
  const { rows } = await sql<Omit<MissingRecording, 'startedAt'> & { readonly startedAt: Date }>`
    SELECT missing.*
    FROM unnest(ARRAY[${day}]::date[]) AS one (day)
    CROSS JOIN LATERAL (
      SELECT
        recordings.id AS "recordingId",
        recordings.file_name AS "fileName",
        recordings.started_at AS "startedAt",
        recordings.size_bytes AS "sizeBytes"
      FROM ${recordingsWithDelivery(tenantId)} AND ${deliverable} AND sent.recording_id IS NULL
      OFFSET 0
    ) AS missing
    ORDER BY "fileName"
    LIMIT ${MAX_MISSING}`.execute(db);
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.getTime() }));
}
