import { CreateBucketCommand, GetObjectCommand, PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { afterAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { dataPeriods } from '../../src/compose/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { S3Bucket, type S3Settings } from '../../src/platform/s3/index.ts';
import { runRetention } from '../../src/retention/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { fileOverFtp } from '../kit/ftp-session.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { HttpProxy } from '../kit/push/http-proxy.ts';
import { Radosgw } from '../kit/push/radosgw.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const gateway = await Radosgw.start();
let away = false;
let refused = 0;
const proxy = await HttpProxy.start(gateway.port, () => {
  if (away) refused++;
  return away ? { status: 503, html: true } : 'pass';
});
afterAll(async () => {
  await proxy.stop();
  await gateway.stop();
});
const KEYS_BUCKET = 'klucze';
await gateway.client().send(new CreateBucketCommand({ Bucket: KEYS_BUCKET }));

const settings = gateway.bucket({ prefix: 'nagrania/telefon', endpoint: proxy.endpoint });
const fonoteka = runningFonoteka({
  s3Endpoint: settings.endpoint,
  s3Bucket: settings.bucket,
  s3Region: settings.region,
  s3AccessKey: settings.accessKey,
  s3SecretKey: settings.secretKey,
  s3Prefix: settings.prefix,
  keysS3Bucket: KEYS_BUCKET,
  keysS3Endpoint: gateway.bucket().endpoint,
});

const rule = (ID: string, Prefix: string) => ({
  ID,
  Status: 'Enabled' as const,
  Filter: { Prefix },
  Expiration: { Days: 30 },
});

const environmentOf = (data: string, databaseUrl: string) => ({
  FONOTEKA_DATA: data,
  FONOTEKA_DATABASE_URL: databaseUrl,
  FONOTEKA_S3_ENDPOINT: settings.endpoint,
  FONOTEKA_S3_BUCKET: settings.bucket,
  FONOTEKA_S3_ACCESS_KEY: settings.accessKey,
  FONOTEKA_S3_SECRET_KEY: settings.secretKey,
  FONOTEKA_S3_PREFIX: `/${settings.prefix}/`,
  FONOTEKA_KEYS_S3_BUCKET: KEYS_BUCKET,
  FONOTEKA_KEYS_S3_ENDPOINT: gateway.bucket().endpoint,
});

async function objects(of: S3Settings = settings): Promise<string[]> {
  const bucket = new S3Bucket(of);
  const keys = await Array.fromAsync(bucket.list(''));
  await bucket.close();
  return keys.sort();
}

/** Of days and tenants. */
async function dayKeys(): Promise<string[]> {
  const all = await objects({ ...settings, bucket: KEYS_BUCKET, prefix: '' });
  return all.filter((name) => /^\d{4}-/.test(name));
}

test('a call is recorded into a bucket, its key into another, it is played in parts, fetched over FTP, destroyed', async () => {
  const running = fonoteka.current;
  const { tenantId, panel, ftp } = await running.tenant('Firma', ['+48221001000']);
  const call = { caller: '+48512345678', callee: '+48221001000', durationMs: 2000 };
  await running.call({ ...call, callerAudio: tone(440), calleeAudio: tone(1000) });
  const recordings = async () => (await running.calls(tenantId)).flatMap((listed) => listed.recordings);
  await until('it is listed', async () => (await recordings()).length === 1);
  const [recording] = await recordings();

  const [id, key] = await objects();
  expect([id, key]).toEqual(['.store-id', expect.stringMatching(new RegExp(`^${tenantId}/.*/${recording!.id}.mp3$`))]);
  const Key = `${settings.prefix}/${key}`;
  const stored = await gateway.client().send(new GetObjectCommand({ Bucket: settings.bucket, Key }));
  const audio = await running.audio(tenantId, recording!);
  expect(hasTone((await decodeRecording(audio)).caller, 440, [200, 1500])).toBe(true);
  // What the bucket has is encrypted.
  expect(Buffer.from(await stored.Body!.transformToByteArray()).includes(audio.subarray(100, 140))).toBe(false);

  const fetched = await signedInFetch(running.ready.http!, panel);
  const part = await fetched(`/recordings/${recording!.id}/audio`, { range: 'bytes=1000-2999' });
  expect(part.status).toBe(206);
  expect(Buffer.from(await part.arrayBuffer()).equals(audio.subarray(1000, 3000))).toBe(true);
  expect((await fileOverFtp(running.ready, ftp, recording!.path)).equals(audio)).toBe(true);

  const { db, shared } = running;
  const clock = new MovableClock(systemClock.now() + 40 * DAY_MS);
  const deps = { ...shared, db, clock, audit: new AuditLog(db, clock), databaseNow: async () => clock.now() };
  const given = { keepUndeliveredDays: 0, periods: dataPeriods(shared.config) };
  expect(await dayKeys()).toHaveLength(1);
  expect((await runRetention({ ...deps, ...given }, { confirmClock: true })).destroyed).toBe(1);
  expect([await objects(), await dayKeys()]).toEqual([['.store-id'], []]);
});

test('the recordings are moved to the folder and back while calls are recorded and played', async () => {
  const running = fonoteka.current;
  const { tenantId, panel } = await running.tenant('Druga firma', ['+48221002000']);
  const call = { caller: '+48512345678', callee: '+48221002000', durationMs: 1500 };
  const placed = () => running.call({ ...call, callerAudio: tone(440), calleeAudio: tone(1000) });
  const recordings = async () => (await running.calls(tenantId)).flatMap((listed) => listed.recordings);
  const { config, database } = running.shared;
  const settingsOf = environmentOf(config.data, database.url);
  await placed();
  await until('the first is listed', async () => (await recordings()).length === 1);
  const audio = await running.audio(tenantId, (await recordings())[0]!);

  for (const [to, listed] of [
    ['folder', 2],
    ['s3', 3],
  ] as const) {
    const [{ exitCode, stdout }] = await Promise.all([
      runInProcess(settingsOf, 'store', 'copy', '--to', to, '--json'),
      placed(),
    ]);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { to, done: true, failed: 0 }]);
    await until('it is listed', async () => (await recordings()).length === listed);
    for (const recording of await recordings()) {
      const fetched = await (await signedInFetch(running.ready.http!, panel))(`/recordings/${recording.id}/audio`);
      expect(fetched.status).toBe(200);
    }
    expect(await objects()).toHaveLength(to === 's3' ? 1 + listed : 0);
    expect((await fetch(`${running.ready.http!}/readyz`)).status).toBe(200);
  }
  const first = (await recordings()).at(-1)!;
  expect((await running.audio(tenantId, first)).equals(audio)).toBe(true);
});

