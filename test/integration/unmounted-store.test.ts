import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addTenant } from '../../src/tenants/index.ts';
import { type Service, startService } from '../../src/compose/index.ts';
import { type Config, loadConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FolderKeyStore, type KeyId } from '../../src/platform/key-store.ts';
import { FolderObjectStore, type ObjectKey } from '../../src/platform/object-store.ts';
import { FolderIdPlace } from '../../src/platform/folder-id-place.ts';
import { RegisteredIdentity } from '../../src/platform/store-identity.ts';
import { callDescription } from '../kit/spooled-call.ts';
import { testDatabase } from '../kit/database.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { storeMp3 } from '../kit/store-mp3.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const { db, url } = testDatabase();
const KEY = 'tenant/2026/03/recording.mp3' as ObjectKey;
const KEY_ID = '2026-06-08/tenant_2026-03-10' as KeyId;
const notMounted = { code: 'storage-not-mounted' };

beforeEach(async () => {
  await db.deleteFrom('stores').execute();
  await db.deleteFrom('sftp_host_keys').execute();
  await db.deleteFrom('recordings').execute();
});

/** Leaves an empty mount point in the place of a folder; returns how to mount it again. */
function unmount(folder: string): () => void {
  renameSync(folder, `${folder}.away`);
  mkdirSync(folder);
  return () => {
    rmSync(folder, { recursive: true });
    renameSync(`${folder}.away`, folder);
  };
}

function file(): string {
  const path = join(temporaryFolder(), 'given');
  writeFileSync(path, 'content');
  return path;
}

const identityOf = (name: 'recordings' | 'keys', folder: string) =>
  new RegisteredIdentity(db, { name, place: new FolderIdPlace(folder) });

test('an id that a crash left half written is none, at the first start and later', async () => {
  const folder = join(temporaryFolder(), 'recordings');
  mkdirSync(folder);
  writeFileSync(join(folder, '.store-id'), '');
  const identity = identityOf('recordings', folder);
  await identity.check();
  await identityOf('recordings', folder).check();
  writeFileSync(join(folder, '.store-id'), 'half');
  await expect(identityOf('recordings', folder).check()).rejects.toMatchObject(notMounted);
  await identity.accept();
  await identityOf('recordings', folder).check();
  expect(readdirSync(folder)).toEqual(['.store-id']);
});

