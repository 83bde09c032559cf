import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What people note of a call that runs, until it has a row, of which it becomes a note. Small: calls that run.
  `CREATE TABLE live_marks (
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    text text NOT NULL,
    for_review boolean NOT NULL,
    author_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, call_id, id)
  )`,
];
