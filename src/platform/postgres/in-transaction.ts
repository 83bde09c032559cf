import type { Database } from './schema.ts';

/** Does the work in the transaction it is given, or in one of its own. */
export function inTransaction<T>(db: Database, work: (transaction: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
