import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addExtendedRetention, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { audioOf, DAY_MS, RetentionFixture } from '../../test/kit/retention-fixture.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import type { KeyId } from '../platform/key-store.ts';
import { clocksAgree, MonotonicReference, planRetention, verifyDestructionLog } from './index.ts';
import { liftHold, placeHold } from './holds.ts';

const { db } = testDatabase();
let fixture: RetentionFixture;
let tenant: TenantId;

beforeEach(async () => {
  await sql`TRUNCATE recordings, calls, legal_holds, subscriptions, retention_runs CASCADE`.execute(db);
  // The log is append-only: a trigger would refuse this.
  await sql`ALTER TABLE destruction_log DISABLE TRIGGER USER`.execute(db);
  await sql`TRUNCATE destruction_log`.execute(db);
  await sql`ALTER TABLE destruction_log ENABLE TRIGGER USER`.execute(db);
  fixture = new RetentionFixture(db);
  tenant = await insertTenant(db);
});

afterEach(() => vi.unstubAllEnvs());

async function reasonsInLog(): Promise<Map<RecordingId, string>> {
  const rows = await db.selectFrom('destruction_log').select(['recording_id', 'reason']).execute();
  return new Map(rows.map((row) => [row.recording_id, row.reason]));
}

describe('what is destroyed', () => {
  test('is what is expired, completely; the rest is unchanged', async () => {
    const young = await fixture.recording(tenant, 29);
    const old = await fixture.recording(tenant, 31);
    expect(await fixture.run()).toEqual({
      destroyed: 1,
      bytes: audioOf(old).length,
      ended: expect.objectContaining({ calls: 0, audit: 0 }),
      resumed: 0,
      rewrapped: 0,
      heldBack: 0,
      awaitingDelivery: 0,
      failed: 0,
      failures: [],
    });
    const row = await fixture.row(old);
    expect(row).toMatchObject({ key_id: null, wrapped_key: null, waveform: null, destruction_reason: 'expired' });
    expect(fixture.objects.objects.has(row.object_key)).toBe(false);
    expect(await fixture.audio(young)).toEqual(audioOf(young));
    expect(await db.selectFrom('calls').select('id').execute()).toHaveLength(2);
    expect(await reasonsInLog()).toEqual(new Map([[old, 'expired']]));
    const { key_id } = await fixture.row(young);
    expect([...fixture.keys.keys.keys()].sort()).toEqual([key_id, 'signing/destruction']);
    expect(await fixture.audit.list(tenant)).toMatchObject([
      { actor: 'retention', action: 'recording-destroyed', subject: old, detail: { reason: 'expired' } },
    ]);
    expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: 1 });
  });

  test('depends on each tenant’s retention: 29, 31, 59, 61, 89 and 91 days old', async () => {
    const [none, one, two] = [tenant, await insertTenant(db), await insertTenant(db)];
    await addExtendedRetention(db, one, { units: 1 });
    await addExtendedRetention(db, two, { units: 2 });
    const ages = [29, 31, 59, 61, 89, 91];
    const recordings = new Map<RecordingId, string>();
    for (const [name, owner] of Object.entries({ none, one, two })) {
      for (const age of ages) recordings.set(await fixture.recording(owner, age), `${name} ${age}`);
    }
    const planned = await planRetention(db, { at: fixture.clock.now(), keepUndeliveredDays: 0 });
    const run = await fixture.run();
    const destroyed = [...(await fixture.destroyed())].map((id) => recordings.get(id)!).sort();
    expect(destroyed).toEqual([
      'none 31',
      'none 59',
      'none 61',
      'none 89',
      'none 91',
      'one 61',
      'one 89',
      'one 91',
      'two 91',
    ]);
    expect(planned.total).toMatchObject({ recordings: run.destroyed, bytes: run.bytes });
    expect(planned.tenants.map((each) => [each.tenantId, each.retentionDays, each.recordings])).toEqual(
      [[none, 30, 5] as const, [one, 60, 3] as const, [two, 90, 1] as const].sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });

  // 30 Warsaw days are an hour shorter over the change to summer time, and an hour longer over the change back.
  test.each([
    ['2026-05-20T10:00:00Z', '2026-06-19T10:00:00Z', 'Europe/Warsaw'],
    ['2026-03-10T10:00:00Z', '2026-04-09T09:00:00Z', 'Europe/Warsaw'],
    ['2026-10-10T10:00:00Z', '2026-11-09T11:00:00Z', 'Europe/Warsaw'],
    ['2026-03-10T23:30:00Z', '2026-04-09T22:30:00Z', 'Pacific/Kiritimati'],
    ['2026-10-10T10:30:00Z', '2026-11-09T11:30:00Z', 'America/Los_Angeles'],
  ])('of %s goes at the very instant of its expiry, %s, on a machine in %s', async (start, expiry, zone) => {
    vi.stubEnv('TZ', zone);
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    fixture.clock.advance(Date.parse(start) - fixture.clock.now());
    const id = await fixture.recording(tenant, 0);
    fixture.clock.advance(Date.parse(expiry) - 1 - fixture.clock.now());
    expect(await fixture.run()).toMatchObject({ destroyed: 0 });
    fixture.clock.advance(1);
    expect(await fixture.run()).toMatchObject({ destroyed: 1 });
    expect(await fixture.destroyed()).toEqual(new Set([id]));
  });

  test('has the reason option-ended if an option that ended would have kept it', async () => {
    const ended = fixture.clock.now() - DAY_MS;
    await addExtendedRetention(db, tenant, { units: 1, until: ended });
    const [kept, cut, over] = [
      await fixture.recording(tenant, 20),
      await fixture.recording(tenant, 40),
      await fixture.recording(tenant, 70),
    ];
    await fixture.run();
    expect(await reasonsInLog()).toEqual(
      new Map([
        [cut, 'option-ended'],
        [over, 'expired'],
      ]),
    );
    expect(await fixture.destroyed()).not.toContain(kept);
  });

  test('is nothing that an option bought in time covers', async () => {
    const id = await fixture.recording(tenant, 40);
    await addExtendedRetention(db, tenant, { units: 1, from: fixture.clock.now() - 11 * DAY_MS });
    expect(await fixture.run()).toMatchObject({ destroyed: 0, rewrapped: 1 });
    expect(await fixture.audio(id)).toEqual(audioOf(id));
  });

  test('is nothing that an order made during the run covers, by a clock that is a little behind', async () => {
    const first = await fixture.recording(tenant, 45);
    const other = await insertTenant(db);
    const [late, bought] = [await fixture.recording(other, 40), await fixture.recording(other, 30)];
    const destroy = fixture.objects.delete.bind(fixture.objects);
    const orderAt = fixture.clock.now() - 1000;
    fixture.objects.delete = async (key) => {
      if (key === (await fixture.row(first)).object_key) {
        await addExtendedRetention(db, other, { units: 1, from: orderAt });
      }
      await destroy(key);
    };
    await fixture.run();
    expect(await fixture.destroyed()).toEqual(new Set([first, late]));
    expect(await fixture.audio(bought)).toEqual(audioOf(bought));
  });

  test('includes recordings stored before encryption', async () => {
    const id = await fixture.recording(tenant, 31);
    await db.updateTable('recordings').set({ key_id: null, wrapped_key: null }).where('id', '=', id).execute();
    expect(await fixture.run()).toMatchObject({ destroyed: 1 });
    expect(fixture.objects.objects.size).toBe(0);
  });
});

