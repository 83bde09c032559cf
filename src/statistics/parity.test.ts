import * as fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { type CallId, newId, type RecordingId, type TenantId } from '../base/ids.ts';
import { warsawClock, warsawDay } from '../base/warsaw-time.ts';
import { saveUnrecordedCall } from '../calls/index.ts';
import type { TenantScope } from '../catalog/index.ts';
import {
  type CallStatistics,
  type CallSums,
  callStatistics,
  LONG_SILENCE_MS,
  sumDays,
  type TalkSums,
} from './index.ts';

const { db } = testDatabase();
const signal = new AbortController().signal;

/** Around both changes of the clocks of 2026 (25 October, 29 March), the first and last minutes of days, and 30 days before. */
const STARTS = [
  '2026-02-27T12:00:00Z',
  '2026-03-28T22:59:59Z',
  '2026-03-28T23:00:00Z',
  '2026-03-29T00:30:00Z',
  '2026-03-29T01:00:00Z',
  '2026-03-29T21:59:59Z',
  '2026-10-24T21:59:59Z',
  '2026-10-24T22:00:00Z',
  '2026-10-25T00:30:00Z',
  '2026-10-25T01:30:00Z',
  '2026-10-25T22:59:59Z',
  '2026-10-25T23:00:00Z',
].map((text) => Date.parse(text));

const sample = fc.record({
  startedAt: fc.constantFrom(...STARTS),
  direction: fc.constantFrom('inbound', 'outbound', 'internal'),
  extensions: fc.array(fc.constantFrom<string>('101', '102', '103'), { maxLength: 3 }),
  answered: fc.boolean(),
  seconds: fc.option(fc.constantFrom(0, 7, 90), { freq: 4 }),
  reason: fc.constantFrom('recording-off', 'not-answered'),
  // Talk times of its recordings; null: not measured.
  recordings: fc.array(fc.option(fc.tuple(fc.nat(9000), fc.nat(9000), fc.constantFrom<number>(0, 29_999, 30_000))), {
    maxLength: 2,
  }),
});
type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never;

const PERIODS = [
  { from: '2026-03-29', to: '2026-03-29' },
  { from: '2026-03-28', to: '2026-04-10' },
  { from: '2026-03-01', to: '2026-03-31' },
  { from: '2026-10-25', to: '2026-10-26' },
] as const;

const ALL_DAYS = { from: '2026-02-01', to: '2026-12-31' } as const;

/** What happens to the calls after their days were summed. */
const change = fc.record({
  what: fc.constantFrom('added', 'removed', 'answered', 'moved', 'talked', 'forgotten', 'renumbered'),
  which: fc.nat(7),
  startedAt: fc.constantFrom(...STARTS),
});

interface Known extends Sample {
  readonly id: CallId;
  readonly recordingIds: readonly RecordingId[];
}

/** Makes the file names differ. */
let inserted = 0;

async function insert(tenantId: TenantId, call: Sample): Promise<Known> {
  const { startedAt, direction, extensions, reason } = call;
  const answeredAt = call.answered ? startedAt + 2000 : null;
  const endedAt = call.seconds === null ? null : (answeredAt ?? startedAt) + call.seconds * 1000;
  const description = describeCall(tenantId, {
    startedAt,
    answeredAt,
    direction,
    extensions: [...new Set(extensions)],
  });
  const recordingIds: RecordingId[] = [];
  if (call.recordings.length === 0) await saveUnrecordedCall(db, { ...description, endedAt, reason });
  for (const talk of call.recordings) {
    const recordingId = newId<RecordingId>(Date.now());
    recordingIds.push(recordingId);
    await insertRecordedCall(db, { ...description, recordingId }, (inserted += 1));
    await setTalk(recordingId, talk);
  }
  // As it stands: a list with an extension twice, and an end that is not known.
  const ends = endedAt === null ? null : new Date(endedAt);
  await db.updateTable('calls').set({ ended_at: ends, extensions }).where('id', '=', description.callId).execute();
  return { ...call, id: description.callId, recordingIds };
}

async function setTalk(id: RecordingId, talk: readonly [number, number, number] | null): Promise<void> {
  const [talk_caller_ms, talk_callee_ms, silence_ms] = talk ?? [null, null, null];
  const times = { talk_caller_ms, talk_callee_ms, silence_ms, longest_silence_ms: silence_ms };
  await db.updateTable('recordings').set(times).where('id', '=', id).execute();
}

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

async function apply(tenantId: TenantId, calls: Known[], { what, which, startedAt }: Change): Promise<void> {
  const index = which % Math.max(1, calls.length);
  const call = calls[index];
  if (what === 'added') calls.push(await insert(tenantId, { ...(call ?? EMPTY), startedAt }));
  else if (call !== undefined) calls.splice(index, 1, ...(await changed(call, what, startedAt)));
}

