import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { hashOf } from './chain.ts';
import { AuditLog, verifyExport } from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const log = new AuditLog(db, clock);

/** A tenant with four events. */
async function tenantWithEvents(): Promise<TenantId> {
  const tenantId = newId<TenantId>(clock.now());
  for (const subject of ['first', 'second', 'third', 'fourth']) {
    clock.advance(1000);
    await log.record({
      tenantId,
      actor: 'jan',
      action: 'listen',
      subject,
      address: '192.0.2.1',
      detail: { unit: 'dni', days: [30, 60] },
    });
  }
  return tenantId;
}

async function exported(tenantId: TenantId): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of log.exportChain(tenantId)) lines.push(line);
  return lines;
}

const verified = (lines: readonly string[]) => verifyExport(given(lines));

async function* given(lines: readonly string[]) {
  yield* lines;
}

/** Does what somebody with all rights in the database could do. */
async function tamper(statement: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`ALTER TABLE audit_events DISABLE TRIGGER USER`.execute(transaction);
    await sql.raw(statement).execute(transaction);
    await sql`ALTER TABLE audit_events ENABLE TRIGGER USER`.execute(transaction);
  });
}

describe('in the database', () => {
  test('an unaltered chain passes', async () => {
    const tenantId = await tenantWithEvents();
    const [last] = await log.list(tenantId);
    expect(await log.verify(tenantId)).toEqual({ ok: true, value: { seq: 4, hash: last!.hash, cut: 0 } });
    expect(await log.verify(newId<TenantId>(0))).toMatchObject({ ok: true, value: { seq: 0 } });
  });

  test.each([
    ['actor', `'eva'`],
    ['action', `'sign-in'`],
    ['subject', `'another recording'`],
    ['subject', 'NULL'],
    ['address', `'192.0.2.2'`],
    ['at', `at + interval '1 ms'`],
    ['detail', `'{"unit": "dni", "days": [30, 61]}'`],
    ['detail', 'NULL'],
    ['hash', `sha256('')`],
  ])('a changed %s is found', async (column, value) => {
    const tenantId = await tenantWithEvents();
    await tamper(`UPDATE audit_events SET ${column} = ${value} WHERE tenant_id = '${tenantId}' AND seq = 2`);
    expect(await log.verify(tenantId)).toEqual({ ok: false, reason: { seq: 2, what: 'altered' } });
  });

  test('a changed link is detected', async () => {
    const tenantId = await tenantWithEvents();
    await tamper(`UPDATE audit_events SET previous_hash = NULL WHERE tenant_id = '${tenantId}' AND seq = 3`);
    expect(await log.verify(tenantId)).toEqual({ ok: false, reason: { seq: 3, what: 'not-linked' } });
  });

  test('an event rewritten with its hash is detected at the next event', async () => {
    const tenantId = await tenantWithEvents();
    const [second] = await log.list(tenantId, { before: 3, limit: 1 });
    const hash = hashOf({ ...second!, subject: 'another recording' });
    await tamper(`UPDATE audit_events SET subject = 'another recording', hash = '\\x${hash}'
      WHERE tenant_id = '${tenantId}' AND seq = 2`);
    expect(await log.verify(tenantId)).toEqual({ ok: false, reason: { seq: 3, what: 'not-linked' } });
  });

  test.each([1, 2, 3])('a deleted event is found: the %i.', async (seq) => {
    const tenantId = await tenantWithEvents();
    await tamper(`DELETE FROM audit_events WHERE tenant_id = '${tenantId}' AND seq = ${seq}`);
    expect(await log.verify(tenantId)).toEqual({ ok: false, reason: { seq, what: 'missing' } });
  });

  test('a deleted last event is detected, even if all are deleted', async () => {
    const [one, all] = [await tenantWithEvents(), await tenantWithEvents()];
    await tamper(`DELETE FROM audit_events WHERE tenant_id = '${one}' AND seq = 4 OR tenant_id = '${all}'`);
    expect(await log.verify(one)).toEqual({ ok: false, reason: { seq: 4, what: 'cut-off' } });
    expect(await log.verify(all)).toEqual({ ok: false, reason: { seq: 1, what: 'cut-off' } });
  });

  test('an event moved to another tenant is missing where it was', async () => {
    const [from, to] = [await tenantWithEvents(), newId<TenantId>(clock.now())];
    await tamper(`UPDATE audit_events SET tenant_id = '${to}' WHERE tenant_id = '${from}' AND seq = 1`);
    expect(await log.verify(from)).toEqual({ ok: false, reason: { seq: 1, what: 'missing' } });
    expect(await log.verify(to)).toEqual({ ok: false, reason: { seq: 1, what: 'altered' } });
  });

  test.each([`UPDATE audit_chains SET seq = 3`, `DELETE FROM audit_chains`])(
    'a kept end that was touched is found: %s',
    async (statement) => {
      const tenantId = await tenantWithEvents();
      await tamper(`${statement} WHERE chain = '${tenantId}'`);
      expect(await log.verify(tenantId)).toEqual({ ok: false, reason: { seq: 5, what: 'cut-off' } });
      expect(await log.chains()).toContain(tenantId);
    },
  );
});

