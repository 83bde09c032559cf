import { type Kysely, sql } from 'kysely';

/**
 * Of calls shorter than some ten seconds the waveform lay in the row, which it made twice as wide: from 1,000 bytes on it is stored apart, as that of
 * others is. Rows that are there stay as they are. Each table of its own, where there are several by month: they do not inherit it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`DO $$
    DECLARE
      leaf regclass;
    BEGIN
      FOR leaf IN SELECT oid FROM pg_class WHERE oid = 'recordings'::regclass AND relkind = 'r'
        UNION SELECT relid FROM pg_partition_tree('recordings') WHERE isleaf LOOP
        EXECUTE format('ALTER TABLE %s SET (toast_tuple_target = 1000)', leaf);
      END LOOP;
    END $$`)
    .execute(db);
}
