import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { addWarsawDays } from '../../src/base/warsaw-time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type AddedTenant, addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { placeTestCall, tone } from '../../src/test-caller/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { testDatabase } from '../kit/database.ts';
import { recordingNamesOverFtp, fileOverFtp } from '../kit/ftp-session.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { sampled } from '../kit/sampled.ts';
import { fonoteka, ServiceProcess } from '../kit/service-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

const KILLS = sampled(3, 200);
/** Of the load before each kill. */
const MAX_LOAD_MS = 6_000;
const CALLERS = 3;
const AUDIO = wavFile({ channels: [Float32Array.from({ length: 8_000 }, (_, n) => Math.sin(n / 3))] });
/** The plan Biznes keeps 30 days. */
const EXPIRED_DAYS = 40;

const { db, url } = testDatabase();

/** What the service has acknowledged; it must be there after any kill. */
interface Acknowledged {
  /** Recording ids of uploads with 201 or 200. */
  readonly uploads: Set<string>;
  /** Uploads that are due for deletion since they came. */
  readonly expired: Set<string>;
  /** By caller, when a call that was answered sent its first audio, on the clock of `performance.now`. */
  readonly calls: Map<string, number>;
  /** By path: the bytes that were read over FTP to the end. */
  readonly files: Map<string, Buffer>;
}

interface Customer {
  readonly tenant: AddedTenant;
  readonly apiKey: string;
}

async function customer(): Promise<Customer> {
  const now = Date.now();
  const tenant = await addTenant(db, { name: 'Firma', plan: 'Biznes', numbers: ['+48221234567'] }, now);
  await setCallRecording(db, tenant.tenantId, { enabled: true }, now);
  const { apiKey } = await addSource(db, { name: 'PBX', addresses: ['127.0.0.1'] }, now);
  return { tenant, apiKey };
}

let callers = 0;

/** Calls, uploads, reads over FTP and retention runs until `ended`; what a kill interrupts is not acknowledged. */
async function load(service: ServiceProcess, { tenant, apiKey }: Customer, seen: Acknowledged, ended: AbortSignal) {
  // An INVITE that a killed service does not answer is repeated for 32 s.
  const interrupted = new Promise((resolve) =>
    ended.addEventListener('abort', () => void setTimeout(100).then(resolve)),
  );
  const repeat = async (work: () => Promise<unknown>): Promise<void> => {
    // The service is killed meanwhile, so any request may fail.
    while (!ended.aborted) await Promise.race([work(), interrupted]).catch(() => setTimeout(10));
  };
  await Promise.all([
    ...Array.from({ length: CALLERS }, () => repeat(() => call(service, seen, ended))),
    repeat(() => upload(service, apiKey, seen.uploads, 0)),
    repeat(() => upload(service, apiKey, seen.expired, EXPIRED_DAYS)),
    repeat(() => readFile(service, tenant, seen.files)),
    repeat(async () => {
      await sql`SELECT pg_notify('fonoteka_jobs', 'destroy-recordings')`.execute(db);
      await setTimeout(50);
    }),
  ]);
}

/** The spool is synced each second; a call killed before the first sync may have no audio, even if its BYE was answered. */
const SYNCED_AFTER_MS = 2_000;

async function call(service: ServiceProcess, seen: Acknowledged, signal: AbortSignal): Promise<void> {
  const caller = `+48512${String(callers++).padStart(6, '0')}`;
  const [host, port] = service.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const audio = tone(440);
  await placeTestCall({
    sip: { host, port: Number(port), transport: 'udp' },
    caller,
    callee: '+48221234567',
    durationMs: randomInt(200, 3_000),
    callerAudio: {
      read(target, atSample) {
        if (!seen.calls.has(caller)) seen.calls.set(caller, performance.now());
        audio.read(target, atSample);
      },
    },
    clock: systemClock,
    // To a killed recorder a BYE would be repeated for 32 s.
    get hangUp() {
      return signal.aborted ? 'vanish' : 'bye';
    },
    signal,
  });
}

