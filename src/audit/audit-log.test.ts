import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { AuditLog } from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const log = new AuditLog(db, clock);
const [ours, theirs] = [newId<TenantId>(1), newId<TenantId>(2)];
const event = { actor: 'jan', action: 'listen', subject: 'a recording', address: '192.0.2.1' } as const;

test('tells each tenant its own events, newest first, page by page', async () => {
  await log.record({ ...event, tenantId: ours });
  clock.advance(1000);
  await log.record({ ...event, tenantId: theirs, action: 'download' });
  await log.record({ ...event, tenantId: ours, action: 'ftp-download' });
  const [newest] = await log.list(ours, { limit: 1 });
  expect(newest).toMatchObject({ action: 'ftp-download', at: clock.now(), actor: 'jan', tenantId: ours });
  const older = await log.list(ours, { before: newest!.id });
  expect(older.map(({ action, at }) => [action, at])).toEqual([['listen', clock.now() - 1000]]);
});

test('an event recorded in a transaction goes with it', async () => {
  const tenantId = newId<TenantId>(3);
  const undone = db.transaction().execute(async (transaction) => {
    await log.record({ ...event, tenantId }, transaction);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await log.list(tenantId)).toEqual([]);
});

test.each(['UPDATE audit_events SET actor = NULL', 'DELETE FROM audit_events', 'TRUNCATE audit_events'])(
  'the database refuses: %s',
  async (statement) => {
    const { sql } = await import('kysely');
    await expect(sql.raw(statement).execute(db)).rejects.toThrow('append only');
  },
);
