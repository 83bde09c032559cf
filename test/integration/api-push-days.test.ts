import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { saveUnrecordedCall } from '../../src/calls/index.ts';
import { createDeliveryMetrics, makePackages, Delivery } from '../../src/delivery/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { addSubscription, addTenant } from '../../src/tenants/index.ts';
import { addRecording, type ApiFixture, startApi } from '../kit/api-fixture.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { describeCall } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { MemoryPushTarget } from '../kit/memory-push-target.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

/** The API's clock is at 11:00 in Warsaw on 10 March. */
const [BEFORE, YESTERDAY, TODAY] = ['2026-03-08', '2026-03-09', '2026-03-10'];

const { db } = testDatabase();
let fixture: ApiFixture;
let target: MemoryPushTarget;
let ask: SignedInFetch;
let tenantId: TenantId;

beforeEach(async () => {
  target = new MemoryPushTarget();
  fixture = await startApi(db, { pushTarget: target });
  onTestFinished(() => fixture.close());
  ({ ask, tenantId } = await customer());
});

/** Adds a customer that has the push since 9 March. */
async function customer() {
  const now = fixture.clock.now();
  const { tenantId: id, panel } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [] }, now);
  const startsAt = Date.parse(`${YESTERDAY}T08:00:00Z`);
  await addSubscription(db, { tenantId: id, service: 'push', orderedBy: 'test', startsAt, orderedAt: startsAt });
  return { tenantId: id, ask: await signedInFetch(fixture.origin, panel) };
}

async function setTarget(as = ask): Promise<void> {
  const server = { kind: 'ftp', host: 'ftp.piekarnia.pl', port: 21, login: 'p', password: 'x', folder: '' };
  const how = { form: 'tree', readBack: false, connections: 2, bytesPerSecond: null, keepUndelivered: false };
  const body = { ...server, certificate: null, ...how, hookUrl: null };
  expect((await as('/push/target', { method: 'PUT', body })).status).toBe(200);
}

const called = (day: string, hour = '10') =>
  addRecording(fixture, tenantId, { startedAt: Date.parse(`${day}T${hour}:00:00Z`) });
const make = () => makePackages({ db, keepUndeliveredDays: 0, now: fixture.clock.now() });

/** Runs one attempt of a worker until it ends. */
async function attempt(): Promise<void> {
  const metrics = createDeliveryMetrics(createMetrics());
  const { objects, keys, clock } = fixture;
  const worker = Delivery.start({ keepUndeliveredDays: 0, db, objects, keys, clock, log: quietLog, metrics, target });
  await worker.poll();
  await until('the attempt is over', async () => (await leases()).every(({ lease }) => lease === null));
  await worker.stop();
}

const leases = () => db.selectFrom('push_targets').select('lease').execute();

async function report(day: string, as = ask): Promise<Record<string, unknown>> {
  const answer = await as(`/push/days/${day}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

async function calendar(from = BEFORE, to = TODAY, as = ask): Promise<Record<string, unknown>[]> {
  const answer = await as(`/push/days?from=${from}&to=${to}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { days: Record<string, unknown>[] }).days;
}

const states = async () => (await calendar()).map(({ day, state }) => [day, state]);
const send = (day: string, what: 'missing' | 'all', as = ask) =>
  as(`/push/days/${day}/send`, { method: 'POST', body: { what } });

async function problemOf(answer: Promise<Response>): Promise<unknown[]> {
  const response = await answer;
  return [response.status, ((await response.json()) as { code?: string }).code];
}

