import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { describeCall, insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { audioOf, DAY_MS } from '../kit/retention-fixture.ts';
import { COMPANY, PERSON } from '../kit/rodo-fixture.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { storeMp3 } from '../kit/store-mp3.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { unzip } from '../kit/unzip.ts';

const { db, url } = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-rodo-'));
let tenant: TenantId;

const run = (...words: string[]) => runInProcess({ FONOTEKA_DATA: data, FONOTEKA_DATABASE_URL: url }, 'rodo', ...words);

async function json(...words: string[]) {
  const { exitCode, stdout, stderr } = await run(...words, '--json');
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

beforeAll(async () => {
  tenant = await insertTenant(db);
  const stores = {
    objects: new FolderObjectStore(join(data, 'recordings')),
    keys: new FolderKeyStore(join(data, 'keys')),
  };
  const startedAt = systemClock.now() - DAY_MS;
  const call = describeCall(tenant, { startedAt, caller: PERSON, callee: COMPANY });
  await storeMp3({ db, ...stores, clock: systemClock }, call, audioOf(call.recordingId));
});

afterAll(() => rmSync(data, { recursive: true, force: true }));

const open = (kind: string) => json('open', '--tenant', tenant, '--kind', kind, '--number', '0048 512 345 678');

test('an access request is opened, listed, looked at, packed and closed', async () => {
  const { id } = (await open('access')) as { id: string };
  expect((await json('list', '--tenant', tenant))['requests']).toMatchObject([{ id, state: 'open', kind: 'access' }]);
  expect(await json('preview', '--request', id)).toMatchObject({ calls: { total: 1 }, recordings: { kept: 1 } });
  expect((await run('preview', '--request', id)).stdout).toContain('1 calls, 1 with and 0 without');
  const out = join(temporaryFolder(), 'package.zip');
  const refused = await run('package', '--request', id, '--out', out, '--json');
  expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([1, { error: { code: 'not-allowed' } }]);
  expect(existsSync(out)).toBe(false);
  expect(await json('package', '--request', id, '--without-recordings', '--out', out)).toMatchObject({ state: 'done' });
  expect([...(await unzip(readFileSync(out))).keys()]).toEqual(['informacja.txt', 'wykaz.csv', 'manifest.json']);
  expect(await json('package', '--request', id)).toMatchObject({ package: { withRecordings: true } });
  expect(await json('close', '--request', id)).toMatchObject({ state: 'closed', outcome: 'fulfilled', number: null });
});

test('an erasure is refused until its conflicts are accepted, then done and answered', async () => {
  const { id } = (await open('erasure')) as { id: string };
  const refused = await run('erase', '--request', id, '--json');
  expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([1, { error: { code: 'rodo-conflicts' } }]);
  expect(await json('erase', '--request', id, '--accept', 'open-statement')).toMatchObject({ state: 'done' });
  expect(await json('answer', '--request', id)).toMatchObject({ done: { calls: 1, recordings: 1 } });
  expect((await run('answer', '--request', id)).stdout).toContain('nagrania bezpowrotnie usunięte: 1');
  expect(await json('close', '--request', id)).toMatchObject({ state: 'closed', outcome: 'fulfilled' });
});

test('two persons: the command line does not release what it ordered', async () => {
  expect(await json('two-persons', 'on', '--tenant', tenant)).toMatchObject({ twoPersonRelease: true });
  const { id } = (await open('access')) as { id: string };
  expect(await json('package', '--request', id)).toMatchObject({ state: 'awaiting-release' });
  expect((await run('release', '--request', id)).stderr).toContain('rodo-same-person');
  expect(await json('close', '--request', id, '--refused', 'wycofane')).toMatchObject({ outcome: 'refused' });
  expect(await json('two-persons', 'off', '--tenant', tenant)).toMatchObject({ twoPersonRelease: false });
});

test.each([
  ['open', '--kind', 'access', '--number', '512345678'],
  ['preview', '--request', 'x'],
  ['two-persons', 'maybe'],
])('wrong options are a usage error: %s', async (...words) => {
  expect((await run(...words)).exitCode).toBe(2);
});
