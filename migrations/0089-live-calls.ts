import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The calls that are being recorded now, as their recorders report them. Small: a row goes with its call.
  `CREATE TABLE live_calls (
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    recording_id uuid NOT NULL,
    recorder_id uuid NOT NULL,
    source_id uuid,
    started_at timestamptz NOT NULL,
    direction text NOT NULL,
    caller text,
    callee text,
    dialled text,
    extensions text[] NOT NULL DEFAULT '{}',
    paused boolean NOT NULL DEFAULT false,
    encrypted boolean NOT NULL DEFAULT false,
    on_demand text CHECK (on_demand IN ('waiting', 'kept')),
    PRIMARY KEY (tenant_id, call_id)
  )`,
];
