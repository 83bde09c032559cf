import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordingId, TenantId } from '../../src/base/ids.ts';
import { saveUnrecordedCall } from '../../src/calls/index.ts';
import { sumDays } from '../../src/statistics/index.ts';
import { PhoneBook } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { describeCall } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: string;
let agent: string;
let other: string;

/** Friday, 27 March 2026, 10:15 in Warsaw; the fixture's clock stands on a later day of its own. */
const START = Date.parse('2026-03-27T09:15:00Z');
const PERIOD = 'from=2026-03-01&to=2026-03-31';

async function missedCall(extension: string, startedAt: number): Promise<void> {
  const call = describeCall(tenantId, {
    startedAt,
    answeredAt: null,
    direction: 'inbound',
    caller: '+48600100200',
    extensions: [extension],
  });
  await saveUnrecordedCall(db, { ...call, endedAt: startedAt + 20_000, reason: 'not-answered' });
}

async function setTalk(id: RecordingId, [caller, callee, longest]: readonly [number, number, number]): Promise<void> {
  const times = { talk_caller_ms: caller, talk_callee_ms: callee, silence_ms: longest, longest_silence_ms: longest };
  await db.updateTable('recordings').set(times).where('id', '=', id).execute();
}

beforeAll(async () => {
  fixture = await startApi(db, { start: Date.parse('2026-03-31T12:00:00Z') });
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  ({ tenantId } = tenant);
  await setTalk((await addRecording(fixture, tenantId, { startedAt: START })).id, [20_000, 30_000, 45_000]);
  await setTalk(
    (await addRecording(fixture, tenantId, { startedAt: START + 60_000, extensions: ['102'] })).id,
    [1000, 9000, 5000],
  );
  await missedCall('101', START + 3_600_000);
  await missedCall('102', START + 2 * 3_600_000);
  await missedCall('102', START + 2 * 3_600_000 + 1000);
  await new PhoneBook(db, tenantId).set('+48600100200', 'Młyn', fixture.clock.now());
  admin = await signIn(fixture, tenant.admin);
  agent = await signIn(fixture, await addUserOf(fixture, tenantId, 'agent', { extensions: ['101'] }));
  const competitor = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48227654321');
  other = await signIn(fixture, competitor.admin);
});
afterAll(() => fixture.close());

async function ask<T>(cookie: string, path: string): Promise<T> {
  const response = await fetch(`${fixture.origin}/api/v1/calls/statistics${path}`, { headers: { cookie } });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

interface Sums {
  readonly calls: number;
  readonly missed: number;
  readonly ownMs: number;
}
interface Statistics {
  readonly totals: Sums;
  readonly hours: readonly (Sums & { weekday: number; hour: number })[];
  readonly extensions: readonly (Sums & { extension: string })[];
}

const inShort = ({ totals, extensions }: Statistics) => [
  totals.calls,
  totals.missed,
  extensions.map(({ extension, calls, missed }) => [extension, calls, missed]),
];

test.each(['counted', 'summed'])('everybody has the statistics of the calls they may see, %s', async (how) => {
  if (how === 'summed') await sumDays({ db, signal: new AbortController().signal });
  const ofAll = await ask<Statistics>(admin, `?${PERIOD}`);
  // One more is of today.
  expect(inShort(ofAll)).toEqual([
    6,
    3,
    [
      ['101', 3, 1],
      ['102', 3, 2],
    ],
  ]);
  expect(ofAll.hours).toMatchObject([
    { weekday: 2, hour: 13 },
    { weekday: 5, hour: 10, calls: 2 },
    { weekday: 5, hour: 11, missed: 1 },
    { weekday: 5, hour: 12, missed: 2 },
  ]);
  expect(inShort(await ask(agent, `?${PERIOD}`))).toEqual([3, 1, [['101', 3, 1]]]);
  expect((await ask<Statistics>(agent, `?${PERIOD}`)).totals.ownMs).toBe(30_000);
  expect(inShort(await ask(other, '?from=2026-03-01&to=2026-03-30'))).toEqual([0, 0, []]);
});

test('top numbers have their names, and a limited user sees only those of their calls', async () => {
  const miller = { number: '+48600100200', name: 'Młyn', inbound: 3, outbound: 0, missed: 3, durationMs: 0 };
  const ofAll = await ask<{ numbers: object[] }>(admin, `/numbers?${PERIOD}`);
  expect(ofAll).toMatchObject({
    countedFrom: null,
    numbers: [{ number: '+48512345678', name: null, inbound: 3 }, miller],
  });
  const ofAgent = await ask<{ numbers: object[] }>(agent, `/numbers?${PERIOD}`);
  expect(ofAgent.numbers).toContainEqual({ ...miller, inbound: 1, missed: 1 });
  expect((await ask<{ numbers: object[] }>(other, '/numbers?from=2026-03-01&to=2026-03-30')).numbers).toEqual([]);
});

async function silences(cookie: string, more = ''): Promise<object[]> {
  const { calls } = await ask<{ calls: { recordings: { talk: object }[] }[] }>(cookie, `/silences?${PERIOD}${more}`);
  return calls.map(({ recordings }) => recordings[0]!.talk);
}

test('long silences are calls with their recordings', async () => {
  const found = [{ callerMs: 20_000, calleeMs: 30_000, silenceMs: 45_000, longestSilenceMs: 45_000 }];
  expect(await silences(admin)).toEqual(found);
  expect(await silences(agent, '&silenceMs=45000')).toEqual(found);
  expect(await silences(admin, '&silenceMs=45001')).toEqual([]);
  expect(await silences(other)).toEqual([]);
});

test.each([
  'from=2026-03-31&to=2026-03-01',
  'from=2020-01-01&to=2026-03-01',
  'from=2026-02-30&to=2026-03-01',
  `${PERIOD}&tenant=x`,
])('refuses the period %s', async (query) => {
  const response = await fetch(`${fixture.origin}/api/v1/calls/statistics?${query}`, { headers: { cookie: admin } });
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'request-invalid' }]);
});
