import { expect, test } from 'vitest';
import { tone } from '../../src/test-caller/index.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { runningFonoteka } from '../kit/service.ts';
import { crash, startedWorkers } from '../kit/started-workers.ts';
import { until } from '../kit/until.ts';

const CALLER_HZ = 500;
const CALLEE_HZ = 1_100;
const audio = { callerAudio: tone(CALLER_HZ), calleeAudio: tone(CALLEE_HZ) };

const workers = startedWorkers('media');
const fonoteka = runningFonoteka();

test('a media worker dies during a call: the call goes on, another is placed, both have their recording', async () => {
  const running = fonoteka.current;
  const { tenantId } = await running.tenant('Call center', ['+48221234567']);
  const packets = () => running.metric('fonoteka_capture_packets_total');
  const hangUp = new AbortController();
  const first = running.call({
    ...audio,
    caller: '+48512000001',
    callee: '+48221234567',
    durationMs: 120_000,
    signal: hangUp.signal,
  });
  await until('two seconds are received', async () => (await packets()) > 200);
  await crash(workers()[0]!);
  const restarts = () => running.metric('fonoteka_part_restarts_total', { part: 'media-worker-1' });
  await until('another thread is started', async () => (await restarts()) === 1);
  await until('it is ready again', async () => (await fetch(`${running.ready.http}/readyz`)).ok);

  const before = await packets();
  const second = await running.call({
    ...audio,
    caller: '+48512000002',
    callee: '+48221234567',
    durationMs: 1_000,
  });
  expect(second.status).toBe(200);
  await until('two more seconds are received', async () => (await packets()) > before + 300);
  hangUp.abort();
  expect((await first).endedBy).toBe('caller');

  await until('both are listed', async () => (await running.calls(tenantId)).length === 2);
  const calls = await running.calls(tenantId);
  const one = calls.find(({ caller }) => caller === '+48512000001')!;
  const two = calls.find(({ caller }) => caller === '+48512000002')!;
  expect(one.flags).toEqual(['packets-lost']);
  expect(two.flags).toEqual([]);
  const heard = await decodeRecording(await running.audio(tenantId, one.recordings[0]!));
  for (const from of [100, heard.durationMs - 600]) {
    expect(hasTone(heard.caller, CALLER_HZ, [from, from + 500])).toBe(true);
    expect(hasTone(heard.callee, CALLEE_HZ, [from, from + 500])).toBe(true);
  }
});
