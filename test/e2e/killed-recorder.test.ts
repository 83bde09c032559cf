import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { placeTestCall, tone } from '../../src/test-caller/index.ts';
import { RULE } from '../kit/api-bodies.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { hasTone, decodeRecording } from '../kit/decoded-recording.ts';
import { fonotekaJson, ServiceProcess } from '../kit/service-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

interface AddedTenant {
  readonly tenantId: string;
  readonly panel: { readonly login: string; readonly password: string };
}

interface ApiCalls {
  readonly calls: readonly {
    readonly caller: string;
    readonly flags: readonly string[];
    readonly noRecordingReason: string | null;
    readonly recordings: readonly { readonly id: string; readonly durationMs: number }[];
  }[];
}

/** Spooled media is flushed each second. A kill may lose what came since the last flush, and the last drain. */
const MAX_LOST_MS = 2_500;

async function packetsReceived(http: string): Promise<number> {
  const metrics = await (await fetch(`${http}/metrics`)).text();
  return Number(/^fonoteka_capture_packets_total(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1] ?? 0);
}

/** Of the tenant with the calls: two of them are recorded on demand. */
const NUMBERS = ['221234567', '221234568'];
const ON_DEMAND = '+48221234568';
const ORDERED = '+48512000004';

test('a recorder killed during calls makes a recording of each at its next start, but of those on demand only where it was ordered', async () => {
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const first = await ServiceProcess.start(data);
  onTestFinished(() => first.kill());
  const tenant = await fonotekaJson<AddedTenant>(
    data,
    'tenant',
    'add',
    '--name',
    'Firma',
    '--plan',
    'Biznes',
    ...NUMBERS.flatMap((number) => ['--number', number]),
  );
  await fonotekaJson(data, 'recording', 'on', '--tenant', tenant.tenantId);
  await fonotekaJson(data, 'source', 'add', '--name', 'PBX', '--address', '127.0.0.1');
  const before = await signedInFetch(first.ready.http!, tenant.panel);
  const rule = { ...RULE, name: 'Na żądanie', effect: 'on-demand', numbers: [], extensions: [ON_DEMAND] };
  const added = await before('/recording-rules', { method: 'POST', body: rule });
  expect(added.status, await added.clone().text()).toBe(201);

  const hangUp = new AbortController();
  const [host, port] = first.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const [recorded, onDemand] = NUMBERS as [string, string];
  const calls = [
    ...['512000001', '512000002', '512000003'].map((caller) => ({ caller, callee: recorded })),
    ...[ORDERED, '512000005'].map((caller) => ({ caller, callee: onDemand })),
  ].map((parties) =>
    placeTestCall({
      ...parties,
      sip: { host, port: Number(port), transport: 'udp' },
      durationMs: 60_000,
      callerAudio: tone(440),
      calleeAudio: tone(1000),
      clock: systemClock,
      hangUp: 'vanish',
      signal: hangUp.signal,
    }),
  );
  const begunAt = performance.now();
  await until(
    'two seconds of the calls are received',
    async () => (await packetsReceived(first.ready.http!)) > calls.length * 2 * 2 * 50,
  );
  const { calls: live } = (await (await before('/live-calls')).json()) as { calls: { id: string; caller: string }[] };
  const control = { method: 'POST', body: { action: 'keep' } };
  const { id } = live.find(({ caller }) => caller === ORDERED)!;
  expect(await (await before(`/live-calls/${id}/control`, control)).json()).toMatchObject({ kept: 'all' });
  await until(
    'four seconds of the calls are received',
    async () => (await packetsReceived(first.ready.http!)) > calls.length * 2 * 4 * 50,
  );
  await first.kill();
  const talkedMs = performance.now() - begunAt;
  hangUp.abort();
  await Promise.all(calls);

  const second = await ServiceProcess.start(data);
  onTestFinished(() => second.stop());
  const get = await signedInFetch(second.ready.http!, tenant.panel);
  const list = async (): Promise<ApiCalls['calls']> => ((await (await get('/calls')).json()) as ApiCalls).calls;
  await until('all are listed', async () => (await list()).length === calls.length);
  const unrecorded = (await list()).filter(({ noRecordingReason }) => noRecordingReason !== null);
  expect(unrecorded).toMatchObject([{ caller: '+48512000005', noRecordingReason: 'not-kept', recordings: [] }]);
  for (const { flags, recordings } of (await list()).filter(({ noRecordingReason }) => noRecordingReason === null)) {
    expect(flags).toContain('cut');
    const [recording] = recordings;
    expect(recording!.durationMs).toBeGreaterThan(talkedMs - MAX_LOST_MS - 1_000);
    expect(recording!.durationMs).toBeLessThan(talkedMs + 100);
    const decoded = await decodeRecording(
      Buffer.from(await (await get(`/recordings/${recording!.id}/audio`)).arrayBuffer()),
    );
    expect(hasTone(decoded.caller, 440, [100, 1000])).toBe(true);
    expect(hasTone(decoded.callee, 1000, [100, 1000])).toBe(true);
  }
});
