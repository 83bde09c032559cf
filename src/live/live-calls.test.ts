import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import type { CallId, RecorderId, TenantId } from '../base/ids.ts';
import { reportUnarchivedCalls } from '../calls/index.ts';
import type { RunningCall } from '../capture/index.ts';
import { NO_TENANT, type PausedBy } from '../recording/index.ts';
import { findLiveCall, LiveCallsReporter, liveCallsOf, liveCallsOfAll } from './index.ts';

const { db } = testDatabase();

const tenant = randomUUID() as TenantId;
const other = randomUUID() as TenantId;

interface CallParts {
  readonly tenantId?: TenantId;
  readonly callId?: string;
  readonly extensions?: readonly string[];
  readonly pausedBy?: PausedBy | null;
  readonly undecided?: true;
}

function callOf({
  tenantId = tenant,
  callId = randomUUID(),
  extensions = ['101'],
  pausedBy = null,
  ...more
}: CallParts) {
  const description = {
    ...more,
    callId,
    recordingId: randomUUID(),
    tenantId,
    sourceId: null,
    startedAt: Date.parse('2026-03-11T10:00:00Z'),
    direction: 'inbound',
    caller: '+48512345678',
    callee: '101',
    dialled: null,
    extensions,
  };
  return { recordingId: description.recordingId, description, legs: [], pausedBy } as unknown as RunningCall;
}

async function recorder() {
  const clock = new ManualClock('2026-03-11T10:00:00Z');
  const recorderId = randomUUID() as RecorderId;
  await reportUnarchivedCalls(db, { recorderId, unarchivedSince: new Map(), now: clock.now() });
  const statements = vi.spyOn(db.getExecutor(), 'executeQuery');
  onTestFinished(() => statements.mockRestore());
  const reporter = new LiveCallsReporter({ db, clock, log: quietLog }, recorderId);
  const after = async (ms: number): Promise<void> => {
    clock.advance(ms);
    const written = statements.mock.results.at(-1);
    await (written?.value as Promise<unknown> | undefined)?.catch(() => undefined);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
  };
  await after(100);
  await after(1_000);
  statements.mockClear();
  const listed = async (scope: { tenantId?: TenantId; numbers?: string[] | null } = {}, now = clock.now()) => {
    const calls = await liveCallsOf(db, { tenantId: tenant, numbers: null, ...scope }, { now, limit: 100 });
    return calls.map(({ callId }) => callId);
  };
  return { clock, recorderId, reporter, after, statements, listed };
}

test('calls are listed while they run, of their tenant and to those who may see them, until their recorder is dead', async () => {
  const { clock, reporter, after, listed } = await recorder();
  const [one, two, foreign] = [callOf({}), callOf({ extensions: ['102'] }), callOf({ tenantId: other })];
  for (const call of [one, two, foreign, callOf({ undecided: true }), callOf({ tenantId: NO_TENANT })])
    reporter.changed(call);
  await after(100);
  const ids = [one, two].map(({ description }) => description.callId);
  expect((await listed()).toSorted()).toEqual(ids.toSorted());
  expect(await listed({ numbers: ['102'] })).toEqual([ids[1]]);
  expect(await listed({ numbers: [] })).toEqual([]);
  expect(await listed({ tenantId: other })).toEqual([foreign.description.callId]);
  const find = (callId: CallId, tenantId = tenant, numbers: string[] | null = null) =>
    findLiveCall(db, { tenantId, numbers }, callId, clock.now());
  expect(await find(ids[0]!)).toMatchObject({
    caller: '+48512345678',
    callee: '101',
    direction: 'inbound',
    paused: false,
  });
  expect(await find(ids[0]!, tenant, ['102'])).toBeNull();
  expect(await find(ids[0]!, other)).toBeNull();
  expect(await listed({}, clock.now() + 33_000)).toHaveLength(2);
  expect(await listed({}, clock.now() + 36_000)).toEqual([]);
  const all = await liveCallsOfAll(db, { now: clock.now(), limit: 2 });
  expect(all).toHaveLength(2);
  reporter.ended(one);
  await after(1_000);
  await after(0);
  expect(await listed()).toEqual([ids[1]]);
  await reporter.stop();
  expect(await listed()).toEqual([]);
});

test('any number of changes is one statement a second; one that is taken back at once is none', async () => {
  const { reporter, after, statements, listed } = await recorder();
  const calls = Array.from({ length: 500 }, () => callOf({}));
  for (const call of calls) reporter.changed(call);
  await after(100);
  expect(statements).toHaveBeenCalledTimes(1);
  for (const call of calls.slice(100)) reporter.ended(call);
  await after(999);
  expect(statements).toHaveBeenCalledTimes(1);
  await after(1);
  await after(0);
  expect(statements).toHaveBeenCalledTimes(2);
  const short = callOf({});
  await after(1_000);
  reporter.changed(short);
  reporter.ended(short);
  await after(2_000);
  expect(statements).toHaveBeenCalledTimes(2);
  expect(await listed()).toHaveLength(100);
  await reporter.stop();
});

test('a database that is away delays nothing, and has all that runs when it is back; a call of another tenant since leaves the first', async () => {
  const { reporter, after, statements, listed } = await recorder();
  const [one, two, three] = [callOf({}), callOf({}), callOf({})];
  reporter.changed(one);
  await after(100);
  statements.mockRejectedValueOnce(new Error('away'));
  await after(1_000);
  reporter.ended(one);
  reporter.changed(two);
  await after(100);
  expect(await listed()).toEqual([one.description.callId]);
  reporter.changed(three);
  await after(5_000);
  expect((await listed()).toSorted()).toEqual([two, three].map(({ description }) => description.callId).toSorted());
  reporter.changed(callOf({ tenantId: other, callId: two.description.callId }));
  await after(1_000);
  await after(1_000);
  expect(await listed()).toEqual([three.description.callId]);
  expect(await listed({ tenantId: other })).toEqual([two.description.callId]);
  await reporter.stop();
});

test('rows of an earlier run of the recorder, and of one that is dead for a day, are removed', async () => {
  const { recorderId, clock, listed } = await recorder();
  const another = randomUUID() as RecorderId;
  const ofAnother = randomUUID() as CallId;
  await reportUnarchivedCalls(db, { recorderId: another, unarchivedSince: new Map(), now: clock.now() });
  const row = {
    tenant_id: tenant,
    started_at: new Date(clock.now()),
    direction: 'inbound',
    recording_id: randomUUID() as never,
  } as const;
  await db
    .insertInto('live_calls')
    .values([
      { ...row, call_id: randomUUID() as CallId, recorder_id: recorderId },
      { ...row, call_id: randomUUID() as CallId, recorder_id: randomUUID() as RecorderId },
      { ...row, call_id: ofAnother, recorder_id: another },
    ])
    .execute();
  expect(await listed()).toHaveLength(2);
  const again = new LiveCallsReporter({ db, clock, log: quietLog }, recorderId);
  clock.advance(100);
  await again.stop();
  expect(await db.selectFrom('live_calls').select('call_id').execute()).toEqual([{ call_id: ofAnother }]);
});
