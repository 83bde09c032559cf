import { beforeEach, describe, expect, test } from 'vitest';
import { afterSelect } from '../../../test/kit/after-select.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import type { PushOperation } from '../../../test/kit/memory-push-target.ts';
import { DAY, expectComplete, PushFixture, type AddedRecording } from '../../../test/kit/push-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import { unzip } from '../../../test/kit/unzip.ts';
import type { TenantId } from '../../base/ids.ts';
import type { PushErrorCode, PushTarget } from '../../platform/push-target/index.ts';
import { deliverTarget } from './deliver-target.ts';

const MANIFEST = `2026/03/10/manifest_${DAY}`;
const RECORDINGS = 4;

const { db } = testDatabase();
let push: PushFixture;
let tenantId: TenantId;
let recordings: AddedRecording[];

beforeEach(() => {
  push = new PushFixture(db);
});

async function packaged(settings: Parameters<PushFixture['tenant']>[0] = {}): Promise<void> {
  tenantId = await push.tenant(settings);
  recordings = [];
  for (let index = 0; index < RECORDINGS; index++) recordings.push(await push.recording(tenantId));
  await push.make();
}

function attempt(signal: AbortSignal = new AbortController().signal): Promise<void> {
  return deliverTarget(push, tenantId, signal);
}

async function state() {
  const [one] = await push.packages(tenantId);
  return one!;
}

describe('a package as a tree', () => {
  test('arrives completely, with its manifest, in the folders of the day', async () => {
    await packaged();
    await attempt();
    expectComplete(push.target, recordings, [MANIFEST]);
    expect(await state()).toMatchObject({
      delivered_to: 'ftp://ftp.piekarnia.pl:21/nagrania',
      contents: null,
      sent_files: RECORDINGS,
      error_code: null,
    });
    expect(push.target.openConnections).toBe(0);
  });

  test('of a day without calls is just its manifest', async () => {
    tenantId = await push.tenant();
    await push.make();
    await attempt();
    expectComplete(push.target, [], [MANIFEST]);
  });

  test('is delivered once: another attempt sends nothing', async () => {
    await packaged();
    await attempt();
    const asked = push.target.asked.length;
    await attempt();
    expect(push.target.asked).toHaveLength(asked);
  });
});

/** The target has only the ZIP, with the recordings and the manifest in it. */
async function expectCompleteZip(): Promise<void> {
  expect([...push.target.files.keys()]).toEqual([`${DAY}.zip`]);
  const files = await unzip(push.target.files.get(`${DAY}.zip`)!);
  expectComplete({ files }, recordings, [MANIFEST]);
  expect((await state()).delivered_at).not.toBeNull();
}

describe('a package as a ZIP', () => {
  test('arrives as one file, with the manifest in it', async () => {
    await packaged({ form: 'zip' });
    await attempt();
    await expectCompleteZip();
  });

  test('that was cut off is continued', async () => {
    await packaged({ form: 'zip' });
    push.target.cutUploadsAfterBytes = 10_000;
    await attempt();
    expect(push.target.files.get(`${DAY}.zip.part`)).toHaveLength(10_000);
    push.target.cutUploadsAfterBytes = null;
    await attempt();
    await expectCompleteZip();
  });

  test('whose response was lost is not sent twice', async () => {
    await packaged({ form: 'zip' });
    push.target.loseAnswers = true;
    await attempt();
    push.target.loseAnswers = false;
    await attempt();
    await expectCompleteZip();
  });

  test('is sent from the start when something in it was destroyed meanwhile', async () => {
    await packaged({ form: 'zip' });
    push.target.cutUploadsAfterBytes = 10_000;
    await attempt();
    push.target.cutUploadsAfterBytes = null;
    await destroy(recordings.shift()!);
    await attempt();
    await expectCompleteZip();
  });
});

