import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from '../../../migrations/index.ts';
import type { Clock } from '../../base/clock.ts';
import { lockDataFolder } from '../data-folder-lock.ts';
import type { Logger } from '../logging.ts';
import type { Registry } from '../metrics.ts';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { fillNewInstallation } from './new-installation.ts';
import { waitForDatabase } from './wait-for-database.ts';

export interface OpenDatabaseOptions {
  /** `postgres://…`; empty: the embedded PostgreSQL of the data folder. */
  readonly url: string;
  readonly dataFolder: string;
  /**
   * `service` locks the data folder until it closes (`data-folder-in-use` if another service has it).
   * `command` works beside a running service, or alone if none runs.
   */
  readonly as: 'service' | 'command';
  readonly log: Logger;
  readonly clock: Clock;
  /** For the state of the embedded server; missing: it is not counted. */
  readonly metrics?: Registry;
  /** Aborted: stop waiting for the data folder or the database; the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

export interface OpenDatabase {
  readonly db: Database;
  /** Contains the password: never log it. */
  readonly url: string;
  close(): Promise<void>;
}

/** A PostgreSQL server that accepts connections. */
export interface RunningPostgres {
  readonly url: string;
  /** Stops the server if we run it, and releases the data folder. Call it last. */
  close(): Promise<void>;
}

/**
 * Opens the database and migrates its tables. A service waits for a database that is not there yet. Throws
 * `database-unreachable`, `data-folder-in-use` or `database-cannot-start`.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const postgres = options.url === '' ? await openEmbedded(options) : await openExternal(options);
  try {
    const migrated = (): Promise<void> => migrate(postgres.url, options.log);
    await (options.as === 'service' ? waitForDatabase(migrated, options) : migrated());
  } catch (error) {
    await postgres.close();
    throw error;
  }
  const db = connect(postgres.url, options.log);
  return {
    db,
    url: postgres.url,
    close: async () => {
      await db.destroy();
      await postgres.close();
    },
  };
}

/** The spool is in the data folder too, so a service locks it even if the database is elsewhere. */
async function openExternal({ url, dataFolder, as, clock, signal }: OpenDatabaseOptions): Promise<RunningPostgres> {
  if (as === 'command') return { url, close: async () => {} };
  const lock = await lockDataFolder({ dataFolder, as, clock, signal });
  await lock?.announceReady();
  return { url, close: async () => lock?.release() };
}

/**
 * Migrates the tables to the latest version, and gives a new database its first plans and prices. Processes that start together do this one after the other: the migrator
 * holds an advisory lock, and the later ones find nothing left to do.
 */
export async function migrate(url: string, log: Logger): Promise<void> {
  const db = connect(url, log, { maxConnections: 1, unlimitedStatements: true });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
    const { error, results = [] } = await migrator.migrateToLatest();
    for (const { migrationName, status } of results) log.info({ migrationName, status }, 'database: migration');
    if (error !== undefined) throw error;
    await fillNewInstallation(db);
  } finally {
    await db.destroy();
  }
}
