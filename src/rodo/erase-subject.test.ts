import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { audioOf, DAY_MS } from '../../test/kit/retention-fixture.ts';
import { ANNA, BARTEK, COMPANY, PERSON, RodoFixture, transferredTo } from '../../test/kit/rodo-fixture.ts';
import { storeMp3 } from '../../test/kit/store-mp3.ts';
import { type CallId, type MailId, newId, type TenantId } from '../base/ids.ts';
import { saveCall, saveCdr } from '../calls/index.ts';
import { verifyDestructionLog } from '../retention/index.ts';
import { PhoneBook } from '../tenants/index.ts';
import { CONFLICT_KINDS, type RequestKey } from './index.ts';

const { db } = testDatabase();
let fixture: RodoFixture;
let tenant: TenantId;
let other: TenantId;

beforeEach(async () => {
  await sql`TRUNCATE recordings, calls, legal_holds, packages, rodo_requests, mails CASCADE`.execute(db);
  // The log is append-only: a trigger would refuse this.
  await sql`ALTER TABLE destruction_log DISABLE TRIGGER USER`.execute(db);
  await sql`TRUNCATE destruction_log, call_terms, seen_numbers`.execute(db);
  await sql`ALTER TABLE destruction_log ENABLE TRIGGER USER`.execute(db);
  fixture = new RodoFixture(db);
  tenant = await insertTenant(db);
  other = await insertTenant(db, 'Warsztat');
});

async function ordered(): Promise<RequestKey> {
  const key = await fixture.open(tenant, 'erasure');
  await fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA);
  return key;
}

async function erased(): Promise<RequestKey> {
  const key = await ordered();
  await fixture.work();
  return key;
}

const callRow = (id: CallId) => db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

async function count(): Promise<unknown> {
  return db
    .selectFrom('calls')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst();
}

