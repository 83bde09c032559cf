import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';

const { db } = testDatabase();

test('the waveform of a short call, too, is not in the row that lists read', async () => {
  const call = describeCall(await insertTenant(db));
  await insertRecordedCall(db, call);
  // Five seconds in slices of 20 ms, of which no part is like another one.
  const peaks = createHash('shake256', { outputLength: 500 }).update('speech').digest();
  const waveform = JSON.stringify({
    sliceMs: 20,
    caller: [...peaks.subarray(0, 250)],
    callee: [...peaks.subarray(250)],
  });
  await sql`UPDATE recordings SET waveform = ${waveform}::jsonb WHERE id = ${call.recordingId}`.execute(db);
  const { rows } = await sql<{ apart: boolean }>`SELECT pg_relation_size(reltoastrelid) > 0 AS apart FROM pg_class
    WHERE oid = (SELECT tableoid FROM recordings WHERE id = ${call.recordingId})`.execute(db);
  expect(rows).toEqual([{ apart: true }]);
});
