import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { beforeEach, describe, expect, test } from 'vitest';
import { concurrentIndexes } from '../../../migrations/concurrent-indexes.ts';
import { MIGRATIONS } from '../../../migrations/index.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { until } from '../../../test/kit/until.ts';
import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../clock.ts';
import { migrate } from './migrate.ts';
import { partitionStates } from './partitions/partition-state.ts';
import { readSchemaState } from './schema.ts';

const { db, url } = testDatabase();

beforeEach(async () => {
  await sql`DELETE FROM kysely_migration WHERE name LIKE '9%'`.execute(db);
  await sql`DROP INDEX IF EXISTS calls_later`.execute(db);
  await sql`ALTER TABLE calls DROP COLUMN IF EXISTS later`.execute(db);
});

const FIRST: Migration = { up: async () => {} };
const ADD_COLUMN: Migration = {
  up: async (transaction) => void (await sql`ALTER TABLE calls ADD COLUMN later text`.execute(transaction)),
};
const ADD_INDEX = concurrentIndexes({ calls_later: 'ON calls (ended_at)' });

/** Instead of each pause, `action` runs. */
function pauses(action: () => Promise<unknown>): Clock {
  const after: Clock['after'] = (_, proceed) => {
    void action().then(proceed);
    return { cancel: () => {} };
  };
  return { ...systemClock, after };
}

function migrateWith(later: Record<string, Migration>, clock: Clock, lockTimeoutMs: number) {
  return migrate(url, quietLog, { migrations: { ...MIGRATIONS, ...later }, clock, lockTimeoutMs });
}

/** An open transaction that uses a table, and what ends it. */
async function hold(statement: string): Promise<() => Promise<void>> {
  const transaction = await db.startTransaction().execute();
  await sql.raw(statement).execute(transaction);
  return () => transaction.rollback().execute();
}

async function someoneWaits(): Promise<boolean> {
  const { rows } = await sql`SELECT FROM pg_locks WHERE NOT granted AND database =
    (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(db);
  return rows.length > 0;
}

describe('a table that others use', () => {
  test('stays usable while a migration waits for it, and the migration succeeds when it is free', async () => {
    const end = await hold('SELECT FROM calls');
    let paused = 0;
    const clock = pauses(async () => {
      paused += 1;
      if (paused === 2) await end();
    });
    const migrated = migrateWith({ '9000-later': ADD_COLUMN }, clock, 200);
    await until('the migration waits', someoneWaits);
    // Behind the migration, which waits for the open transaction.
    await db.selectFrom('calls').select('id').execute();
    expect(await migrated).toEqual(['9000-later']);
    expect(paused).toBe(2);
    await sql`SELECT later FROM calls`.execute(db);
  });

  test('that never gets free fails the migration; what was applied before it stays', async () => {
    const end = await hold('SELECT FROM calls');
    const later = { '9000-first': FIRST, '9001-later': ADD_COLUMN };
    await expect(
      migrateWith(
        later,
        pauses(async () => {}),
        1,
      ),
    ).rejects.toMatchObject({
      code: 'migration-blocked',
      message: expect.stringContaining('9001-later'),
    });
    const state = await readSchemaState(db, { migrations: { ...MIGRATIONS, ...later } });
    expect(state.pending).toEqual(['9001-later']);
    await end();
    expect(await migrateWith(later, systemClock, 5_000)).toEqual(['9001-later']);
  });

  test('does not fail the months that are made ahead, either', async () => {
    const now = Date.parse('2051-03-10T09:00:00Z');
    const clock = { ...pauses(await hold('SELECT FROM audit_events')), now: () => now };
    expect(await migrateWith({}, clock, 5_000)).toEqual([]);
    expect(await partitionStates(db, now)).toMatchObject([{ coveredUntil: Date.parse('2051-06-30T22:00:00Z') }]);
  });
});

describe('an index that is built concurrently', () => {
  test('is built while another process waits for its turn', async () => {
    const applied = await Promise.all([1, 2].map(() => migrateWith({ '9000-later': ADD_INDEX }, systemClock, 5_000)));
    expect(applied.flat()).toEqual(['9000-later']);
    expect(await isValid('calls_later')).toBe(true);
  });

  test('is built again if an interrupted run left it invalid', async () => {
    await sql`CREATE INDEX calls_later ON calls (ended_at)`.execute(db);
    await sql`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'calls_later'::regclass`.execute(db);
    await migrateWith({ '9000-later': ADD_INDEX }, systemClock, 5_000);
    expect(await isValid('calls_later')).toBe(true);
  });
});

async function isValid(index: string): Promise<boolean> {
  const { rows } = await sql<{ valid: boolean }>`
    SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass(${index})`.execute(db);
  return rows[0]!.valid;
}
