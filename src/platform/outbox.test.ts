import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { until } from '../../test/kit/until.ts';
import { type MailId, newId } from '../base/ids.ts';
import { claimDue, isAnyDue, type Outbox, saveAttempt, withLease } from './outbox.ts';

const { db } = testDatabase();
const MINUTE_MS = 60_000;
const MAILS: Outbox<'mails'> = {
  table: 'mails',
  key: 'id',
  isWaiting: sql<boolean>`sent_at IS NULL`,
  maxDelayMs: 60 * MINUTE_MS,
  crashDelaysMs: [MINUTE_MS, 5 * MINUTE_MS],
};
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  await db.deleteFrom('mails').execute();
});

async function queue(dueInMs: number): Promise<MailId> {
  const id = newId<MailId>(clock.now());
  const text = { kind: 'test', recipient: 'a@firma.example', subject: '', body: '' };
  const times = { created_at: new Date(clock.now()), next_attempt_at: new Date(clock.now() + dueInMs) };
  await db
    .insertInto('mails')
    .values({ id, tenant_id: null, dedup_key: null, sent_at: null, failure: null, ...text, ...times })
    .execute();
  return id;
}

const claim = (limit = 10) => claimDue(db, MAILS, { now: clock.now(), limit });
const idsOf = (claimed: Awaited<ReturnType<typeof claim>>) => claimed.map(({ row }) => row.id);

/** As if the worker that holds the lease had been killed a minute ago. */
const endLeases = () =>
  sql`UPDATE mails SET leased_until = now() - interval '1 ms', next_attempt_at = next_attempt_at - interval '1 min'`.execute(
    db,
  );

test('claims what is due, those due longest first, and nothing that is sent', async () => {
  const [second, first] = [await queue(-MINUTE_MS), await queue(-2 * MINUTE_MS)];
  await queue(1);
  const sent = await queue(-3 * MINUTE_MS);
  await db.updateTable('mails').set({ sent_at: new Date() }).where('id', '=', sent).execute();
  expect(idsOf(await claim(1))).toEqual([first]);
  expect(idsOf(await claim())).toEqual([second]);
  expect(await claim()).toEqual([]);
});

test('workers that claim at once never get the same row, nor more than they asked for', async () => {
  const queued = [];
  for (let number = 0; number < 40; number++) queued.push(await queue(0));
  const claims = await Promise.all(Array.from({ length: 8 }, () => claim(5)));
  expect(claims.map(({ length }) => length)).toEqual(claims.map(() => 5));
  expect(claims.flatMap(idsOf).sort()).toEqual(queued.sort());
});

test('a row that a clock which ran ahead put off is due', async () => {
  await queue(60 * MINUTE_MS);
  expect(await isAnyDue(db, MAILS, { now: clock.now() })).toBe(false);
  await queue(60 * MINUTE_MS + 1);
  expect(await isAnyDue(db, MAILS, { now: clock.now() })).toBe(true);
});

test('the row of a worker that was killed is another’s after the lease', async () => {
  const id = await queue(0);
  await claim();
  expect(await claim()).toEqual([]);
  await endLeases();
  expect(idsOf(await claim())).toEqual([id]);
});

test('a row that kills each of its workers backs off', async () => {
  const id = await queue(0);
  for (const delayMs of [MINUTE_MS, 5 * MINUTE_MS, 5 * MINUTE_MS]) {
    expect(idsOf(await claim())).toEqual([id]);
    await sql`UPDATE mails SET leased_until = now() - interval '1 ms'`.execute(db);
    clock.advance(delayMs - 1);
    expect(await claim()).toEqual([]);
    clock.advance(1);
  }
  expect((await claim()).map(({ row }) => row.attempts)).toEqual([3]);
});

test('a failure is saved only while the lease is held and the row waits, a success always', async () => {
  await queue(0);
  const [first] = await claim();
  await endLeases();
  const [second] = await claim();
  const row = () => db.selectFrom('mails').select(['failure', 'sent_at']).executeTakeFirstOrThrow();
  const fail = (one: typeof first, failure: string) =>
    saveAttempt(db, one!.lease, { succeeded: false, changes: { failure } });
  await fail(first, 'of the first');
  expect(await row()).toMatchObject({ failure: null });
  await fail(second, 'of the second');
  expect(await row()).toMatchObject({ failure: 'of the second' });
  const sent = { failure: null, sent_at: new Date(clock.now()) };
  await saveAttempt(db, first!.lease, { succeeded: true, changes: sent });
  await fail(second, 'too late');
  expect(await row()).toEqual(sent);
});

test('a lease is renewed while the work lasts, and released after it', async () => {
  const id = await queue(0);
  const [{ lease }] = (await claim()) as [Awaited<ReturnType<typeof claim>>[number]];
  const { promise: working, resolve: finish } = Promise.withResolvers<string>();
  const work = withLease({ db, clock }, lease, () => working);
  await endLeases();
  clock.advance(20_000);
  await until(
    'it is renewed',
    async () => (await sql`SELECT FROM mails WHERE leased_until > now()`.execute(db)).rows.length > 0,
  );
  expect(await claim()).toEqual([]);
  finish('done');
  expect(await work).toBe('done');
  expect(clock.pending).toBe(0);
  expect(idsOf(await claim())).toEqual([id]);
});

test('work whose lease another worker has got is aborted, and leaves that lease alone', async () => {
  await queue(0);
  const [{ lease }] = (await claim()) as [Awaited<ReturnType<typeof claim>>[number]];
  const work = withLease({ db, clock }, lease, async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  });
  await endLeases();
  const [other] = await claim();
  clock.advance(20_000);
  await work;
  const [row] = await db.selectFrom('mails').select('lease').execute();
  expect(row!.lease).toBe(other!.lease.token);
});
