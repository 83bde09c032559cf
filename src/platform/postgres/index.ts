export { databaseNow } from './database-now.ts';
export { inTransaction } from './in-transaction.ts';
export { type OpenDatabase, openDatabase } from './open-database.ts';
export type { PackageForm } from './delivery-tables.ts';
export type { Database, Schema, SubscribedService } from './schema.ts';
