import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { isOutsideTransaction } from '../../../migrations/concurrent-indexes.ts';
import { MIGRATIONS } from '../../../migrations/index.ts';
import { type Clock, delay } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { systemClock } from '../clock.ts';
import type { Logger } from '../logging.ts';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import { migrateJobQueue } from './job-queue-schema.ts';
import { fillNewInstallation } from './new-installation.ts';
import { makePartitions } from './partitions/make-partitions.ts';
import { JOB_QUEUE, readSchemaState, type SchemaState, unusableError } from './schema.ts';

/** Of two processes that migrate at once, one waits for the other. Any number, the same in every release. */
const MIGRATION_LOCK = 7_304_183_207;
/** How often a process that waits for another's migrations asks whether they are done. */
const LOCK_POLL_MS = 250;
/**
 * How long a migration waits for a table that others use. Every query that comes to the table meanwhile waits behind it, so this is
 * what the processes of the release before notice of it: less than a PBX or a browser waits for an answer.
 */
const LOCK_TIMEOUT_MS = 5_000;
/** Between two attempts what has waited goes on. */
const PAUSE_MS = 5_000;
/** Ten minutes: none of our own statements lasts longer than 30 s, so something else holds the table, as a dump of the database. */
const MAX_ATTEMPTS = 60;

/** All for tests. */
export interface MigrateOptions {
  readonly migrations?: Readonly<Record<string, Migration>>;
  readonly clock?: Clock;
  readonly lockTimeoutMs?: number;
}

interface Migrating {
  readonly db: Database;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lockTimeoutMs: number;
}

/**
 * Migrates the tables to those of this program, and gives a new database its first plans and prices; returns the migrations that
 * were applied. One process at a time: the others wait, and find nothing left to do. Throws `schema-too-new`, `database-foreign` or
 * `migration-blocked`; what was applied before stays, and the next one goes on from there.
 */
export async function migrate(
  url: string,
  log: Logger,
  { migrations = MIGRATIONS, clock = systemClock, lockTimeoutMs = LOCK_TIMEOUT_MS }: MigrateOptions = {},
): Promise<readonly string[]> {
  const db = connect(url, log, { maxConnections: 3, unlimitedStatements: true });
  const migrating = { db, log, clock, lockTimeoutMs };
  try {
    return await whileLocked(db, clock, async () => {
      const state = await readSchemaState(db, { migrations });
      const { condition, pending, unknown } = state;
      if (condition === 'too-new' || condition === 'foreign') throw unusableError(condition, unknown);
      // The queue first: until our own tables are there, the others take the database for empty or behind.
      if (pending.includes(JOB_QUEUE)) {
        await whenTablesAreFree(migrating, JOB_QUEUE, () => migrateJobQueue(url, log));
        log.info({ name: JOB_QUEUE }, 'database: migration applied');
      }
      if (unknown.length === 0) {
        await applyMigrations(migrating, migrations, state);
        await fillNewInstallation(db);
        // By the worker's job, too, where its database user may.
        await whenTablesAreFree(migrating, 'partitions', () => makePartitions({ db, log }, clock.now()));
      }
      return pending;
    });
  } finally {
    await db.destroy();
  }
}

/**
 * The lock belongs to a transaction, which stays idle meanwhile: a pooler may give the session to another one after it. An idle one holds
 * no snapshot, so an index that is built concurrently does not wait for it. It is asked for again and again: a statement that waits would be
 * a transaction for which such an index waits.
 */
async function whileLocked<T>(db: Database, clock: Clock, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const done = await db.transaction().execute(async (locked) => {
      await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(locked);
      const { rows } = await sql<{ locked: boolean }>`
        SELECT pg_try_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)}) AS locked`.execute(locked);
      return rows[0]!.locked ? { result: await work() } : null;
    });
    if (done !== null) return done.result;
    await delay(clock, LOCK_POLL_MS);
  }
}

/** Each in a transaction of its own, so that no table stays locked until the last one. */
async function applyMigrations(
  migrating: Migrating,
  migrations: Readonly<Record<string, Migration>>,
  { pending, condition }: SchemaState,
): Promise<void> {
  const { db, log } = migrating;
  const limited = Object.fromEntries(
    Object.entries(migrations).map(([name, each]) => [name, withLockTimeout(each, migrating.lockTimeoutMs)]),
  );
  const migrator = new Migrator({ db, provider: { getMigrations: async () => limited } });
  for (const step of stepsOf(migrations, pending, condition === 'empty')) {
    await whenTablesAreFree(migrating, step.names[0]!, async () => {
      const { error } = await migrator.migrateTo(step.names.at(-1)!, { disableTransactions: step.outside });
      if (error !== undefined) throw error;
    });
    for (const name of step.names) log.info({ name }, 'database: migration applied');
  }
}

interface Step {
  readonly names: string[];
  /** Not in a transaction. */
  readonly outside: boolean;
}

/** What is applied at once: one migration, or, where nobody uses the tables yet, as many as can be in one transaction: it is faster. */
function stepsOf(migrations: Readonly<Record<string, Migration>>, pending: readonly string[], unused: boolean): Step[] {
  const steps: Step[] = [];
  for (const name of pending.filter((each) => each in migrations)) {
    const outside = isOutsideTransaction(migrations[name]!);
    const last = steps.at(-1);
    if (unused && last?.outside === outside) last.names.push(name);
    else steps.push({ names: [name], outside });
  }
  return steps;
}

function withLockTimeout(migration: Migration, lockTimeoutMs: number): Migration {
  // An index that is built concurrently locks nobody out while it waits.
  if (isOutsideTransaction(migration)) return migration;
  return {
    up: async (transaction) => {
      await sql`SET LOCAL lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(transaction);
      await migration.up(transaction);
    },
  };
}

/** SQLSTATE: a lock was not given in time, a deadlock. */
const BLOCKED = new Set(['55P03', '40P01']);

/** Does something in a transaction, again if others held its tables too long. */
async function whenTablesAreFree({ log, clock }: Migrating, name: string, action: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && BLOCKED.has(String(error.code)))) throw error;
      if (attempt === MAX_ATTEMPTS) throw blockedError(name, error);
      log.warn(
        { name, attempt, attempts: MAX_ATTEMPTS, reason: error.message },
        'database: a migration waits for a table that others use; it is tried again',
      );
      await delay(clock, PAUSE_MS);
    }
  }
}

function blockedError(name: string, cause: Error): AppError {
  const detail = `${name}: others held its tables in each of ${MAX_ATTEMPTS} attempts (${cause.message}); end the long transaction, as a dump, and run again: fonoteka migrate`;
  return new AppError('migration-blocked', detail, { cause });
}
