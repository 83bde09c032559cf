import * as fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { describeCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { type CallId, newId, type TenantId } from '../base/ids.ts';
import { type Cdr, saveCdr, saveCdrs, saveUnrecordedCall, saveCall } from './index.ts';

const { db } = testDatabase();
const SECOND = 1000;

/** Reports the call of `describeCall` unless changed: it rings at 10:00:00 and is answered 5 s later. */
function cdr(tenantId: TenantId, changes: Partial<Cdr> = {}): Cdr {
  const { correlationId: _, recordingId: __, ...call } = describeCall(tenantId);
  return { ...call, endedAt: call.startedAt + 60 * SECOND, reason: 'not-offered', externalId: 'record-1', ...changes };
}

function callsOf(tenantId: TenantId) {
  return db.selectFrom('calls').selectAll().where('tenant_id', '=', tenantId).orderBy('created_at').execute();
}

describe('a CDR', () => {
  test('is a call of its own, once, and a second report of it adds what is new', async () => {
    const tenant = await insertTenant(db);
    const first = cdr(tenant, { endedAt: null, reason: 'not-answered' });
    expect(await saveCdr(db, first)).toBe(first.callId);
    expect(await saveCdr(db, cdr(tenant, { reason: 'not-offered' }))).toBe(first.callId);
    expect(await callsOf(tenant)).toMatchObject([
      { external_id: 'record-1', no_recording_reason: 'not-offered', ended_at: new Date(first.startedAt + 60_000) },
    ]);
  });

  test('of a call that rang at two telephones is answered, whichever comes first, also where no time of the answer is known', async () => {
    const records = [{ reason: 'not-offered' }, { reason: 'not-answered' }] as const;
    for (const order of [records, records.toReversed()]) {
      const tenant = await insertTenant(db);
      for (const one of order) await saveCdr(db, cdr(tenant, { ...one, answeredAt: null }));
      expect(await callsOf(tenant)).toMatchObject([{ no_recording_reason: 'not-offered' }]);
    }
    const begun = await insertTenant(db);
    await saveCdr(db, cdr(begun, { answeredAt: null, endedAt: null }));
    await saveCdr(db, cdr(begun, { answeredAt: null, reason: 'not-answered' }));
    expect(await callsOf(begun)).toMatchObject([{ no_recording_reason: 'not-answered' }]);
  });

  test('reported many times at once is one call', async () => {
    const tenant = await insertTenant(db);
    const ids = await Promise.all(Array.from({ length: 8 }, () => saveCdr(db, cdr(tenant))));
    expect(new Set(ids).size).toBe(1);
  });

  test('with the id of a recording session is that call, whichever comes first', async () => {
    for (const cdrFirst of [true, false]) {
      const tenant = await insertTenant(db);
      const session = describeCall(tenant, { correlationId: 'record-1', callee: '101' });
      const reports = [
        () => saveCdr(db, cdr(tenant)),
        () => saveCall(db, session, { endedAt: session.startedAt + 70_000 }),
      ];
      for (const one of cdrFirst ? reports : reports.toReversed()) await one();
      expect(await callsOf(tenant)).toMatchObject([
        { correlation_id: 'record-1', external_id: 'record-1', no_recording_reason: null },
      ]);
    }
  });

  test('without a common id is the call of the same parties at the same time, whichever comes first', async () => {
    for (const cdrFirst of [true, false]) {
      const tenant = await insertTenant(db);
      const session = describeCall(tenant, { correlationId: 'siprec', answeredAt: null });
      const answered = { ...session, startedAt: session.startedAt + 7 * SECOND };
      const reports = [
        () => saveCdr(db, cdr(tenant)),
        () => saveCall(db, answered, { endedAt: session.startedAt + 70_000 }),
      ];
      for (const one of cdrFirst ? reports : reports.toReversed()) await one();
      await saveCdr(db, cdr(tenant));
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
    const tenant = await insertTenant(db);
    const session = describeCall(tenant, { correlationId: 'siprec', answeredAt: null, ...changes });
    await saveCall(db, session, { endedAt: null });
    await saveCdr(db, cdr(tenant, 'caller' in changes ? { caller: null } : {}));
    expect(await callsOf(tenant)).toHaveLength(2);
  });

  test('of an unanswered call is not merged with the session of the next one', async () => {
    const tenant = await insertTenant(db);
    await saveCall(db, describeCall(tenant, { correlationId: 'siprec' }), { endedAt: null });
    await saveCdr(db, cdr(tenant, { reason: 'not-answered', answeredAt: null }));
    expect(await callsOf(tenant)).toMatchObject([
      { no_recording_reason: null },
      { no_recording_reason: 'not-answered' },
    ]);
  });

  test('belongs to no session where two would fit, and a session to one CDR only', async () => {
    const tenant = await insertTenant(db);
    for (const correlationId of ['a', 'b'])
      await saveCall(db, describeCall(tenant, { correlationId }), { endedAt: null });
    await saveCdr(db, cdr(tenant));
    expect(await callsOf(tenant)).toHaveLength(3);

    const other = await insertTenant(db);
    await saveCall(db, describeCall(other, { correlationId: 'a' }), { endedAt: null });
    for (const externalId of ['1', '2']) await saveCdr(db, cdr(other, { externalId }));
    expect(await callsOf(other)).toMatchObject([{ external_id: '1' }, { external_id: '2' }]);
  });

  test('does not replace the reason a session gave', async () => {
    const tenant = await insertTenant(db);
    const refused = {
      ...describeCall(tenant, { correlationId: 'record-1' }),
      endedAt: null,
      reason: 'no-capacity' as const,
    };
    await saveUnrecordedCall(db, refused);
    await saveCdr(db, cdr(tenant));
    expect(await callsOf(tenant)).toMatchObject([{ no_recording_reason: 'no-capacity' }]);
  });
});

const anyCdr = fc.record({
  // Half a surrogate pair is stored as U+FFFD.
  externalId: fc.constantFrom('1', '2', '3', '\ud800', null),
  caller: fc.constantFrom('+48221234567', '101', null),
  callee: fc.constantFrom('+48512345678', '102'),
  lateSeconds: fc.constantFrom(0, 3, 8, 290, 600, 1200),
  answeredAfterSeconds: fc.constantFrom(null, 5),
  lastsSeconds: fc.constantFrom(null, 60, 400),
  reason: fc.constantFrom('not-offered' as const, 'not-answered' as const),
});
const anySession = fc.record({ correlationId: fc.constantFrom('1', '2', 'session', null), lateSeconds: fc.nat(900) });
/** Lists of CDRs, each sent in one request, and recordings that are stored before, between and after them. */
const anyReports = fc.array(fc.oneof({ weight: 3, arbitrary: fc.array(anyCdr, { maxLength: 8 }) }, anySession), {
  maxLength: 4,
});

test('many CDRs at once are saved as if one by one, also again, before and after their recordings', async () => {
  await fc.assert(
    fc.asyncProperty(anyReports, fc.boolean(), async (reports, again) => {
      const save = async (atOnce: boolean) => {
        const tenant = await insertTenant(db);
        const { startedAt: first } = describeCall(tenant);
        const ids: CallId[] = [];
        for (const report of again ? [...reports, ...reports] : reports) {
          if (!Array.isArray(report)) {
            const { correlationId, lateSeconds } = report;
            const session = describeCall(tenant, { correlationId, startedAt: first + lateSeconds * SECOND });
            ids.push(await saveCall(db, session, { endedAt: session.startedAt + 70 * SECOND }));
            continue;
          }
          const cdrs = report.map(({ lateSeconds, answeredAfterSeconds, lastsSeconds, ...changes }) => {
            const startedAt = first + lateSeconds * SECOND;
            const after = (seconds: number | null) => (seconds === null ? null : startedAt + seconds * SECOND);
            const times = { startedAt, answeredAt: after(answeredAfterSeconds), endedAt: after(lastsSeconds) };
            return cdr(tenant, { ...changes, ...times, callId: newId<CallId>(1) });
          });
          if (atOnce) ids.push(...(await saveCdrs(db, tenant, cdrs)));
          else for (const one of cdrs) ids.push(await saveCdr(db, one));
        }
        const rows = await db.selectFrom('calls').selectAll().where('tenant_id', '=', tenant).execute();
        const place = (id: CallId) => ids.indexOf(id);
        const seen = rows.map((row) => ({ ...row, id: null, tenant_id: null, created_at: null, place: place(row.id) }));
        return { places: ids.map(place), rows: seen.toSorted((a, b) => a.place - b.place) };
      };
      expect(await save(true)).toEqual(await save(false));
    }),
    { numRuns: 100 },
  );
});

test('CDRs that bring nothing new write nothing', async () => {
  const tenant = await insertTenant(db);
  const cdrs = ['1', '2', '3'].map((externalId) => cdr(tenant, { externalId, callId: newId<CallId>(1) }));
  const versions = () => sql`SELECT xmin::text, id FROM calls WHERE tenant_id = ${tenant} ORDER BY id`.execute(db);
  const ids = await saveCdrs(db, tenant, cdrs);
  const { rows } = await versions();
  const again = cdrs.map((one) => ({ ...one, callId: newId<CallId>(1) }));
  expect(await saveCdrs(db, tenant, again)).toEqual(ids);
  expect((await versions()).rows).toEqual(rows);
});
