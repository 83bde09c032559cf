import { beforeAll, describe, expect, test } from 'vitest';
import { addWarsawDays, warsawDay } from '../../src/base/warsaw-time.ts';
import { type AddedTenant, addSource } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { recordingNamesOverFtp } from '../kit/ftp-session.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { wavFile } from '../kit/wav-file.ts';

/** Uploads of old recordings are visible in the panel and over FTP for as long as the tenant's options allow. */
const AGES_DAYS = [29, 31, 59, 61, 89, 91];
const PANEL_WINDOW_DAYS = 30;
const SILENCE = wavFile({ channels: [new Float32Array(800)] });
const fonoteka = runningFonoteka();
const now = Date.now();
let pbx: PbxClient;

beforeAll(async () => {
  const { apiKey } = await addSource(fonoteka.current.db, { name: 'PBX' }, now);
  pbx = new PbxClient(fonoteka.current.ready.http!, apiKey);
});

/** A tenant with so many units of extended retention and recordings of every age, uploaded. */
async function withOldRecordings(
  number: string,
  units: number,
): Promise<{ tenant: AddedTenant; admin: SignedInFetch }> {
  const tenant = await fonoteka.current.tenant(`Klient ${number}`, [number]);
  const admin = await signedInFetch(fonoteka.current.ready.http!, tenant.panel);
  if (units > 0) await order(admin, units);
  for (const age of AGES_DAYS) {
    const startedAt = new Date(addWarsawDays(now, -age)).toISOString();
    const { status } = await pbx.upload({ startedAt, caller: `+486000000${age}`, callee: number }, SILENCE);
    expect(status).toBe(201);
  }
  return { tenant, admin };
}

async function order(admin: SignedInFetch, units: number): Promise<void> {
  const body = { service: 'extended-retention', units, orderKey: crypto.randomUUID() };
  expect((await admin('/services/orders', { method: 'POST', body })).status).toBe(200);
}

interface Seen {
  readonly ftp: number[];
  readonly playable: number[];
  /** Those whose audio the API returns. */
  readonly withAudio: number[];
}

async function seenBy({ tenant, admin }: { tenant: AddedTenant; admin: SignedInFetch }): Promise<Seen> {
  const names = await recordingNamesOverFtp(fonoteka.current.ready, tenant.ftp);
  const ageOf = new Map(AGES_DAYS.map((age) => [warsawDay(addWarsawDays(now, -age)), age]));
  const { calls } = (await (await admin('/calls')).json()) as {
    calls: { startedAt: string; recordings: { id: string; playable: boolean }[] }[];
  };
  expect(calls).toHaveLength(AGES_DAYS.length);
  const playable: number[] = [];
  const withAudio: number[] = [];
  for (const { startedAt, recordings } of calls) {
    const age = ageOf.get(warsawDay(Date.parse(startedAt)))!;
    const [recording] = recordings;
    if (recording?.playable) playable.push(age);
    if ((await admin(`/recordings/${recording!.id}/audio`)).status === 200) withAudio.push(age);
  }
  return { ftp: names.map((name) => ageOf.get(name.slice(0, 10))!).sort((a, b) => a - b), playable, withAudio };
}

describe.each([
  [30, 0],
  [60, 1],
  [90, 2],
])('a tenant that keeps %i days', (keptDays, units) => {
  test('sees younger recordings, and can play those in the panel’s window', async () => {
    const customer = await withOldRecordings(`+4822123450${units}`, units);
    expect(await seenBy(customer)).toEqual({
      ftp: AGES_DAYS.filter((age) => age < keptDays),
      playable: AGES_DAYS.filter((age) => age < PANEL_WINDOW_DAYS),
      withAudio: AGES_DAYS.filter((age) => age < PANEL_WINDOW_DAYS),
    });
  });
});

test('buying brings back nothing that is expired, and its preview counts what is kept', async () => {
  const customer = await withOldRecordings('+48221234509', 1);
  expect((await seenBy(customer)).ftp).toEqual([29, 31, 59]);
  const preview = await customer.admin('/services/orders/preview', {
    method: 'POST',
    body: { service: 'extended-retention', units: 3 },
  });
  expect(await preview.json()).toMatchObject({ retention: { affected: { recordings: 3 }, destroyed: null } });
  await order(customer.admin, 3);
  expect((await seenBy(customer)).ftp).toEqual([29, 31, 59]);
});
