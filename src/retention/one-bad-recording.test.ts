import { sql } from 'kysely';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addExtendedRetention, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { DAY_MS, RetentionFixture } from '../../test/kit/retention-fixture.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { verifyDestructionLog } from './index.ts';
import { requireComplete } from './run-retention.ts';

const { db } = testDatabase();
let fixture: RetentionFixture;
let tenants: [TenantId, TenantId];

beforeEach(async () => {
  await sql`TRUNCATE recordings, calls, legal_holds, subscriptions, retention_runs CASCADE`.execute(db);
  // The log is append-only: a trigger would refuse this.
  await sql`ALTER TABLE destruction_log DISABLE TRIGGER USER`.execute(db);
  await sql`TRUNCATE destruction_log`.execute(db);
  await sql`ALTER TABLE destruction_log ENABLE TRIGGER USER`.execute(db);
  fixture = new RetentionFixture(db);
  // The first one is handled first.
  tenants = [await insertTenant(db), await insertTenant(db)].sort() as [TenantId, TenantId];
});

/** Two recordings of each tenant that are due, the first one the oldest. */
async function dueRecordings(): Promise<[bad: RecordingId, ofSameTenant: RecordingId, ...others: RecordingId[]]> {
  return [
    await fixture.recording(tenants[0], 35),
    await fixture.recording(tenants[0], 34),
    await fixture.recording(tenants[1], 33),
    await fixture.recording(tenants[1], 32),
  ];
}

/** The database refuses updates of these rows until the test is over. */
async function refuse(condition: ReturnType<typeof sql>): Promise<void> {
  await sql`ALTER TABLE recordings ADD CONSTRAINT broken CHECK (destroying_at IS NULL OR NOT (${condition})) NOT VALID`.execute(
    db,
  );
  onTestFinished(async () => void (await sql`ALTER TABLE recordings DROP CONSTRAINT IF EXISTS broken`.execute(db)));
}

