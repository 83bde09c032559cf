/**
 * How long after the hang-up of a 3-minute call its recording is listed and can be played. Uses a complete service with
 * the embedded database, calls over SIPREC and the panel's API. `npm run bench -- hang-up --seconds=180 --calls=4`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startService } from '../src/compose/index.ts';
import { loadConfig } from '../src/config/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logging.ts';
import { addSource, addTenant, setCallRecording } from '../src/tenants/index.ts';
import { atPart, BenchReport, benchOptions } from './kit/report.ts';
import { dialogue, pcm, placeTestCall } from '../src/test-caller/index.ts';

const options = benchOptions({ seconds: '180', calls: '4' });
const SECONDS = Number(options.seconds);
const TALK_MS = 1000 * SECONDS;
const CALLS = Number(options.calls);
const LOOK_EVERY_MS = 10;

const data = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const config = { ...loadConfig({}), data, httpPort: 0, sipPort: 0, ftpPort: 0 };
const service = await startService({ config, clock: systemClock, log: createLogger('error') });
try {
  const results = await Promise.all(Array.from({ length: CALLS }, (_, call) => measure(call)));
  const report = new BenchReport('hang-up', options.json);
  const of = `${CALLS} calls of ${SECONDS} s`;
  for (const part of [0.5, 0.95]) {
    const at = (values: readonly number[]): number => atPart(values, part) / 1000;
    report.add(of, `listed, p${100 * part}`, at(results.map(({ listedMs }) => listedMs)), 's');
    report.add(of, `playable, p${100 * part}`, at(results.map(({ playableMs }) => playableMs)), 's');
  }
  report.write();
} finally {
  await service.stop();
  await rm(data, { recursive: true, force: true });
}

async function measure(call: number): Promise<{ listedMs: number; playableMs: number }> {
  const { db } = service.shared.database;
  const number = `+4822123450${call}`;
  const tenant = await addTenant(db, { name: `Bench ${call}`, plan: 'Biznes', numbers: [number] }, Date.now());
  await setCallRecording(db, tenant.tenantId, { enabled: true }, Date.now());
  if (call === 0) await addSource(db, { name: 'Bench', addresses: ['127.0.0.1'] }, Date.now());
  await setTimeout(1000);
  const cookie = await signIn(tenant.panel);
  const voices = dialogue(TALK_MS, call + 1);
  const [host, port] = service.ready.sip!.replace('sip:', '').split(':') as [string, string];
  await placeTestCall({
    sip: { host, port: Number(port), transport: 'udp' },
    caller: '+48512345678',
    callee: number,
    durationMs: TALK_MS,
    callerAudio: pcm(voices.caller),
    calleeAudio: pcm(voices.callee),
    clock: systemClock,
  });
  const hungUpAt = performance.now();
  const id = await listedRecording(cookie);
  const listedMs = performance.now() - hungUpAt;
  const audio = await fetch(`${service.ready.http}/api/v1/recordings/${id}/audio`, {
    headers: { cookie, range: 'bytes=0-65535' },
  });
  await audio.arrayBuffer();
  if (audio.status !== 206) throw new Error(`the audio request got status ${audio.status}`);
  return { listedMs, playableMs: performance.now() - hungUpAt };
}

async function signIn(credentials: { login: string; password: string }): Promise<string> {
  const answer = await fetch(`${service.ready.http}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  return answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
}

async function listedRecording(cookie: string): Promise<string> {
  for (;;) {
    const answer = await fetch(`${service.ready.http}/api/v1/calls?limit=1`, { headers: { cookie } });
    const { calls } = (await answer.json()) as { calls: { recordings: { id: string }[] }[] };
    const id = calls[0]?.recordings[0]?.id;
    if (id !== undefined) return id;
    await setTimeout(LOOK_EVERY_MS);
  }
}