describe('a hold', () => {
  test('keeps a recording until it is lifted', async () => {
    const id = await fixture.recording(tenant, 29);
    const order = fixture.by(tenant, id);
    await placeHold(fixture, { ...order, reason: 'proces', until: null });
    expect((await fixture.row(id)).key_id).toBe(`hold/${id}`);
    fixture.clock.advance(2 * DAY_MS);
    expect(await fixture.run()).toMatchObject({ destroyed: 0, heldBack: 1, rewrapped: 0 });
    expect(await planRetention(db, { at: fixture.clock.now(), keepUndeliveredDays: 0 })).toMatchObject({
      total: { recordings: 0, oldest: null, held: { recordings: 1, bytes: audioOf(id).length } },
      tenants: [{ tenantId: tenant }],
    });
    expect(await fixture.audio(id)).toEqual(audioOf(id));
    expect(await liftHold(fixture, order)).toBe(true);
    expect(await liftHold(fixture, order)).toBe(false);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, heldBack: 0 });
    expect([...fixture.keys.keys.keys()]).toEqual(['signing/destruction']);
    expect((await fixture.audit.list(tenant)).map(({ action }) => action)).toEqual([
      'recording-destroyed',
      'hold-lifted',
      'hold-placed',
    ]);
  });

  test('ends at its time, and its recording gets its day key again', async () => {
    const id = await fixture.recording(tenant, 5);
    const before = (await fixture.row(id)).key_id;
    const until = fixture.clock.now() + 10 * DAY_MS;
    await placeHold(fixture, { ...fixture.by(tenant, id), reason: 'proces', until });
    fixture.clock.advance(10 * DAY_MS - 1);
    expect(await fixture.run()).toMatchObject({ rewrapped: 0 });
    fixture.clock.advance(1);
    expect(await fixture.run()).toMatchObject({ rewrapped: 1 });
    expect((await fixture.row(id)).key_id).toBe(before);
    expect(await fixture.audio(id)).toEqual(audioOf(id));
    expect([...fixture.keys.keys.keys()].sort()).toEqual([before, 'signing/destruction']);
  });

  test('is replaced by another, and its history stays', async () => {
    const id = await fixture.recording(tenant, 5);
    const order = fixture.by(tenant, id);
    await placeHold(fixture, { ...order, reason: 'proces', until: fixture.clock.now() + DAY_MS });
    await placeHold(fixture, { ...order, reason: 'kontrola', until: null });
    const holds = await db.selectFrom('legal_holds').select(['reason', 'lifted_by']).orderBy('placed_at').execute();
    expect(holds).toEqual(
      expect.arrayContaining([
        { reason: 'proces', lifted_by: 'anna' },
        { reason: 'kontrola', lifted_by: null },
      ]),
    );
    expect(await fixture.audio(id)).toEqual(audioOf(id));
  });

  test('is refused for a recording marked for deletion and for another tenant’s recording', async () => {
    const id = await fixture.recording(tenant, 31);
    const hold = (owner: TenantId, recording: string) =>
      placeHold(fixture, { ...fixture.by(owner, recording as RecordingId), reason: 'proces', until: null });
    await expect(hold(await insertTenant(db), id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(hold(tenant, 'x')).rejects.toMatchObject({ code: 'not-found' });
    fixture.objects.delete = () => Promise.reject(new Error('the store is away'));
    expect(await fixture.run()).toMatchObject({ destroyed: 0, failed: 1 });
    await expect(hold(tenant, id)).rejects.toMatchObject({ code: 'recording-destroyed' });
    expect(await db.selectFrom('legal_holds').select('id').execute()).toEqual([]);
  });
});

