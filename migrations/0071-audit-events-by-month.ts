import { type Kysely, sql } from 'kysely';
import { boundFor, letInsertersUse } from './first-partition.ts';
import { giveSameRights } from './same-rights.ts';

/**
 * `audit_events` becomes the first partition of a table of the same name and columns. Only the catalog changes: nothing is scanned,
 * copied or built. What the release before reads and writes stays the same to it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE`.execute(db);
  const bound = await boundFor(db, 'audit_events');
  for (const statement of statements(bound)) await sql.raw(statement).execute(db);
  await giveSameRights(db, { from: 'audit_events_before', to: 'audit_events' });
  await giveSameRights(db, { from: 'audit_events_before', to: 'audit_events_default' });
  await letInsertersUse(db, 'audit_event_ids', { table: 'audit_events' });
}

const CHAIN = "coalesce(tenant_id, '00000000-0000-0000-0000-000000000000')";
/** Partitions have no identity columns before PostgreSQL 17. */
const NEXT_ID = "nextval('audit_event_ids')";

const statements = (bound: string): string[] => [
  `CREATE SEQUENCE audit_event_ids`,
  `SELECT setval('audit_event_ids', nextval(pg_get_serial_sequence('audit_events', 'id')))`,
  `ALTER TABLE audit_events ALTER COLUMN id DROP IDENTITY`,
  `ALTER TABLE audit_events ALTER COLUMN id SET DEFAULT ${NEXT_ID}`,
  `DROP TRIGGER audit_events_append_only ON audit_events`,
  `DROP TRIGGER audit_events_cut_by_checkpoint ON audit_events`,
  `DROP INDEX audit_events_in_chain, audit_events_under_grant`,
  `ALTER TABLE audit_events DROP CONSTRAINT audit_events_pkey`,
  `ALTER TABLE audit_events ADD CONSTRAINT audit_events_before_pkey PRIMARY KEY USING INDEX audit_events_before_pkey`,
  `ALTER INDEX audit_events_of_tenant RENAME TO audit_events_before_of_tenant`,
  `ALTER TABLE audit_events RENAME TO audit_events_before`,

  `CREATE TABLE audit_events (LIKE audit_events_before INCLUDING DEFAULTS) PARTITION BY RANGE (at)`,
  `ALTER SEQUENCE audit_event_ids OWNED BY audit_events.id`,
  // Of the release before, which deletes by the id; an event's own key is the one in its chain.
  `ALTER TABLE audit_events ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id, at)`,
  // That a position is taken once follows from the row of audit_chains, which whoever appends must move.
  `CREATE UNIQUE INDEX audit_events_in_chain ON audit_events (${CHAIN}, seq, at)`,
  `CREATE INDEX audit_events_of_tenant ON audit_events (tenant_id, id)`,
  `CREATE INDEX audit_events_under_grant ON audit_events (${CHAIN}, (detail ->> 'grant'), seq) WHERE detail ->> 'grant' IS NOT NULL`,
  `CREATE TRIGGER audit_events_cut_by_checkpoint BEFORE DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_are_cut_by_checkpoint()`,
  // For each row: a trigger for each statement is not fired where somebody names the partition.
  `CREATE TRIGGER audit_events_not_changed BEFORE UPDATE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_are_append_only()`,
  `CREATE TRIGGER audit_events_not_truncated BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_append_only()`,

  `ALTER TABLE audit_events ATTACH PARTITION audit_events_before FOR VALUES FROM (MINVALUE) TO (${bound})`,
  `ALTER TABLE audit_events_before DROP CONSTRAINT audit_events_before_partitions`,
  // What is of a month that nobody has made a partition for.
  `CREATE TABLE audit_events_default PARTITION OF audit_events DEFAULT`,
  ...['audit_events_before', 'audit_events_default'].map(
    (partition) => `CREATE TRIGGER audit_events_not_truncated BEFORE TRUNCATE ON ${partition}
      FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_append_only()`,
  ),
];
