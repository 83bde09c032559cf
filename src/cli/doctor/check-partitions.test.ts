import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { makePartitions } from '../../platform/postgres/index.ts';
import { checkPartitions } from './check-partitions.ts';

const { db } = testDatabase();
const NOW = Date.parse('2051-03-10T09:00:00Z');

test('a table without partitions of the next weeks is a problem, and so are rows without one', async () => {
  expect(await checkPartitions(db, NOW)).toMatchObject({ check: 'partitions', ok: false });
  await db
    .insertInto('audit_events')
    .values({ at: new Date(NOW), actor: 'a', action: 'b', detail: null })
    .execute();
  expect((await checkPartitions(db, NOW)).detail).toContain('1 rows without a partition');
  await makePartitions({ db, log: quietLog }, NOW);
  expect(await checkPartitions(db, NOW)).toMatchObject({ ok: true });
  expect(await checkPartitions(db, Date.parse('2051-06-20T09:00:00Z'))).toMatchObject({ ok: false });
});
