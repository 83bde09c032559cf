import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // From where, and with which browser, a user has signed in, as hashes: a sign-in from elsewhere is reported to the user.
  `CREATE TABLE known_sign_ins (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    client_hash bytea NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, client_hash)
  )`,
  `CREATE INDEX known_sign_ins_by_time ON known_sign_ins (last_seen_at)`,
  // Of each user: whether there was a sign-in since clients are remembered, and how many notices were sent in the hour.
  `CREATE TABLE account_notices (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    has_signed_in boolean NOT NULL DEFAULT false,
    hour_began_at timestamptz NOT NULL,
    sent integer NOT NULL DEFAULT 0
  )`,
];
