import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Mails, web hooks and push targets have the same lease columns. A lease is by the database's clock.
  ...['mails', 'push_hooks'].map(
    (table) => `ALTER TABLE ${table} ADD COLUMN lease uuid, ADD COLUMN leased_until timestamptz`,
  ),

  `ALTER TABLE push_targets RENAME COLUMN failure_told_at TO failure_notified_at`,
  `ALTER TABLE mails RENAME COLUMN once_key TO dedup_key`,
  `ALTER INDEX mails_once_key_key RENAME TO mails_dedup_key_key`,
  `ALTER INDEX calls_told_once RENAME TO calls_by_external_id`,

  `UPDATE job_runs SET name = 'push-notifications' WHERE name = 'push-letters'`,
];
