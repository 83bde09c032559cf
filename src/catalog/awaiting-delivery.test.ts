import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { DEFAULT_PERIODS } from '../../test/kit/default-periods.ts';
import { DAY, PushFixture } from '../../test/kit/push-fixture.ts';
import { AuditLog } from '../audit/index.ts';
import { runRetention } from '../retention/index.ts';
import {
  fileOfDay,
  filesOfDay,
  listCalls,
  openRecording,
  periodsWithRecordings,
  waveformOf,
  wholeTenant,
} from './index.ts';

// A file of its own: the retention run destroys what has expired in the whole database.
const { db } = testDatabase();

test('a recording kept past its expiry only to be delivered is hidden in panel, API and tree', async () => {
  const fixture = new PushFixture(db);
  const tenant = await fixture.tenant({ keepUndelivered: true });
  const { id } = await fixture.recording(tenant);
  const catalog = { db, clock: fixture.clock, panelWindowDays: 30 };
  const scope = wholeTenant(tenant);
  expect(await openRecording(catalog, scope, id)).toMatchObject({ kept: true, playable: true });

  fixture.clock.advance(Date.parse('2026-04-12T10:00:00Z') - fixture.clock.now());
  const { clock, objects, keys, log } = fixture;
  const parts = { db, clock, objects, keys, log, audit: new AuditLog(db, clock), databaseNow: async () => clock.now() };
  const run = await runRetention(
    { ...parts, keepUndeliveredDays: 14, periods: DEFAULT_PERIODS },
    { confirmClock: true },
  );
  expect(run).toMatchObject({ destroyed: 0, awaitingDelivery: 1 });

  const { calls } = await listCalls(catalog, scope, { cursor: null, limit: 10 });
  const recording = calls[0]!.recordings[0]!;
  expect(recording).toMatchObject({ id, playable: false, destroyedAt: null });
  expect(await openRecording(catalog, scope, id)).toMatchObject({ kept: false, playable: false });
  expect(await waveformOf(catalog, scope, id)).toBeNull();
  const year = { first: '2026-01-01', end: '2027-01-01' };
  expect(await periodsWithRecordings(catalog, scope, { period: 'day', ...year })).toEqual([]);
  expect(await Array.fromAsync(filesOfDay(catalog, scope, DAY))).toEqual([]);
  expect(await fileOfDay(catalog, scope, { day: DAY, name: recording.fileName })).toBeNull();
});
