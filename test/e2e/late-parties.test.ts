import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { placeTestCall, tone } from '../../src/test-caller/index.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { runningFonoteka } from '../kit/service.ts';
import { fonotekaJson, ServiceProcess } from '../kit/service-process.ts';
import { metadataOf } from '../kit/session-request.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

/** As an Avaya SBC begins a session. */
const DUMMIES = metadataOf('sip:conference@dummy.example', 'sip:conference@dummy.example');
const partiesOf = (own: string) => metadataOf(`sip:${own}@pbx`, 'sip:+48512345678@pbx');
const AUDIO = { caller: '1', callee: '2', callerAudio: tone(440), calleeAudio: tone(1000), metadata: DUMMIES };

const fonoteka = runningFonoteka({ unknownPartiesSeconds: 3 });
let bakery: TenantId;
let silent: TenantId;

beforeAll(async () => {
  ({ tenantId: bakery } = await fonoteka.current.tenant('Piekarnia', ['+48221234567']));
  ({ tenantId: silent } = await fonoteka.current.tenant('Bez nagrywania', ['+48221234568'], false));
});

const metric = (name: string, labels = {}) => fonoteka.current.metric(`fonoteka_recording_sessions_${name}`, labels);
const recordings = async () =>
  (await fonoteka.current.db.selectFrom('recordings').select('id').execute()).map(({ id }) => id);

test('dummies, then the parties by UPDATE: recorded under their tenant, with audio from the start', async () => {
  const updates = [{ afterMs: 1_000, metadata: partiesOf('+48221234567') }];
  const outcome = await fonoteka.current.call({ ...AUDIO, durationMs: 2_000, updates });
  expect(outcome).toMatchObject({ status: 200, endedBy: 'caller' });
  const listed = async () => (await fonoteka.current.calls(bakery))[0]?.recordings[0];
  await until('the recording is listed', async () => (await listed()) !== undefined);
  const decoded = await decodeRecording(await fonoteka.current.audio(bakery, (await listed())!));
  expect(hasTone(decoded.caller, 440, [100, 900])).toBe(true);
  expect(hasTone(decoded.callee, 1000, [100, 900])).toBe(true);
  expect(decoded.durationMs).toBeGreaterThan(1_500);
});

test('without an UPDATE, or of a tenant that does not record: ended by us, nothing encoded', async () => {
  const before = await recordings();
  const updates = [{ afterMs: 200, metadata: partiesOf('+48221234568') }];
  const [nobody, off] = await Promise.all([
    fonoteka.current.call({ ...AUDIO, durationMs: 60_000 }),
    fonoteka.current.call({ ...AUDIO, durationMs: 60_000, updates }),
  ]);
  expect([nobody.status, nobody.endedBy, off.status, off.endedBy]).toEqual([200, 'recorder', 200, 'recorder']);
  await until('both are destroyed', async () => (await metric('discarded_total')) === 2);
  expect(await metric('refused_total', { reason: 'tenant-unknown' })).toBe(1);
  expect(await metric('undecided')).toBe(0);
  await until('the call has a row', async () => (await fonoteka.current.calls(silent)).length === 1);
  expect((await fonoteka.current.calls(silent))[0]).toMatchObject({
    recordings: [],
    noRecordingReason: 'recording-off',
  });
  expect(await recordings()).toEqual(before);
  const segments = join(fonoteka.current.shared.config.data, 'spool', 'segments');
  await until('the spool has nothing of them', async () => readdirSync(segments).length === 0);
});

test('a recorder killed while it does not know the parties destroys the call at its next start', async () => {
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const env = { FONOTEKA_UNKNOWN_PARTIES: '60' };
  const first = await ServiceProcess.start(data, env);
  onTestFinished(() => first.kill());
  const words = ['tenant', 'add', '--name', 'Firma', '--plan', 'Biznes', '--number', '221234567'];
  const tenant = await fonotekaJson<{ tenantId: string; panel: { login: string; password: string } }>(data, ...words);
  await fonotekaJson(data, 'recording', 'on', '--tenant', tenant.tenantId);
  await fonotekaJson(data, 'source', 'add', '--name', 'PBX', '--address', '127.0.0.1');

  const hangUp = new AbortController();
  const [host, port] = first.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const sip = { host, port: Number(port), transport: 'udp' } as const;
  const vanishing = { clock: systemClock, hangUp: 'vanish', signal: hangUp.signal, durationMs: 600_000 } as const;
  const call = placeTestCall({ sip, ...AUDIO, ...vanishing });
  const received = async () => {
    const metrics = await (await fetch(`${first.ready.http!}/metrics`)).text();
    return Number(/^fonoteka_capture_packets_total(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1] ?? 0);
  };
  await until('three seconds are received', async () => (await received()) > 2 * 3 * 50);
  const segments = () => readdirSync(join(data, 'spool', 'segments'));
  expect(segments()).toHaveLength(1);
  const [held] = segments();
  await first.kill();
  hangUp.abort();
  await call;

  const second = await ServiceProcess.start(data, env);
  onTestFinished(() => second.stop());
  expect(segments()).not.toContain(held);
  const get = await signedInFetch(second.ready.http!, tenant.panel);
  expect(((await (await get('/calls')).json()) as { calls: unknown[] }).calls).toEqual([]);
});
