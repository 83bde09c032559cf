import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { DAY, expectComplete, PushFixture, type AddedRecording } from '../../../test/kit/push-fixture.ts';
import { unzip } from '../../../test/kit/unzip.ts';
import type { TenantId } from '../../base/ids.ts';
import type { PackageForm } from '../../platform/postgres/index.ts';
import { sendDay } from '../days/send-day.ts';
import { daySummaries } from '../reports/day-summaries.ts';
import { deliverTarget } from './deliver-target.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MANIFEST = `2026/03/10/manifest_${DAY}`;

const { db } = testDatabase();
let push: PushFixture;
let tenantId: TenantId;
let recordings: AddedRecording[];

beforeEach(() => {
  push = new PushFixture(db);
});

async function packaged(count: number, settings: Parameters<PushFixture['tenant']>[0]): Promise<void> {
  tenantId = await push.tenant(settings);
  recordings = [];
  for (let index = 0; index < count; index++) recordings.push(await push.recording(tenantId));
  await push.make();
}

function attempt(): Promise<void> {
  return deliverTarget(push, tenantId, new AbortController().signal);
}

async function missing(): Promise<number> {
  const now = push.clock.now();
  const [day] = await daySummaries(db, { tenantId, from: DAY, to: DAY, now, keepUndeliveredDays: 0 });
  return day!.missing;
}

/** Makes all stored recordings unreadable; returns what repairs one, by its index. */
function spoilAll(): (index: number) => void {
  const stored = [...push.objects.objects.entries()];
  for (const [key, bytes] of stored) push.objects.objects.set(key, Buffer.alloc(bytes.length));
  return (index) => push.objects.objects.set(...stored[index]!);
}

/** The tree at the target, or what is in all ZIPs there. */
async function arrived(form: PackageForm): Promise<{ files: Map<string, Buffer> }> {
  const { files } = push.target;
  if (form === 'tree') return { files };
  const zips = await Promise.all([...files.values()].map(unzip));
  return { files: new Map(zips.flatMap((zip) => [...zip])) };
}

test.each<PackageForm>(['tree', 'zip'])(
  'a recording that we cannot read for three days is left out of its %s, named there, and sent by hand when it can be read',
  async (form) => {
    await packaged(3, { form });
    const repair = spoilAll();
    repair(0);
    repair(2);
    await attempt();
    push.clock.advance(3 * DAY_MS - 1);
    await attempt();
    push.clock.advance(1);
    await attempt();
    expect((await push.packages(tenantId))[0]).toMatchObject({ error_code: 'source-failed', delivered_at: null });
    await attempt();
    const { files } = await arrived(form);
    expectComplete({ files }, [recordings[0]!, recordings[2]!], [MANIFEST]);
    const manifest = JSON.parse(files.get(`${MANIFEST}.json`)!.toString()) as { withoutRecording: unknown[] };
    expect(manifest.withoutRecording).toMatchObject([{ noRecordingReason: 'unreadable' }]);
    expect(await missing()).toBe(1);
    await push.make();
    expect((await push.packages(tenantId)).filter(({ day }) => day === DAY)).toHaveLength(1);
    repair(1);
    await sendDay(db, { tenantId, day: DAY, what: 'missing', now: push.clock.now(), keepUndeliveredDays: 0 });
    await attempt();
    expect(await missing()).toBe(0);
    expect((await arrived(form)).files.has(recordings[1]!.path)).toBe(true);
  },
);

test('while our store is unavailable the attempt ends after a few files', async () => {
  await packaged(30, { connections: 1 });
  spoilAll();
  await attempt();
  expect((await push.packages(tenantId))[0]).toMatchObject({ error_code: 'source-failed' });
  expect(push.target.asked.filter((operation) => operation === 'connect').length).toBeLessThan(25);
});
