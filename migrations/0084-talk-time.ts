import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // How long each party talked and how long nobody did. Null: recorded by an earlier release, or not decoded.
  `ALTER TABLE recordings ADD COLUMN talk_caller_ms integer, ADD COLUMN talk_callee_ms integer,
    ADD COLUMN silence_ms integer, ADD COLUMN longest_silence_ms integer`,
];
