import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What the recorders report about calls that they could not archive yet; the operator requests retries here.
  `CREATE TABLE stuck_calls (
     recording_id uuid PRIMARY KEY,
     recorder_id uuid NOT NULL,
     tenant_id uuid NOT NULL,
     state text NOT NULL,
     failures integer NOT NULL,
     error text NOT NULL,
     since timestamptz NOT NULL,
     started_at timestamptz NOT NULL,
     ended_at timestamptz NOT NULL,
     spool jsonb NOT NULL,
     retry_requested_at timestamptz
   )`,
  `CREATE INDEX stuck_calls_of_recorder ON stuck_calls (recorder_id)`,
];
