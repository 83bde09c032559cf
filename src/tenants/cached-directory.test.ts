import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { until } from '../../test/kit/until.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import type { SourceId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { addSource, addSubscription, addTenant, CachedDirectory, setCallRecording } from './index.ts';

const { db } = testDatabase();
const now = Date.parse('2026-03-10T10:00:00Z');
const reader = (clock = new ManualClock(), on: Database = db) => new CachedDirectory({ db: on, clock, log: quietLog });

/** The same database, with `ask` called for each query: it may count, reject or delay it. */
function watched(ask: (table: string) => Promise<void>): Database {
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      await ask(Object.keys(result.rows[0] ?? {}).join());
      return result;
    },
  });
}

describe('the directory', () => {
  test('has tenants, the owners of numbers, and sources by any notation of their address', async () => {
    const { tenantId } = await addTenant(db, { name: 'A', plan: 'Biznes', numbers: ['221111111'] }, now);
    const { sourceId } = await addSource(db, { name: 'PBX', addresses: ['192.0.2.9'], tenantId }, now);
    const directory = await reader().current();
    const tenant = { id: tenantId, entitled: true, suspended: false, recordingEnabled: false, recordInternal: false };
    expect(directory.tenant(tenantId)).toEqual(tenant);
    expect(directory.ownerOf('+48221111111')).toEqual(tenant);
    const source = {
      id: sourceId,
      name: 'PBX',
      defaultTenantId: tenantId,
      recognition: 'lenient',
      userToUserIds: false,
      timeZone: null,
      digest: null,
      isAnywhere: false,
    };
    expect(directory.sourceAt('::ffff:192.0.2.9')).toEqual(source);
    expect(directory.ownerOf('+48222222222')).toBeNull();
    expect(directory.sourceAt('192.0.2.10')).toBeNull();
    expect(directory.sourceAt('')).toBeNull();
    expect(directory.tenant(sourceId as string as TenantId)).toBeNull();
  });

  test('a committed change is in the next answer, whichever table it was in', async () => {
    const directory = reader();
    const { tenantId } = await addTenant(db, { name: 'B', plan: 'Start', numbers: [] }, now);
    const tenant = async () => (await directory.current()).tenant(tenantId);
    expect((await tenant())!.entitled).toBe(false);
    await db.deleteFrom('subscriptions').where('tenant_id', '=', tenantId).execute();
    const order = { startsAt: now, orderedAt: now, orderedBy: 'operator' };
    await addSubscription(db, { tenantId, service: 'plan', plan: 'Premium', ...order });
    expect((await tenant())!.entitled).toBe(true);
    await setCallRecording(db, tenantId, { enabled: true }, now);
    expect((await tenant())!.recordingEnabled).toBe(true);
    await db.updateTable('plans').set({ includes_recording: false }).where('name', '=', 'Premium').execute();
    expect((await tenant())!.entitled).toBe(false);
    await db.insertInto('tenant_numbers').values({ number: '+48333', tenant_id: tenantId }).execute();
    expect((await directory.current()).ownerOf('+48333')).not.toBeNull();
    // It fits no plan: an earlier version stored it with `+`.
    await db.insertInto('tenant_numbers').values({ number: '+1234567', tenant_id: tenantId }).execute();
    expect((await directory.current()).ownerOf('1234567')?.id).toBe(tenantId);
    expect((await directory.current()).ownerOf('1234568')).toBeNull();
    const { sourceId } = await addSource(db, { name: 'new', addresses: ['192.0.2.11'] }, now);
    expect((await directory.current()).sourceAt('192.0.2.11')!.id).toBe(sourceId satisfies SourceId);
    await db.deleteFrom('sources').where('id', '=', sourceId).execute();
    expect((await directory.current()).sourceAt('192.0.2.11')).toBeNull();
  });

  test('is the same object, for one small query, while nothing changes', async () => {
    const asked: string[] = [];
    const directory = reader(
      new ManualClock(),
      watched(async (columns) => void asked.push(columns)),
    );
    const first = await directory.current();
    asked.length = 0;
    expect(await directory.current()).toBe(first);
    expect(asked).toEqual(['version']);
  });

  test('concurrent callers share one load', async () => {
    const directory = reader();
    const answers = await Promise.all(Array.from({ length: 30 }, () => directory.current()));
    expect(new Set(answers).size).toBe(1);
  });

  test('a caller during the first load gets what was committed before the call', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const directory = reader(
      new ManualClock(),
      watched(async (columns) => {
        if (!columns.includes('hosted_pbx')) return;
        begun.resolve();
        await gate.promise;
      }),
    );
    const first = directory.current();
    await begun.promise;
    const { tenantId } = await addTenant(db, { name: 'C', plan: 'Biznes', numbers: [] }, now);
    const second = directory.current();
    gate.resolve();
    expect((await first).tenant(tenantId)).toBeNull();
    expect((await second).tenant(tenantId)).not.toBeNull();
  });

  test('the last known one is used while the database fails, the new one after', async () => {
    let failing = false;
    const directory = reader(
      new ManualClock(),
      watched(async () => {
        if (failing) throw new Error('away');
      }),
    );
    const before = await directory.current();
    failing = true;
    await db.updateTable('tenants').set({ record_internal: false }).execute();
    expect(await directory.current()).toBe(before);
    failing = false;
    expect(await directory.current()).not.toBe(before);
  });

  test('the last known one is used when the database is late; no second query is sent until it answers', async () => {
    const clock = new ManualClock();
    const gate = Promise.withResolvers<void>();
    const put = Promise.withResolvers<void>();
    let questions = 0;
    let slow = false;
    const late = watched(async () => {
      if (!slow) return;
      questions += 1;
      put.resolve();
      await gate.promise;
    });
    const directory = reader(clock, late);
    const before = await directory.current();
    await db.updateTable('tenants').set({ record_internal: false }).execute();
    slow = true;
    const asked = directory.current();
    await put.promise;
    clock.advance(2_000);
    expect(await asked).toBe(before);
    expect(await directory.current()).toBe(before);
    expect(questions).toBe(1);
    slow = false;
    gate.resolve();
    await expect.poll(() => directory.current()).not.toBe(before);
    expect(clock.pending).toBe(0);
  });

  test('many who ask at the same time share one query, which has what was committed before', async () => {
    const clock = new ManualClock();
    let questions = 0;
    const directory = reader(
      clock,
      watched(async (columns) => {
        if (columns === 'version') questions += 1;
      }),
    );
    expect(directory.lastKnown).toBeNull();
    const before = await directory.current();
    expect(directory.lastKnown).toBe(before);
    await addSource(db, { name: 'just added', addresses: ['192.0.2.77'] }, now);
    questions = 0;
    const answers = Promise.all(Array.from({ length: 50 }, () => directory.currentForMany()));
    expect(directory.lastKnown).toBe(before);
    clock.advance(50);
    for (const answer of await answers) expect(answer.sourceAt('192.0.2.77')).not.toBeNull();
    // The version, and once more with the new content.
    expect(questions).toBe(2);
    expect(directory.lastKnown!.sourceAt('192.0.2.77')).not.toBeNull();
  });

  test('a flood of unknown senders asks the database once a second, and is answered all the same', async () => {
    const clock = new ManualClock();
    let questions = 0;
    const directory = reader(
      clock,
      watched(async (columns) => {
        if (columns === 'version') questions += 1;
      }),
    );
    await directory.current();
    questions = 0;
    for (let ms = 0; ms < 10_000; ms += 50) {
      const answers = Array.from({ length: 10 }, () => directory.currentForMany());
      clock.advance(50);
      await Promise.all(answers);
    }
    expect(questions).toBeGreaterThan(5);
    expect(questions).toBeLessThan(20);
    await addSource(db, { name: 'added in a flood', addresses: ['192.0.2.78'] }, now);
    await until('it is known', async () => {
      const answer = directory.currentForMany();
      clock.advance(50);
      return (await answer).sourceAt('192.0.2.78') !== null;
    });
  });

  test('unknown senders learn that the database is away, also those who ask too often to be looked up', async () => {
    const clock = new ManualClock();
    let failing = false;
    const directory = reader(
      clock,
      watched(async () => {
        if (failing) throw new Error('away');
      }),
    );
    const known = await directory.current();
    failing = true;
    const looked = async () => {
      const answer = directory.currentForMany();
      clock.advance(50);
      return answer;
    };
    for (let asked = 0; asked < 10; asked += 1) await expect(looked()).rejects.toThrow('does not answer');
    expect(await directory.current()).toBe(known);
    failing = false;
    clock.advance(1_000);
    expect(await looked()).toBe(known);
  });

  test('rejects if no directory was ever loaded', async () => {
    const broken = watched(async () => {
      throw new Error('away');
    });
    await expect(reader(new ManualClock(), broken).current()).rejects.toThrow('away');
  });
});
