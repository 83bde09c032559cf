import * as fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { CHAIN_START, type ChainedEvent, chainEvent, type ChainEntry, type Checkpoint, cutEvent } from './chain.ts';
import { formatEntry } from './chain-export.ts';
import { AuditLog, verifyExport } from './index.ts';

const HOUR_MS = 60 * 60 * 1000;
const { db } = testDatabase();
const clock = new ManualClock();
const log = new AuditLog(db, clock);

/** A tenant with events an hour apart; the last one is an hour old. */
async function tenantWithEvents(count: number): Promise<TenantId> {
  const tenantId = newId<TenantId>(clock.now());
  for (let n = 1; n <= count; n += 1) {
    await log.record({ tenantId, actor: 'jan', action: 'listen', subject: `recording ${n}`, address: '192.0.2.1' });
    clock.advance(HOUR_MS);
  }
  return tenantId;
}

async function exported(tenantId: TenantId): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of log.exportChain(tenantId)) lines.push(line);
  return lines;
}

async function* given(lines: readonly string[]) {
  yield* lines;
}

const verified = (lines: readonly string[]) => verifyExport(given(lines));
const cut = (tenantId: TenantId, hours: number, neededSubjects: readonly string[] = []) =>
  log.cut(tenantId, { before: clock.now() - hours * HOUR_MS, neededSubjects });

describe('a chain whose oldest events were cut', () => {
  test('is verified from its checkpoint on, in the database and as an export', async () => {
    const tenantId = await tenantWithEvents(6);
    const before = await exported(tenantId);
    expect(await cut(tenantId, 3)).toBe(3);
    expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 7, cut: 3 } });
    expect((await log.list(tenantId)).map(({ seq }) => seq)).toEqual([7, 6, 5, 4]);
    expect(await log.deleteCut(tenantId)).toBe(3);
    expect(await log.deleteCut(tenantId)).toBe(0);
    const lines = await exported(tenantId);
    expect(JSON.parse(lines[0]!)).toEqual({ checkpoint: { count: 3, hash: JSON.parse(before[2]!).hash } });
    expect(await verified(lines)).toEqual(await log.verify(tenantId));
    const [newest] = await log.list(tenantId);
    expect(newest).toMatchObject({ action: 'audit-cut', actor: 'retention', detail: { count: 3 } });
  });

  test('is cut again later, up to and including the event of the first cut', async () => {
    const tenantId = await tenantWithEvents(3);
    expect(await cut(tenantId, 2)).toBe(1);
    clock.advance(HOUR_MS);
    expect(await cut(tenantId, 0)).toBe(3);
    expect(await cut(tenantId, 0)).toBe(0);
    await log.deleteCut(tenantId);
    expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 5, cut: 4 } });
    expect(await exported(tenantId)).toHaveLength(3);
  });

  test('keeps what is needed, and all after it', async () => {
    const tenantId = await tenantWithEvents(4);
    expect(await cut(tenantId, 0, ['recording 3'])).toBe(2);
    expect((await log.list(tenantId)).map(({ seq }) => seq)).toEqual([5, 4, 3]);
  });

  test('is cut once by two workers at the same time', async () => {
    const tenantId = await tenantWithEvents(4);
    const counts = await Promise.all([cut(tenantId, 1), cut(tenantId, 1)]);
    expect(counts.toSorted()).toEqual([0, 3]);
    expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 5, cut: 3 } });
  });

  test('confirms an export that ends at the cut or after it, not an older one', async () => {
    const tenantId = await tenantWithEvents(3);
    const [, second, third] = (await log.list(tenantId)).toReversed();
    await cut(tenantId, 0);
    await log.deleteCut(tenantId);
    expect(await log.confirm(tenantId, third!)).toMatchObject({ ok: true });
    expect(await log.confirm(tenantId, { ...third!, hash: second!.hash })).toMatchObject({
      reason: { what: 'rewritten' },
    });
    expect(await log.confirm(tenantId, second!)).toEqual({ ok: false, reason: { seq: 2, what: 'cut-since' } });
  });
});