describe('an export', () => {
  test('an export is verified by itself and against the database', async () => {
    const tenantId = await tenantWithEvents();
    const lines = await exported(tenantId);
    await log.record({ tenantId, actor: 'jan', action: 'sign-out', subject: null, address: null });
    const end = await verified(lines);
    if (!end.ok) throw new Error(end.reason.what);
    expect(end.value.seq).toBe(4);
    expect(await log.confirm(tenantId, end.value)).toEqual(end);
    const rewritten = { ok: false, reason: { seq: 4, what: 'rewritten' } };
    expect(await log.confirm(tenantId, { ...end.value, hash: '0'.repeat(64) })).toEqual(rewritten);
    expect(await log.confirm(newId<TenantId>(0), end.value)).toEqual(rewritten);
  });

  test('an export of a log of several pages is complete', async () => {
    const tenantId = newId<TenantId>(clock.now());
    const EVENTS = 2000;
    const event = { tenantId, actor: 'job', action: 'listen', subject: null, address: null } as const;
    await log.recordAll(Array.from({ length: EVENTS }, () => event));
    const lines = await exported(tenantId);
    expect(lines).toHaveLength(EVENTS + 1);
    expect(await verified(lines)).toMatchObject({ ok: true, value: { seq: EVENTS } });
  });

  test.each<[string, (lines: string[]) => void, { seq: number; what: string }]>([
    [
      'a changed line',
      (lines) => void (lines[1] = lines[1]!.replace('"second"', '"2nd"')),
      { seq: 2, what: 'altered' },
    ],
    [
      'a member added',
      (lines) => void (lines[1] = lines[1]!.replace('{', '{"note":1,')),
      { seq: 2, what: 'unreadable' },
    ],
    ['a line taken out', (lines) => void lines.splice(2, 1), { seq: 3, what: 'missing' }],
    ['a line doubled', (lines) => void lines.splice(2, 0, lines[1]!), { seq: 3, what: 'missing' }],
    ['lines exchanged', (lines) => void lines.splice(0, 2, lines[1]!, lines[0]!), { seq: 1, what: 'missing' }],
    ['half a line', (lines) => void (lines[3] = lines[3]!.slice(0, 40)), { seq: 4, what: 'unreadable' }],
    ['no last lines', (lines) => void lines.splice(3), { seq: 4, what: 'cut-off' }],
    ['no last event', (lines) => void lines.splice(3, 1), { seq: 4, what: 'cut-off' }],
    ['nothing at all', (lines) => void lines.splice(0), { seq: 1, what: 'cut-off' }],
  ])('%s is found', async (_what, change, reason) => {
    const lines = await exported(await tenantWithEvents());
    change(lines);
    expect(await verified(lines)).toEqual({ ok: false, reason });
  });
});
