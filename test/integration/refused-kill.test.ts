import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { newId, type SourceId, type TenantId } from '../../src/base/ids.ts';
import { listRefused, removeEndedRefused } from '../../src/intake/index.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const CHILD = new URL('./refused-kill.child.ts', import.meta.url).pathname;
const NOW = Date.parse('2026-05-20T10:00:00Z');
const DAY_MS = 24 * 3_600_000;
/** Each makes fewer calls of the stores. */
const NEVER = 1000;

const { db, url } = testDatabase();
const sourceId = newId<SourceId>(1);

beforeAll(async () => {
  await db.insertInto('sources').values({ id: sourceId, name: 'PBX' }).execute();
});

interface Run {
  readonly folder: string;
  readonly tenantId: TenantId;
  readonly now: number;
  readonly step: number;
}

async function child(what: 'keep' | 'remove', { folder, tenantId, now, step }: Run): Promise<string | number | null> {
  const words = [url, folder, String(now), String(step), what, tenantId, sourceId];
  const started = spawn(process.execPath, [CHILD, ...words], { stdio: 'inherit' });
  const [code, signal] = (await once(started, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal ?? code;
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

async function newRun(): Promise<Run> {
  await db.deleteFrom('refused_uploads').execute();
  return { folder: temporaryFolder(), tenantId: await insertTenant(db), now: NOW, step: NEVER };
}

/** What is left in the stores when the job has run a day later. */
async function leftNextDay({ folder }: Run): Promise<string[]> {
  const stores = {
    objects: new FolderObjectStore(join(folder, 'objects')),
    keys: new FolderKeyStore(join(folder, 'keys')),
  };
  await removeEndedRefused({ db, clock: new ManualClock(NOW + DAY_MS), log: quietLog, ...stores });
  expect(await db.selectFrom('refused_uploads').select('id').execute()).toEqual([]);
  return files(folder).filter((file) => /\/(objects|keys)\//.test(file));
}

// Steps: the object is put, the key is made.
test.each([0, 1])(
  'killed at step %i of keeping one: nothing is readable, nothing is left a day later',
  async (step) => {
    const run = { ...(await newRun()), step };
    expect(await child('keep', run)).toBe('SIGKILL');
    for (const file of files(run.folder)) expect(readFileSync(file).includes('the voice')).toBe(false);
    expect(await listRefused(db, { now: NOW })).toMatchObject([{ isStored: false }]);
    expect(await leftNextDay(run)).toEqual([]);
  },
);

// Steps: the key is deleted, the object is deleted.
test.each([0, 1])('killed at step %i of removing one: the next run removes the rest', async (step) => {
  const run = await newRun();
  expect(await child('keep', run)).toBe(0);
  expect(files(run.folder)).toHaveLength(2);
  expect(await child('remove', { ...run, now: NOW + DAY_MS, step })).toBe('SIGKILL');
  expect(await leftNextDay(run)).toEqual([]);
});
