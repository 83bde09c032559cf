import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // While a tenant's dispute runs, its personal data does not end.
  `CREATE TABLE retention_pauses (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    reason text NOT NULL CHECK (reason <> ''),
    paused_by text NOT NULL,
    paused_at timestamptz NOT NULL,
    until timestamptz
  )`,
  `CREATE INDEX calls_with_metadata ON calls (tenant_id, started_at) WHERE metadata <> '{}'`,
  `CREATE INDEX push_hooks_ended ON push_hooks (tenant_id, ended_at) WHERE ended_at IS NOT NULL`,
];