/** The call as it is afterwards; empty: it is gone. */
async function changed(call: Known, what: Exclude<Change['what'], 'added'>, startedAt: number): Promise<Known[]> {
  const { id, recordings } = call;
  switch (what) {
    case 'moved': {
      const answeredAt = call.answered ? startedAt + 2000 : null;
      const endedAt = call.seconds === null ? null : (answeredAt ?? startedAt) + call.seconds * 1000;
      const [answers, ends] = [answeredAt, endedAt].map((at) => (at === null ? null : new Date(at)));
      await sql`UPDATE calls SET started_at = ${new Date(startedAt)}, answered_at = ${answers}, ended_at = ${ends}
        WHERE id = ${id}`.execute(db);
      return [{ ...call, startedAt }];
    }
    case 'renumbered':
      await sql`UPDATE calls SET extensions = '{104}' WHERE id = ${id}`.execute(db);
      return [{ ...call, extensions: ['104'] }];
    case 'answered':
      if (recordings.length > 0) return [call];
      await sql`UPDATE calls SET no_recording_reason = 'recording-off' WHERE id = ${id}`.execute(db);
      return [{ ...call, reason: 'recording-off' }];
    case 'talked':
      for (const recording of call.recordingIds) await setTalk(recording, [1, 2, 30_001]);
      return [
        { ...call, recordings: recordings.map((known, index) => (call.recordingIds[index] ? [1, 2, 30_001] : known)) },
      ];
    case 'forgotten':
      await sql`DELETE FROM recordings WHERE call_id = ${id}`.execute(db);
      return [{ ...call, recordingIds: [], recordings: recordings.map(() => null) }];
    default:
      await sql`DELETE FROM recordings WHERE call_id = ${id}`.execute(db);
      await sql`DELETE FROM calls WHERE id = ${id}`.execute(db);
      return [];
  }
}

const EMPTY: Sample = {
  startedAt: STARTS[0]!,
  direction: 'inbound',
  extensions: ['101'],
  answered: false,
  seconds: 7,
  reason: 'not-answered',
  recordings: [],
};

type Sums = CallSums & TalkSums;

const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** By the calls themselves. */
function sumsOf(calls: readonly Sample[]): Sums {
  const talks = calls.flatMap(({ direction, recordings }) =>
    recordings.flatMap((talk) =>
      talk === null
        ? []
        : [
            {
              own: talk[direction === 'inbound' ? 1 : 0],
              other: talk[direction === 'inbound' ? 0 : 1],
              silence: talk[2],
            },
          ],
    ),
  );
  const isNotAnswered = (call: Sample) => call.recordings.length === 0 && call.reason === 'not-answered';
  const missed = calls.filter((call) => isNotAnswered(call) && call.direction === 'inbound').length;
  return {
    calls: calls.length,
    recorded: calls.filter(({ recordings }) => recordings.length > 0).length,
    missed,
    unanswered: calls.filter(isNotAnswered).length - missed,
    unrecorded: calls.filter((call) => call.recordings.length === 0 && call.reason !== 'not-answered').length,
    durationMs: total(calls.map((call) => (isNotAnswered(call) ? 0 : (call.seconds ?? 0) * 1000))),
    measured: talks.length,
    ownMs: total(talks.map(({ own }) => own)),
    otherMs: total(talks.map(({ other }) => other)),
    silenceMs: total(talks.map(({ silence }) => silence)),
    longestSilenceMs: Math.max(0, ...talks.map(({ silence }) => silence)),
    longSilences: talks.filter(({ silence }) => silence >= LONG_SILENCE_MS).length,
  };
}

function grouped<Key extends string | number>(
  calls: readonly Known[],
  keysOf: (call: Known) => readonly Key[],
): Map<Key, Known[]> {
  const groups = new Map<Key, Known[]>();
  for (const call of calls) for (const key of keysOf(call)) groups.set(key, [...(groups.get(key) ?? []), call]);
  return groups;
}

function plainly(calls: readonly Known[], { numbers }: TenantScope, { period, before }: CallStatistics) {
  const seen = calls.filter(
    (call) => numbers === null || call.extensions.some((extension) => numbers.includes(extension)),
  );
  const ofPeriod = ({ from, to }: { from: string; to: string }) =>
    seen.filter(({ startedAt }) => warsawDay(startedAt) >= from && warsawDay(startedAt) <= to);
  const now = ofPeriod(period);
  const clock = ({ startedAt }: Known) => warsawClock(startedAt);
  const shown = (extension: string) => numbers === null || numbers.includes(extension);
  return {
    totals: sumsOf(now),
    totalsBefore: sumsOf(ofPeriod(before)),
    directions: new Map([...grouped(now, ({ direction }) => [direction])].map(([key, group]) => [key, sumsOf(group)])),
    days: new Map(
      [...grouped(now, ({ startedAt }) => [warsawDay(startedAt)])].map(([key, group]) => [key, sumsOf(group)]),
    ),
    hours: new Map(
      [...grouped(now, (call) => [`${clock(call).weekday} ${Math.floor(clock(call).minute / 60)}`])].map(
        ([key, group]) => [key, sumsOf(group)],
      ),
    ),
    extensions: new Map(
      [...grouped(now, ({ extensions }) => [...new Set(extensions)].filter(shown))].map(([key, group]) => [
        key,
        sumsOf(group),
      ]),
    ),
  };
}

