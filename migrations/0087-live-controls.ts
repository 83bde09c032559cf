import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What somebody orders of a running call, until its recorder has answered: some seconds. By the database's clock.
  `CREATE TABLE live_controls (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    recorder_id uuid NOT NULL,
    call_id uuid NOT NULL,
    action text NOT NULL,
    expires_at timestamptz NOT NULL,
    taken_at timestamptz,
    answer jsonb,
    PRIMARY KEY (tenant_id, id)
  )`,
];
