import { sql } from 'kysely';
import { MIGRATIONS } from '../../../migrations/index.ts';
import { AppError } from '../../base/errors.ts';
import { compareVersions, programVersion } from '../program.ts';
import type { Database } from './database.ts';
import { JOB_QUEUE_VERSION, jobQueueVersion } from './job-queue-schema.ts';
import { hasPlans } from './new-installation.ts';

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
export const JOB_QUEUE = `job-queue-${JOB_QUEUE_VERSION}`;
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
  // As the migrator applies them.
  const known = Object.keys(migrations).toSorted();
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

/** Why this program cannot use the tables. */
export function unusableError(condition: 'too-new' | 'foreign', unknown: readonly string[]): AppError {
  if (condition === 'foreign') return new AppError('database-foreign');
  const detail = `the tables of the database are of a later release (${unknown.at(-1)}) that ${programVersion()} cannot use; install that release, or restore the backup made before the upgrade`;
  return new AppError('schema-too-new', detail);
}
