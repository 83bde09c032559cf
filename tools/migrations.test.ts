import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { expect, test } from 'vitest';
import type { ContractMigration } from '../migrations/contract.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { compareVersions, programVersion } from '../src/platform/program.ts';
import { testDatabase } from '../test/kit/database.ts';

/** The last migration before the rule. */
const HISTORY_ENDS = '0013-hold-prices';

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

async function run(migration: Migration): Promise<string[]> {
  const before = await columnsIn(untyped);
  await untyped.transaction().execute((transaction) => migration.up(transaction));
  return contracts(before, await columnsIn(untyped));
}

const contractOf = (migration: Migration) => (migration as Partial<ContractMigration>).contract;

test('a migration expands, or declares that it contracts what an earlier release expanded', async () => {
  for (const [name, migration] of Object.entries(MIGRATIONS)) {
    const found = await run(migration);
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
  const rolledBack = new Error('rolled back');
  const found: string[] = [];
  const trial = untyped.transaction().execute(async (transaction) => {
    const before = await columnsIn(transaction);
    await sql.raw(statement).execute(transaction);
    found.push(...contracts(before, await columnsIn(transaction)));
    throw rolledBack;
  });
  await expect(trial).rejects.toBe(rolledBack);
  expect(found.sort()).toEqual(expected);
});
