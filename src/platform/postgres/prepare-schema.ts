import { AppError } from '../../base/errors.ts';
import type { Logger } from '../logging.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { readSchemaState, unusableError } from './schema.ts';

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