describe('one bad recording or tenant does not stop the destruction of the others:', () => {
  test('an object that cannot be deleted', async () => {
    const [bad, ...others] = await dueRecordings();
    const { object_key } = await fixture.row(bad);
    const remove = fixture.objects.delete.bind(fixture.objects);
    fixture.objects.delete = (key) => (key === object_key ? Promise.reject(new Error('EACCES')) : remove(key));
    const run = await fixture.run();
    expect(run).toMatchObject({ destroyed: 3, failed: 1, failures: [{ step: 'delete-object', recordingId: bad }] });
    expect(() => requireComplete(run)).toThrow('EACCES');
    expect(await fixture.destroyed()).toEqual(new Set(others));
    expect((await fixture.row(bad)).key_id).toBeNull();

    const later = await fixture.recording(tenants[1], 31);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, resumed: 0, failed: 1 });
    expect(await fixture.destroyed()).toEqual(new Set([...others, later]));
    fixture.objects.delete = remove;
    const repaired = await fixture.run();
    expect(repaired).toMatchObject({ destroyed: 1, resumed: 1, failed: 0 });
    expect(() => requireComplete(repaired)).not.toThrow();
    expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: 5 });
  });

  test('a row that cannot be marked', async () => {
    const [bad, ...others] = await dueRecordings();
    await refuse(sql`id = ${sql.lit(bad)}`);
    expect(await fixture.run()).toMatchObject({ destroyed: 3, failures: [{ step: 'mark', recordingId: bad }] });
    expect(await fixture.destroyed()).toEqual(new Set(others));
  });

  test('a tenant whose rows cannot be marked', async () => {
    const [, , ...others] = await dueRecordings();
    await refuse(sql`tenant_id = ${sql.lit(tenants[0])}`);
    expect(await fixture.run()).toMatchObject({ destroyed: 2, failed: 2 });
    expect(await fixture.destroyed()).toEqual(new Set(others));
  });

  test('a recording that the destruction log has already', async () => {
    const [bad, ...others] = await dueRecordings();
    const entry = {
      at: new Date(),
      tenant_id: tenants[0],
      recording_id: bad,
      started_at: new Date(),
      reason: 'expired',
    };
    const hashes = { sha256: Buffer.alloc(32), previous_hash: Buffer.alloc(32), hash: Buffer.alloc(32) };
    await db
      .insertInto('destruction_log')
      .values({ seq: 1, ...entry, ...hashes, signature: Buffer.alloc(64) })
      .execute();
    expect(await fixture.run()).toMatchObject({ destroyed: 3, failures: [{ step: 'record', recordingId: bad }] });
    expect(await fixture.destroyed()).toEqual(new Set(others));
  });

  test('a tenant whose audit log is damaged', async () => {
    const [, , ...others] = await dueRecordings();
    await fixture.audit.record({ tenantId: tenants[0], actor: 'x', action: 'listen', subject: null, address: null });
    await sql`UPDATE audit_chains SET seq = 0 WHERE chain = ${tenants[0]}`.execute(db);
    expect(await fixture.run()).toMatchObject({ destroyed: 2, failed: 2, failures: [{ step: 'record' }, {}] });
    expect(await fixture.destroyed()).toEqual(new Set(others));
    const later = await fixture.recording(tenants[1], 31);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, failed: 2 });
    expect(await fixture.destroyed()).toEqual(new Set([...others, later]));
  });

  test('a tenant with very many bad recordings is given up until the next run', async () => {
    for (let i = 0; i < 45; i++) await fixture.recording(tenants[0], 35 + i / 100);
    const other = await fixture.recording(tenants[1], 33);
    await refuse(sql`tenant_id = ${sql.lit(tenants[0])}`);
    const run = await fixture.run();
    expect(run).toMatchObject({ destroyed: 1 });
    expect(run.failed).toBeLessThan(30);
    expect(await fixture.destroyed()).toEqual(new Set([other]));
  });

  test('an object store that is away is not asked for each object', async () => {
    for (let i = 0; i < 100; i++) await fixture.recording(tenants[i % 2]!, 35);
    let asked = 0;
    fixture.objects.delete = async () => {
      asked += 1;
      throw new Error('the store is away');
    };
    expect(await fixture.run()).toMatchObject({ destroyed: 0 });
    expect(asked).toBeLessThan(60);
    const marked = db.selectFrom('recordings').select('id').where('destroying_at', 'is not', null);
    expect(await marked.execute()).toHaveLength(100);
  });

  test('a recording whose key cannot be re-wrapped', async () => {
    const ids = [await fixture.recording(tenants[0], 10), await fixture.recording(tenants[1], 10)];
    for (const tenant of tenants) await addExtendedRetention(db, tenant, { units: 1, from: fixture.clock.now() });
    const make = fixture.keys.getOrCreate.bind(fixture.keys);
    fixture.keys.getOrCreate = (id) =>
      id.includes(tenants[0]) ? Promise.reject(new Error('the key store is away')) : make(id);
    expect(await fixture.run()).toMatchObject({
      rewrapped: 1,
      failures: [{ step: 'rewrap', tenantId: tenants[0], recordingId: ids[0], reason: 'the key store is away' }],
    });
    fixture.keys.getOrCreate = make;
    expect(await fixture.run()).toMatchObject({ rewrapped: 1, failed: 0 });
  });

  test('a key that cannot be deleted', async () => {
    const [bad, , other] = await dueRecordings();
    const [badKey, otherKey] = [(await fixture.row(bad)).key_id!, (await fixture.row(other!)).key_id!];
    const remove = fixture.keys.delete.bind(fixture.keys);
    fixture.keys.delete = (id) => (id === badKey ? Promise.reject(new Error('EPERM')) : remove(id));
    expect(await fixture.run()).toMatchObject({ destroyed: 4, failures: [{ step: 'delete-key', reason: 'EPERM' }] });
    expect([...fixture.keys.keys.keys()]).toContain(badKey);
    expect([...fixture.keys.keys.keys()]).not.toContain(otherKey);
  });
});

test('a run that failed in part is not a finished one', async () => {
  await dueRecordings();
  fixture.objects.delete = () => Promise.reject(new Error('EACCES'));
  await fixture.run();
  fixture.clock.advance(DAY_MS);
  expect(await db.selectFrom('retention_runs').select('finished_at').execute()).toEqual([{ finished_at: null }]);
});
