import type { Clock } from '../../base/clock.ts';
import { lockDataFolder } from '../data-folder-lock.ts';
import type { Logger } from '../logging.ts';
import type { Registry } from '../metrics.ts';
import { connectionPool, connectReads, databaseOver } from './connect.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { type MigrationPolicy, prepareSchema } from './prepare-schema.ts';
import { waitForDatabase } from './wait-for-database.ts';

export interface OpenDatabaseOptions {
  /** `postgres://…`; empty: the embedded PostgreSQL of the data folder. */
  readonly url: string;
  /** Of replicas of it, for lists; empty: there are none. */
  readonly readUrl?: string;
  /** Of the same database without the pooler in front of it; empty: `url`. */
  readonly directUrl?: string;
  readonly dataFolder: string;
  /**
   * `service` locks the data folder until it closes (`data-folder-in-use` if another service has it).
   * `command` works beside a running service, or alone if none runs.
   */
  readonly as: 'service' | 'command';
  /**
   * When a service migrates tables of an earlier release: `auto`, those of the embedded database; `always`; `never`. Default:
   * `auto`. A command never does.
   */
  readonly migrate?: MigrateSetting;
  /** For the command that migrates: whatever the tables are. */
  readonly anySchema?: boolean;
  readonly log: Logger;
  readonly clock: Clock;
  /** For the state of the embedded server; missing: it is not counted. */
  readonly metrics?: Registry;
  /** Default: 20. */
  readonly maxConnections?: number;
  /** Aborted: stop waiting for the data folder or the database; the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

export type MigrateSetting = 'auto' | 'always' | 'never';

export interface OpenDatabase {
  readonly db: Database;
  /** For lists: `db`, or a replica, where it has all that `db` had when it was asked. Nothing is written by it. */
  readonly reads: Database;
  /** Contains the password: never log it. */
  readonly url: string;
  /** For notifications. Contains the password. */
  readonly listenUrl: string;
  close(): Promise<void>;
}

/** A PostgreSQL server that accepts connections. */
export interface RunningPostgres {
  readonly url: string;
  /** Stops the server if we run it, and releases the data folder. Call it last. */
  close(): Promise<void>;
}

/**
 * Opens a database whose tables this program can use. A service waits for a database that is not there yet. Throws
 * `database-unreachable`, `data-folder-in-use`, `database-cannot-start`, or `schema-behind` and the others of `prepareSchema`.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const postgres = options.url === '' ? await openEmbedded(options) : await openExternal(options);
  const { maxConnections } = options;
  const limits = maxConnections === undefined ? {} : { maxConnections };
  const primary = connectionPool(postgres.url, options.log, limits);
  const db = databaseOver(primary);
  const { readUrl = '', log, metrics } = options;
  const reads = readUrl === '' ? null : connectReads(primary, { ...limits, url: readUrl, log, metrics });
  const listenUrl = options.url === '' ? postgres.url : options.directUrl || postgres.url;
  const prepare = (): Promise<void> => prepareSchema(db, listenUrl, migrationPolicy(options), options.log);
  try {
    if (options.anySchema !== true) await (options.as === 'service' ? waitForDatabase(prepare, options) : prepare());
  } catch (error) {
    await reads?.destroy();
    await db.destroy();
    await postgres.close();
    throw error;
  }
  return {
    db,
    reads: reads ?? db,
    url: postgres.url,
    listenUrl,
    close: async () => {
      await reads?.destroy();
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

/** The embedded database is nobody else's, so a service keeps its tables up to date, and a command gives it some. */
function migrationPolicy({ as, url, migrate = 'auto' }: OpenDatabaseOptions): MigrationPolicy {
  const service = as === 'service';
  const embedded = url === '';
  return {
    setUpEmpty: migrate !== 'never' && (service || embedded),
    migrateOlder: service && (migrate === 'always' || (migrate === 'auto' && embedded)),
  };
}
