import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, warsawDay } from '../../src/base/warsaw-time.ts';
import { issueStatements } from '../../src/billing/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { runInProcess } from '../kit/run-in-process.ts';

const DAY_MS = 86_400_000;
const { db, url } = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-billing-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));
const today = warsawDay(systemClock.now());
let tenant: string;

const run = (...words: string[]) => runInProcess({ FONOTEKA_DATA: data, FONOTEKA_DATABASE_URL: url }, ...words);

async function json(...words: string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await run(...words, '--json');
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  const words = ['--name', 'Ogród', '--plan', 'Biznes', '--email', 'Szef@ogrod.example'];
  const added = await json('tenant', 'add', ...words, '--billing-day', String(Number(today.slice(8))));
  ({ tenantId: tenant } = added as { tenantId: string });
});

describe('the plan Biznes with 90 days in total', () => {
  test('is priced before it is ordered; without --yes, and with nobody to ask, nothing is ordered', async () => {
    const words = ['order', 'extended-retention', '--tenant', tenant, '--units', '2', '--json'];
    const { exitCode, stdout, stderr } = await run(...words);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /this period +60,00\szł more[^]*each month +149,00\szł \(now 89,00\szł\)[^]*retention +90 days \(now 30\)/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ ordered: false, preview: { payNow: { netGrosze: 6000 } } });
    expect(await json('billing', 'statement', '--tenant', tenant)).toMatchObject({ total: { netGrosze: 8900 } });
    // One fee is the sum; of several each is shown under it.
    expect(stderr).not.toContain('monthly fee');
    const push = await run('order', 'push', '--tenant', tenant);
    const lines = push.stderr.slice(push.stderr.indexOf('this period')).replaceAll(/\s+/g, ' ');
    expect(lines).toContain('this period 198,00 zł more 49,00 zł push, monthly fee 149,00 zł push, activation fee');
  });

  test('is ordered, and is 149,00 zł on the statement', async () => {
    expect(await json('order', 'extended-retention', '--tenant', tenant, '--units', '2', '--yes')).toMatchObject({
      tenantId: tenant,
      services: [
        { service: 'plan', plan: 'Biznes', endsAt: null },
        { service: 'extended-retention', units: 2, endsAt: null },
      ],
    });
    expect(await json('billing', 'statement', '--tenant', tenant)).toMatchObject({
      periodStart: today,
      issuedAt: null,
      total: { netGrosze: 14900, grossGrosze: 18327 },
    });
    const { stdout } = await run('billing', 'statement', '--tenant', tenant, '--period', today);
    expect(stdout).toContain('net 149.00  VAT 34.27  gross 183.27 zł');
  });

  test('is exported after the end of its period', async () => {
    await issueStatements({ db, clock: new ManualClock(systemClock.now() + 32 * DAY_MS) });
    const month = today.slice(0, 7);
    expect(await json('billing', 'export', '--month', month)).toMatchObject({
      statements: [{ tenant: { name: 'Ogród' }, fa3: { P_13_1: '149.00', P_15: '183.27' } }],
    });
    const { stdout } = await run('billing', 'export', '--month', month, '--csv');
    expect(stdout).toMatch(/^\ufeffIDNabywcy,.*\r\n.*,149\.00,34\.27,,,,,,183\.27,,,,,\r\n/);
  });
});

test('push is ordered; a cheaper plan begins with the next period and ends it', async () => {
  await json('order', 'push', '--tenant', tenant, '--yes');
  const { services } = (await json('tenant', 'plan', '--tenant', tenant, '--plan', 'Start')) as {
    services: { service: string; plan: string | null; endsAt: string | null }[];
  };
  const { endsAt } = services[0]!;
  expect(endsAt).not.toBe(null);
  expect(services).toMatchObject([
    { plan: 'Biznes', endsAt },
    { service: 'extended-retention', endsAt },
    { service: 'push', endsAt },
    { plan: 'Start', startsAt: endsAt, endsAt: null },
  ]);
});

test('prices are listed, and set from a future day', async () => {
  const words = ['--service', 'plan', '--plan', 'Elite', '--fee', 'monthly', '--net', '199,50'];
  const tomorrow = addDays(today, 1);
  const set = { plan: 'Elite', netGrosze: 19950, vatPercent: 23, validFrom: tomorrow, setBy: 'cli' };
  expect(await json('price', 'set', ...words, '--from', tomorrow)).toMatchObject(set);
  expect(await json('price', 'list')).toMatchObject([set, {}, {}, {}, {}]);
  const past = await run('price', 'set', ...words, '--from', addDays(today, -1));
  expect(past).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('price-in-the-past') as string });
});

