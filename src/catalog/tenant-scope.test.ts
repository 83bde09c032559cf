import { expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { retentionContext } from './retention-context.ts';
import { keptRecordingsOf } from './tenant-scope.ts';

const { db } = testDatabase();

/** How the server finds the first recording of a day that the scope may see. */
async function planFor(numbers: readonly string[] | null): Promise<string> {
  const tenantId = await insertTenant(db);
  const clock = new ManualClock('2026-03-11T10:00:00Z');
  const context = await retentionContext({ db, clock, panelWindowDays: 30 }, { tenantId });
  const lines = await keptRecordingsOf(db, { tenantId, numbers }, context)
    .where('recordings.warsaw_day', '>=', '2026-03-01')
    .orderBy('recordings.warsaw_day')
    .orderBy('recordings.file_name')
    .limit(1)
    .select('recordings.id')
    .explain();
  return lines.map((line) => Object.values(line).join('')).join('\n');
}

test('what a scope may see is looked up for each recording: no day reads all calls of the tenant, or the parties of all', async () => {
  const joined = /Join|Nested Loop|hashed/g;
  // Legal holds in force, which are few.
  expect((await planFor(null)).match(joined)).toEqual(['hashed']);
  expect((await planFor(['101', '102'])).match(joined)).toEqual(['hashed']);
});
