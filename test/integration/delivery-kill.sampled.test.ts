import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import type { PackageForm } from '../../src/platform/postgres/index.ts';
import type { TargetSettings } from '../../src/platform/push-target/index.ts';
import { Delivery } from '../../src/delivery/index.ts';
import { testDatabase } from '../kit/database.ts';
import { DAY, expectComplete, PushFixture, type AddedRecording } from '../kit/push-fixture.ts';
import { filesAt } from '../kit/push/files-at.ts';
import { loopbackTarget } from '../kit/push/loopback-target.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { Proftpd } from '../kit/push/proftpd.ts';
import { Radosgw } from '../kit/push/radosgw.ts';
import { nextStep } from '../kit/sampled.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { unzip } from '../kit/unzip.ts';
import { until } from '../kit/until.ts';

const CHILD = new URL('./delivery-kill.child.ts', import.meta.url).pathname;
const MANIFEST = `2026/03/10/manifest_${DAY}`;
/** More steps than a delivery of these tests has. */
const STEPS_AT_MOST = 100;
const STRIDE = 6;

/** Long enough for a process for each step on a busy machine. */
const MANY_PROCESSES_MS = 300_000;

const { db, url } = testDatabase();
let [ftp, sftp, s3]: [Proftpd?, Openssh?, Radosgw?] = [];
beforeAll(async () => {
  [ftp, sftp, s3] = [await Proftpd.start(), await Openssh.start(), await Radosgw.start()];
});
afterAll(async () => {
  for (const server of [ftp, sftp, s3]) await server?.stop();
});

/** The targets of a tenant's packages: a separate folder on each server. */
const TARGETS: Readonly<Record<'FTP' | 'SFTP' | 'S3', (tenantId: TenantId) => TargetSettings>> = {
  FTP: (tenantId) => ftp!.settings({ folder: tenantId }),
  SFTP: (tenantId) => sftp!.settings({ folder: join(sftp!.folder.files, tenantId) }),
  S3: (tenantId) => s3!.settings({ folder: tenantId }),
};

/** Objects and keys in folders, so that two processes share them. */
function house() {
  const folder = temporaryFolder();
  const [objectFolder, keyFolder] = [join(folder, 'objects'), join(folder, 'keys')];
  const push = new PushFixture(db);
  const parts = Object.assign(push, {
    objects: new FolderObjectStore(objectFolder),
    keys: new FolderKeyStore(keyFolder),
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

async function expectDelivered(
  to: TargetSettings,
  form: PackageForm,
  recordings: readonly AddedRecording[],
): Promise<void> {
  const files = await filesAt(to);
  if (form === 'tree') return expectComplete({ files }, recordings, [MANIFEST]);
  expect([...files.keys()]).toEqual([`${DAY}.zip`]);
  expectComplete({ files: await unzip(files.get(`${DAY}.zip`)!) }, recordings, [MANIFEST]);
}

test.each([
  ['tree', 'FTP'],
  ['zip', 'SFTP'],
  ['zip', 'S3'],
] as const)(
  'after a worker is killed at any step of a %s over %s, the next worker completes the delivery',
  { timeout: MANY_PROCESSES_MS },
  async (form, kind) => {
    const { parts, objectFolder, keyFolder } = house();
    let killed = true;
    for (let step = nextStep(-1, STRIDE); killed && step < STEPS_AT_MOST; step = nextStep(step, STRIDE)) {
      const tenantId = await parts.tenant(null);
      const target = TARGETS[kind](tenantId);
      await parts.settings(tenantId, { form, connections: 1, target });
      const recordings = [await parts.recording(tenantId)];
      await parts.packageOf(tenantId);
      killed = await killedAt(step, [objectFolder, keyFolder]);
      // The lease of the killed worker ends after a minute.
      await sql`UPDATE push_targets SET leased_until = now() - interval '1 second' WHERE lease IS NOT NULL`.execute(db);
      const worker = Delivery.start(parts);
      await worker.poll();
      await until('it is delivered', async () =>
        (await parts.packages(tenantId)).every((one) => one.delivered_at !== null),
      );
      await worker.stop();
      await expectDelivered(target, form, recordings);
    }
    expect(killed).toBe(false);
  },
);
