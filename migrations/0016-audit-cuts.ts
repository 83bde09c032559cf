import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A chain whose retention period is over for its oldest events: how many were cut, and the hash of the last of them.
  `ALTER TABLE audit_chains
    ADD COLUMN cut_seq bigint NOT NULL DEFAULT 0,
    ADD COLUMN cut_hash bytea,
    ADD CHECK ((cut_seq = 0) = (cut_hash IS NULL))`,

  // Only events that a checkpoint covers can be deleted.
  `DROP TRIGGER audit_events_append_only ON audit_events`,
  `CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_append_only()`,
  `CREATE FUNCTION audit_events_are_cut_by_checkpoint() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF OLD.seq IS NOT NULL AND NOT EXISTS (
        SELECT FROM audit_chains
        WHERE chain = coalesce(OLD.tenant_id, '00000000-0000-0000-0000-000000000000') AND cut_seq >= OLD.seq)
      THEN RAISE EXCEPTION 'audit events are append only'; END IF;
      RETURN OLD;
    END $$`,
  `CREATE TRIGGER audit_events_cut_by_checkpoint BEFORE DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_are_cut_by_checkpoint()`,
];
