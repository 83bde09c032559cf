export { type OpenDatabase, type OpenDatabaseOptions, openDatabase } from './open-database.ts';
export type { Database, Schema } from './schema.ts';
