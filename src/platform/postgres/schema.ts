import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { MIGRATIONS } from '../../../migrations/index.ts';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../logging.ts';
import { compareVersions, programVersion } from '../program.ts';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import { JOB_QUEUE_VERSION, jobQueueVersion, migrateJobQueue } from './job-queue-schema.ts';
import { fillNewInstallation, hasPlans } from './new-installation.ts';

/** How the tables of a database compare with those this program uses. */
export interface SchemaState {
  /**
   * `empty`: no tables yet, or no plans in them. `current`: all is applied. `behind`: of an earlier release. `ahead`: of a later release that
   * this one can still use. `too-new`: of a later release that this one cannot use. `foreign`: tables of another program.
   */
  readonly condition: 'empty' | 'current' | 'behind' | 'ahead' | 'too-new' | 'foreign';
  /** The migrations that are not applied yet, in order. */
  readonly pending: readonly string[];
  /** Those that are applied and that this program does not know. */
  readonly unknown: readonly string[];
}

/** Its name among the migrations. pg-boss has its own, from any earlier version. */
const JOB_QUEUE = `job-queue-${JOB_QUEUE_VERSION}`;
/** The step after the migrations of a new database. */
const FIRST_PLANS = 'first-plans';

/** Reads the state and changes nothing. */
export async function readSchemaState(
  db: Database,
  { migrations = MIGRATIONS, version = programVersion() } = {},
): Promise<SchemaState> {
  const found = await sql<{ table: string }>`
    SELECT c.relname AS "table" FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`.execute(db);
  const tables = new Set(found.rows.map(({ table }) => table));
  const applied = tables.has('kysely_migration') ? await appliedMigrations(db) : [];
  const known = Object.keys(migrations);
  const queueVersion = await jobQueueVersion(db);
  const pending = known.filter((name) => !applied.includes(name));
  if (queueVersion < JOB_QUEUE_VERSION) pending.push(JOB_QUEUE);
  const withoutPlans = !tables.has('plans') || !(await hasPlans(db));
  if (withoutPlans) pending.push(FIRST_PLANS);
  const unknown = applied.filter((name) => !known.includes(name));
  return { pending, unknown, condition: await condition() };

  async function condition(): Promise<SchemaState['condition']> {
    if (applied.length === 0) {
      return [...tables].every((table) => table.startsWith('kysely_migration')) ? 'empty' : 'foreign';
    }
    if (unknown.length === 0 && withoutPlans) return 'empty';
    if (unknown.length === 0) return pending.length === 0 ? 'current' : 'behind';
    if (known.some((name) => !applied.includes(name))) return 'too-new';
    const required = tables.has('schema_requirements') ? await requiredVersions(db) : [];
    if (required.some((each) => compareVersions(version, each) < 0)) return 'too-new';
    return pending.length === 0 ? 'ahead' : 'behind';
  }
}

async function appliedMigrations(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db);
  return rows.map(({ name }) => name);
}

async function requiredVersions(db: Database): Promise<string[]> {
  const { rows } = await sql<{ program_version: string }>`SELECT program_version FROM schema_requirements`.execute(db);
  return rows.map(({ program_version }) => program_version);
}

/** What may be done to a database that this program cannot use as it is. */
export interface MigrationPolicy {
  /** Whether an empty database is given its tables. */
  readonly setUpEmpty: boolean;
  /** Whether the tables of an earlier release are migrated. */
  readonly migrateOlder: boolean;
}

/**
 * Makes sure that this program can use the tables, migrating them where the policy allows it. Throws `database-not-set-up`,
 * `schema-behind`, `schema-too-new` or `database-foreign`.
 */
export async function prepareSchema(db: Database, url: string, policy: MigrationPolicy, log: Logger): Promise<void> {
  const { condition, pending, unknown } = await readSchemaState(db);
  switch (condition) {
    case 'current':
      return;
    case 'ahead':
      log.warn({ unknown }, 'database: its tables are of a later release that this one can still use');
      return;
    case 'empty':
      if (!policy.setUpEmpty) throw new AppError('database-not-set-up');
      break;
    case 'behind':
      if (!policy.migrateOlder) throw behindError(pending);
      log.warn({ pending }, 'database: its tables are of an earlier release; migrating them');
      break;
    default:
      throw unusableError(condition, unknown);
  }
  await migrate(url, log);
}

function behindError(pending: readonly string[]): AppError {
  const detail = `the tables of the database are of an earlier release, ${pending.length} migrations are missing; make a backup and run: fonoteka migrate`;
  return new AppError('schema-behind', detail);
}

function unusableError(condition: 'too-new' | 'foreign', unknown: readonly string[]): AppError {
  if (condition === 'foreign') return new AppError('database-foreign');
  const detail = `the tables of the database are of a later release (${unknown.at(-1)}) that ${programVersion()} cannot use; install that release, or restore the backup made before the upgrade`;
  return new AppError('schema-too-new', detail);
}

/** Of two processes that migrate at once, one waits for the other. Any number, the same in every release. */
const MIGRATION_LOCK = 7_304_183_207;

/**
 * Migrates the tables to those of this program, and gives a new database its first plans and prices; returns the migrations that were applied. One process at a time: the others
 * wait, and find nothing left to do. Throws `schema-too-new` or `database-foreign`.
 */
export async function migrate(url: string, log: Logger, migrations = MIGRATIONS): Promise<readonly string[]> {
  const db = connect(url, log, { maxConnections: 2, unlimitedStatements: true });
  try {
    return await db.connection().execute(async (locked) => {
      await sql`SELECT pg_advisory_lock(${sql.lit(MIGRATION_LOCK)})`.execute(locked);
      const { condition, pending, unknown } = await readSchemaState(locked, { migrations });
      if (condition === 'too-new' || condition === 'foreign') throw unusableError(condition, unknown);
      // The queue first: until our own tables are there, the others take the database for empty or behind.
      if (pending.includes(JOB_QUEUE)) await migrateJobQueue(url);
      if (unknown.length === 0) {
        await applyMigrations(db, migrations);
        await fillNewInstallation(db);
      }
      for (const name of pending) log.info({ name }, 'database: migration applied');
      return pending;
    });
  } finally {
    await db.destroy();
  }
}

/** All or nothing: in one transaction. */
async function applyMigrations(db: Database, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
