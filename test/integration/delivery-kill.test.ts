import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { createFolderKeyStore } from '../../src/platform/key-store/index.ts';
import { createFolderStore } from '../../src/platform/object-store/index.ts';
import type { PackageForm } from '../../src/platform/postgres/index.ts';
import { startDelivery } from '../../src/delivery/index.ts';
import { testDatabase } from '../kit/database.ts';
import { DAY, expectWhole, PushFixture, type Sent } from '../kit/push-fixture.ts';
import { loopbackTarget } from '../kit/push/loopback-target.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { unzipped } from '../kit/unzipped.ts';
import { until } from '../kit/until.ts';

const CHILD = new URL('./delivery-kill.child.ts', import.meta.url).pathname;
const MANIFEST = `2026/03/10/manifest_${DAY}`;
/** More steps than a delivery of these tests has. */
const STEPS_AT_MOST = 100;

/** A process for each step takes its time on a busy machine. */
const MANY_PROCESSES_MS = 300_000;

const { db, url } = testDatabase();
let server: Proftpd;
beforeAll(async () => {
  server = await Proftpd.start();
});
afterAll(() => server.stop());

/** Everything outside the database in folders, for two processes to share. */
function house() {
  const folder = temporaryFolder();
  const [objectFolder, keyFolder] = [join(folder, 'objects'), join(folder, 'keys')];
  const push = new PushFixture(db, new Date().toISOString());
  const parts = Object.assign(push, {
    objects: createFolderStore(objectFolder),
    keys: createFolderKeyStore(keyFolder),
    target: loopbackTarget(),
  });
  return { parts, objectFolder, keyFolder };
}

/** Whether the delivery was killed. */
async function killedAt(step: number, folders: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [CHILD, url, ...folders, String(step)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  expect(signal ?? exitCode).toBe(signal === null ? 0 : 'SIGKILL');
  return signal === 'SIGKILL';
}

function filesAt(tenantId: TenantId): Map<string, Buffer> {
  const folder = join(server.folder.files, tenantId);
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.map(({ parentPath, name }) => [
      join(parentPath, name).slice(folder.length + 1),
      readFileSync(join(parentPath, name)),
    ]),
  );
}

async function expectDelivered(tenantId: TenantId, form: PackageForm, recordings: readonly Sent[]): Promise<void> {
  const files = filesAt(tenantId);
  if (form === 'tree') return expectWhole({ files }, recordings, [MANIFEST]);
  expect([...files.keys()]).toEqual([`${DAY}.zip`]);
  expectWhole({ files: await unzipped(files.get(`${DAY}.zip`)!) }, recordings, [MANIFEST]);
}

test.each(['tree', 'zip'] as const)(
  'a worker killed at any step of a %s leaves what the next one makes whole',
  { timeout: MANY_PROCESSES_MS },
  async (form) => {
    const { parts, objectFolder, keyFolder } = house();
    let killed = true;
    for (let step = 0; killed && step < STEPS_AT_MOST; step++) {
      const tenantId = await parts.tenant(null);
      await parts.settings(tenantId, { form, connections: 1, target: server.settings({ folder: tenantId }) });
      const recordings = [await parts.recording(tenantId)];
      await parts.packageOf(tenantId);
      killed = await killedAt(step, [objectFolder, keyFolder]);
      // The dead worker is missed a minute later.
      await sql`UPDATE push_targets SET leased_until = now() - interval '1 second' WHERE lease IS NOT NULL`.execute(db);
      const worker = startDelivery(parts);
      await worker.look();
      await until('it is delivered', async () =>
        (await parts.packages(tenantId)).every((one) => one.delivered_at !== null),
      );
      await worker.stop();
      await expectDelivered(tenantId, form, recordings);
    }
    expect(killed).toBe(false);
  },
);
