import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What each source did on a Warsaw day. counted: sessions recorded, refused by reason, RTP packets, lost ones, their jitter.
  `CREATE TABLE source_statistics (
    source_id uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
    day date NOT NULL,
    counted text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (source_id, day, counted)
  )`,
  `CREATE INDEX source_statistics_by_day ON source_statistics (day)`,
  // Of each source with open sessions: its id and how many. Null: reported by an older release.
  `ALTER TABLE recorders ADD COLUMN open_of_sources jsonb`,
];
