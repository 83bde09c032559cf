import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Links in mails by which a person sets a password. Of each kind a user has one. The token is only in the mail.
  `CREATE TABLE account_links (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    kind text NOT NULL,
    expires_at timestamptz NOT NULL,
    UNIQUE (user_id, kind)
  )`,
  // Not null: the user was invited, and has not signed in yet.
  `ALTER TABLE users ADD COLUMN invited_at timestamptz`,
  // The body holds a secret, and is erased when the mail was sent.
  `ALTER TABLE mails ADD COLUMN secret boolean NOT NULL DEFAULT false`,
];
