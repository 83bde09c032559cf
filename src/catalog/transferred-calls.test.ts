import { expect, test } from 'vitest';
import { describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { listCalls, openRecording, type TenantScope, wholeTenant } from './index.ts';

const { db } = testDatabase();
const catalog = { db, clock: new ManualClock('2026-03-20T12:00:00Z'), panelWindowDays: 30 };
const START = Date.parse('2026-03-10T09:00:00Z');
const [CUSTOMER, OWN, COLLEAGUE, OTHER] = ['+48512345678', '101', '102', '+48600100200'] as const;

async function found(scope: TenantScope, number?: string) {
  const filter = number === undefined ? {} : { number };
  return (await listCalls(catalog, scope, { ...filter, cursor: null, limit: 50 })).calls;
}

test('a call is found by everybody who took part, in full and in part, and lists who did when', async () => {
  const tenant = await insertTenant(db);
  const parties = [
    { number: CUSTOMER, side: 'caller', from: START, until: null },
    { number: OWN, side: 'callee', from: START, until: START + 20_000 },
    { number: OTHER, side: 'callee', from: START + 20_000, until: null },
  ] as const;
  const call = describeCall(tenant, { caller: CUSTOMER, callee: OWN, extensions: [OWN], parties });
  const id = await insertRecordedCall(db, call);
  await insertRecordedCall(db, describeCall(tenant, { callee: '+48600999999' }));
  for (const number of [OTHER, '600 100 200', '600100', CUSTOMER]) {
    const calls = await found(wholeTenant(tenant), number);
    if (number === CUSTOMER) expect(calls.map((each) => each.id)).toContain(id);
    else expect(calls.map((each) => each.id)).toEqual([id]);
  }
  const [listed] = (await found(wholeTenant(tenant), OTHER))[0]!.recordings;
  expect(listed!.parties).toEqual([
    { number: CUSTOMER, side: 'caller', from: START, until: START + 65_000, fromMs: 0, untilMs: 60_000 },
    { number: OWN, side: 'callee', from: START, until: START + 20_000, fromMs: 0, untilMs: 20_000 },
    { number: OTHER, side: 'callee', from: START + 20_000, until: START + 65_000, fromMs: 20_000, untilMs: 60_000 },
  ]);
  expect(await found(wholeTenant(await insertTenant(db)), OTHER)).toEqual([]);
});

test('of a call in two sessions, a limited user hears, and finds, those in which a number of theirs took part', async () => {
  const tenant = await insertTenant(db);
  const session = (own: string, seconds: number, other: string) => {
    const startedAt = START + seconds * 1000;
    const parties = [
      { number: other, side: 'caller', from: startedAt, until: null },
      { number: own, side: 'callee', from: startedAt, until: null },
    ] as const;
    return describeCall(tenant, { correlationId: 'g1', startedAt, extensions: [own], parties });
  };
  const [first, second] = [session(OWN, 0, CUSTOMER), session(COLLEAGUE, 70, OTHER)];
  const id = await insertRecordedCall(db, first);
  expect(await insertRecordedCall(db, second)).toBe(id);
  const scope = (number: string): TenantScope => ({ tenantId: tenant, numbers: [number] });
  const heard = async (number: string) =>
    (await found(scope(number))).map((call) => [call.id, call.recordings.map((recording) => recording.id)]);
  expect(await heard(OWN)).toEqual([[id, [first.recordingId]]]);
  expect(await heard(COLLEAGUE)).toEqual([[id, [second.recordingId]]]);
  expect(await openRecording(catalog, scope(OWN), first.recordingId)).not.toBeNull();
  expect(await openRecording(catalog, scope(OWN), second.recordingId)).toBeNull();
  expect(await found(scope(OWN), OTHER)).toEqual([]);
  expect(await found(scope(COLLEAGUE), OTHER)).toHaveLength(1);
});

test('a recording without parties, of an earlier release, is heard by the numbers of its call', async () => {
  const tenant = await insertTenant(db);
  const call = describeCall(tenant, { extensions: [OWN] });
  await insertRecordedCall(db, call);
  expect(await openRecording(catalog, { tenantId: tenant, numbers: [OWN] }, call.recordingId)).not.toBeNull();
  expect(await openRecording(catalog, { tenantId: tenant, numbers: [COLLEAGUE] }, call.recordingId)).toBeNull();
});
