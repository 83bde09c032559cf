import { sql } from 'kysely';
import type { CallId, RecordingId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

export interface StoredCall {
  /** While it ran. */
  readonly liveId: CallId;
  /** Of its row. */
  readonly callId: CallId;
  /** Null: it has none. */
  readonly recording: { readonly id: RecordingId; readonly startedAt: number; readonly durationMs: number } | null;
  /** At the request of a data subject: nothing is written about it. */
  readonly isErased: boolean;
}

/** What was noted of these calls while they ran becomes notes of them, at its moments, and their author's marks for review. Again: nothing. */
export async function keepLiveMarks(db: Database, tenantId: TenantId, calls: readonly StoredCall[]): Promise<void> {
  const stored = calls.map(({ liveId, callId, recording, isErased }) => ({
    live_id: liveId,
    stored_id: callId,
    recording_id: recording?.id ?? null,
    started_at: recording === null ? null : new Date(recording.startedAt),
    duration_ms: recording?.durationMs ?? null,
    erased: isErased,
  }));
  await sql`WITH stored AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(stored)}::jsonb) AS stored(
        live_id uuid, stored_id uuid, recording_id uuid, started_at timestamptz, duration_ms int8, erased boolean)
    ), marks AS (
      DELETE FROM live_marks USING stored WHERE live_marks.tenant_id = ${tenantId} AND live_marks.call_id = stored.live_id
      RETURNING live_marks.id, at, text, for_review, author_id, stored.*
    ), noted AS (
      INSERT INTO call_notes (tenant_id, call_id, id, recording_id, at_ms, text, author_id, created_at)
      SELECT ${tenantId}, stored_id, id, recording_id,
        CASE WHEN recording_id IS NOT NULL
          THEN greatest(0, least(duration_ms, floor(1000 * extract(epoch FROM at - started_at))::int8))::int END,
        text, author_id, at
      FROM marks WHERE NOT erased
    )
    INSERT INTO call_reviews (tenant_id, call_id, for_user_id, from_user_id, note, created_at)
    SELECT DISTINCT ON (stored_id, author_id) ${tenantId}, stored_id, author_id, author_id, text, at
    FROM marks WHERE for_review AND NOT erased ORDER BY stored_id, author_id, at
    ON CONFLICT DO NOTHING`.execute(db);
}
