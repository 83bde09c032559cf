import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../logging/index.ts';
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

/**
 * Opens the database and brings its tables up to date. Throws `database-unreachable`, `data-folder-in-use`
 * or `database-cannot-start`.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  throw new Error(`not yet: ${options.as}`);
}
