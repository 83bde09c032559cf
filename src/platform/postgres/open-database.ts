import type { Clock } from '../../base/clock.ts';
import { lockDataFolder } from '../data-folder-lock.ts';
import type { Logger } from '../logging.ts';
import { connect } from './connect.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { migrate } from './migrate.ts';
import type { Database } from './schema.ts';

export interface OpenDatabaseOptions {
  /** `postgres://…`; empty: the embedded PostgreSQL of the data folder. */
  readonly url: string;
  readonly dataFolder: string;
  /**
   * `service` keeps the data folder for itself until it closes (`data-folder-in-use` when another has it).
   * `command` works beside a running service, and alone when none runs.
   */
  readonly as: 'service' | 'command';
  readonly log: Logger;
  readonly clock: Clock;
}

export interface OpenDatabase {
  readonly db: Database;
  /** With the password: never logged. */
  readonly url: string;
  close(): Promise<void>;
}

/** A PostgreSQL that can be connected to. */
export interface RunningPostgres {
  readonly url: string;
  /** Gives back what was taken to have it run; the last thing to do. */
  close(): Promise<void>;
}

/**
 * Opens the database and brings its tables up to date. Throws `database-unreachable`, `data-folder-in-use`
 * or `database-cannot-start`.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const postgres = options.url === '' ? await openEmbedded(options) : await openExternal(options);
  try {
    await migrate(postgres.url, options.log);
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

/** The data folder holds the spool too, so a service keeps it to itself wherever the database is. */
async function openExternal({ url, dataFolder, as, clock }: OpenDatabaseOptions): Promise<RunningPostgres> {
  if (as === 'command') return { url, close: async () => {} };
  const lock = await lockDataFolder({ dataFolder, as, clock });
  lock?.announceReady();
  return { url, close: async () => lock?.release() };
}
