import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Users see their sessions. The previous release writes none of these while both run.
  `ALTER TABLE sessions
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN address text,
    ADD COLUMN browser text,
    ADD COLUMN system text`,
  `CREATE UNIQUE INDEX sessions_by_id ON sessions (id)`,
  // What is open with a session ends with it in every process.
  `CREATE TRIGGER sessions_change_access AFTER DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('user', 'user_id')`,
];
