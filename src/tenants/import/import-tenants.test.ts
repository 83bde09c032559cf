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