function rows<Row extends object>(list: readonly Row[], keyOf: (row: Row) => string): Map<string, Row> {
  return new Map(list.map((row) => [keyOf(row), row]));
}

function expectSame(found: CallStatistics, plain: ReturnType<typeof plainly>): void {
  expect(found.totals).toEqual(plain.totals);
  expect(found.totalsBefore).toEqual(plain.totalsBefore);
  for (const [list, expected] of [
    [rows(found.directions, ({ direction }) => direction), plain.directions],
    [rows(found.days, ({ day }) => day), plain.days],
    [rows(found.hours, ({ weekday, hour }) => `${weekday} ${hour}`), plain.hours],
    [rows(found.extensions, ({ extension }) => extension), plain.extensions],
  ] as const) {
    expect([...list.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, row] of list) expect((expected as Map<string, Sums>).get(key)).toMatchObject(picked(row));
  }
}

/** What a row has of the sums. */
function picked(row: object): Partial<Sums> {
  const names = Object.keys(sumsOf([]));
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}

test('statistics are what the calls themselves add up to: before their days are summed, after it, and after whatever changes them later', async () => {
  // Many numbers are looked for in another way than a few.
  const others = Array.from({ length: 9 }, (_, index) => String(900 + index));
  const some = fc.tuple(fc.subarray(['101', '102', '104']), fc.constantFrom([], others));
  const scopes = fc.option(
    some.map((numbers) => numbers.flat()),
    { freq: 3 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { minLength: 3, maxLength: 8 }),
      fc.uniqueArray(change, { selector: ({ what }) => what, minLength: 5, maxLength: 7, size: 'max' }),
      scopes,
      fc.constantFrom(...PERIODS),
      async (samples, changes, numbers, period) => {
        const tenantId = await insertTenant(db);
        const scope = { tenantId, numbers };
        const calls: Known[] = [];
        for (const each of samples) calls.push(await insert(tenantId, each));
        const check = async () => {
          for (const [who, when] of [
            [scope, period],
            [{ tenantId, numbers: null }, ALL_DAYS],
          ] as const) {
            const found = await callStatistics(db, who, when);
            expectSame(found, plainly(calls, who, found));
          }
        };
        await check();
        await sumDays({ db, signal });
        await check();
        // One by one: what one leaves out would be counted again for another of its day.
        for (const each of changes) {
          await apply(tenantId, calls, each);
          await check();
          await sumDays({ db, signal });
        }
        const left = await sql`SELECT FROM call_statistics_changes WHERE tenant_id = ${tenantId}`.execute(db);
        expect(left.rows).toEqual([]);
        await check();
        // Who sees all calls is answered without the lists of extensions, which are many.
        await sql`DELETE FROM call_statistics WHERE tenant_id = ${tenantId}`.execute(db);
        const all = { tenantId, numbers: null };
        const found = await callStatistics(db, all, ALL_DAYS);
        expectSame(found, plainly(calls, all, found));
      },
    ),
    { numRuns: 6 },
  );
});

test('days are summed of a tenant whose calls came in time, too, newer and earlier ones', async () => {
  const tenantId = await insertTenant(db);
  const span = async () => {
    // As of calls that come on their day.
    await sql`DELETE FROM call_statistics_changes`.execute(db);
    const summed = await sumDays({ db, signal });
    const { rows } = await sql<{ first: string; isRecent: boolean }>`
      SELECT first_day::text AS first, last_day > now()::date - 4 AS "isRecent" FROM call_statistics_spans WHERE tenant_id = ${tenantId}`.execute(
      db,
    );
    return { summed: summed > 0, ...rows[0] };
  };
  await insert(tenantId, { ...EMPTY, startedAt: Date.parse('2026-10-25T12:00:00Z') });
  expect(await span()).toEqual({ summed: true, first: '2026-10-25', isRecent: true });
  await insert(tenantId, { ...EMPTY, startedAt: Date.parse('2026-10-20T12:00:00Z') });
  await sql`UPDATE call_statistics_spans SET last_day = '2026-10-26' WHERE tenant_id = ${tenantId}`.execute(db);
  expect(await span()).toEqual({ summed: true, first: '2026-10-20', isRecent: true });
});