describe('a store whose disk is not mounted', () => {
  test('has lost no object: nothing is missing, nothing is written or deleted', async () => {
    const folder = join(temporaryFolder(), 'recordings');
    const store = new FolderObjectStore(folder, identityOf('recordings', folder));
    await store.put(KEY, file());
    const mount = unmount(folder);
    for (const started of [store, new FolderObjectStore(folder, identityOf('recordings', folder))]) {
      await expect(started.open(KEY)).rejects.toMatchObject(notMounted);
      await expect(started.stat(KEY)).rejects.toMatchObject(notMounted);
      await expect(started.put(KEY, file())).rejects.toMatchObject(notMounted);
      await expect(started.delete(KEY)).rejects.toMatchObject(notMounted);
    }
    expect(readdirSync(folder)).toEqual([]);
    mount();
    expect(await store.stat(KEY)).toEqual({ sizeBytes: 7 });
    await expect(store.open('tenant/other' as ObjectKey)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('has lost no key, and gets no new one', async () => {
    const folder = join(temporaryFolder(), 'keys');
    const store = new FolderKeyStore(folder, identityOf('keys', folder));
    const key = await store.getOrCreate(KEY_ID);
    const mount = unmount(folder);
    await expect(store.get(KEY_ID)).rejects.toMatchObject(notMounted);
    await expect(store.getOrCreate(KEY_ID)).rejects.toMatchObject(notMounted);
    await expect(store.delete(KEY_ID)).rejects.toMatchObject(notMounted);
    await expect(Array.fromAsync(store.list())).rejects.toMatchObject(notMounted);
    expect(readdirSync(folder)).toEqual([]);
    mount();
    expect(await store.getOrCreate(KEY_ID)).toEqual(key);
    expect(await Array.fromAsync(store.list())).toEqual([KEY_ID]);
  });

  test('is not taken for a new store although no id is known yet, when there are recordings', async () => {
    const { tenantId } = await addTenant(db, { name: 'A', plan: 'Biznes', numbers: ['48221234501'] }, Date.now());
    const stores = { objects: new FolderObjectStore(temporaryFolder()), keys: new FolderKeyStore(temporaryFolder()) };
    await storeMp3({ db, ...stores, clock: systemClock }, callDescription({ tenantId }), Buffer.from('MP3'));
    const folder = temporaryFolder();
    await expect(identityOf('recordings', folder).check()).rejects.toMatchObject(notMounted);
    // An earlier release did not write the id.
    mkdirSync(join(folder, 'tenant'));
    await identityOf('recordings', folder).check();
  });

  test.each(['recordings', 'keys'] as const)(
    'the %s of another database are not taken over by an empty one',
    async (name) => {
      const folder = join(temporaryFolder(), name);
      await identityOf(name, folder).check();
      mkdirSync(join(folder, 'tenant'));
      await db.deleteFrom('stores').execute();
      const identity = identityOf(name, folder);
      await expect(identity.check()).rejects.toMatchObject({
        ...notMounted,
        message: expect.stringContaining('check FONOTEKA_DATABASE_URL'),
      });
      await identity.accept();
      await identity.check();
    },
  );

  test('is one again when the operator accepts its new disk', async () => {
    const folder = join(temporaryFolder(), 'recordings');
    await identityOf('recordings', folder).check();
    unmount(folder);
    const identity = identityOf('recordings', folder);
    await expect(identity.check()).rejects.toMatchObject(notMounted);
    await identity.accept();
    await identity.check();
  });

  test('gets one id from processes that start together', async () => {
    const folder = join(temporaryFolder(), 'recordings');
    const identities = Array.from({ length: 8 }, () => identityOf('recordings', folder));
    await Promise.all(identities.map((identity) => identity.check()));
    await Promise.all(identities.map((identity) => identity.check()));
  });
});

async function started(data: string): Promise<Service> {
  const ports = { httpPort: 0, sipPort: 0, ftpPort: 0, sftpPort: 0 };
  const config: Config = { ...loadConfig({}), data, databaseUrl: url, roles: ['web'], ...ports };
  const service = await startService({ config, clock: systemClock, log: quietLog });
  onTestFinished(() => service.stop());
  return service;
}

test('a service without its store is not ready', async () => {
  const data = temporaryFolder();
  const { ready } = await started(data);
  const status = async (): Promise<number> => (await fetch(`${ready.http}/readyz`)).status;
  expect(await status()).toBe(200);
  const mount = unmount(join(data, 'recordings'));
  expect(await status()).toBe(503);
  mount();
  expect(await status()).toBe(200);
});

test.each(['keys', 'recordings'] as const)(
  'a machine that is given the %s of another installation does not start',
  async (name) => {
    const [data, other] = [temporaryFolder(), temporaryFolder()];
    await identityOf(name, join(data, name)).check();
    mkdirSync(join(other, name));
    writeFileSync(join(other, name, '.store-id'), randomUUID());
    await expect(started(other)).rejects.toMatchObject(notMounted);
  },
);

test('doctor names the store that is not mounted', async () => {
  const data = temporaryFolder();
  const doctor = async () => {
    const { stdout } = await runInProcess({ FONOTEKA_DATA: data, FONOTEKA_DATABASE_URL: url }, 'doctor', '--json');
    const { findings } = JSON.parse(stdout) as { findings: { check: string; ok: boolean; detail: string }[] };
    return Object.fromEntries(findings.map(({ check, ...finding }) => [check, finding]));
  };
  await identityOf('keys', join(data, 'keys')).check();
  unmount(join(data, 'keys'));
  expect(await doctor()).toMatchObject({
    database: { ok: true },
    store: { ok: true },
    keys: { ok: false, detail: expect.stringContaining('mount its disk') },
  });
});
