import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The first that fits a call decides; none: it is recorded. `conditions`: as in src/tenants/recording-rules.ts.
  `CREATE TABLE recording_rules (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    position integer NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    enabled boolean NOT NULL DEFAULT true,
    effect text NOT NULL CHECK (effect IN ('always', 'never', 'on-demand')),
    percent smallint NOT NULL DEFAULT 100 CHECK (percent BETWEEN 1 AND 100),
    conditions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, id)
  )`,
  ...['recording_rules', 'number_groups'].map(
    (table) => `CREATE TRIGGER ${table}_change_the_directory AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,
  ),
  // Id and name, as they were, of the rule that decided; null: none.
  `ALTER TABLE calls ADD COLUMN recording_rule jsonb`,
];
