import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `CREATE TABLE number_groups (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    name text NOT NULL CHECK (name <> ''),
    numbers text[] NOT NULL DEFAULT '{}',
    UNIQUE (tenant_id, name)
  )`,
  // Users of any role may be limited to some numbers; agents always are.
  `ALTER TABLE users ADD COLUMN limited boolean NOT NULL DEFAULT false`,
  `UPDATE users SET limited = true WHERE role = 'agent'`,
  // A group that is deleted leaves its users limited, without its numbers.
  `CREATE TABLE user_number_groups (
    user_id uuid NOT NULL REFERENCES users,
    group_id uuid NOT NULL REFERENCES number_groups ON DELETE CASCADE,
    PRIMARY KEY (user_id, group_id)
  )`,
  `CREATE INDEX users_of_number_group ON user_number_groups (group_id)`,
  `CREATE TRIGGER number_groups_change_access AFTER DELETE OR UPDATE OF numbers ON number_groups
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('tenant', 'tenant_id')`,
  `DROP TRIGGER users_change_rights ON users`,
  `CREATE TRIGGER users_change_rights AFTER UPDATE OF role, rights_given, rights_taken, extensions, limited ON users
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('user', 'id')`,
];
