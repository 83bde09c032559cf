import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CallId, newId, type TenantId } from '../../src/base/ids.ts';
import { saveUnrecordedCall } from '../../src/calls/index.ts';
import { addRecording, addTenantWithRecording, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let recording: { id: string; fileName: string };
let unrecorded: CallId;
let cookie: string;

/** 00:30 in Warsaw, the day before the other call; the clock went forward an hour in between. */
const NIGHT_CALL_AT = Date.parse('2026-03-28T23:30:00Z');

beforeAll(async () => {
  fixture = await startApi(db);
  fixture.clock.advance(Date.parse('2026-03-30T10:00:00Z') - fixture.clock.now());
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  ({ tenantId, recording } = tenant);
  cookie = await signIn(fixture, tenant.admin);
  unrecorded = await saveUnrecordedCall(db, {
    callId: newId<CallId>(fixture.clock.now()),
    tenantId,
    sourceId: null,
    startedAt: NIGHT_CALL_AT,
    answeredAt: null,
    endedAt: null,
    direction: 'outbound',
    caller: '101',
    callee: null,
    dialled: null,
    extensions: ['101'],
    correlationId: null,
    flags: ['direction-guessed'],
    metadata: [],
    reason: 'recording-off',
  });
});

afterAll(() => fixture.close());

interface Page {
  calls: { id: string; recordings: { id: string }[] }[];
  nextCursor: string | null;
}

const ask = (query = ''): Promise<Response> => fetch(`${fixture.origin}/api/v1/calls${query}`, { headers: { cookie } });
const page = async (query = ''): Promise<Page> => (await (await ask(query)).json()) as Page;
const ids = async (query: string): Promise<string[]> => (await page(query)).calls.map(({ id }) => id);

const WHOLE = { from: '2026-03-30T09:59:00.000Z', until: '2026-03-30T09:59:05.000Z', fromMs: 0, untilMs: 5000 };

test('a listed call has exactly the declared fields', async () => {
  const { calls, nextCursor } = await page();
  expect(nextCursor).toBe(null);
  expect(calls[0]).toEqual({
    id: expect.any(String),
    startedAt: '2026-03-30T09:59:00.000Z',
    answeredAt: '2026-03-30T09:59:00.000Z',
    endedAt: '2026-03-30T09:59:05.000Z',
    direction: 'inbound',
    caller: '+48512345678',
    callee: '+48221234567',
    dialled: null,
    durationMs: 5000,
    flags: [],
    noRecordingReason: null,
    recordingRule: null,
    callerName: null,
    calleeName: null,
    otherNames: {},
    tags: [],
    notes: 0,
    review: null,
    numbersErased: false,
    recordings: [
      {
        id: recording.id,
        durationMs: 5000,
        sizeBytes: 13,
        fileName: recording.fileName,
        path: `2026/03/30/${recording.fileName}`,
        playable: true,
        availableUntil: '2026-04-29T09:59:00.000Z',
        destroyedAt: null,
        hold: null,
        pauses: [],
        parties: [
          { ...WHOLE, number: '+48512345678', side: 'caller' },
          { ...WHOLE, number: '+48221234567', side: 'callee' },
        ],
        quality: null,
        talk: null,
        flags: [],
      },
    ],
  });
  expect(calls[1]).toEqual({
    id: unrecorded,
    startedAt: '2026-03-28T23:30:00.000Z',
    answeredAt: null,
    endedAt: null,
    direction: 'outbound',
    caller: '101',
    callee: null,
    dialled: null,
    durationMs: null,
    flags: ['direction-guessed'],
    noRecordingReason: 'recording-off',
    recordingRule: null,
    callerName: null,
    calleeName: null,
    otherNames: {},
    tags: [],
    notes: 0,
    review: null,
    numbersErased: false,
    recordings: [],
  });
});

describe('the filters', () => {
  test.each([
    ['from=2026-03-29&to=2026-03-29', ['night']],
    ['to=2026-03-28', []],
    ['from=2026-03-30', ['day']],
    ['from=2026-03-28T23:30:00Z&to=2026-03-28T23:30:01Z', ['night']],
    ['to=2026-03-28T23:30:00Z', []],
    ['from=2026-03-29T00:30:00%2B01:00', ['day', 'night']],
    ['from=2026-03-29%2000:30:00%2B0100', ['day', 'night']],
    ['from=1774828800', ['day']],
    ['number=512%20345%20678', ['day']],
    ['number=%2B48512345678', ['day']],
    ['number=2345', ['day']],
    ['number=101', ['night']],
    ['number=999', []],
    ['direction=outbound', ['night']],
    ['direction=internal', []],
    ['recorded=true', ['day']],
    ['recorded=false', ['night']],
    ['recorded=false&direction=inbound', []],
  ])('%s', async (query, expected) => {
    const names = (await ids(`?${query}`)).map((id) => (id === unrecorded ? 'night' : 'day'));
    expect(names).toEqual(expected);
  });

  test.each([
    ['from=yesterday', 'from'],
    ['from=2026-03-29T00:30:00', 'from'],
    ['from=2026-02-30', 'from'],
    ['to=2026-13-01', 'to'],
    ['number=12', 'number'],
    [`number=${'1'.repeat(65)}`, 'number'],
    ['direction=sideways', 'direction'],
    ['recorded=maybe', 'recorded'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['frm=2026-03-29', 'frm'],
    ['from=2026-03-29&from=2026-03-30', 'from'],
  ])('%s is refused and the field is named', async (query, field) => {
    const answer = await ask(`?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'The request is not valid',
      status: 400,
      code: 'request-invalid',
      errors: [{ field, message: expect.any(String) }],
    });
  });

  test('all invalid filters are reported at once', async () => {
    const answer = (await (await ask('?from=x&limit=0')).json()) as { errors: { field: string }[] };
    expect(answer.errors.map(({ field }) => field)).toEqual(['from', 'limit']);
  });
});

test('pages neither skip nor repeat a call when calls are added in between', async () => {
  for (let minutes = 2; minutes < 12; minutes += 1) {
    await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - minutes * 60_000 });
  }
  const all = await ids('');
  const first = await page('?limit=5');
  await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() });
  const second = await page(`?limit=5&cursor=${first.nextCursor}`);
  const third = await page(`?limit=5&cursor=${second.nextCursor}`);
  expect([first, second, third].flatMap(({ calls }) => calls.map(({ id }) => id))).toEqual(all);
  expect(third.nextCursor).toBe(null);
});

test.each(['x', 'AAAA', '%00', 'MTIzL2FiYw'])('the invalid cursor %s is refused', async (cursor) => {
  const answer = await ask(`?cursor=${cursor}`);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'request-invalid' });
});
