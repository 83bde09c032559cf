export { databaseNow } from './database-now.ts';
export { inTransaction } from './in-transaction.ts';
export { type OpenDatabase, openDatabase } from './open-database.ts';
export type { Database, PackageForm, Schema, SubscribedService } from './schema.ts';
