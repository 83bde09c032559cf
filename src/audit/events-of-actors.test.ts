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
