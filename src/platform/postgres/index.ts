export type { PricedService, SubscribedService } from './billing-tables.ts';
export { isDataFault } from './data-fault.ts';
export { type Database, databaseNow, inTransaction, type Schema } from './database.ts';
export type { PackageForm } from './delivery-tables.ts';
export { NotificationListener } from './notification-listener.ts';
export { type OpenDatabase, openDatabase } from './open-database.ts';
export { JOB_QUEUE_SCHEMA } from './job-queue-schema.ts';
export { migrate, readSchemaState, type SchemaState } from './schema.ts';
export type { ContactKind } from './tenant-tables.ts';