describe('is refused or detected:', () => {
  test('a cut of events that an export has and whose period is not over, although an event records it', async () => {
    const tenantId = await tenantWithEvents(6);
    const lines = await exported(tenantId);
    const confirmed = async (youngSince: number) => {
      const end = await verifyExport(given(lines), youngSince);
      return log.confirm(tenantId, end.ok ? end.value : CHAIN_START);
    };
    const fourth = (await log.list(tenantId)).find(({ seq }) => seq === 4)!.at;
    // By hand, in the rights of the service: up to the fifth event.
    expect(await cut(tenantId, 1)).toBe(5);
    expect(await log.verify(tenantId)).toMatchObject({ ok: true });
    expect(await confirmed(fourth)).toEqual({ ok: false, reason: { seq: 4, what: 'cut-early' } });
    expect(await confirmed(clock.now())).toMatchObject({ ok: true });
  });

  test('a cut without an event that records it', async () => {
    const tenantId = await tenantWithEvents(4);
    const second = (await log.list(tenantId)).find(({ seq }) => seq === 2)!;
    await sql`UPDATE audit_chains SET cut_seq = 2, cut_hash = ${Buffer.from(second.hash, 'hex')}
      WHERE chain = ${tenantId}`.execute(db);
    expect(await log.verify(tenantId)).toEqual({ ok: false, reason: { seq: 1, what: 'cut-not-recorded' } });
    expect(await verified(await exported(tenantId))).toMatchObject({ reason: { what: 'cut-not-recorded' } });
  });

  test('deleting an event that no checkpoint covers', async () => {
    const tenantId = await tenantWithEvents(2);
    await cut(tenantId, 1);
    const statement = sql`DELETE FROM audit_events WHERE tenant_id = ${tenantId} AND seq > 2`;
    await expect(statement.execute(db)).rejects.toThrow('append only');
  });

  test('cutting events that were altered: their traces stay', async () => {
    const tenantId = await tenantWithEvents(4);
    await db.transaction().execute(async (transaction) => {
      await sql`ALTER TABLE audit_events DISABLE TRIGGER USER`.execute(transaction);
      await sql`UPDATE audit_events SET actor = 'eva' WHERE tenant_id = ${tenantId} AND seq = 2`.execute(transaction);
      await sql`ALTER TABLE audit_events ENABLE TRIGGER USER`.execute(transaction);
    });
    await expect(cut(tenantId, 1)).rejects.toMatchObject({ code: 'audit-chain-broken' });
    expect(await log.verify(tenantId)).toEqual({ ok: false, reason: { seq: 2, what: 'altered' } });
  });
});

/** The lines of a chain that was cut at some points, one after the other, with events between. */
function cutLines(length: number, cuts: readonly { readonly at: number; readonly after: number }[]): string[] {
  const events: ChainedEvent[] = [];
  const add = (event: Parameters<typeof chainEvent>[1]) =>
    void events.push(chainEvent(events.at(-1) ?? CHAIN_START, event, events.length));
  const listen = { tenantId: null, actor: 'jan', action: 'listen', subject: 'x', address: null } as const;
  for (let n = 0; n < length; n += 1) add(listen);
  let checkpoint: Checkpoint | null = null;
  for (const { at, after } of cuts) {
    const count: number = (checkpoint?.count ?? 0) + 1 + (at % (events.length - (checkpoint?.count ?? 0)));
    checkpoint = { count, hash: events[count - 1]!.hash };
    add(cutEvent(null, checkpoint));
    for (let n = 0; n < after; n += 1) add(listen);
  }
  const entries: ChainEntry[] = events.slice(checkpoint?.count ?? 0).map((event) => ({ event }));
  if (checkpoint !== null) entries.unshift({ checkpoint });
  const { seq, hash } = events.at(-1)!;
  return [...entries, { end: { seq, hash } }].map(formatEntry);
}

const cuts = fc.array(fc.record({ at: fc.nat(50), after: fc.nat(4) }), { minLength: 1, maxLength: 4 });

test('any cuts pass; any line that is removed, doubled or changed is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      cuts,
      fc.nat(),
      fc.constantFrom('removed', 'doubled', 'changed'),
      async (length, points, place, how) => {
        const lines = cutLines(length, points);
        expect(await verified(lines)).toMatchObject({ ok: true });
        const index = place % lines.length;
        const bad = [...lines];
        if (how === 'removed') bad.splice(index, 1);
        // What follows the end is not read.
        else if (how === 'doubled' && index < lines.length - 1) bad.splice(index, 0, lines[index]!);
        else bad[index] = changed(lines[index]!, place);
        expect(await verified(bad)).toMatchObject({ ok: false });
      },
    ),
    { numRuns: 300 },
  );
});

/** Another digit somewhere in a hash or in a number of the line. */
function changed(line: string, place: number): string {
  const digits = [...line.matchAll(/(?<=[":0-9a-f])[0-9](?=[",}0-9a-f])/g)];
  const { index } = digits[place % digits.length]!;
  return line.slice(0, index) + ((Number(line[index]) + 1) % 10) + line.slice(index + 1);
}
