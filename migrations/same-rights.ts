import { type Kysely, sql } from 'kysely';

/** Whoever owns or may use one table, as a service whose database user is not its owner, owns or may use the other. */
export async function giveSameRights<Tables>(
  db: Kysely<Tables>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { rows } = await sql<{ statement: string }>`
    SELECT format('ALTER TABLE %I OWNER TO %s', ${to}::text, relowner::regrole) AS statement
    FROM pg_class WHERE oid = ${from}::regclass
      AND relowner <> (SELECT made.relowner FROM pg_class AS made WHERE made.oid = ${to}::regclass)
    UNION ALL
    SELECT format('GRANT %s ON %I TO %s', privilege_type, ${to}::text,
      CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
    FROM pg_class, aclexplode(relacl) WHERE oid = ${from}::regclass AND grantee <> relowner`.execute(db);
  for (const { statement } of rows) await sql.raw(statement).execute(db);
}
