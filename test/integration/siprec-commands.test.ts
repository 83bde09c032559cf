import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { addSource } from '../../src/tenants/index.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { runInProcess } from '../kit/run-in-process.ts';

const { db, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-siprec-'));
const data = join(folder, 'data');
const CORPUS = 'test/corpus/siprec';
let tenantId: TenantId;

beforeAll(async () => {
  const numbers = ['48221234567'];
  tenantId = (await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers }, Date.now())).tenantId;
  await addSource(db, { name: 'SBC', addresses: ['192.0.2.9'], certificates: ['sbc.example'], tenantId }, Date.now());
});
afterAll(() => rmSync(folder, { recursive: true }));

async function explain(databaseUrl: string, ...words: string[]) {
  const environment = { FONOTEKA_DATABASE_URL: databaseUrl, FONOTEKA_DATA: data };
  const run = await runInProcess(environment, 'siprec', 'explain', ...words);
  return { ...run, answer: words.includes('--json') ? JSON.parse(run.stdout) : null };
}

test('siprec explain finds the tenant of a captured session', async () => {
  const { answer } = await explain(url, `${CORPUS}/broadworks/feature-code.1.invite.sip`, '--json');
  expect(answer).toMatchObject({
    database: true,
    tenant: { id: tenantId, by: 'number' },
    direction: { value: 'outbound', guessed: false },
    dialled: '*11',
  });
});

test('siprec explain takes the tenant of the source, and later requests as changes', async () => {
  const files = ['1.invite', '2.update-parties'].map((step) => `${CORPUS}/avaya/outgoing.${step}.sip`);
  expect((await explain(url, files[0]!, '--json')).answer).toMatchObject({ tenant: null, caller: null });
  expect((await explain(url, files[0]!, '--from', '192.0.2.9', '--json')).answer).toMatchObject({
    tenant: { id: tenantId, by: 'source' },
    flags: ['direction-guessed'],
  });
  expect((await explain(url, files[0]!, '--certificate', 'SBC.example', '--json')).answer).toMatchObject({
    tenant: { id: tenantId, by: 'source' },
  });
  expect((await explain(url, ...files, '--json')).answer).toMatchObject({ tenant: { by: 'number' }, flags: [] });
  expect((await explain(url, files[0]!, '--from', '192.0.2.8')).stderr).toContain(
    '192.0.2.8 is the address of no source',
  );
});

test('siprec explain works without a database, and makes none', async () => {
  const file = `${CORPUS}/broadworks/feature-code.1.invite.sip`;
  const { exitCode, stdout } = await explain('', file);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^tenant +not looked up[^]*^stream 1 +caller \(label 1, by sender\)$/m);
  expect(stdout).toContain('dialled: sip:*11@bw.example.com (BroadWorks, origCall/dialedDigits)');
  expect(existsSync(data)).toBe(false);
  const away = await explain('postgres://nobody@127.0.0.1:1/none', file, '--json');
  expect(away).toMatchObject({ exitCode: 0, answer: { database: false, caller: '+48221234567' } });
  expect(away.stderr).toContain('without tenants');
});

test('siprec explain refuses what is no session, with the reason', async () => {
  expect(await explain('', 'nowhere.sip', '--json')).toMatchObject({
    exitCode: 1,
    answer: { error: { code: 'request-invalid' } },
  });
  expect((await explain('', 'package.json')).stderr).toContain('it is no SIP request');
});
