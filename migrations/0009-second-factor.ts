import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The second factor of a user (RFC 6238). Without `confirmed_at` it is being set up, and is not asked for.
  `CREATE TABLE user_totp (
    user_id uuid PRIMARY KEY REFERENCES users,
    sealed_secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0
  )`,
  `CREATE TABLE user_recovery_codes (
    user_id uuid NOT NULL REFERENCES users,
    code_hash bytea NOT NULL,
    PRIMARY KEY (user_id, code_hash)
  )`,
];
