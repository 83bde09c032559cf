import { type Kysely, sql } from 'kysely';

/** Notes of the operator's staff about customers, what the product looks like, and what each machine reports of itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `CREATE TABLE customer_notes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    text text NOT NULL,
    written_by text NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
  )`,
  // One row, and one for each picture.
  `CREATE TABLE branding (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    settings jsonb NOT NULL,
    changed_at timestamptz NOT NULL
  )`,
  `CREATE TABLE branding_pictures (
    kind text PRIMARY KEY,
    png bytea NOT NULL,
    changed_at timestamptz NOT NULL
  )`,
  `CREATE TABLE machine_reports (
    machine text PRIMARY KEY,
    report jsonb NOT NULL,
    seen_at timestamptz NOT NULL
  )`,
];