async function upload(
  service: ServiceProcess,
  apiKey: string,
  acknowledged: Set<string>,
  ageDays: number,
): Promise<void> {
  const startedAt = new Date(addWarsawDays(Date.now(), -ageDays)).toISOString();
  const report = { startedAt, caller: '+48600000001', callee: '+48221234567', externalId: crypto.randomUUID() };
  const response = await new PbxClient(service.ready.http!, apiKey).upload(report, AUDIO);
  const { recordingId } = (await response.json()) as { recordingId?: string };
  if (response.ok) acknowledged.add(recordingId!);
}

async function readFile({ ready }: ServiceProcess, { ftp }: AddedTenant, files: Acknowledged['files']): Promise<void> {
  const today = new Date(addWarsawDays(Date.now(), 0)).toISOString().slice(0, 10).replaceAll('-', '/');
  const names = await recordingNamesOverFtp(ready, ftp);
  const name = names[randomInt(names.length || 1)];
  if (name === undefined) return setTimeout(20);
  const path = `/${today}/${name}`;
  files.set(path, await fileOverFtp(ready, ftp, path));
}

interface ListedCalls {
  readonly calls: readonly { readonly caller: string; readonly recordings: readonly { readonly id: string }[] }[];
  readonly nextCursor: string | null;
}

/** The tenant's calls, by caller. */
async function recordingsByCaller(get: SignedInFetch): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = (await (await get(`/calls?limit=200${cursor && `&cursor=${cursor}`}`)).json()) as ListedCalls;
    for (const { caller, recordings } of page.calls)
      found.set(
        caller,
        recordings.map(({ id }) => id),
      );
    cursor = page.nextCursor;
  }
  return found;
}

test(`after ${KILLS} kills at random times nothing that was acknowledged is missing`, {
  timeout: 600_000 + KILLS * 10_000,
}, async () => {
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const settings = { FONOTEKA_DATABASE_URL: url };
  const firma = await customer();
  const seen: Acknowledged = { uploads: new Set(), expired: new Set(), calls: new Map(), files: new Map() };
  for (let kill = 0; kill < KILLS; kill++) {
    const service = await ServiceProcess.start(data, settings);
    const ended = new AbortController();
    const loaded = load(service, firma, seen, ended.signal);
    await setTimeout(randomInt(MAX_LOAD_MS));
    const killedAt = performance.now();
    await service.kill();
    ended.abort();
    await loaded;
    for (const [caller, firstAudioAt] of seen.calls) {
      if (killedAt - firstAudioAt < SYNCED_AFTER_MS) seen.calls.delete(caller);
    }
  }

  const last = await ServiceProcess.start(data, settings);
  onTestFinished(() => last.stop());
  const get = await signedInFetch(last.ready.http!, firma.tenant.panel);
  const missing = async (): Promise<string[]> => {
    const found = await recordingsByCaller(get);
    return [...seen.calls.keys()].filter((caller) => !found.get(caller)?.length);
  };
  await until('what waited is archived', async () => (await last.metric('fonoteka_archive_calls_waiting')) === 0);
  expect(await missing()).toEqual([]);
  const status = async (id: string): Promise<number> => {
    const answer = await get(`/recordings/${id}/audio`);
    await answer.body?.cancel();
    // After 200 kills there are more recordings than one address may ask for in a minute.
    const waitS = answer.status === 429 ? Number(answer.headers.get('retry-after')) : 0;
    return waitS > 0 ? setTimeout(1_000 * waitS).then(() => status(id)) : answer.status;
  };
  for (const id of seen.uploads) expect([id, await status(id)]).toEqual([id, 200]);
  for (const ids of (await recordingsByCaller(get)).values()) {
    for (const id of ids) if (!seen.expired.has(id)) expect([id, await status(id)]).toEqual([id, 200]);
  }
  // The job of a killed worker is taken over after 30 s, and later after each further kill.
  expect((await fonoteka(data, settings, 'retention', 'run', '--json')).exitCode).toBe(0);
  for (const id of seen.expired) expect([id, await status(id)]).toEqual([id, 410]);
  for (const [path, bytes] of seen.files) {
    expect((await fileOverFtp(last.ready, firma.tenant.ftp, path)).equals(bytes), path).toBe(true);
  }
  const { exitCode, stdout } = await fonoteka(data, settings, 'retention', 'verify', '--json');
  expect([exitCode, stdout.toString()]).toEqual([0, expect.anything()]);
  expect(seen.uploads.size + seen.calls.size + seen.expired.size + seen.files.size).toBeGreaterThan(KILLS);
});
