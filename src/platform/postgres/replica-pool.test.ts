import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { AppError } from '../../base/errors.ts';
import { databaseOver } from './connect.ts';
import { ReplicaPool } from './replica-pool.ts';

/** A pool of one connection, which like node-postgres refuses to be released twice. */
function poolOf(answer: (text: string) => unknown): PostgresPool {
  let released = false;
  const client = {
    query: async (text: string) => answer(text),
    release: () => {
      if (released) throw new Error('Release called on client which has already been released to the pool.');
      released = true;
    },
  };
  return {
    connect: async () => client as unknown as PostgresPoolClient,
    end: async () => {},
    options: {},
  };
}

test('where the replica and then the primary are lost in the middle of a query, it ends as unreachable', async () => {
  const lost = new AppError('database-unreachable');
  const replica = poolOf((text) => {
    if (text.includes('pg_last_wal_replay_lsn')) return { rows: [{ current: true }] };
    throw lost;
  });
  const primary = { ...poolOf(() => null), connect: () => Promise.reject(lost) };
  const db = databaseOver(poolOf(() => ({ command: 'SELECT', rows: [{ position: '0/1' }] })));
  const reads = databaseOver(new ReplicaPool({ primary, replica, db, clock: new ManualClock() }));
  await expect(sql`SELECT 1`.execute(reads)).rejects.toBe(lost);
});
