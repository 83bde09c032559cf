import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from '../../../migrations/index.ts';
import type { Logger } from '../logging.ts';
import { connect } from './connect.ts';

/**
 * Brings the tables up to date. Processes that start together take turns: the migrator holds an advisory
 * lock, and whoever comes second finds nothing left to do.
 */
export async function migrate(url: string, log: Logger): Promise<void> {
  const db = connect(url, log, { maxConnections: 1, unlimitedStatements: true });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
    const { error, results = [] } = await migrator.migrateToLatest();
    for (const { migrationName, status } of results) log.info({ migrationName, status }, 'migration');
    if (error !== undefined) throw error;
  } finally {
    await db.destroy();
  }
}
