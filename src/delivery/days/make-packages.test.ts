import { sql } from 'kysely';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { describeCall } from '../../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { DAY, PushFixture } from '../../../test/kit/push-fixture.ts';
import type { RecorderId, TenantId } from '../../base/ids.ts';
import { saveUnrecordedCall, reportUnarchivedCalls, type UnarchivedStarts } from '../../calls/index.ts';
import { unpackContents } from './day-contents.ts';
import { deliverTarget } from '../sending/deliver-target.ts';
import { makePackage } from './make-package.ts';
import { makePackages } from './make-packages.ts';

const MINUTE_MS = 60_000;

const { db } = testDatabase();
let push: PushFixture;

beforeEach(async () => {
  push = new PushFixture(db);
  await db.deleteFrom('package_files').execute();
  await db.deleteFrom('packages').execute();
  await db.deleteFrom('push_targets').execute();
  await db.deleteFrom('recorders').execute();
});

async function contentsOf(tenantId: TenantId) {
  const packages = await push.packages(tenantId);
  return Promise.all(packages.map(({ contents }) => unpackContents(contents!)));
}

describe('the package of a day', () => {
  test('is made once, with the recordings of the Warsaw day and the calls that have none', async () => {
    const tenantId = await push.tenant();
    const other = await push.tenant();
    const first = await push.recording(tenantId, '2026-03-09T23:00:00Z');
    const last = await push.recording(tenantId, '2026-03-10T22:59:59.999Z');
    await push.recording(tenantId, '2026-03-10T23:00:00Z');
    await push.recording(tenantId, '2026-03-09T22:59:59Z');
    await push.recording(other);
    const unrecorded = describeCall(tenantId, { startedAt: Date.parse(`${DAY}T12:00:00Z`) });
    await saveUnrecordedCall(db, { ...unrecorded, endedAt: null, reason: 'recording-off' });
    expect(await push.make()).toBe(2);
    expect(await push.make()).toBe(0);
    const [contents, ...more] = await contentsOf(tenantId);
    expect(more).toEqual([]);
    expect(contents!.recordings.map(({ id }) => id)).toEqual([first.id, last.id]);
    expect(contents!.unrecorded).toMatchObject([{ reason: 'recording-off', call: { callId: unrecorded.callId } }]);
  });

  test('waits for the calls that last beyond midnight', async () => {
    push = new PushFixture(db, '2026-03-10T23:10:00Z');
    const tenantId = await push.tenant();
    const recorderId = randomUUID() as RecorderId;
    const other = await push.tenant();
    const report = (unarchivedSince: UnarchivedStarts) =>
      reportUnarchivedCalls(db, { recorderId, unarchivedSince, now: push.clock.now() });
    await report(new Map([[tenantId, Date.parse('2026-03-10T22:50:00Z')]]));
    expect(await push.make()).toBe(1);
    expect(await push.packages(other)).toHaveLength(1);
    const late = await push.recording(tenantId, '2026-03-10T22:50:00Z');
    await report(new Map());
    expect(await push.make()).toBe(1);
    expect((await contentsOf(tenantId))[0]!.recordings.map(({ id }) => id)).toEqual([late.id]);
  });

  test('is not made without a target, nor without the push', async () => {
    const without = await push.tenant(null);
    await push.recording(without);
    expect(await push.make()).toBe(0);
    await push.settings(without, {});
    await db
      .updateTable('subscriptions')
      .set({ ends_at: new Date('2026-03-10T00:00:00Z') })
      .where('tenant_id', '=', without)
      .execute();
    expect(await push.make()).toBe(0);
  });

  test('is made once, also by several workers at the same time', async () => {
    const tenantId = await push.tenant();
    await push.recording(tenantId);
    const made = await Promise.all(Array.from({ length: 4 }, () => push.make()));
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await push.packages(tenantId)).toHaveLength(1);
  });
});

