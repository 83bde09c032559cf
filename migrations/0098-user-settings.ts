import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // How a person sees the panel, in every browser, and in which language mails come. Null: nothing was chosen.
  `ALTER TABLE users
     ADD COLUMN language text CHECK (language IN ('pl', 'en')),
     ADD COLUMN theme text CHECK (theme IN ('auto', 'light', 'dark')),
     ADD COLUMN mail_of_sign_ins boolean`,
  // Of the text, for what is added when it is sent. Null: the tenant's, of mails of the release before.
  `ALTER TABLE mails ADD COLUMN language text`,
];
