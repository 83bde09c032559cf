import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The folders of recordings and keys carry these ids, so that an empty mount point is not taken for one of them.
  `CREATE TABLE stores (
     name text PRIMARY KEY,
     id uuid NOT NULL
   )`,
];