describe('whatever fails', () => {
  const OPERATIONS: readonly PushOperation[] = ['connect', 'list', 'stat', 'upload', 'rename', 'remove', 'read'];

  test.each(
    OPERATIONS.flatMap((operation) =>
      (['connection-lost', 'no-space', 'wrong-password'] as const).map((code) => [operation, code] as const),
    ),
  )('%s with %s: the next attempt leaves the target whole', async (operation, code) => {
    await packaged();
    for (let time = 0; time < 4; time++) push.target.failNext(operation, code);
    await attempt();
    for (let more = 0; more < 4; more++) {
      push.clock.advance(3_600_000);
      await attempt();
    }
    expectComplete(push.target, recordings, [MANIFEST]);
    expect((await state()).delivered_at).not.toBeNull();
    expect(push.target.openConnections).toBe(0);
  });

  test('uploads that are cut off are continued', async () => {
    await packaged({ connections: 1 });
    push.target.cutUploadsAfterBytes = 5000;
    await attempt();
    expect((await state()).error_code).toBe('connection-lost');
    push.target.cutUploadsAfterBytes = null;
    await attempt();
    expectComplete(push.target, recordings, [MANIFEST]);
  });

  test('lost responses cause no second file', async () => {
    await packaged();
    push.target.loseAnswers = true;
    await attempt();
    push.target.loseAnswers = false;
    await attempt();
    expectComplete(push.target, recordings, [MANIFEST]);
  });

  test('nothing is delivered to a target that reports wrong sizes', async () => {
    await packaged();
    push.target.sizeLieBytes = 1;
    await attempt();
    expect(await state()).toMatchObject({ error_code: 'size-differs', delivered_at: null });
    push.target.sizeLieBytes = 0;
    await attempt();
    expectComplete(push.target, recordings, [MANIFEST]);
  });

  test('a file that the target has lost is sent again', async () => {
    await packaged();
    const repair = spoil(0);
    await attempt();
    repair();
    expect(await state()).toMatchObject({ sent_files: RECORDINGS - 1 });
    push.target.files.delete([...push.target.files.keys()][0]!);
    await attempt();
    expectComplete(push.target, recordings, [MANIFEST]);
  });
});

describe('after a failure', () => {
  test.each<[PushErrorCode, number]>([
    ['refused', 5],
    ['wrong-password', 60],
  ])('%s the reason is kept, and the next attempt is in %i minutes', async (code, minutes) => {
    await packaged();
    for (let time = 0; time < 20; time++) push.target.failNext('connect', code);
    await attempt();
    expect(await state()).toMatchObject({ error_code: code, delivered_at: null });
    const target = await push.row(tenantId);
    expect(target).toMatchObject({ failures: 1, failing_since: new Date(push.clock.now()) });
    expect(target.next_attempt_at.getTime() - push.clock.now()).toBe(minutes * 60_000);
  });

  test('a success clears it', async () => {
    await packaged();
    push.target.failNext('connect', 'refused');
    await attempt();
    await attempt();
    expect(await push.row(tenantId)).toMatchObject({ failures: 0, failing_since: null });
    expect((await state()).error_code).toBeNull();
  });

  test('with settings that were changed meanwhile the new ones are not delayed', async () => {
    await packaged();
    const release = push.target.holdUploads();
    const attempted = attempt();
    await until('it uploads', () => push.target.asked.includes('upload'));
    push.clock.advance(1000);
    await push.settings(tenantId, { connections: 1 });
    push.target.failNext('rename', 'no-space');
    release();
    await attempted;
    expect(await push.row(tenantId)).toMatchObject({ failures: 0, next_attempt_at: new Date(push.clock.now()) });
  });
});

/** Makes a recording unreadable; returns what repairs it. */
function spoil(index: number): () => void {
  const object = [...push.objects.objects.keys()][index]!;
  const bytes = push.objects.objects.get(object)!;
  push.objects.objects.set(object, Buffer.alloc(bytes.length));
  return () => push.objects.objects.set(object, bytes);
}

test('an unreadable recording does not stop the others, but its package is not delivered', async () => {
  await packaged();
  const repair = spoil(1);
  await attempt();
  expect(await state()).toMatchObject({ error_code: 'source-failed', sent_files: RECORDINGS - 1 });
  repair();
  await attempt();
  expectComplete(push.target, recordings, [MANIFEST]);
});

