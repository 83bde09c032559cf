import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import type { TenantId } from '../base/ids.ts';
import type { CallParty } from '../recording/index.ts';
import { indexEarlierCalls, saveUnrecordedCall } from './index.ts';

const { db } = testDatabase();

/** The kinds of the calls of a tenant by what they are found by. */
async function termsOf(tenant: TenantId): Promise<Record<string, number[]>> {
  const { rows } = await sql<{ term: string; kinds: number[] }>`SELECT term, array_agg(kind ORDER BY kind) AS kinds
    FROM call_terms WHERE tenant_id = ${tenant} GROUP BY term ORDER BY term`.execute(db);
  return Object.fromEntries(rows.map(({ term, kinds }) => [term, kinds]));
}

async function numbersOf(tenant: TenantId): Promise<string[]> {
  const rows = await db
    .selectFrom('seen_numbers')
    .select('number')
    .where('tenant_id', '=', tenant)
    .orderBy('number')
    .execute();
  return rows.map(({ number }) => number);
}

const unrecorded = { endedAt: null, reason: 'recording-off' } as const;

test('a call is found by its direction, recording, numbers, parties and extensions, whoever writes it', async () => {
  const tenant = await insertTenant(db);
  const plain = describeCall(tenant, {
    direction: 'internal',
    caller: '101',
    callee: '102',
    extensions: ['101', '102'],
  });
  await saveUnrecordedCall(db, { ...plain, ...unrecorded });
  expect(await termsOf(tenant)).toEqual({ '': [4], '=101': [4], '=102': [4], '@101': [4], '@102': [4] });
  const from = Date.parse('2026-03-10T09:00:00Z');
  const parties: CallParty[] = [{ number: '+48600700800', side: 'callee', from, until: null }];
  await insertRecordedCall(db, describeCall(tenant, { caller: null, dialled: '*11', parties }));
  expect(await termsOf(tenant)).toMatchObject({ '': [3, 4], '=+48512345678': [3], '=*11': [3], '=+48600700800': [3] });
  expect(await numbersOf(tenant)).toEqual(['*11', '+48512345678', '+48600700800', '101', '102']);
});

