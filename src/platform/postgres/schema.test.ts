import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { contracting } from '../../../migrations/contract.ts';
import { MIGRATIONS } from '../../../migrations/index.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { systemClock } from '../clock.ts';
import { programVersion } from '../program.ts';
import { migrate } from './migrate.ts';
import { type MigrateSetting, openDatabase } from './open-database.ts';
import { readSchemaState } from './schema.ts';

const { db, url } = testDatabase({ empty: true });
const dataFolder = mkdtempSync(join(tmpdir(), 'fonoteka-schema-'));
afterAll(() => rmSync(dataFolder, { recursive: true }));

const NAMES = Object.keys(MIGRATIONS);
const LAST = NAMES.at(-1)!;
const LATER = '9999-later';
const earlier = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name !== LAST));

beforeEach(async () => {
  for (const schema of ['public', 'pgboss']) await sql`DROP SCHEMA IF EXISTS ${sql.id(schema)} CASCADE`.execute(db);
  await sql`CREATE SCHEMA public`.execute(db);
});

/** Opens the database and closes it; fails as it fails. */
async function open(as: 'service' | 'command', setting: MigrateSetting = 'auto'): Promise<void> {
  const options = { url, dataFolder, migrate: setting, clock: systemClock, log: quietLog };
  await (await openDatabase({ ...options, as })).close();
}

const migrateWith = (later: Record<string, Migration>) =>
  migrate(url, quietLog, { migrations: { ...MIGRATIONS, ...later } });

test('migrations are listed in the order of their numbers: one after another is migrated to', () => {
  expect(NAMES).toEqual(NAMES.toSorted());
});

describe('an empty database', () => {
  test('is given its tables by a service, not by a command', async () => {
    await expect(open('command')).rejects.toMatchObject({ code: 'database-not-set-up' });
    await expect(open('service', 'never')).rejects.toMatchObject({ code: 'database-not-set-up' });
    expect(await readSchemaState(db)).toMatchObject({ condition: 'empty', unknown: [] });
    await open('service');
    await open('command');
    expect(await readSchemaState(db)).toEqual({ condition: 'current', pending: [], unknown: [] });
  });

  test('whose first plans a killed process left out gets them from the next service', async () => {
    await migrate(url, quietLog);
    for (const table of ['prices', 'plans'] as const) await db.deleteFrom(table).execute();
    await expect(open('command')).rejects.toMatchObject({ code: 'database-not-set-up' });
    await open('service');
    expect(await db.selectFrom('plans').select('name').execute()).toHaveLength(4);
  });

  test('is migrated by one of several processes', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(url, quietLog)));
    expect(applied.map(({ length }) => length).sort((a, b) => a - b)).toEqual([0, 0, NAMES.length + 2]);
  });
});

describe('a database of an earlier release', () => {
  beforeEach(() => migrate(url, quietLog, { migrations: earlier }));

  test.each([
    ['command', 'always'],
    ['service', 'auto'],
    ['service', 'never'],
  ] as const)('a %s refuses it (%s) and changes nothing', async (as, setting) => {
    await expect(open(as, setting)).rejects.toMatchObject({
      code: 'schema-behind',
      message: expect.stringContaining('fonoteka migrate'),
    });
    expect(await readSchemaState(db)).toEqual({ condition: 'behind', pending: [LAST], unknown: [] });
  });

  test('a service migrates it where the setting says so', async () => {
    await open('service', 'always');
    expect(await readSchemaState(db)).toMatchObject({ condition: 'current' });
  });

  test('the job queue counts', async () => {
    await migrate(url, quietLog);
    await sql`UPDATE pgboss.version SET version = version - 1`.execute(db);
    await expect(open('command')).rejects.toMatchObject({ code: 'schema-behind' });
  });
});

describe('a database of a later release', () => {
  test('can be used if it was only expanded', async () => {
    await migrateWith({ [LATER]: { up: async (later) => void (await sql`CREATE TABLE later ()`.execute(later)) } });
    expect(await readSchemaState(db)).toEqual({ condition: 'ahead', pending: [], unknown: [LATER] });
    await open('service');
    await open('command');
    expect(await migrate(url, quietLog)).toEqual([]);
  });

  test('can be used if what was removed is not used any more', async () => {
    await migrateWith({ [LATER]: contracting({ expandedIn: programVersion() }, async () => {}) });
    await open('command');
    await expect(readSchemaState(db, { version: '0.0.9' })).resolves.toMatchObject({ condition: 'too-new' });
  });

  test('is refused if what was removed is still used', async () => {
    await migrateWith({ [LATER]: contracting({ expandedIn: '99.0.0' }, async () => {}) });
    for (const as of ['command', 'service'] as const) {
      await expect(open(as)).rejects.toMatchObject({ code: 'schema-too-new' });
    }
    await expect(migrate(url, quietLog)).rejects.toMatchObject({ code: 'schema-too-new' });
  });
});

test('a database of another program is refused', async () => {
  await sql`CREATE TABLE invoices ()`.execute(db);
  for (const as of ['command', 'service'] as const) {
    await expect(open(as)).rejects.toMatchObject({ code: 'database-foreign' });
  }
  await expect(migrate(url, quietLog)).rejects.toMatchObject({ code: 'database-foreign' });
});
