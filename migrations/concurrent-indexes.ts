import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration that cannot run in a transaction: it may be interrupted anywhere, and must go on from there when it runs again. */
export interface MigrationOutsideTransaction extends Migration {
  readonly outsideTransaction: true;
}

/**
 * A migration that adds indexes to large tables, by name and with what follows it: `{ calls_by_day: 'ON calls (day)' }`, or
 * `'UNIQUE ON …'`. Each is built concurrently: writers go on, however long it takes. One that an interrupted run left behind invalid is built again. `replaced`:
 * indexes that are dropped once the others are there.
 */
export function concurrentIndexes(
  indexes: Readonly<Record<string, `${'UNIQUE ' | ''}ON ${string}`>>,
  { replaced = [] }: { readonly replaced?: readonly string[] } = {},
): MigrationOutsideTransaction {
  return {
    outsideTransaction: true,
    up: async (db) => {
      for (const [name, definition] of Object.entries(indexes)) {
        const invalid = await sql`
          SELECT FROM pg_index WHERE indexrelid = to_regclass(${name}) AND NOT indisvalid`.execute(db);
        if (invalid.rows.length > 0) await sql`DROP INDEX CONCURRENTLY ${sql.id(name)}`.execute(db);
        const [, unique = '', on = ''] = /^(UNIQUE )?(.*)$/.exec(definition)!;
        await sql`CREATE ${sql.raw(unique)}INDEX CONCURRENTLY IF NOT EXISTS ${sql.id(name)} ${sql.raw(on)}`.execute(db);
      }
      for (const name of replaced) await sql`DROP INDEX CONCURRENTLY IF EXISTS ${sql.id(name)}`.execute(db);
    },
  };
}

export function isOutsideTransaction(migration: Migration): boolean {
  return (migration as Partial<MigrationOutsideTransaction>).outsideTransaction === true;
}
