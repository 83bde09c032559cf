import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { AuditLog } from '../../audit/index.ts';
import { customerOf } from '../customer.ts';
import { importTenants } from './import-tenants.ts';
import { readTenantFile } from './read-tenant-file.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-05-20T10:00:00Z');
const deps = { db, audit: new AuditLog(db, clock), clock, by: { actor: 'cli', address: null } };
const run = (text: string, options: { dryRun?: boolean; skipBad?: boolean } = {}) =>
  importTenants(deps, Buffer.from(text), { dryRun: false, skipBad: false, ...options });
const tenants = async () => (await db.selectFrom('tenants').select('id').execute()).length;

const HEADER = 'external_id;name;plan;numbers;nip;address;email;email_billing\n';
const BAKERY = 'K-1;Piekarnia;Biznes;22 111 11 11|221111112;526-104-08-28;Polna 1;szef@a.example;szef@a.example\n';

describe('the file', () => {
  test('is read in UTF-8 and Windows-1250, with both delimiters and Polish names of columns', () => {
    const fields = { name: 'Żółw, spółka', nip: '5261040828', external_id: 'K-1' };
    const polish = 'Nazwa;NIP;Id zewnętrzny\r\n"Żółw, spółka";5261040828;K-1\r\n;;\r\n';
    const windows1250 = Buffer.from(
      Array.from(polish, (letter) => ({ Ż: 0xaf, ó: 0xf3, ł: 0xb3, ę: 0xea })[letter] ?? letter.charCodeAt(0)),
    );
    const files = [
      Buffer.from(`\ufeff${polish}`),
      windows1250,
      Buffer.from('name,nip,external_id\n"Żółw, spółka",5261040828,K-1'),
    ];
    for (const file of files) expect(readTenantFile(file)).toEqual({ rows: [{ line: 2, fields }], problems: [] });
  });

  test.each([
    ['', 'is empty'],
    ['name;colour\n', 'no column "colour"'],
    ['name;name\n', 'twice'],
    ['nip\n', 'column name is missing'],
    ['name;nip\n"x;1\n', 'no CSV'],
    ['n\0a\0m\0e\0', 'no text'],
    [`name\n${'x\n'.repeat(5001)}`, 'more than 5000 rows'],
  ])('%j is refused', (text, reason) => {
    expect(() => readTenantFile(Buffer.from(text))).toThrow(reason);
  });
});

test('every wrong row is named with its line and column, and nothing is written', async () => {
  const before = await tenants();
  const text = `${HEADER}${BAKERY};;Złoty;101;123;;x;\nK-3;Sad;Biznes;221111111;;;;\nK-3;Las;Biznes;;;;;\nK-5;za mało pól\n`;
  const { problems, rows } = await run(text);
  expect(problems.map(({ line, column }) => [line, column])).toEqual([
    [3, 'name'],
    [3, 'nip'],
    [3, 'plan'],
    [3, 'numbers'],
    [3, 'email'],
    [4, 'numbers'],
    [5, 'external_id'],
    [6, null],
  ]);
  expect(rows).toEqual([]);
  expect(await tenants()).toBe(before);
});

