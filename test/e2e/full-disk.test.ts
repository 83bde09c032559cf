import { readdir } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { ServiceOnSmallDisks } from '../kit/service-on-small-disks.ts';
import { wavFile } from '../kit/wav-file.ts';

const DISK_BYTES = 12 * 1024 * 1024;
/** 160 s of silence: 2.5 MB, and 0.6 MB as MP3. */
const AUDIO = wavFile({ channels: [new Float32Array(160 * 8000)] });
const CALL = { startedAt: '2026-03-10T08:00:00Z', caller: '+48512345678', callee: '+48221234567' };

const { db, url } = testDatabase();
const mountPoint = mkdtempSync(join(tmpdir(), 'fonoteka-full-'));
let service: ServiceOnSmallDisks;
let pbx: PbxClient;

beforeAll(async () => {
  const { tenantId } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [CALL.callee] }, Date.now());
  await setCallRecording(db, tenantId, { enabled: true }, Date.now());
  const { apiKey } = await addSource(db, { name: 'PBX' }, Date.now());
  service = await ServiceOnSmallDisks.start([{ folder: mountPoint, sizeBytes: DISK_BYTES }], 'web', {
    FONOTEKA_DATA: mountPoint,
    FONOTEKA_DATABASE_URL: url,
  });
  pbx = new PbxClient(service.ready.http!, apiKey);
});

afterAll(async () => {
  await service.kill();
  rmSync(mountPoint, { recursive: true });
});

/** Audio in the data folder, also temporary. */
async function audioFiles(): Promise<string[]> {
  const entries = await readdir(service.outside(mountPoint), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => /\/(temporary|recordings)\/.*\/[^.][^/]*$/.test(file));
}

test.each([
  ['the audio is received', 1_000_000],
  // Its MP3 is in memory until then.
  ['it is stored', 2_800_000],
])('a disk that is full when %s', async (_, freeBytes) => {
  await service.leaveFree(mountPoint, freeBytes);
  const call = { ...CALL, externalId: `free-${freeBytes}` };
  const before = await audioFiles();
  const refused = await pbx.upload(call, AUDIO);
  expect([refused.status, await refused.json()]).toEqual([507, expect.objectContaining({ code: 'storage-full' })]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await audioFiles()).toEqual(before);

  await service.makeRoom(mountPoint);
  expect((await pbx.upload(call, AUDIO)).status).toBe(201);
});
