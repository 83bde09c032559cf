import { type Database, openDatabase } from '../platform/postgres/index.ts';
import type { CommandContext } from './command-context.ts';

/** Lets a command work on the database of the settings, beside a running service or alone. */
export async function withDatabase<T>(
  { config, clock, log }: CommandContext,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ url: config.databaseUrl, dataFolder: config.data, as: 'command', log, clock });
  try {
    return await work(database.db);
  } finally {
    await database.close();
  }
}
