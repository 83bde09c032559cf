import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { DAY_MS, RetentionFixture } from '../../test/kit/retention-fixture.ts';
import type { TenantId } from '../base/ids.ts';
import { createMetrics } from '../platform/metrics.ts';
import { liftHold, placeHold } from './holds.ts';
import { overdueDestruction, showOverdue } from './overdue.ts';

const HOUR_MS = 60 * 60 * 1000;
const { db } = testDatabase();
let fixture: RetentionFixture;
let tenant: TenantId;

beforeEach(async () => {
  await sql`TRUNCATE recordings, calls, legal_holds, subscriptions, retention_runs CASCADE`.execute(db);
  fixture = new RetentionFixture(db);
  tenant = await insertTenant(db);
});

test('is what has been due for three hours', async () => {
  await fixture.recording(tenant, 29);
  await fixture.recording(tenant, 30 - 1 / 24);
  const startedAt = fixture.clock.now() - 30 * DAY_MS;
  await fixture.recording(tenant, 30);
  fixture.clock.advance(3 * HOUR_MS - 1);
  expect(await overdueDestruction(fixture)).toEqual({ recordings: 0, oldest: null });
  fixture.clock.advance(1);
  expect(await overdueDestruction(fixture)).toEqual({ recordings: 1, oldest: startedAt });
  fixture.clock.advance(HOUR_MS);
  expect(await overdueDestruction(fixture)).toEqual({ recordings: 2, oldest: startedAt });
  await fixture.run();
  expect(await overdueDestruction(fixture)).toEqual({ recordings: 0, oldest: null });
});

test('includes what is marked and not destroyed, and nothing whose hold ended just now', async () => {
  const held = await fixture.recording(tenant, 29);
  await placeHold(fixture, { ...fixture.by(tenant, held), reason: 'proces', until: null });
  fixture.clock.advance(5 * DAY_MS);
  await fixture.recording(tenant, 40);
  const remove = fixture.objects.delete.bind(fixture.objects);
  fixture.objects.delete = () => Promise.reject(new Error('EACCES'));
  await fixture.run();
  await liftHold(fixture, fixture.by(tenant, held));
  expect(await overdueDestruction(fixture)).toMatchObject({ recordings: 0 });
  fixture.clock.advance(3 * HOUR_MS);
  expect(await overdueDestruction(fixture)).toMatchObject({ recordings: 2 });
  fixture.objects.delete = remove;
  await fixture.run();
  expect(await overdueDestruction(fixture)).toMatchObject({ recordings: 0 });
});

test('is a metric, measured again and again', async () => {
  await fixture.recording(tenant, 31);
  const metrics = createMetrics();
  const { clock, log, keepUndeliveredDays, periods } = fixture;
  showOverdue({ db, clock, log, metrics, keepUndeliveredDays, periods });
  expect(await metrics.metrics()).toContain('fonoteka_retention_overdue_recordings 1');
  expect(await metrics.metrics()).toContain('fonoteka_personal_data_overdue_rows{kind="calls"} 0');
  await fixture.run();
  clock.advance(10 * 60_000);
  expect(await metrics.metrics()).toContain('fonoteka_retention_overdue_recordings 0');
});
