import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Since when a kind of personal data ends by its period, where there was data before: for some days yet nothing of it does.
  // A kind without a row has ended from the beginning. Whatever migration comes with a new kind adds its row in the same way.
  `CREATE TABLE personal_data_starts (
    kind text PRIMARY KEY,
    introduced_at timestamptz NOT NULL
  )`,
  `INSERT INTO personal_data_starts (kind, introduced_at)
    SELECT kind, now() FROM unnest(ARRAY['packages', 'calls', 'unrecorded-calls', 'metadata', 'mails', 'cancellations', 'rodo-requests',
      'web-hooks', 'sessions', 'account-links', 'audit']) AS kind
    WHERE EXISTS (SELECT FROM tenants)`,
];
