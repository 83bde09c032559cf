import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // How well each leg arrived: JSON, an array of `LegQuality`. Null: stored by an earlier release, or not from RTP.
  await sql.raw('ALTER TABLE recordings ADD COLUMN quality jsonb').execute(db);
}
