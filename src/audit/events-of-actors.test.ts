import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { eventsOfActors } from './events-of-actors.ts';
import { AuditLog } from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const log = new AuditLog(db, clock);

const record = (actor: string, tenantId: TenantId, subject: string, action: 'ftp-download' | 'listen') =>
  log.record({ actor, tenantId, action, subject, address: null });

test('the newest events of these people, of all customers, page by page; filters leave out the others', async () => {
  const [one, other] = [newId<TenantId>(clock.now()), newId<TenantId>(clock.now())];
  for (const [at, subject] of ['a', 'b', 'c', 'd', 'e'].entries())
    await record(at % 2 === 0 ? 'anna' : 'jan', at < 3 ? one : other, subject, at === 1 ? 'listen' : 'ftp-download');
  await record('somebody', one, 'not theirs', 'listen');
  const list = async (more: object, limit = 10) =>
    (await eventsOfActors(db, ['anna', 'jan'], { limit, ...more })).map(({ subject }) => subject);

  const all = await eventsOfActors(db, ['anna', 'jan'], { limit: 10 });
  expect(all.map(({ subject }) => subject)).toEqual(['e', 'd', 'c', 'b', 'a']);
  expect(await list({ before: all[1] }, 2)).toEqual(['c', 'b']);
  expect(await list({ before: all[4] })).toEqual([]);
  expect(await list({ tenantId: one })).toEqual(['c', 'b', 'a']);
  expect(await list({ action: 'listen' })).toEqual(['b']);
  expect(await list({ from: all[0]!.at + 1 })).toEqual([]);
  expect(await list({ until: all[4]!.at })).toEqual([]);
  expect(await eventsOfActors(db, [], { limit: 10 })).toEqual([]);
});

test('pages of any size have each event once: of one millisecond, of several people, and where a clock went back', async () => {
  const tenants = [newId<TenantId>(clock.now()), newId<TenantId>(clock.now()), null];
  const steps = [0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 2, 0, 0];
  for (const [index, step] of steps.entries()) {
    clock.advance(step);
    const [actor, tenantId] = [['ola', 'piotr'][index % 2]!, tenants[index % 3]!];
    await log.record({ actor, tenantId, action: 'listen', subject: String(index), address: null });
  }
  const actors = ['ola', 'piotr'];
  const all = await eventsOfActors(db, actors, { limit: 100 });
  expect(new Set(all.map(({ subject }) => subject)).size).toBe(steps.length);
  for (let limit = 1; limit <= 5; limit++) {
    const seen: typeof all = [];
    for (;;) {
      const page = await eventsOfActors(db, actors, { limit, before: seen.at(-1) });
      seen.push(...page);
      if (page.length < limit) break;
    }
    expect(seen).toEqual(all);
  }
  // The order of the database is that of the cursor only while it has no finer instants.
  const finer = await sql`SELECT FROM audit_events WHERE at <> date_trunc('milliseconds', at)`.execute(db);
  expect(finer.rows).toEqual([]);
});
