import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { AuditLog } from '../../audit/index.ts';
import { newId, type TenantId } from '../../base/ids.ts';
import { makePartitions } from '../../platform/postgres/index.ts';
import { dropCutMonths } from './audit-cuts.ts';

const { db } = testDatabase();
const clock = new ManualClock(Date.parse('2051-03-10T09:00:00Z'));
const log = new AuditLog(db, clock);
const deps = { db, log: quietLog };
const event = (tenantId: TenantId) =>
  ({ tenantId, actor: 'jan', action: 'listen', subject: null, address: null }) as const;

const months = async (): Promise<string[]> => {
  const { rows } = await sql<{ place: string }>`
    SELECT DISTINCT tableoid::regclass::text AS place FROM audit_events ORDER BY 1`.execute(db);
  return rows.map(({ place }) => place.replace('audit_events_', ''));
};

test('a month goes as a whole once the log of each tenant was cut behind it, and not before', async () => {
  const [one, other] = [newId<TenantId>(clock.now()), newId<TenantId>(clock.now())];
  await makePartitions(deps, clock.now());
  for (const month of ['2051-03-20', '2051-04-20', '2051-05-20']) {
    clock.advance(Date.parse(month) - clock.now());
    await log.recordAll([event(one), event(one), event(other)]);
  }
  const before = Date.parse('2051-04-30T22:00:00Z');
  await log.cut(one, { before, neededSubjects: [] });
  await dropCutMonths(deps, { before });
  expect(await months()).toEqual(['2051_03', '2051_04', '2051_05']);
  await log.cut(other, { before: Date.parse('2051-03-31T22:00:00Z'), neededSubjects: [] });
  expect(await dropCutMonths(deps, { before })).toBeGreaterThan(0);
  // Of the other one April must stay, and with it the rows of the first one, until they are deleted.
  expect(await months()).toEqual(['2051_04', '2051_05']);
  expect(await log.deleteCut(one)).toBe(2);
  expect(await dropCutMonths(deps, { before: Date.parse('2051-03-31T22:00:00Z') })).toBe(0);
  await log.cut(other, { before, neededSubjects: [] });
  expect(await dropCutMonths(deps, { before })).toBe(1);
  expect(await months()).toEqual(['2051_05']);
  expect(await log.verify(one)).toMatchObject({ ok: true, value: { seq: 7, cut: 4 } });
  // Three events, and one of each cut.
  expect(await log.verify(other)).toMatchObject({ ok: true, value: { seq: 5, cut: 2 } });
});