test('a plan is added, given to a tenant, and retired', async () => {
  const plan = { name: 'Złoty', includesRecording: true, isRetired: false };
  expect(await json('plan', 'add', '--name', 'Złoty', '--recording')).toMatchObject(plan);
  await json('tenant', 'add', '--name', 'Sad', '--plan', 'Złoty');
  expect(await json('plan', 'retire', '--plan', 'Złoty')).toMatchObject({ ...plan, isRetired: true });
  const refused = await run('tenant', 'add', '--name', 'Las', '--plan', 'Złoty');
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('plan-retired') as string });
});

test('tenants are imported from a file, or what is wrong with it is listed', async () => {
  const file = join(data, 'klienci.csv');
  writeFileSync(file, 'Nazwa;NIP;Pakiet;Numery\nTartak;5261040828;Biznes;224445566\n');
  const dry = await json('tenant', 'import', file, '--dry-run');
  expect(dry).toMatchObject({ dryRun: true, rows: [{ line: 2, action: 'add', tenantId: null }], problems: [] });
  expect(await json('tenant', 'import', file)).toMatchObject({ rows: [{ action: 'add', panel: {}, ftp: {} }] });
  writeFileSync(file, 'Nazwa;NIP;Pakiet\nHuta;5261040829;Biznes\n');
  const wrong = await run('tenant', 'import', file);
  expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('line 2, nip: ') as string });
});

test('the data of a tenant are changed and shown; a later NIP reaches the invoices of before', async () => {
  const words = ['--nip', '526-104-08-28', '--address', 'Polna 1', '--external-id', 'K-7'];
  expect(await json('tenant', 'change', '--tenant', tenant, ...words)).toMatchObject({
    changed: ['nip', 'address-line1', 'external-id'],
  });
  await json('tenant', 'number', 'add', '--tenant', tenant, '--number', '221112233');
  await json('tenant', 'number', 'remove', '--tenant', tenant, '--number', '221112233', '--at', addDays(today, 3));
  expect(await json('tenant', 'show', '--tenant', tenant)).toMatchObject({
    nip: '5261040828',
    externalId: 'K-7',
    numbers: [{ number: '+48221112233', endsAt: expect.any(String) as string }],
  });
  expect(await json('billing', 'export', '--month', today.slice(0, 7))).toMatchObject({
    statements: [{ fa3: { Podmiot2: { NIP: '5261040828', Adres: { AdresL1: 'Polna 1' } } } }],
  });
  const wrong = await run('tenant', 'change', '--tenant', tenant, '--nip', '5261040829');
  expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nip-invalid') as string });
});

test('a suspended tenant is shown with since when and why', async () => {
  await json('tenant', 'suspend', '--tenant', tenant, '--reason', 'Zaległa faktura');
  expect(await json('tenant', 'show', '--tenant', tenant)).toMatchObject({
    suspension: { since: expect.any(String) as string, reason: 'Zaległa faktura' },
  });
  const { stdout } = await run('tenant', 'show', '--tenant', tenant);
  expect(stdout).toMatch(/suspended since \S+: Zaległa faktura/);
  await json('tenant', 'resume', '--tenant', tenant);
  expect(await json('tenant', 'show', '--tenant', tenant)).toMatchObject({ suspension: null });
});

test('contacts are stored once each, in lower case', async () => {
  await json('tenant', 'contact', '--tenant', tenant, '--email', 'Biuro@ogrod.example');
  await json('tenant', 'contact', '--tenant', tenant, '--email', 'biuro@ogrod.example');
  const contacts = await db.selectFrom('tenant_contacts').select('email').orderBy('email').execute();
  expect(contacts).toEqual([{ email: 'biuro@ogrod.example' }, { email: 'szef@ogrod.example' }]);
});

test.each([
  [1, ['price', 'set', '--service', 'plan', '--fee', 'monthly', '--net', '1', '--from', '2030-01-01']],
  [1, ['order', 'push', '--tenant', '00000000-0000-7000-8000-000000000000']],
  [2, ['order', 'push', '--tenant', 'x']],
])('exit code %i of %j', async (exitCode, words) => {
  expect((await run(...words)).exitCode).toBe(exitCode);
});
