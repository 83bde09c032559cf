import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { expect, test } from 'vitest';
import { isOutsideTransaction } from '../migrations/concurrent-indexes.ts';
import type { ContractMigration } from '../migrations/contract.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { compareVersions, programVersion } from '../src/platform/program.ts';
import { testDatabase } from '../test/kit/database.ts';

/** The last migration before the rule. */
const HISTORY_ENDS = '0013-hold-prices';
/** The last one before the rule about large tables. */
const LOCKING_HISTORY_ENDS = '0032-account-notices';
/** Those that grow with the calls: an index, a rewrite or a check of all rows takes minutes, and writers wait. */
const LARGE_TABLES = new Set([
  'calls',
  'recordings',
  'legal_holds',
  'package_files',
  'packages',
  'mails',
  'push_hooks',
  'audit_events',
  'sessions',
]);

const { db } = testDatabase({ empty: true });
/** As the migrations get it. */
const untyped = db as unknown as Kysely<unknown>;

interface Column {
  readonly type: string;
  /** Whether an INSERT that does not name it fails. */
  readonly required: boolean;
}

/** The columns by `table.column`. */
async function columnsIn(database: Kysely<unknown>): Promise<Map<string, Column>> {
  const { rows } = await sql<{ table: string; name: string; type: string; required: boolean }>`
    SELECT c.table_name AS "table", c.column_name AS name, c.data_type AS type,
      c.is_nullable = 'NO' AND c.column_default IS NULL AND c.is_identity = 'NO' AND c.is_generated = 'NEVER' AS required
    FROM information_schema.columns c WHERE c.table_schema = current_schema()`.execute(database);
  return new Map(rows.map(({ table, name, ...column }) => [`${table}.${name}`, column]));
}

const tableOf = (name: string): string => name.split('.')[0]!;

/** What the release before, running beside, does not know to do without. */
function contracts(before: ReadonlyMap<string, Column>, after: ReadonlyMap<string, Column>): string[] {
  const tables = new Set([...before.keys()].map(tableOf));
  const removed = [...before.keys()].filter((name) => !after.has(name)).map((name) => `${name} is removed or renamed`);
  const changed = [...after].flatMap(([name, column]) => {
    const old = before.get(name);
    if (old && old.type !== column.type) return [`${name} changes its type`];
    const demanded = column.required && tables.has(tableOf(name)) && old?.required !== true;
    return demanded ? [`${name} is NOT NULL without a default`] : [];
  });
  return [...removed, ...changed];
}

interface SlowPart {
  /** The table's oid, which it keeps when it becomes a partition. */
  readonly of: string;
  /** What of it took long to make; null: it did not. */
  readonly what: string | null;
}

/** What of the large tables, or their partitions, takes long to make, by its id. A partitioned table has no rows itself. */
async function slowPartsIn(database: Kysely<unknown>): Promise<Map<string, SlowPart>> {
  const { rows } = await sql<{ id: string; of: string; table: string; root: string; what: string | null }>`
    WITH tables AS (
      SELECT c.oid, c.relname AS "table", c.relfilenode, coalesce(root.relname, c.relname) AS root
      FROM pg_class c LEFT JOIN pg_class root ON root.oid = pg_partition_root(c.oid)
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace)
    SELECT id, oid::text AS of, "table", root, what FROM tables JOIN (
      SELECT pg_relation_filenode(oid)::text AS id, oid AS of, 'is rewritten' AS what FROM pg_class
      UNION ALL SELECT 'index ' || indexrelid, indrelid, 'index ' || indexrelid::regclass || ' is not built concurrently' FROM pg_index
      UNION ALL SELECT 'constraint ' || oid, conrelid, CASE WHEN convalidated THEN conname || ' is checked for all rows' END
        FROM pg_constraint WHERE contype IN ('c', 'f')
    ) AS parts ON parts.of = tables.oid`.execute(database);
  return new Map(
    rows
      .filter(({ root }) => LARGE_TABLES.has(root))
      .map(({ id, of, table, what }) => [id, { of, what: what === null ? null : `${table}: ${what}` }]),
  );
}

/** What writers of the large tables that were there before must wait for. */
async function locks(before: ReadonlyMap<string, SlowPart>, database: Kysely<unknown>): Promise<string[]> {
  const tables = new Set([...before.values()].map(({ of }) => of));
  return [...(await slowPartsIn(database))]
    .filter(([id, { of }]) => !before.has(id) && tables.has(of))
    .flatMap(([, { what }]) => what ?? []);
}