describe('a change of the tenant’s services', () => {
  test('re-wraps for a longer and a shorter retention, and deletes the old keys', async () => {
    const id = await fixture.recording(tenant, 10);
    const thirty = (await fixture.row(id)).key_id!;
    await addExtendedRetention(db, tenant, {
      units: 2,
      from: fixture.clock.now(),
      until: fixture.clock.now() + 5 * DAY_MS,
    });
    expect(await fixture.run()).toMatchObject({ rewrapped: 1 });
    const ninety = (await fixture.row(id)).key_id!;
    expect([ninety.slice(0, 10), thirty.slice(0, 10)]).toEqual(['2026-08-08', '2026-06-09']);
    expect([...fixture.keys.keys.keys()].sort()).toEqual([ninety, 'signing/destruction']);
    expect(await fixture.audio(id)).toEqual(audioOf(id));
    fixture.clock.advance(5 * DAY_MS);
    expect(await fixture.run()).toMatchObject({ rewrapped: 1 });
    expect((await fixture.row(id)).key_id).toBe(thirty);
    expect(await fixture.audio(id)).toEqual(audioOf(id));
  });

  test('skips a recording whose key is lost, and destroys it when it expires', async () => {
    const [lost, fine] = [await fixture.recording(tenant, 20), await fixture.recording(tenant, 10)];
    fixture.keys.keys.delete((await fixture.row(lost)).key_id as KeyId);
    await addExtendedRetention(db, tenant, { units: 1, from: fixture.clock.now() });
    expect(await fixture.run()).toMatchObject({ rewrapped: 1 });
    expect(await fixture.audio(fine)).toEqual(audioOf(fine));
    fixture.clock.advance(45 * DAY_MS);
    await fixture.run();
    expect(await fixture.destroyed()).toEqual(new Set([lost]));
  });
});