describe('the calendar', () => {
  test('shows which days are due and how their delivery went', async () => {
    await called(YESTERDAY);
    expect(await states()).toEqual([
      [TODAY, 'not-set-up'],
      [YESTERDAY, 'not-set-up'],
      [BEFORE, 'not-due'],
    ]);
    await setTarget();
    expect((await states())[1]).toEqual([YESTERDAY, 'pending']);
    await make();
    target.failNext('connect', 'wrong-password');
    await attempt();
    const failedAt = new Date(fixture.clock.now()).toISOString();
    const failure = { code: 'wrong-password', at: failedAt, detail: null };
    expect((await calendar())[1]).toMatchObject({ state: 'failing', recordings: 1, delivered: 0, missing: 1, failure });
    expect(await (await ask('/push')).json()).toMatchObject({ failure, failingSince: failedAt });
    expect((await send(YESTERDAY, 'missing')).status).toBe(202);
    await attempt();
    expect((await calendar())[1]).toEqual({
      day: YESTERDAY,
      state: 'delivered',
      recordings: 1,
      delivered: 1,
      missing: 0,
      sizeBytes: Buffer.from('MP3 of a call').length,
      deliveredAt: failedAt,
      failure: null,
      notVerified: null,
      progress: null,
    });
    expect(await (await ask('/push')).json()).toMatchObject({ failure: null, failingSince: null, nextAttemptAt: null });
  });

  test('says what was delivered and could not be verified, and why', async () => {
    await called(YESTERDAY);
    await setTarget();
    await make();
    target.isBlind = true;
    await attempt();
    target.isBlind = false;
    const notVerified = { code: 'size-unknown', detail: 'Permission denied' };
    expect((await calendar())[1]).toMatchObject({ state: 'delivered', delivered: 1, notVerified });
    expect(await report(YESTERDAY)).toMatchObject({ notVerified, packages: [{ state: 'delivered', notVerified }] });
  });

  test('shows the progress of a delivery', async () => {
    await called(YESTERDAY);
    await setTarget();
    await make();
    const release = target.holdUploads();
    const attempted = attempt();
    await until('it is being sent', async () => (await report(YESTERDAY))['state'] === 'sending');
    expect(await report(YESTERDAY)).toMatchObject({
      progress: { files: 1, sentFiles: 0, sentBytes: 0 },
      packages: [{ number: 1, kind: 'day', state: 'sending' }],
    });
    release();
    await attempted;
    expect((await states())[1]).toEqual([YESTERDAY, 'delivered']);
  });

  test('shows recordings that were stored after the delivery, and one request sends them', async () => {
    await called(YESTERDAY);
    await setTarget();
    await make();
    await attempt();
    const late = await called(YESTERDAY, '12');
    expect(await report(YESTERDAY)).toMatchObject({
      state: 'partial',
      recordings: 2,
      delivered: 1,
      missing: 1,
      missingRecordings: [{ recordingId: late.id, fileName: late.fileName, startedAt: `${YESTERDAY}T12:00:00.000Z` }],
    });
    const sent = await send(YESTERDAY, 'missing');
    expect([sent.status, await sent.json()]).toMatchObject([
      202,
      { packages: [{}, { kind: 'supplement', state: 'waiting' }] },
    ]);
    await attempt();
    expect(await report(YESTERDAY)).toMatchObject({
      state: 'delivered',
      delivered: 2,
      missing: 0,
      missingRecordings: [],
    });
    expect([...target.files.keys()]).toContain(`2026/03/09/${late.fileName}`);
    expect(await problemOf(send(YESTERDAY, 'missing'))).toEqual([409, 'push-nothing-to-send']);
  });

  test('does not count a recording as delivered that was destroyed before', async () => {
    const { id } = await called(YESTERDAY);
    await called(YESTERDAY, '12');
    await setTarget();
    await make();
    await db
      .updateTable('recordings')
      .set({ destroying_at: new Date(0), destruction_reason: 'expired', key_id: null, wrapped_key: null })
      .where('id', '=', id)
      .execute();
    await attempt();
    expect(await report(YESTERDAY)).toMatchObject({
      state: 'partial',
      recordings: 1,
      delivered: 1,
      missing: 0,
      destroyedUndelivered: 1,
    });
  });

  test.each([
    '',
    '?from=2026-03-01',
    '?from=2026-03-02&to=2026-03-01',
    '?from=2026-01-01&to=2026-03-04',
    '?from=x&to=y',
  ])('refuses the query %j', async (query) => {
    expect((await ask(`/push/days${query}`)).status).toBe(400);
  });

  test('has at most 62 days, and no future ones', async () => {
    const days = await calendar('2026-01-08', '2026-03-10');
    expect([days.length, days[0]!['day'], days.at(-1)!['day']]).toEqual([62, TODAY, '2026-01-08']);
    expect(await calendar('2026-03-10', '2026-03-20')).toHaveLength(1);
    expect(await problemOf(ask('/push/days/2026-03-11'))).toEqual([404, 'not-found']);
  });
});