async function run(migration: Migration): Promise<{ contracted: string[]; locked: string[] }> {
  const before = await columnsIn(untyped);
  const parts = await slowPartsIn(untyped);
  const outside = isOutsideTransaction(migration);
  if (outside) await migration.up(untyped);
  else await untyped.transaction().execute((transaction) => migration.up(transaction));
  return {
    contracted: contracts(before, await columnsIn(untyped)),
    locked: outside ? [] : await locks(parts, untyped),
  };
}

const contractOf = (migration: Migration) => (migration as Partial<ContractMigration>).contract;

test('migrations are named in their order: what is applied up to a name leaves none before it out', () => {
  const names = Object.keys(MIGRATIONS);
  expect(names).toEqual(names.toSorted());
});

test('a migration expands, or declares that it contracts what an earlier release expanded; no large table is locked for long', async () => {
  for (const [name, migration] of Object.entries(MIGRATIONS)) {
    const { contracted: found, locked } = await run(migration);
    if (name > LOCKING_HISTORY_ENDS) expect({ name, locked }).toEqual({ name, locked: [] });
    if (name <= HISTORY_ENDS) continue;
    const contract = contractOf(migration);
    if (contract === undefined) expect({ name, found }).toEqual({ name, found: [] });
    else expect(compareVersions(contract.expandedIn, programVersion()), `${name}: expandedIn`).toBeLessThan(0);
  }
});

test.each([
  ['ALTER TABLE plans DROP COLUMN name CASCADE', ['plans.name is removed or renamed']],
  [
    'ALTER TABLE directory_version RENAME TO versions',
    ['directory_version.one is removed or renamed', 'directory_version.version is removed or renamed'],
  ],
  ['ALTER TABLE sources ADD COLUMN tier text NOT NULL', ['sources.tier is NOT NULL without a default']],
  ['ALTER TABLE sources ALTER COLUMN name TYPE varchar(9)', ['sources.name changes its type']],
  ['ALTER TABLE sources ALTER COLUMN tenant_id SET NOT NULL', ['sources.tenant_id is NOT NULL without a default']],
  ['ALTER TABLE plans ADD COLUMN tier text', []],
  [`ALTER TABLE plans ADD COLUMN tier text NOT NULL DEFAULT 'a'`, []],
  ['CREATE TABLE tiers (name text NOT NULL)', []],
])('%s: %j', async (statement, expected) => {
  const before = await columnsIn(untyped);
  const after = await tried(statement, columnsIn);
  expect(contracts(before, after).sort()).toEqual(expected);
});

test.each([
  ['CREATE INDEX later ON calls (ended_at)', ['calls: index later is not built concurrently']],
  ['ALTER TABLE calls ADD UNIQUE (ended_at)', ['calls: index calls_ended_at_key is not built concurrently']],
  ['ALTER TABLE calls ADD COLUMN later float DEFAULT random()', ['calls: is rewritten']],
  ['ALTER TABLE calls ADD CONSTRAINT later CHECK (started_at IS NOT NULL)', ['calls: later is checked for all rows']],
  ['ALTER TABLE calls ADD CONSTRAINT later CHECK (started_at IS NOT NULL) NOT VALID', []],
  [`ALTER TABLE calls ADD COLUMN later text DEFAULT 'a'`, []],
  ['CREATE INDEX later ON plans (name)', []],
  ['CREATE INDEX later ON audit_events_before (actor)', ['audit_events_before: index later is not built concurrently']],
  [
    'CREATE INDEX later ON audit_events (actor)',
    expect.arrayContaining([expect.stringContaining('audit_events_before: index')]),
  ],
])('%s locks: %j', async (statement, expected) => {
  const before = await slowPartsIn(untyped);
  expect(await tried(statement, (transaction) => locks(before, transaction))).toEqual(expected);
});

/** What is read after a statement that is rolled back. */
async function tried<T>(statement: string, read: (transaction: Kysely<unknown>) => Promise<T>): Promise<T> {
  const transaction = await untyped.startTransaction().execute();
  try {
    await sql.raw(statement).execute(transaction);
    return await read(transaction);
  } finally {
    await transaction.rollback().execute();
  }
}
