import { describe, expect, test } from 'vitest';
import { describeCall, giveTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import type { TenantId } from '../base/ids.ts';
import { type CallRecord, noteCallRecord, noteUnrecordedCall, saveCall } from './index.ts';

const { db } = testDatabase();
const SECOND = 1000;

/** Of the same call as `describeCall` unless changed: rings at 10:00:00, answered 5 s later. */
function record(tenantId: TenantId, changes: Partial<CallRecord> = {}): CallRecord {
  const { correlationId: _, recordingId: __, ...call } = describeCall(tenantId);
  return { ...call, endedAt: call.startedAt + 60 * SECOND, reason: 'not-offered', externalId: 'record-1', ...changes };
}

function callsOf(tenantId: TenantId) {
  return db.selectFrom('calls').selectAll().where('tenant_id', '=', tenantId).orderBy('created_at').execute();
}

describe('a call record', () => {
  test('is a call of its own, once, and better known when it is told again', async () => {
    const tenant = await giveTenant(db);
    const first = record(tenant, { endedAt: null, reason: 'not-answered' });
    expect(await noteCallRecord(db, first)).toBe(first.callId);
    expect(await noteCallRecord(db, record(tenant, { reason: 'not-offered' }))).toBe(first.callId);
    expect(await callsOf(tenant)).toMatchObject([
      { external_id: 'record-1', no_recording_reason: 'not-offered', ended_at: new Date(first.startedAt + 60_000) },
    ]);
  });

  test('told many times at once is one call', async () => {
    const tenant = await giveTenant(db);
    const ids = await Promise.all(Array.from({ length: 8 }, () => noteCallRecord(db, record(tenant))));
    expect(new Set(ids).size).toBe(1);
  });

  test('with the id of a recording session is that call, whichever comes first', async () => {
    for (const recordFirst of [true, false]) {
      const tenant = await giveTenant(db);
      const session = describeCall(tenant, { correlationId: 'record-1', callee: '101' });
      const tell = [
        () => noteCallRecord(db, record(tenant)),
        () => saveCall(db, session, { endedAt: session.startedAt + 70_000 }),
      ];
      for (const one of recordFirst ? tell : tell.toReversed()) await one();
      expect(await callsOf(tenant)).toMatchObject([
        { correlation_id: 'record-1', external_id: 'record-1', no_recording_reason: null },
      ]);
    }
  });

  test('without a common id is the call of the same parties at the same time, whichever comes first', async () => {
    for (const recordFirst of [true, false]) {
      const tenant = await giveTenant(db);
      const session = describeCall(tenant, { correlationId: 'siprec', answeredAt: null });
      const answered = { ...session, startedAt: session.startedAt + 7 * SECOND };
      const tell = [
        () => noteCallRecord(db, record(tenant)),
        () => saveCall(db, answered, { endedAt: session.startedAt + 70_000 }),
      ];
      for (const one of recordFirst ? tell : tell.toReversed()) await one();
      await noteCallRecord(db, record(tenant));
      expect(await callsOf(tenant)).toMatchObject([
        {
          correlation_id: 'siprec',
          external_id: 'record-1',
          no_recording_reason: null,
          started_at: new Date(session.startedAt),
          answered_at: new Date(session.startedAt + 5 * SECOND),
        },
      ]);
    }
  });

  test.each([
    ['starts later than clocks may differ', { startedAt: Date.parse('2026-03-10T09:00:11Z') }],
    ['has another callee', { callee: '+48512345679' }],
    ['hides a number', { caller: null }],
  ])('is another call where its session %s', async (_, changes) => {
    const tenant = await giveTenant(db);
    const session = describeCall(tenant, { correlationId: 'siprec', answeredAt: null, ...changes });
    await saveCall(db, session, { endedAt: null });
    await noteCallRecord(db, record(tenant, 'caller' in changes ? { caller: null } : {}));
    expect(await callsOf(tenant)).toHaveLength(2);
  });

  test('of an unanswered call does not take the session of the next one', async () => {
    const tenant = await giveTenant(db);
    await saveCall(db, describeCall(tenant, { correlationId: 'siprec' }), { endedAt: null });
    await noteCallRecord(db, record(tenant, { reason: 'not-answered', answeredAt: null }));
    expect(await callsOf(tenant)).toMatchObject([
      { no_recording_reason: null },
      { no_recording_reason: 'not-answered' },
    ]);
  });

  test('belongs to no session where two would fit, and a session to one record only', async () => {
    const tenant = await giveTenant(db);
    for (const correlationId of ['a', 'b'])
      await saveCall(db, describeCall(tenant, { correlationId }), { endedAt: null });
    await noteCallRecord(db, record(tenant));
    expect(await callsOf(tenant)).toHaveLength(3);

    const other = await giveTenant(db);
    await saveCall(db, describeCall(other, { correlationId: 'a' }), { endedAt: null });
    for (const externalId of ['1', '2']) await noteCallRecord(db, record(other, { externalId }));
    expect(await callsOf(other)).toMatchObject([{ external_id: '1' }, { external_id: '2' }]);
  });

  test('does not say better than a session why there is no recording', async () => {
    const tenant = await giveTenant(db);
    const refused = {
      ...describeCall(tenant, { correlationId: 'record-1' }),
      endedAt: null,
      reason: 'no-capacity' as const,
    };
    await noteUnrecordedCall(db, refused);
    await noteCallRecord(db, record(tenant));
    expect(await callsOf(tenant)).toMatchObject([{ no_recording_reason: 'no-capacity' }]);
  });
});
