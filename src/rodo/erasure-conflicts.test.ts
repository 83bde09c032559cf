import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { audioOf, DAY_MS } from '../../test/kit/retention-fixture.ts';
import { ANNA, BARTEK, PERSON, RodoFixture } from '../../test/kit/rodo-fixture.ts';
import { type CallId, newId, type TenantId } from '../base/ids.ts';
import { addNumber, removeNumber } from '../tenants/tenant-numbers.ts';
import { placeHold } from '../retention/holds.ts';
import { liftHold } from '../retention/index.ts';
import { answerText } from './answer.ts';
import { CONFLICT_KINDS, type RequestKey } from './index.ts';

const { db } = testDatabase();
let fixture: RodoFixture;
let tenant: TenantId;

beforeEach(async () => {
  await sql`TRUNCATE recordings, calls, call_terms, seen_numbers, legal_holds, packages, rodo_requests, mails CASCADE`.execute(
    db,
  );
  fixture = new RodoFixture(db);
  tenant = await insertTenant(db);
});

async function erased(number = PERSON): Promise<RequestKey> {
  const key = await fixture.open(tenant, 'erasure', number);
  await fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA);
  await fixture.work();
  return key;
}

const callRow = (id: CallId) => db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

const withNumber = (caller: string) => fixture.unrecorded(tenant, 'recording-off', { caller });

test('a number that fits no plan is erased in both forms in which it was stored', async () => {
  const ids = [await withNumber('+1234567'), await withNumber('1234567'), await withNumber('1234568')];
  await erased('123 45 67');
  const callers = await Promise.all(ids.map(async (id) => (await callRow(id)).caller));
  expect(callers).toEqual([null, null, '1234568']);
});

describe('conflicts', () => {
  test('must be accepted, each that is shown; the tenant’s own number is refused', async () => {
    await fixture.recorded(tenant, 1);
    const key = await fixture.open(tenant, 'erasure');
    await expect(fixture.requests.orderErasure(key, [], ANNA)).rejects.toMatchObject({
      code: 'rodo-conflicts',
      message: 'not accepted: open-statement',
    });
    expect(await fixture.requests.get(key)).toMatchObject({ state: 'open' });
    expect(await fixture.requests.orderErasure(key, ['open-statement'], ANNA)).toMatchObject({ state: 'working' });
    const number = '+48221110000';
    await db.insertInto('tenant_numbers').values({ number, tenant_id: tenant }).execute();
    const own = await fixture.open(tenant, 'erasure', number);
    await expect(fixture.requests.orderErasure(own, CONFLICT_KINDS, ANNA)).rejects.toMatchObject({
      code: 'rodo-own-number',
    });
  });

  test('a number of the tenant with a known end is refused as well: at the order, at the release, and before the work', async () => {
    const { recordingId } = await fixture.recorded(tenant, 1);
    const now = fixture.clock.now();
    const key = await fixture.open(tenant, 'erasure');
    const change = { tenantId: tenant, number: PERSON, now };
    await addNumber(db, change);
    await removeNumber(db, { ...change, at: now + DAY_MS });
    const refused = { code: 'rodo-own-number' };
    await expect(fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA)).rejects.toMatchObject(refused);

    await db.deleteFrom('ended_tenant_numbers').execute();
    await fixture.requests.setTwoPerson(tenant, true, ANNA);
    await fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA);
    await addNumber(db, change);
    await removeNumber(db, { ...change, at: now + DAY_MS });
    await expect(fixture.requests.release(key, BARTEK)).rejects.toMatchObject(refused);

    await db.updateTable('rodo_requests').set({ state: 'working' }).execute();
    await fixture.work();
    await db.deleteFrom('ended_tenant_numbers').execute();
    expect(await fixture.requests.get(key)).toMatchObject({ state: 'open', failure: 'rodo-own-number' });
    expect(await fixture.audio(recordingId)).toEqual(audioOf(recordingId));
  });

  test('is not closed as fulfilled while a recorder holds calls from before the request', async () => {
    await fixture.recorded(tenant, 1);
    const key = await erased();
    const now = fixture.clock.now();
    const recorder = newId(now);
    await sql`INSERT INTO recorders (id, seen_at, unarchived_since, unarchived_of_tenants)
      VALUES (${recorder}, ${new Date(now)}, ${new Date(now - DAY_MS)}, ${JSON.stringify({ [tenant]: now - DAY_MS })})`.execute(
      db,
    );
    const close = () => fixture.requests.close(key, { outcome: 'fulfilled', note: '' }, ANNA);
    try {
      await expect(close()).rejects.toMatchObject({ code: 'rodo-not-complete' });
    } finally {
      await sql`DELETE FROM recorders WHERE id = ${recorder}`.execute(db);
    }
    expect(await close()).toMatchObject({ state: 'closed' });
  });

  test('a recording under a hold and its call are left whole, and the answer says so; after the hold they are erased too', async () => {
    const held = await fixture.recorded(tenant, 3);
    await fixture.recorded(tenant, 1);
    const hold = fixture.by(tenant, held.recordingId);
    await placeHold(fixture, { ...hold, reason: 'proces', until: null });
    const key = await erased();
    expect(await fixture.audio(held.recordingId)).toEqual(audioOf(held.recordingId));
    expect(await callRow(held.callId)).toMatchObject({ caller: PERSON, erased_by: null });
    const answer = (await fixture.requests.answer(key))!;
    expect(answer).toMatchObject({ done: { calls: 1, recordings: 1 }, kept: [{ kind: 'legal-hold', count: 1 }] });
    await liftHold(fixture, hold);
    const close = { outcome: 'fulfilled', note: '' } as const;
    await expect(fixture.requests.close(key, close, ANNA)).rejects.toMatchObject({ code: 'rodo-not-complete' });
    await fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA);
    await fixture.work();
    expect((await fixture.requests.answer(key))!).toMatchObject({ done: { calls: 2, recordings: 2 }, kept: [] });
    expect(await fixture.requests.close(key, close, ANNA)).toMatchObject({ state: 'closed', number: null });
  });

  test('the answer, to print in Polish, says what was done, what not, and why, without the number', async () => {
    const held = await fixture.recorded(tenant, 3);
    await fixture.recorded(tenant, 1);
    await fixture.recorded(tenant, 45);
    await fixture.run();
    await placeHold(fixture, { ...fixture.by(tenant, held.recordingId), reason: 'proces', until: null });
    const key = await erased();
    const text = answerText((await fixture.requests.answer(key))!);
    expect(text).toContain('Administrator danych: Piekarnia');
    expect(text).toContain(
      'nagrania bezpowrotnie usunięte: 1 (wraz z ich kluczami; wcześniej, po okresie przechowywania: 1)',
    );
    expect(text).toContain('nagrania objęte blokadą usunięcia i ich połączenia: 1');
    expect(text).toContain('art. 17 ust. 3 lit. e');
    expect(text).not.toContain('512345678');
  });
});
