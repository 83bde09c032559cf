import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReadyReport } from '../../src/compose/index.ts';
import { addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { contained } from '../kit/push/contained.ts';
import { wavFile } from '../kit/wav-file.ts';

const DISK_BYTES = 12 * 1024 * 1024;
/** 160 s of silence: 2.5 MB, and 0.6 MB as MP3. */
const AUDIO = wavFile({ channels: [new Float32Array(160 * 8000)] });
const CALL = { startedAt: '2026-03-10T08:00:00Z', caller: '+48512345678', callee: '+48221234567' };

const { db, url } = testDatabase();
const mountPoint = mkdtempSync(join(tmpdir(), 'fonoteka-full-'));
let service: ChildProcess;
/** The data folder, seen from outside the mount namespace of the service. */
let dataFolder: string;
let pbx: PbxClient;

beforeAll(async () => {
  expect(process.getuid?.(), 'only root may mount a small disk').toBe(0);
  const { tenantId } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [CALL.callee] }, Date.now());
  await setCallRecording(db, tenantId, { enabled: true }, Date.now());
  const { apiKey } = await addSource(db, { name: 'PBX' }, Date.now());
  const [program = '', ...args] = contained(
    'bin/fonoteka',
    ['start', '--roles', 'web'],
    [{ folder: mountPoint, sizeBytes: DISK_BYTES }],
  );
  service = spawn(program, args, {
    env: {
      ...process.env,
      FONOTEKA_DATA: mountPoint,
      FONOTEKA_DATABASE_URL: url,
      FONOTEKA_HTTP_PORT: '0',
      FONOTEKA_LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  dataFolder = `/proc/${service.pid}/root${mountPoint}`;
  pbx = new PbxClient((await readyReport(service)).http!, apiKey);
});

afterAll(async () => {
  const exited = once(service, 'exit');
  service.kill('SIGKILL');
  await exited;
  rmSync(mountPoint, { recursive: true });
});

async function readyReport(child: ChildProcess): Promise<ReadyReport> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('ready ')) return JSON.parse(line.slice('ready '.length)) as ReadyReport;
  }
  throw new Error('the service ended before it was ready');
}

/** Fills the disk up to so many bytes. */
async function leaveFree(freeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataFolder);
  await writeFile(join(dataFolder, 'ballast'), Buffer.alloc(bavail * bsize - freeBytes));
}

/** Audio in the data folder, also temporary. */
async function audioFiles(): Promise<string[]> {
  const entries = await readdir(dataFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => /\/(temporary|recordings)\/.*\/[^.][^/]*$/.test(file));
}

test.each([
  ['the audio is received', 1_000_000],
  ['it is encoded', 2_800_000],
  ['it is stored', 3_400_000],
])('a disk that is full when %s', async (_, freeBytes) => {
  await leaveFree(freeBytes);
  const call = { ...CALL, externalId: `free-${freeBytes}` };
  const before = await audioFiles();
  const refused = await pbx.upload(call, AUDIO);
  expect([refused.status, await refused.json()]).toEqual([507, expect.objectContaining({ code: 'storage-full' })]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await audioFiles()).toEqual(before);

  await rm(join(dataFolder, 'ballast'));
  expect((await pbx.upload(call, AUDIO)).status).toBe(201);
});
