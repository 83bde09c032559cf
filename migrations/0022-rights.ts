import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What a user may do differs from what the role gives. `may_download` stays for processes of the previous release.
  `ALTER TABLE users
    ADD COLUMN rights_given text[] NOT NULL DEFAULT '{}',
    ADD COLUMN rights_taken text[] NOT NULL DEFAULT '{}'`,
  `UPDATE users SET rights_given = '{download}' WHERE may_download AND role = 'agent'`,
  `CREATE TRIGGER users_change_rights AFTER UPDATE OF role, rights_given, rights_taken, extensions ON users
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('user', 'id')`,
];
