import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The keys that sign evidence packs. The private part is in the key store until the key is replaced; the public one stays here, so
  // that packs of before can be checked. One is in use.
  `CREATE TABLE evidence_keys (
    id uuid PRIMARY KEY,
    public_key text NOT NULL,
    made_at timestamptz NOT NULL,
    replaced_at timestamptz
  )`,
  `CREATE UNIQUE INDEX evidence_keys_one_in_use ON evidence_keys ((replaced_at IS NULL)) WHERE replaced_at IS NULL`,
];