test('a change moves a call, and a number goes with the last call that has it, in the same transaction', async () => {
  const tenant = await insertTenant(db);
  const [one, other] = [
    describeCall(tenant, { extensions: ['101'] }),
    describeCall(tenant, { callee: '+48600700800' }),
  ];
  for (const each of [one, other]) await saveUnrecordedCall(db, { ...each, ...unrecorded });
  await sql`UPDATE calls SET callee = NULL, extensions = '{}', direction = 'inbound' WHERE id = ${one.callId}`.execute(
    db,
  );
  expect(await termsOf(tenant)).toEqual({ '': [0, 2], '=+48221234567': [0, 2], '=+48600700800': [2] });
  expect(await numbersOf(tenant)).toEqual(['+48221234567', '+48600700800']);
  const undone = db.transaction().execute(async (transaction) => {
    await sql`DELETE FROM calls WHERE tenant_id = ${tenant}`.execute(transaction);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await numbersOf(tenant)).toHaveLength(2);
  await sql`DELETE FROM calls WHERE tenant_id = ${tenant}`.execute(db);
  expect([await termsOf(tenant), await numbersOf(tenant)]).toEqual([{}, []]);
});

test('a recording that goes to another call, or goes with its parties, is found there no more', async () => {
  const tenant = await insertTenant(db);
  const parties: CallParty[] = [{ number: '+48600700800', side: 'callee', from: 0, until: null }];
  const recorded = describeCall(tenant, { parties });
  await insertRecordedCall(db, recorded);
  const other = await saveUnrecordedCall(db, { ...describeCall(tenant, { direction: 'inbound' }), ...unrecorded });
  await sql`UPDATE recordings SET call_id = ${other} WHERE id = ${recorded.recordingId}`.execute(db);
  expect(await termsOf(tenant)).toMatchObject({ '': [1, 2], '=+48600700800': [1] });
  await sql`UPDATE call_parties SET number = NULL WHERE recording_id = ${recorded.recordingId}`.execute(db);
  expect(await numbersOf(tenant)).toEqual(['+48221234567', '+48512345678']);
  await sql`UPDATE call_parties SET number = '101' WHERE recording_id = ${recorded.recordingId}`.execute(db);
  await sql`DELETE FROM recordings WHERE id = ${recorded.recordingId}`.execute(db);
  expect(await termsOf(tenant)).toEqual({ '': [0, 2], '=+48221234567': [0, 2], '=+48512345678': [0, 2] });
});

test('while the last call with a number is deleted, another that comes with it is waited for or waits: the number stays', async () => {
  const tenant = await insertTenant(db);
  const old = describeCall(tenant);
  await saveUnrecordedCall(db, { ...old, ...unrecorded });
  let added: Promise<unknown> | undefined;
  await db.transaction().execute(async (transaction) => {
    await sql`DELETE FROM calls WHERE id = ${old.callId}`.execute(transaction);
    added = saveUnrecordedCall(db, { ...describeCall(tenant), ...unrecorded });
    await waitingForLock();
  });
  await added;
  expect(await numbersOf(tenant)).toEqual(['+48221234567', '+48512345678']);
});

test('the last two calls with a number, deleted at the same time, take it with them', async () => {
  const tenant = await insertTenant(db);
  const [one, other] = [describeCall(tenant), describeCall(tenant)];
  for (const each of [one, other]) await saveUnrecordedCall(db, { ...each, ...unrecorded });
  let second: Promise<unknown> | undefined;
  await db.transaction().execute(async (transaction) => {
    await sql`DELETE FROM calls WHERE id = ${one.callId}`.execute(transaction);
    second = sql`DELETE FROM calls WHERE id = ${other.callId}`.execute(db);
    await Promise.race([second, waitingForLock()]);
  });
  await second;
  expect(await numbersOf(tenant)).toEqual([]);
});

/** Until a session of this database waits for another one. */
async function waitingForLock(): Promise<void> {
  for (;;) {
    const { rows } =
      await sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(
        db,
      );
    if (rows.length > 0) return;
  }
}

test('calls from before the upgrade are added in batches, and the job that does it may be stopped at any time', async () => {
  const tenant = await insertTenant(db);
  await sql`ALTER TABLE calls DISABLE TRIGGER USER`.execute(db);
  await sql`INSERT INTO calls (id, tenant_id, started_at, direction, caller, extensions)
    SELECT gen_random_uuid(), ${tenant}, now() - n % 7 * interval '1 s', 'inbound', '+4860000' || n % 3000, ARRAY['101'] FROM generate_series(1, 2500) AS n`.execute(
    db,
  );
  await sql`ALTER TABLE calls ENABLE TRIGGER USER`.execute(db);
  await sql`INSERT INTO calls_to_index (tenant_id) VALUES (${tenant})`.execute(db);
  const stopped = new AbortController();
  stopped.abort();
  await indexEarlierCalls({ db, signal: stopped.signal });
  expect(await termsOf(tenant)).toEqual({});
  await indexEarlierCalls({ db, signal: new AbortController().signal });
  expect((await termsOf(tenant))['']).toHaveLength(2500);
  expect(await numbersOf(tenant)).toHaveLength(2500);
  expect(await db.selectFrom('calls_to_index').selectAll().execute()).toEqual([]);
});

test('the job does not wait for a call that a report holds: it could be waiting for one of the others; it is added later', async () => {
  const tenant = await insertTenant(db);
  await sql`ALTER TABLE calls DISABLE TRIGGER USER`.execute(db);
  const { callId } = describeCall(tenant);
  await sql`INSERT INTO calls (id, tenant_id, started_at, direction, caller)
    VALUES (${callId}, ${tenant}, now(), 'inbound', '+48512345678')`.execute(db);
  await sql`ALTER TABLE calls ENABLE TRIGGER USER`.execute(db);
  await sql`INSERT INTO calls_to_index (tenant_id) VALUES (${tenant})`.execute(db);
  const { signal } = new AbortController();
  await db.transaction().execute(async (transaction) => {
    await sql`UPDATE calls SET ended_at = now() WHERE id = ${callId}`.execute(transaction);
    await indexEarlierCalls({ db, signal });
    expect(await termsOf(tenant)).toEqual({});
  });
  await indexEarlierCalls({ db, signal });
  expect(await termsOf(tenant)).toEqual({ '': [0], '=+48512345678': [0] });
});