test('a tree leaves out what was destroyed before it was sent, and lists what was sent before', async () => {
  await packaged({ connections: 1 });
  push.target.failNext('rename', 'no-space');
  await attempt();
  const lost = recordings.shift()!;
  await destroy(lost);
  await attempt();
  expectComplete(push.target, recordings, [MANIFEST]);
  expect(await state()).toMatchObject({ recordings: recordings.length, error_code: null });
  const inBooks = await db.selectFrom('package_files').select('recording_id').execute();
  expect(inBooks.map((row) => row.recording_id)).not.toContain(lost.id);
});

test('a day sent again leaves out what was destroyed since, and does not delete what was delivered before', async () => {
  await packaged();
  await attempt();
  await push.resend(tenantId);
  push.target.failNext('connect', 'refused');
  await attempt();
  const lost = recordings[0]!;
  await destroy(lost);
  await attempt();
  expect(push.target.files.has(lost.path)).toBe(true);
  const [, resent] = await push.packages(tenantId);
  expect(resent).toMatchObject({ recordings: recordings.length - 1, error_code: null });
  expect(resent!.delivered_at).not.toBeNull();
});

async function destroy({ id }: AddedRecording): Promise<void> {
  await db
    .updateTable('recordings')
    .set({ destroying_at: new Date(push.clock.now()), destruction_reason: 'expired', key_id: null, wrapped_key: null })
    .where('id', '=', id)
    .execute();
}

test('a worker that loses its lease after a failure does not delay the next attempt', async () => {
  await packaged();
  const before = await push.row(tenantId);
  const lost = new AbortController();
  const losing = afterSelect(db, 'packages', async () => {
    if (push.target.asked.includes('connect')) lost.abort(new Error('the lease was lost'));
  });
  push.target.failNext('connect', 'refused');
  const { clock, log, metrics, objects, keys, target } = push;
  const deps = { db: losing, keepUndeliveredDays: 0, clock, log, metrics, objects, keys, target };
  await expect(deliverTarget(deps, tenantId, lost.signal)).rejects.toThrow('the lease was lost');
  expect((await state()).error_code).toBe('refused');
  expect(await push.row(tenantId)).toEqual(before);
});

test('a target whose secrets cannot be unsealed is tried again later, and counts as our failure', async () => {
  await packaged();
  const sealed = { sealed_secrets: Buffer.alloc(64) };
  await db.updateTable('push_targets').set(sealed).where('tenant_id', '=', tenantId).execute();
  await attempt();
  const row = await push.row(tenantId);
  expect(row).toMatchObject({ failures: 1, failing_since: new Date(push.clock.now()) });
  expect(row.next_attempt_at.getTime()).toBeGreaterThan(push.clock.now());
  expect((await state()).error_code).toBe('source-failed');
  const counted = (await push.metrics.failures.get()).values.filter(({ value }) => value > 0);
  expect(counted).toMatchObject([{ labels: { code: 'source-failed' }, value: 1 }]);
  expect(push.target.asked).toEqual([]);
});

test('the host key that a server shows on the first connection is required on all others', async () => {
  const shown = `SHA256:${'k'.repeat(43)}`;
  const asked: (string | null)[] = [];
  const target: PushTarget = {
    connect: async (settings, context) => {
      asked.push(settings.kind === 'sftp' ? settings.hostKey : null);
      const peer = { protection: 'ssh', fingerprint: shown } as const;
      return Object.assign(await push.target.connect(settings, context), { peer });
    },
  };
  const server = { host: 'sftp.piekarnia.pl', port: 22, login: 'piekarnia', folder: '' };
  await packaged({ target: { kind: 'sftp', ...server, password: 'ciasto', privateKey: null, hostKey: null } });
  await push.resend(tenantId);
  const { db: database, clock, log, metrics, objects, keys } = push;
  const deps = { db: database, keepUndeliveredDays: 0, clock, log, metrics, objects, keys, target };
  await deliverTarget(deps, tenantId, new AbortController().signal);
  expect(asked[0]).toBeNull();
  expect(new Set(asked.slice(1))).toEqual(new Set([shown]));
  expect((await push.row(tenantId)).settings).toMatchObject({ hostKey: shown });
});