/** The tables that have the text anywhere in a row. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    ORDER BY table_name`.execute(db);
  const found: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } =
      await sql`SELECT 1 FROM ${sql.table(name)} AS each WHERE to_jsonb(each)::text LIKE ${`%${text}%`} LIMIT 1`.execute(
        db,
      );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('an erasure', () => {
  test('finds who took part after a transfer, and leaves the other parties', async () => {
    const startedAt = fixture.clock.now() - DAY_MS;
    const parties = [
      { number: COMPANY, side: 'callee', from: startedAt, until: null },
      { number: '+48600000002', side: 'caller', from: startedAt, until: startedAt + 1000 },
      { number: PERSON, side: 'caller', from: startedAt + 1000, until: null },
    ] as const;
    const call = await fixture.recorded(tenant, 1, { caller: '+48600000002', parties });
    await new PhoneBook(db, tenant).set(PERSON, 'Jan', startedAt);
    await erased();
    expect((await callRow(call.callId)).erased_by).not.toBeNull();
    expect(await tablesWith(PERSON)).toEqual(['rodo_requests']);
    const left = await db.selectFrom('call_parties').select('number').orderBy('position').execute();
    expect(left.map(({ number }) => number)).toEqual([COMPANY, '+48600000002', null]);
    // Another session of the call that is stored later brings no numbers back.
    const later = describeCall(tenant, { callId: call.callId, startedAt, caller: PERSON, callee: COMPANY, parties });
    await storeMp3(fixture, later, audioOf(later.recordingId));
    expect(await tablesWith(PERSON)).toEqual(['rodo_requests']);
  });

  test('destroys the person’s recordings and removes the number from every row; other people’s data are as before', async () => {
    const inbound = await fixture.recorded(tenant, 1);
    const outbound = await fixture.recorded(tenant, 2, { caller: COMPANY, callee: PERSON, direction: 'outbound' });
    const someone = await fixture.recorded(tenant, 1, { caller: '+48600000002' });
    const dialled = { caller: COMPANY, callee: PERSON, direction: 'outbound', dialled: '*67512345678,,55' } as const;
    await fixture.unrecorded(tenant, 'recording-off', dialled);
    const refused = await fixture.unrecorded(tenant, 'recording-off');
    await fixture.written(tenant, inbound.callId, 'Pani Kowalska prosi o zwrot');
    await fixture.written(tenant, someone.callId, 'oddzwonić na 512 345 678');
    const transferred = await fixture.withMetadata(tenant, transferredTo(PERSON));
    const now = new Date(fixture.clock.now());
    await db
      .insertInto('mails')
      .values({
        id: newId<MailId>(now.getTime()),
        tenant_id: tenant,
        kind: 'x',
        recipient: 'a@b.pl',
        subject: 'Rozmowa z +48 512 345 678',
        body: 'Numer 512-345-678 i numer 600 000 002.',
        dedup_key: null,
        created_at: now,
        next_attempt_at: now,
        sent_at: now,
      })
      .execute();
    await sql`INSERT INTO listening_grants (id, tenant_id, download, reason, requested_by, requested_at)
      VALUES (gen_random_uuid(), ${tenant}, false, 'Rozmowa z 512 345 678', 'cli', now())`.execute(db);
    const key = await erased();

    for (const { recordingId } of [inbound, outbound]) {
      const row = await fixture.row(recordingId);
      expect(row).toMatchObject({ destruction_reason: 'on-request', wrapped_key: null, waveform: null });
      expect(row.destroyed_at).not.toBeNull();
      expect(fixture.objects.objects.has(row.object_key)).toBe(false);
    }
    expect(await callRow(inbound.callId)).toMatchObject({ caller: null, callee: COMPANY, erased_by: key.requestId });
    expect(await callRow(refused)).toMatchObject({ caller: null, no_recording_reason: 'recording-off' });
    expect(await callRow(transferred)).toMatchObject({ caller: '+48600000001', callee: COMPANY, metadata: [] });
    expect(await fixture.audio(someone.recordingId)).toEqual(audioOf(someone.recordingId));
    expect(await callRow(someone.callId)).toMatchObject({ caller: '+48600000002', erased_by: null });
    expect((await db.selectFrom('mails').select(['subject', 'body']).executeTakeFirst())!).toEqual({
      subject: 'Rozmowa z [usunięto]',
      body: 'Numer [usunięto] i numer 600 000 002.',
    });
    // Of other people's calls the texts stay, without the number.
    for (const [table, text] of [
      ['call_notes', 'text'],
      ['call_tags', 'tag'],
      ['call_reviews', 'note'],
    ] as const) {
      const left = await sql`SELECT call_id AS call, ${sql.ref(text)} AS text FROM ${sql.table(table)}`.execute(db);
      const expected = table === 'call_tags' ? 'reklamacja' : 'oddzwonić na [usunięto]';
      expect(left.rows).toEqual([{ call: someone.callId, text: expected }]);
    }
    expect(await tablesWith('512345678')).toEqual(['rodo_requests']);
    await fixture.requests.close(key, { outcome: 'fulfilled', note: '' }, ANNA);
    expect(await tablesWith('512345678')).toEqual([]);
    expect(await tablesWith('512-345-678')).toEqual([]);
  });

  test('deletes the traces of the tenant’s sessions in the time of the calls, refused ones too; no others', async () => {
    const recorded = await fixture.recorded(tenant, 3);
    const refused = await fixture.unrecorded(tenant, 'recording-off');
    const starts = await Promise.all(
      [recorded.callId, refused].map(async (id) => (await callRow(id)).started_at.getTime()),
    );
    const trace = (of: TenantId | null, at: number) =>
      sql`INSERT INTO session_traces (id, tenant_id, started_at, last_at, messages, left_out)
        VALUES (gen_random_uuid(), ${of}, ${new Date(at)}, ${new Date(at + 1000)}, 1, 0)`.execute(db);
    for (const start of starts) await trace(tenant, start);
    await trace(other, starts[0]!);
    await trace(tenant, starts[0]! - 3_600_000);
    await erased();
    const left = await db.selectFrom('session_traces').select('tenant_id').execute();
    expect(new Set(left.map(({ tenant_id }) => tenant_id))).toEqual(new Set([other, tenant]));
    expect(left).toHaveLength(2);
    await db.deleteFrom('session_traces').execute();
  });

  test('keeps the number of calls, and the logs verifiable', async () => {
    await fixture.recorded(tenant, 1);
    await fixture.unrecorded(tenant, 'not-answered');
    const before = await count();
    await erased();
    expect(await count()).toEqual(before);
    expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: 1 });
    expect(await fixture.audit.verify(tenant)).toMatchObject({ ok: true });
    expect(await fixture.actionsOf(tenant)).toEqual([
      'rodo-request-opened',
      'rodo-erasure-ordered',
      'recording-destroyed',
      'rodo-erased',
    ]);
  });

  test('touches neither another tenant’s calls nor calls that began after the request', async () => {
    await fixture.recorded(tenant, 1);
    const theirs = await fixture.recorded(other, 1);
    const key = await ordered();
    fixture.clock.advance(1000);
    const later = await fixture.recorded(tenant, 0);
    await fixture.work();
    for (const { recordingId, callId } of [theirs, later]) {
      expect(await fixture.audio(recordingId)).toEqual(audioOf(recordingId));
      expect(await callRow(callId)).toMatchObject({ caller: PERSON, erased_by: null });
    }
    expect((await fixture.requests.answer(key))!.done).toMatchObject({ calls: 1, recordings: 1 });
    await expect(fixture.requests.orderErasure({ ...key, tenantId: other }, [], ANNA)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('destroys the key of the day: not even a backup of the row opens the recording; others of the day can be read', async () => {
    const mine = await fixture.recorded(tenant, 1);
    const someone = await fixture.recorded(tenant, 1, { caller: '+48600000002' });
    const backup = await fixture.row(mine.recordingId);
    expect((await fixture.row(someone.recordingId)).key_id).toBe(backup.key_id);
    const object = fixture.objects.objects.get(backup.object_key)!;
    await erased();
    fixture.objects.objects.set(backup.object_key, object);
    const { key_id, wrapped_key } = backup;
    await db.transaction().execute(async (transaction) => {
      await sql`UPDATE recordings SET destroying_at = NULL, destruction_reason = NULL, destroyed_at = NULL,
        key_id = ${key_id}, wrapped_key = ${wrapped_key} WHERE id = ${mine.recordingId}`.execute(transaction);
    });
    await expect(fixture.audio(mine.recordingId)).rejects.toMatchObject({ code: 'recording-key-missing' });
    expect(await fixture.audio(someone.recordingId)).toEqual(audioOf(someone.recordingId));
    await db
      .updateTable('recordings')
      .set({ key_id: null, wrapped_key: null })
      .where('id', '=', mine.recordingId)
      .execute();
    fixture.objects.objects.delete(backup.object_key);
    await fixture.run();
    expect(await fixture.audio(someone.recordingId)).toEqual(audioOf(someone.recordingId));
    expect((await fixture.row(someone.recordingId)).key_id).toBe(backup.key_id);
  });

  test('is not undone by later reports of the call', async () => {
    const call = describeCall(tenant, {
      caller: PERSON,
      callee: COMPANY,
      correlationId: 'c-1',
      startedAt: fixture.clock.now() - DAY_MS,
    });
    await storeMp3(fixture, call, audioOf(call.recordingId));
    await erased();
    await saveCall(
      db,
      { ...call, metadata: [transferredTo(PERSON)], extensions: ['101'] },
      { endedAt: call.startedAt + 9000 },
    );
    const { correlationId: _, recordingId: __, ...cdr } = call;
    const id = newId<CallId>(0);
    await saveCdr(db, { ...cdr, callId: id, externalId: 'c-1', endedAt: call.startedAt + 9000, reason: 'not-offered' });
    expect(await callRow(call.callId)).toMatchObject({
      caller: null,
      metadata: [],
      extensions: [],
      external_id: null,
      ended_at: new Date(call.startedAt + 9000),
    });
    expect(await tablesWith('512345678')).toEqual(['rodo_requests']);
  });

  test('removes the number where it was dialled, and leaves feature codes', async () => {
    const reached = await fixture.recorded(tenant, 1, { caller: '101', callee: COMPANY, dialled: PERSON });
    const hidden = await fixture.recorded(tenant, 2, { caller: '101', callee: COMPANY, dialled: '*31#512345678' });
    const own = await fixture.recorded(tenant, 3, { callee: COMPANY, dialled: '*11' });
    await erased();
    expect(await callRow(reached.callId)).toMatchObject({ caller: '101', callee: COMPANY, dialled: null });
    expect(await callRow(hidden.callId)).toMatchObject({ dialled: null });
    expect(await callRow(own.callId)).toMatchObject({ caller: null, dialled: '*11' });
    expect(await tablesWith('512345678')).toEqual(['rodo_requests']);
  });

  test('of a short number removes it from parties and extensions', async () => {
    const { callId } = await fixture.recorded(tenant, 1, { callee: '101', extensions: ['101', '102'] });
    const key = await fixture.open(tenant, 'erasure', '101');
    const others = CONFLICT_KINDS.filter((kind) => kind !== 'extension');
    await expect(fixture.requests.orderErasure(key, others, ANNA)).rejects.toMatchObject({
      message: 'not accepted: extension',
    });
    await fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA);
    await fixture.work();
    expect(await callRow(callId)).toMatchObject({ caller: PERSON, callee: null, extensions: ['102'] });
  });
});

test('a recording that is stored after the erasure of its call has no number in its name, and keeps the request open', async () => {
  const call = describeCall(tenant, { caller: PERSON, callee: COMPANY, startedAt: fixture.clock.now() - DAY_MS });
  await saveCall(db, call, { endedAt: call.startedAt + 9000 });
  const key = await erased();
  await storeMp3(fixture, call, audioOf(call.recordingId));
  expect(await tablesWith('512345678')).toEqual(['rodo_requests']);
  const close = () => fixture.requests.close(key, { outcome: 'fulfilled', note: '' }, ANNA);
  await expect(close()).rejects.toMatchObject({ code: 'rodo-not-complete' });
  await fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA);
  await fixture.work();
  expect((await fixture.row(call.recordingId)).destroyed_at).not.toBeNull();
  expect(await close()).toMatchObject({ state: 'closed' });
});

test('two persons: nothing is erased before another administrator has released it', async () => {
  await fixture.requests.setTwoPerson(tenant, true, ANNA);
  const { recordingId } = await fixture.recorded(tenant, 1);
  const key = await ordered();
  await fixture.work();
  expect(await fixture.audio(recordingId)).toEqual(audioOf(recordingId));
  await expect(fixture.requests.release(key, ANNA)).rejects.toMatchObject({ code: 'rodo-same-person' });
  await fixture.requests.release(key, BARTEK);
  await fixture.work();
  expect((await fixture.row(recordingId)).destroyed_at).not.toBeNull();
});

test('a store that fails leaves the erasure to be tried again; nothing is done or logged twice', async () => {
  for (let day = 1; day <= 3; day += 1) await fixture.recorded(tenant, day);
  const key = await ordered();
  const destroy = fixture.objects.delete.bind(fixture.objects);
  let left = 1;
  fixture.objects.delete = async (name) => {
    if (left-- <= 0) throw new Error('the store is away');
    return destroy(name);
  };
  await expect(fixture.work()).rejects.toMatchObject({ code: 'retention-incomplete' });
  expect(await fixture.requests.get(key)).toMatchObject({ state: 'working', failure: 'retention-incomplete' });
  fixture.objects.delete = destroy;
  await Promise.all([fixture.work(), fixture.work()]);
  expect((await fixture.requests.answer(key))!.done).toMatchObject({ calls: 3, recordings: 3 });
  expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: 3 });
  expect((await fixture.actionsOf(tenant)).filter((action) => action === 'rodo-erased')).toHaveLength(1);
});

test('a recording that cannot be destroyed stops no later batch of its request', async () => {
  const stuck = (await fixture.recorded(tenant, 20)).recordingId;
  // More calls than a batch has; the newest is in the last one.
  for (let each = 0; each < 100; each += 1) await fixture.unrecorded(tenant, 'recording-off');
  const newest = await fixture.recorded(tenant, 0, { startedAt: fixture.clock.now() - 1000 });
  const { object_key } = await fixture.row(stuck);
  const destroy = fixture.objects.delete.bind(fixture.objects);
  fixture.objects.delete = async (name) => {
    if (name === object_key) throw new Error('this one cannot be deleted');
    return destroy(name);
  };
  const key = await ordered();
  await expect(fixture.work()).rejects.toMatchObject({ code: 'retention-incomplete' });
  expect((await fixture.row(newest.recordingId)).destroyed_at).not.toBeNull();
  expect(await callRow(newest.callId)).toMatchObject({ caller: null });
  expect(await fixture.requests.get(key)).toMatchObject({ state: 'working', failure: 'retention-incomplete' });
  fixture.objects.delete = destroy;
  await fixture.work();
  expect(await fixture.requests.get(key)).toMatchObject({ state: 'done', failure: null });
});
