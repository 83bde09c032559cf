import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { type AddedRecording, DAY, expectComplete, PushFixture } from '../../../test/kit/push-fixture.ts';
import type { TenantId } from '../../base/ids.ts';
import { sendDay } from '../days/send-day.ts';
import { daySummaries } from '../reports/day-summaries.ts';
import { deliverTarget } from './deliver-target.ts';

const MANIFEST = `2026/03/10/manifest_${DAY}`;
const HOOK = { url: 'https://piekarnia.pl/nagrania', secret: 'whsec_AAAA' };

const { db } = testDatabase();
let push: PushFixture;
let tenantId: TenantId;
let recordings: AddedRecording[];

beforeEach(() => {
  push = new PushFixture(db);
});

async function packaged(form: 'tree' | 'zip' = 'tree', readBack = false): Promise<void> {
  tenantId = await push.tenant({ form, hook: HOOK, connections: 1, readBack });
  recordings = [];
  for (let index = 0; index < 4; index++) recordings.push(await push.recording(tenantId));
  await push.make();
}

function attempt(): Promise<void> {
  return deliverTarget(push, tenantId, new AbortController().signal);
}

async function state() {
  const [one] = await push.packages(tenantId);
  return one!;
}

async function events() {
  const rows = await db.selectFrom('push_hooks').select('body').where('tenant_id', '=', tenantId).execute();
  return rows.map(({ body }) => JSON.parse(body) as { readonly type: string; readonly data: object });
}

async function reported() {
  const [day] = await daySummaries(db, { tenantId, from: DAY, to: DAY, now: push.clock.now(), keepUndeliveredDays: 0 });
  return day!;
}

test.each(['tree', 'zip'] as const)(
  'a %s that may not be looked at is delivered, and said not to be verified',
  async (form) => {
    push.target.isBlind = true;
    await packaged(form);
    await attempt();
    expect((await state()).delivered_at).not.toBeNull();
    if (form === 'tree') expectComplete(push.target, recordings, [MANIFEST]);
    else expect([...push.target.files.keys()]).toEqual([`${DAY}.zip`]);
    const reason = { code: 'size-unknown', detail: 'Permission denied' };
    expect(await reported()).toMatchObject({
      state: 'delivered',
      notVerified: reason,
      packages: [{ notVerified: reason }],
    });
    expect(await events()).toMatchObject([
      { type: 'package.delivered', data: { verified: false, notVerifiedReason: 'size-unknown' } },
    ]);
  },
);

test('what was looked at is reported as verified', async () => {
  await packaged();
  await attempt();
  expect(await reported()).toMatchObject({ state: 'delivered', notVerified: null, packages: [{ notVerified: null }] });
  expect(await events()).toMatchObject([{ type: 'package.delivered', data: { verified: true } }]);
});

test('a target that may suddenly not be looked at: the package says so, in the attempt that ends it too', async () => {
  await packaged();
  push.target.isBlind = true;
  push.target.cutUploadsAfterBytes = 5000;
  await attempt();
  expect(await state()).toMatchObject({ error_code: 'connection-lost', delivered_at: null });
  push.target.cutUploadsAfterBytes = null;
  await attempt();
  expectComplete(push.target, recordings, [MANIFEST]);
  expect((await reported()).notVerified).not.toBeNull();
});

test('what was sent without looking is verified once the target shows it', async () => {
  await packaged();
  push.target.isBlind = true;
  // After the recordings, before their listing.
  push.target.failNext('list', 'connection-lost');
  push.target.failNext('list', 'connection-lost');
  await attempt();
  await attempt();
  push.target.isBlind = false;
  await attempt();
  expectComplete(push.target, recordings, [MANIFEST]);
  expect((await reported()).notVerified).toBeNull();
});

test('a file whose confirmation was lost is sent again over what is there, not under another name', async () => {
  await packaged();
  push.target.isBlind = true;
  push.target.loseAnswers = true;
  await attempt();
  push.target.loseAnswers = false;
  await attempt();
  expectComplete(push.target, recordings, [MANIFEST]);
});

test('where the target refuses to replace a file, it is removed first', async () => {
  await packaged();
  push.target.isBlind = true;
  push.target.failNext('rename', 'rename-refused');
  await attempt();
  expectComplete(push.target, recordings, [MANIFEST]);
});

test('a target that shows that a file is missing fails as before', async () => {
  await packaged();
  push.target.sizeLieBytes = -1;
  await attempt();
  expect(await state()).toMatchObject({ error_code: 'size-differs', delivered_at: null });
});

test('what may be read back and not be looked at is verified', async () => {
  push.target.isBlind = true;
  push.target.readsBlindly = true;
  await packaged('tree', true);
  await attempt();
  expectComplete(push.target, recordings, [MANIFEST]);
  expect((await reported()).notVerified).toBeNull();
});

test('words of a server that no database takes stop nothing', async () => {
  push.target.isBlind = true;
  push.target.refusal = `no\0 look${'!'.repeat(10_000)}`;
  await packaged();
  await attempt();
  const { delivered_at: deliveredAt, not_verified: words } = await state();
  expect(deliveredAt).not.toBeNull();
  expect(words).toMatch(/^no look!+$/);
  expect(words!.length).toBeLessThan(1000);
});

test('under final names, a part with the size of the whole is not taken for it where it may not be read', async () => {
  push.target.temporaryNames = false;
  push.target.refusesReading = true;
  await packaged();
  push.target.loseAnswers = true;
  await attempt();
  push.target.loseAnswers = false;
  // Parts of a file arrive in any order over SFTP: the last one did.
  for (const content of push.target.files.values()) content.fill(0, 0, content.length - 1);
  await attempt();
  expect((await state()).delivered_at).not.toBeNull();
  expectComplete(push.target, recordings, [MANIFEST]);
});

test('a day that is sent again once the target may be looked at is verified', async () => {
  push.target.isBlind = true;
  await packaged();
  await attempt();
  expect((await reported()).notVerified).not.toBeNull();
  push.target.isBlind = false;
  await sendDay(db, { tenantId, day: DAY, what: 'all', now: push.clock.now(), keepUndeliveredDays: 0 });
  await attempt();
  expect(await reported()).toMatchObject({ state: 'delivered', notVerified: null });
});
