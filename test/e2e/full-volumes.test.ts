import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { type AddedTenant, addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { placeTestCall, type TestCallOutcome, tone } from '../../src/test-caller/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { testDatabase } from '../kit/database.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { ServiceOnSmallDisks } from '../kit/service-on-small-disks.ts';
import { until } from '../kit/until.ts';

const DISK_BYTES = 16 * 1024 * 1024;
const CALL_MS = 1_500;
const { db, url } = testDatabase();
const root = mkdtempSync(join(tmpdir(), 'fonoteka-volumes-'));
let folders: Readonly<Record<'spool' | 'temporary' | 'recordings' | 'keys', string>>;
let service: ServiceOnSmallDisks;
let tenant: AddedTenant;
let get: SignedInFetch;

beforeAll(async () => {
  const data = join(root, 'data');
  const inData = (name: string): string => join(data, name);
  folders = {
    spool: inData('spool'),
    temporary: inData('temporary'),
    recordings: inData('recordings'),
    keys: join(root, 'keys'),
  };
  const disks = Object.values(folders).map((folder) => ({ folder, sizeBytes: DISK_BYTES }));
  for (const { folder } of disks) mkdirSync(folder, { recursive: true });
  tenant = await addTenant(db, { name: 'Firma', plan: 'Biznes', numbers: ['+48221234567'] }, Date.now());
  await setCallRecording(db, tenant.tenantId, { enabled: true }, Date.now());
  await addSource(db, { name: 'PBX', addresses: ['127.0.0.1'] }, Date.now());
  service = await ServiceOnSmallDisks.start(disks, 'recorder,web,worker', {
    FONOTEKA_DATA: data,
    FONOTEKA_KEYS: folders.keys,
    FONOTEKA_DATABASE_URL: url,
  });
  get = await signedInFetch(service.ready.http!, tenant.panel);
});
afterAll(async () => {
  await service.kill();
  rmSync(root, { recursive: true });
});

function call(caller: string): Promise<TestCallOutcome> {
  const [host, port] = service.ready.sip!.replace('sip:', '').split(':') as [string, string];
  return placeTestCall({
    sip: { host, port: Number(port), transport: 'udp' },
    caller,
    callee: '221234567',
    durationMs: CALL_MS,
    callerAudio: tone(440),
    calleeAudio: tone(1000),
    clock: systemClock,
  });
}

interface ApiCall {
  readonly caller: string;
  readonly flags: readonly string[];
  readonly recordings: readonly { readonly id: string; readonly playable: boolean }[];
}

async function listed(caller: string): Promise<ApiCall | undefined> {
  const { calls } = (await (await get('/calls')).json()) as { readonly calls: readonly ApiCall[] };
  return calls.find((one) => one.caller === caller && one.recordings.length > 0);
}

async function failures(): Promise<number> {
  const metrics = await (await fetch(`${service.ready.http!}/metrics`)).text();
  return Number(/^fonoteka_archive_failures_total (\d+)/m.exec(metrics)![1]);
}

const isReady = async (): Promise<boolean> => (await fetch(`${service.ready.http!}/readyz`)).status === 200;

async function expectWhole(caller: string): Promise<void> {
  await until('the call is listed', async () => (await listed(caller)) !== undefined);
  const { recordings, flags } = (await listed(caller))!;
  const response = await get(`/recordings/${recordings[0]!.id}/audio`);
  const decoded = await decodeRecording(Buffer.from(await response.arrayBuffer()));
  expect(hasTone(decoded.caller, 440, [100, 1_000])).toBe(true);
  expect(hasTone(decoded.callee, 1000, [100, 1_000])).toBe(true);
  expect(flags).toEqual([]);
}

test.each([
  ['temporary', '+48512000001'],
  ['recordings', '+48512000002'],
  ['keys', '+48512000003'],
] as const)(
  'calls recorded while the disk of %s is full are archived, whole, when it has room',
  async (name, caller) => {
    await service.leaveFree(folders[name], 0);
    expect((await call(caller)).status).toBe(200);
    expect(await listed(caller)).toBeUndefined();
    await service.makeRoom(folders[name]);
    await expectWhole(caller);
  },
);

test('a call that the database has no room for is archived when it has, after any number of attempts', async () => {
  await sql`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`.execute(
    db,
  );
  await sql`CREATE TRIGGER no_room BEFORE INSERT ON recordings EXECUTE FUNCTION no_room()`.execute(db);
  const before = await failures();
  expect((await call('+48512000007')).status).toBe(200);
  await until('it could not be archived four times', async () => (await failures()) >= before + 4);
  await sql`DROP TRIGGER no_room ON recordings`.execute(db);
  await expectWhole('+48512000007');
});

test('while the disk of the spool is full new calls are refused and readiness fails; then they are recorded', async () => {
  await service.leaveFree(folders.spool, 0);
  // The first one finds out.
  await call('+48512000004');
  await until('it is not ready', async () => !(await isReady()));
  expect((await call('+48512000005')).status).toBe(503);
  await service.makeRoom(folders.spool);
  await until('it is ready', isReady);
  expect((await call('+48512000006')).status).toBe(200);
  await expectWhole('+48512000006');
  await until('the refused one is in the history', async () => {
    const { calls } = (await (await get('/calls')).json()) as { readonly calls: readonly ApiCall[] };
    return calls.some(({ caller }) => caller === '+48512000005');
  });
});