describe('what came late', () => {
  test('is sent as a supplement with a number of its own, after ten minutes without more', async () => {
    const tenantId = await push.tenant();
    await push.recording(tenantId);
    await push.make();
    const late = await push.recording(tenantId, `${DAY}T11:00:00Z`, '2026-03-11T06:00:00Z');
    push.clock.advance(69 * MINUTE_MS);
    expect(await push.make()).toBe(0);
    push.clock.advance(MINUTE_MS);
    expect(await push.make()).toBe(1);
    expect(await push.make()).toBe(0);
    const [, supplement] = await contentsOf(tenantId);
    expect(supplement).toMatchObject({ number: 2, recordings: [{ id: late.id }], unrecorded: [] });
    expect(await push.packages(tenantId)).toMatchObject([{ kind: 'day' }, { kind: 'supplement' }]);
  });

  test('without recording is in the manifest of a supplement, in the daily run', async () => {
    const tenantId = await push.tenant();
    await push.recording(tenantId);
    const reportCall = async (hour: string) => {
      const call = describeCall(tenantId, { startedAt: Date.parse(`${DAY}T${hour}:00:00Z`) });
      await saveUnrecordedCall(db, { ...call, endedAt: null, reason: 'not-answered' });
    };
    await reportCall('12');
    await push.make();
    await reportCall('13');
    const now = push.clock.now();
    expect(await makePackages({ db, keepUndeliveredDays: 0, now, storedSince: 0 })).toBe(0);
    expect(await makePackages({ db, keepUndeliveredDays: 0, now })).toBe(1);
    expect(await makePackages({ db, keepUndeliveredDays: 0, now })).toBe(0);
    const [, supplement] = await contentsOf(tenantId);
    expect(supplement).toMatchObject({ number: 2, recordings: [] });
    expect(supplement!.unrecorded).toHaveLength(2);
  });

  test('is found by the time it was stored', async () => {
    const tenantId = await push.tenant();
    await push.make();
    await push.recording(tenantId, `${DAY}T11:00:00Z`, '2026-03-11T06:00:00Z');
    push.clock.advance(7 * 60 * MINUTE_MS);
    const now = push.clock.now();
    expect(
      await makePackages({ db, keepUndeliveredDays: 0, now, storedSince: Date.parse('2026-03-11T06:00:01Z') }),
    ).toBe(0);
    expect(
      await makePackages({ db, keepUndeliveredDays: 0, now, storedSince: Date.parse('2026-03-11T06:00:00Z') }),
    ).toBe(1);
  });
});

describe('a day that is sent again', () => {
  test('is a package of everything that still exists', async () => {
    const tenantId = await push.tenant();
    const recording = await push.recording(tenantId);
    await push.make();
    const request = { tenantId, day: DAY, kind: 'resend', now: push.clock.now(), keepUndeliveredDays: 0 } as const;
    expect(await makePackage(db, request)).not.toBeNull();
    expect((await contentsOf(tenantId))[1]).toMatchObject({ number: 2, recordings: [{ id: recording.id }] });
  });
});

test('a failure for one tenant does not stop the others, and is thrown', async () => {
  const tenants = [await push.tenant(), await push.tenant()].sort();
  const [failing, other] = tenants as [TenantId, TenantId];
  await sql`ALTER TABLE packages ADD CONSTRAINT broken CHECK (tenant_id <> ${sql.lit(failing)})`.execute(db);
  onTestFinished(async () => void (await sql`ALTER TABLE packages DROP CONSTRAINT broken`.execute(db)));
  await expect(push.make()).rejects.toThrow('broken');
  expect(await push.packages(failing)).toEqual([]);
  expect(await push.packages(other)).toHaveLength(1);
});

/** A month later: the day's recordings are expired. */
function expire(): void {
  push.clock.advance(Date.parse('2026-04-12T10:00:00Z') - push.clock.now());
}

describe('a recording that is expired, and no run has destroyed yet,', () => {
  test('is in no package, not even one sent again', async () => {
    const tenantId = await push.tenant();
    const { id } = await push.recording(tenantId, '2026-03-10T10:00:00Z');
    await push.recording(tenantId, '2026-03-10T22:30:00Z');
    push.clock.advance(Date.parse('2026-04-09T12:00:00Z') - push.clock.now());
    await push.resend(tenantId);
    const [contents] = await contentsOf(tenantId);
    expect(contents!.recordings.map((one) => one.id)).not.toContain(id);
    expect(contents!.recordings).toHaveLength(1);
  });

  test('is in its package if it may wait for its delivery', async () => {
    push.keepUndeliveredDays = 14;
    const tenantId = await push.tenant({ keepUndelivered: true });
    const { id } = await push.recording(tenantId);
    expire();
    await push.packageOf(tenantId);
    expect((await contentsOf(tenantId))[0]!.recordings.map((one) => one.id)).toEqual([id]);
  });

  test('leaves a package that was made before', async () => {
    const tenantId = await push.tenant();
    await push.recording(tenantId);
    await push.packageOf(tenantId);
    const send = () => deliverTarget(push, tenantId, new AbortController().signal);
    expire();
    await send();
    expect([...push.target.files.keys()].filter((path) => path.endsWith('.mp3'))).toEqual([]);
    expect(await push.packages(tenantId)).toMatchObject([{ recordings: 0, error_code: null }]);
  });
});
