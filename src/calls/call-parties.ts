import { type RawBuilder, sql } from 'kysely';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { RecordedParty } from '../recording/index.ts';

/** The parties of a recording as JSON, in the order of their beginnings. */
export function partiesOf(recordingId: RawBuilder<unknown>): RawBuilder<readonly RecordedParty[]> {
  return sql`(SELECT coalesce(json_agg(json_build_object('number', number, 'side', side,
      'from', (extract(epoch from from_at) * 1000)::bigint, 'until', (extract(epoch from until_at) * 1000)::bigint,
      'fromMs', from_ms, 'untilMs', until_ms) ORDER BY position), '[]')
    FROM call_parties WHERE call_parties.recording_id = ${recordingId})`;
}

/** Whether one of the numbers took part in a recording. Each row is looked up (`OFFSET 0`): few are asked about, of a large table. */
export function tookPartIn(recordingId: RawBuilder<unknown>, numbers: readonly PhoneNumber[]): RawBuilder<boolean> {
  return sql`EXISTS (SELECT FROM call_parties
    WHERE call_parties.recording_id = ${recordingId} AND call_parties.number = ANY(${[...numbers]}::text[]) OFFSET 0)`;
}