describe('the report of a day', () => {
  test('counts its calls, also those without a recording', async () => {
    await called(YESTERDAY);
    // The last second of the day in Warsaw, and the first second of the next day.
    for (const at of ['22:59:58', '22:59:59', '23:00:00']) {
      const startedAt = Date.parse(`${YESTERDAY}T${at}Z`);
      const { recordingId: _, ...call } = describeCall(tenantId, { startedAt });
      await saveUnrecordedCall(db, { ...call, endedAt: startedAt + 1000, reason: 'recording-off' });
    }
    expect(await report(YESTERDAY)).toMatchObject({
      calls: { total: 3, recorded: 1, withoutRecording: [{ reason: 'recording-off', count: 2 }] },
      packages: [],
    });
  });
});

describe('sending a day by hand', () => {
  test('works for a day that is not due, and repeatedly', async () => {
    const { fileName } = await called(BEFORE);
    await setTarget();
    expect(await problemOf(send(BEFORE, 'missing'))).toEqual([202, undefined]);
    await attempt();
    expect(await report(BEFORE)).toMatchObject({ state: 'delivered', packages: [{ kind: 'day' }] });
    target.files.clear();
    for (let time = 0; time < 2; time++) expect((await send(BEFORE, 'all')).status).toBe(202);
    expect(await report(BEFORE)).toMatchObject({ packages: [{ kind: 'day' }, { kind: 'resend', state: 'waiting' }] });
    await attempt();
    expect([...target.files.keys()]).toContain(`2026/03/08/${fileName}`);
    const events = await fixture.audit.list(tenantId);
    expect(events.filter(({ action }) => action === 'push-resent').map(({ detail }) => detail)).toEqual([
      { day: BEFORE, what: 'all' },
      { day: BEFORE, what: 'all' },
      { day: BEFORE, what: 'missing' },
    ]);
  });

  test('is refused without recordings, without a target, and outside the service’s period', async () => {
    await called(YESTERDAY);
    await called(TODAY, '08');
    expect(await problemOf(send(YESTERDAY, 'missing'))).toEqual([409, 'push-not-set-up']);
    await setTarget();
    expect(await problemOf(send(BEFORE, 'all'))).toEqual([409, 'push-nothing-to-send']);
    expect(await problemOf(send(TODAY, 'all'))).toEqual([409, 'push-nothing-to-send']);
    expect(await problemOf(send('2026-03-11', 'all'))).toEqual([404, 'not-found']);
    expect(await problemOf(send('2026-02-30', 'all'))).toEqual([400, 'request-invalid']);
    const endsAt = new Date(`${YESTERDAY}T20:00:00Z`);
    await db
      .updateTable('subscriptions')
      .set({ ends_at: endsAt })
      .where('tenant_id', '=', tenantId)
      .where('service', '=', 'push')
      .execute();
    expect(await problemOf(send(BEFORE, 'all'))).toEqual([409, 'push-not-set-up']);
    expect((await send(YESTERDAY, 'missing')).status).toBe(202);
  });
});

test('a customer cannot see or send another customer’s packages', async () => {
  const { id } = await called(YESTERDAY);
  await setTarget();
  await make();
  await attempt();
  const theirs = await customer();
  await setTarget(theirs.ask);
  const seen = await report(YESTERDAY, theirs.ask);
  expect(seen).toMatchObject({ state: 'pending', recordings: 0, delivered: 0, packages: [], missingRecordings: [] });
  expect(seen['calls']).toEqual({ total: 0, recorded: 0, withoutRecording: [] });
  expect(JSON.stringify([seen, await calendar(BEFORE, TODAY, theirs.ask)])).not.toContain(id);
  expect(await problemOf(send(YESTERDAY, 'all', theirs.ask))).toEqual([409, 'push-nothing-to-send']);
  expect(await report(YESTERDAY)).toMatchObject({ packages: [{ number: 1, state: 'delivered' }] });
});