test('while the store is away calls are recorded; when it is back all are archived', async () => {
  const running = fonoteka.current;
  const { tenantId } = await running.tenant('Trzecia firma', ['+48221003000']);
  const call = { callee: '+48221003000', durationMs: 2000, callerAudio: tone(440), calleeAudio: tone(1000) };
  const waiting = async () => {
    const metrics = await (await fetch(`${running.ready.http!}/metrics`)).text();
    return Number(/^fonoteka_archive_calls_waiting (\d+)/m.exec(metrics)?.[1]);
  };
  const recordings = async () => (await running.calls(tenantId)).flatMap((listed) => listed.recordings);
  away = true;
  for (const caller of ['+48512345001', '+48512345002']) {
    expect(await running.call({ ...call, caller })).toMatchObject({ status: 200 });
  }
  await until('both were refused', async () => refused > 2 && (await waiting()) === 2);
  expect(await recordings()).toEqual([]);
  away = false;
  await until('both are archived', async () => (await waiting()) === 0 && (await recordings()).length === 2);
  for (const recording of await recordings()) {
    const { caller, callee } = await decodeRecording(await running.audio(tenantId, recording));
    expect([hasTone(caller, 440, [200, 1500]), hasTone(callee, 1000, [200, 1500])]).toEqual([true, true]);
  }
});

test('doctor looks at the bucket: writable, its versions, its lock, its lifecycle, its clock', async () => {
  const { config, database } = fonoteka.current.shared;
  const doctor = async () => {
    const { stdout } = await runInProcess(environmentOf(config.data, database.url), 'doctor', '--json');
    const { findings } = JSON.parse(stdout) as { findings: { check: string; ok: boolean; detail: string }[] };
    return Object.fromEntries(findings.map(({ check, ...finding }) => [check, finding]));
  };
  const sound = { ok: true };
  const whole = {
    store: sound,
    keys: sound,
    'keys bucket': sound,
    'bucket versions': sound,
    'bucket lock': sound,
    'bucket clock': sound,
  };
  expect(await doctor()).toMatchObject({ ...whole, 'bucket lifecycle': sound });
  const Rules = [rule('sprzatanie', 'nagrania/'), rule('inne', 'logi/')];
  await gateway
    .client()
    .send(new PutBucketLifecycleConfigurationCommand({ Bucket: settings.bucket, LifecycleConfiguration: { Rules } }));
  expect(await doctor()).toMatchObject({
    ...whole,
    'bucket lifecycle': { ok: false, detail: 'rules delete or move recordings: sprzatanie' },
  });
});
