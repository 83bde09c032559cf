import { expect, test } from 'vitest';
import { addExtendedRetention, describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { storageForecast } from './stored-bytes.ts';

const { db } = testDatabase();
const NOW = Date.parse('2026-03-31T10:00:00Z');
/** Of each recording of `insertRecordedCall`. */
const BYTES = 240_000;
const counted = (recordings: number) => ({ recordings, bytes: recordings * BYTES });

test('what is stored, how much of it is new, and in which month it ends by the services of each customer', async () => {
  const [small, large] = [await insertTenant(db, 'Mała'), await insertTenant(db, 'Duża')];
  await addExtendedRetention(db, large, { units: 2 });
  const record = (tenantId: typeof small, startedAt: string) =>
    insertRecordedCall(db, describeCall(tenantId, { startedAt: Date.parse(startedAt) }));
  await record(small, '2026-03-30T09:00:00Z');
  await record(large, '2026-03-02T00:30:00Z');
  await record(large, '2026-03-01T22:30:00Z');
  await record(large, '2026-01-31T09:00:00Z');

  expect(await storageForecast(db, NOW)).toEqual({
    ...counted(4),
    // From 2 March in Warsaw on.
    lastDays: counted(2),
    // 30 March and 30 days; 31 January, 1 March and 2 March and 90 days.
    expiring: [
      { month: '2026-04', ...counted(1) },
      { month: '2026-05', ...counted(3) },
    ],
    largest: [
      { tenantId: large, name: 'Duża', ...counted(3) },
      { tenantId: small, name: 'Mała', ...counted(1) },
    ],
  });
  expect(await storageForecast(db, NOW, small)).toMatchObject({
    ...counted(1),
    expiring: [{ month: '2026-04' }],
    largest: [{ name: 'Mała' }],
  });
});
