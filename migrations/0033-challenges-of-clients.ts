import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // From which address (of IPv6: /64) a sign-in was begun, for its minutes: no address has more than its share.
  `ALTER TABLE sign_in_challenges ADD COLUMN client text`,
  `CREATE INDEX sign_in_challenges_of_client ON sign_in_challenges (client, expires_at)`,
];
