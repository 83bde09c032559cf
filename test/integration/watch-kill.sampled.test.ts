import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, type SourceId, type TenantId } from '../../src/base/ids.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { testDatabase } from '../kit/database.ts';
import { nextStep } from '../kit/sampled.ts';
import { SIDECAR, WatchBench, watchedSource } from '../kit/watched-folder-fixture.ts';

const CHILD = new URL('./watch-kill.child.ts', import.meta.url).pathname;
const { db, url } = testDatabase();
const tenantId = newId<TenantId>(1);
const sourceId = newId<SourceId>(1);
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await db.insertInto('tenants').values({ id: tenantId, name: 'Piekarnia' }).execute();
  await db.insertInto('sources').values({ id: sourceId, name: 'PBX' }).execute();
});

function bench(): WatchBench {
  mkdirSync(join(folder, 'watch/PBX'), { recursive: true });
  return new WatchBench({
    db,
    path: join(folder, 'watch'),
    tenantId,
    source: watchedSource(sourceId),
    objects: new FolderObjectStore(join(folder, 'objects')),
    keys: new FolderKeyStore(join(folder, 'keys')),
  });
}

const recordings = async (): Promise<number> => (await db.selectFrom('recordings').select('id').execute()).length;
const objects = (): number =>
  readdirSync(join(folder, 'objects'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;

test('killed at any step, no file is lost and none is stored twice', async () => {
  let kills = 0;
  for (let step = 0, ended = false; !ended; step = nextStep(step, 3)) {
    const name = `step-${step}`;
    const before = await recordings();
    const files = bench();
    files.write(`PBX/2026/${name}.wav`, `with an id ${name}`);
    files.write(`PBX/2026/${name}.wav.json`, { ...SIDECAR, externalId: name });
    files.write(`PBX/${name}-plain.wav`, `without ${name}`);
    files.write(`PBX/${name}-plain.json`, SIDECAR);
    files.write(`PBX/${name}-bad.wav`, `refused ${name}`);
    files.write(`PBX/${name}-bad.wav.json`, '{');
    const child = spawn(process.execPath, [CHILD, url, folder, tenantId, sourceId, String(step)], { stdio: 'inherit' });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    ended = signal !== 'SIGKILL';
    if (ended) expect(code).toBe(0);
    else kills += 1;

    await bench().settle();
    expect((await recordings()) - before).toBe(2);
    expect(files.files('PBX').filter((path) => !/^(done|failed)\//.test(path))).toEqual([]);
    const ofStep = files.files('PBX').filter((path) => path.includes(`${name}.`) || path.includes(`${name}-`));
    expect(ofStep).toEqual([
      `done/2026/${name}.wav`,
      `done/2026/${name}.wav.json`,
      `done/${name}-plain.json`,
      `done/${name}-plain.wav`,
      `failed/${name}-bad.wav`,
      `failed/${name}-bad.wav.json`,
      `failed/${name}-bad.wav.reason.txt`,
    ]);
    const kept = readFileSync(join(folder, 'watch/PBX/failed', `${name}-bad.wav`), 'utf8');
    expect(kept).toBe(`refused ${name}`);
  }
  expect(kills).toBeGreaterThan(2);
  // Of each recording one object: what a killed process had begun is replaced, not added.
  expect(objects()).toBe(await recordings());
});