describe('the clock', () => {
  test('needs no earlier run at the first run', async () => {
    await fixture.recording(tenant, 31);
    expect(await fixture.run({ confirmClock: false })).toMatchObject({ destroyed: 1 });
  });

  test.each([-6, 6])('destroys nothing if it differs from the database’s by %i min', async (minutes) => {
    await fixture.recording(tenant, 31);
    expect(await clocksAgree(fixture)).toBe(true);
    fixture.databaseNow = async () => fixture.clock.now() + minutes * 60_000;
    await expect(fixture.run({ confirmClock: false })).rejects.toMatchObject({ code: 'clock-not-trusted' });
    expect(await fixture.destroyed()).toEqual(new Set());
    expect(fixture.objects.objects.size).toBe(1);
    expect(await clocksAgree(fixture)).toBe(false);
  });

  test('destroys nothing if it is set ahead by hours while the service runs, until a person confirms it', async () => {
    const id = await fixture.recording(tenant, 29);
    await fixture.run({ confirmClock: false });
    fixture.clock.jump(2 * DAY_MS);
    for (let hour = 0; hour < 3; hour++) {
      fixture.clock.advance(DAY_MS / 24);
      await expect(fixture.run({ confirmClock: false })).rejects.toMatchObject({ code: 'clock-not-trusted' });
    }
    expect(await fixture.destroyed()).toEqual(new Set());

    const ofService = fixture.monotonicReference;
    fixture.monotonicReference = new MonotonicReference(fixture.clock);
    await fixture.run({ confirmClock: true });
    fixture.monotonicReference = ofService;
    expect(await fixture.destroyed()).toEqual(new Set([id]));
    fixture.clock.advance(DAY_MS / 24);
    await fixture.run({ confirmClock: false });
    fixture.clock.jump(DAY_MS);
    await expect(fixture.run({ confirmClock: false })).rejects.toMatchObject({ code: 'clock-not-trusted' });
  });

  test('lets runs continue when it is set back to the right time', async () => {
    await fixture.run({ confirmClock: false });
    fixture.clock.jump(-DAY_MS);
    await fixture.run({ confirmClock: false });
  });

  test('destroys nothing if it jumped ahead, with the database’s, while no service ran, until a person confirms it', async () => {
    await fixture.run({ confirmClock: false });
    const id = await fixture.recording(tenant, 1);
    fixture.clock.advance(3 * DAY_MS);
    await fixture.run({ confirmClock: false });
    fixture.clock.advance(365 * DAY_MS);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(fixture.run({ confirmClock: false })).rejects.toMatchObject({ code: 'clock-not-trusted' });
    }
    expect(await fixture.destroyed()).toEqual(new Set());
    await fixture.run({ confirmClock: true });
    expect(await fixture.destroyed()).toEqual(new Set([id]));
    fixture.clock.advance(DAY_MS);
    await fixture.run({ confirmClock: false });
  });

  test('does not change what a run destroys if it jumps during the run', async () => {
    const [old, young] = [await fixture.recording(tenant, 31), await fixture.recording(tenant, 20)];
    const destroy = fixture.objects.delete.bind(fixture.objects);
    fixture.objects.delete = async (key) => {
      fixture.clock.advance(365 * DAY_MS);
      await destroy(key);
    };
    await fixture.run();
    expect(await fixture.destroyed()).toEqual(new Set([old]));
    expect(young).not.toBe(old);
  });
});

test('a run whose signal aborts ends after its batch, and the next one continues', async () => {
  for (let i = 0; i < 3; i++) await fixture.recording(tenant, 31 + i);
  const stop = new AbortController();
  stop.abort();
  expect(await fixture.run({ signal: stop.signal })).toMatchObject({ destroyed: 0 });
  expect(await fixture.run()).toMatchObject({ destroyed: 3 });
});