test('a dry run writes nothing; the import adds; the same file again changes nothing; a new number does', async () => {
  const before = await tenants();
  expect((await run(HEADER + BAKERY, { dryRun: true })).rows).toMatchObject([
    { line: 2, action: 'add', tenantId: null },
  ]);
  expect(await tenants()).toBe(before);
  const [added] = (await run(HEADER + BAKERY)).rows;
  expect(added).toMatchObject({ action: 'add', panel: { password: expect.any(String) as string } });
  // Operator staff have seen it.
  const user = db.selectFrom('users').where('tenant_id', '=', added!.tenantId!).select('password_temporary');
  expect(await user.execute()).toEqual([{ password_temporary: true }]);
  expect(await customerOf(db, added!.tenantId!)).toMatchObject({
    externalId: 'K-1',
    nip: '5261040828',
    address: { line1: 'Polna 1' },
    contacts: [{ email: 'szef@a.example', kinds: ['administrative', 'billing'] }],
    numbers: [{ number: '+48221111111' }, { number: '+48221111112' }],
  });
  const { tenantId } = added!;
  expect((await run(HEADER + BAKERY)).rows).toEqual([{ line: 2, name: 'Piekarnia', tenantId, action: 'keep' }]);
  const more = HEADER + BAKERY.replace('22 111 11 11', '221111113');
  for (const dryRun of [true, false])
    expect((await run(more, { dryRun })).rows).toMatchObject([{ tenantId, action: 'change' }]);
  expect((await customerOf(db, tenantId!)).numbers).toHaveLength(3);
  expect((await run('name;nip\nPiekarnia;5261040828')).rows).toMatchObject([{ tenantId, action: 'keep' }]);
});

test('bad rows are skipped on request; a taken number and another plan are problems', async () => {
  const text = `${HEADER}K-8;Kwiaty;Biznes;22 8888888;;;;\nK-9;Lód;Biznes;221111112;;;;\nK-1;Piekarnia;Premium;;;;;\n`;
  const { problems, rows } = await run(text, { skipBad: true });
  expect(problems.map(({ line, column }) => [line, column])).toEqual([
    [3, 'numbers'],
    [4, 'plan'],
  ]);
  expect(rows).toMatchObject([{ line: 2, action: 'add' }]);
});

describe('rows that are one customer', () => {
  const rows = 'external_id;name;plan;nip\n';
  const known = async (externalId: string | null, nip: string) => {
    const [added] = (await run(`${rows}${externalId ?? ''};Firma;Biznes;${nip}\n`)).rows;
    return added!.tenantId!;
  };
  const places = async (text: string) =>
    (await run(rows + text)).problems.map(({ line, column, problem }) => [line, column, problem]);

  test('are refused when two external ids find a tenant by its NIP', async () => {
    const tenantId = await known(null, '7740001454');
    expect(await places('A-1;Firma;;7740001454\nA-2;Firma;;7740001454\n')).toEqual([
      [3, 'external_id', 'the same as in line 2'],
    ]);
    expect(await customerOf(db, tenantId)).toMatchObject({ externalId: null });
  });

  test('are refused when one names the external id of a tenant, and another its NIP', async () => {
    await known('B-1', '5252344078');
    expect(await places('B-1;Firma;;\n;Firma;;5252344078\n')).toEqual([[3, 'nip', 'the same as in line 2']]);
  });

  test('are refused when a new tenant has an external id and a NIP, and another row only the NIP', async () => {
    const both = ['C-1;Firma;Biznes;5213017228\n', ';Firma;Biznes;5213017228\n'];
    expect(await places(both.join(''))).toEqual([[3, 'nip', 'the same as in line 2']]);
    expect(await places(both.toReversed().join(''))).toEqual([[3, 'external_id', 'the same as in line 2']]);
  });

  test('are two if both are new and have external ids', async () => {
    expect(await places('D-1;Firma;Biznes;5213017228\nD-2;Firma;Biznes;5213017228\n')).toEqual([]);
  });
});

test('after an error of the database, the passwords of the tenants already added are returned', async () => {
  const failing = 'CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE deadlock_detected; END $$';
  await sql.raw(failing).execute(db);
  await sql
    .raw(`CREATE TRIGGER fails BEFORE INSERT ON tenants FOR EACH ROW WHEN (NEW.name = 'Pech') EXECUTE FUNCTION fail()`)
    .execute(db);
  const text = 'external_id;name;plan\nE-1;Dobra;Biznes\nE-2;Pech;Biznes\nE-3;Dalsza;Biznes\n';
  const { problems, rows } = await run(text);
  expect(rows).toMatchObject([{ line: 2, panel: { password: expect.any(String) as string } }]);
  expect(problems).toMatchObject([{ line: 3, column: null, problem: expect.stringContaining('failed: ') as string }]);
});
