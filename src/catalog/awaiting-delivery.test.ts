import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { DAY, PushFixture } from '../../test/kit/push-fixture.ts';
import { AuditLog } from '../audit/index.ts';
import { runRetention } from '../retention/index.ts';
import { Catalog, wholeTenant } from './index.ts';

const { db } = testDatabase();

test('what is kept past its time for its delivery alone is hidden at all doors', async () => {
  const fixture = new PushFixture(db);
  const tenant = await fixture.tenant({ keepUndelivered: true });
  const { id } = await fixture.recording(tenant);
  const catalog = new Catalog({ db, clock: fixture.clock, panelWindowDays: 30 });
  const scope = wholeTenant(tenant);
  expect(await catalog.openRecording(scope, id)).toMatchObject({ kept: true, playable: true });

  fixture.clock.advance(Date.parse('2026-04-12T10:00:00Z') - fixture.clock.now());
  const { clock, objects, keys, log } = fixture;
  const parts = { db, clock, objects, keys, log, audit: new AuditLog(db, clock), databaseNow: async () => clock.now() };
  const run = await runRetention({ ...parts, keepUndeliveredDays: 14 }, { confirmClock: true });
  expect(run).toMatchObject({ destroyed: 0, awaitingDelivery: 1 });

  const { calls } = await catalog.listCalls(scope, {}, { cursor: null, limit: 10 });
  const recording = calls[0]!.recordings[0]!;
  expect(recording).toMatchObject({ id, playable: false, destroyedAt: null });
  expect(await catalog.openRecording(scope, id)).toMatchObject({ kept: false, playable: false });
  expect(await catalog.waveform(scope, id)).toBeNull();
  const year = { first: '2026-01-01', end: '2027-01-01' };
  expect(await catalog.periodsWithRecordings(scope, 'day', year)).toEqual([]);
  expect(await Array.fromAsync(catalog.filesOfDay(scope, DAY))).toEqual([]);
  expect(await catalog.fileOfDay(scope, DAY, recording.fileName)).toBeNull();
});
