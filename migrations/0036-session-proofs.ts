import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // How each session was begun (null: by an earlier release), and whether a second factor was used in it.
  `ALTER TABLE sessions
    ADD COLUMN begun_by text,
    ADD COLUMN second_factor boolean NOT NULL DEFAULT false`,
  // The provider asks everybody for a second factor, as the tenant says. Until now that was taken for granted of only_oidc.
  `ALTER TABLE oidc_providers ADD COLUMN second_factor boolean NOT NULL DEFAULT false`,
  `UPDATE oidc_providers SET second_factor = true WHERE only_oidc`,
];
