import * as fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addExtendedRetention, describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { serviceHistory } from '../tenants/index.ts';
import { keptUntil } from './expiry.ts';
import { isKept } from './recording-conditions.ts';

const { db } = testDatabase();
const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST = Date.parse('2026-02-01T09:00:00Z');
const day = (n: number): number => FIRST + n * DAY_MS;

const option = fc.record({ gap: fc.nat(50), length: fc.nat(80), units: fc.integer({ min: 1, max: 3 }) });
const recording = fc.record({ startDay: fc.nat(120), storedAfterDays: fc.oneof(fc.constant(0), fc.nat(90)) });
const cases = fc.record({
  options: fc.array(option, { maxLength: 4 }),
  recordings: fc.uniqueArray(recording, { minLength: 1, maxLength: 8, selector: ({ startDay }) => startDay }),
  age: fc.nat(200),
});

test('the database finds exactly the recordings that the rule keeps', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ options, recordings, age }) => {
      const tenant = await insertTenant(db);
      let from = 0;
      for (const { gap, length, units } of options) {
        await addExtendedRetention(db, tenant, { units, from: day(from + gap), until: day(from + gap + length) });
        from += gap + length;
      }
      const at = day(age);
      const expected = new Set<string>();
      const history = await serviceHistory(db, tenant);
      for (const { startDay, storedAfterDays } of recordings) {
        const [startedAt, storedAt] = [day(startDay), day(startDay + storedAfterDays)];
        if (storedAt > at) continue;
        const call = describeCall(tenant, { startedAt });
        await insertRecordedCall(db, call);
        const stored = sql`UPDATE recordings SET stored_at = ${new Date(storedAt)} WHERE id = ${call.recordingId}`;
        await stored.execute(db);
        if (keptUntil(history, startedAt, storedAt) > at) expected.add(call.recordingId);
      }
      const kept = db.selectFrom('recordings').select('id').where('tenant_id', '=', tenant).where(isKept(history, at));
      expect(new Set((await kept.execute()).map(({ id }) => id))).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});
