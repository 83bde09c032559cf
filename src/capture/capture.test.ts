import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { captureRequest, kept, openCapture, startedCall } from '../../test/kit/open-capture.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { rtpPorts } from '../../test/kit/rtp-ports.ts';
import { RtpStream, upTo } from '../../test/kit/rtp-stream.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import { until } from '../../test/kit/until.ts';
import { systemClock } from '../platform/clock.ts';
import { type DiskSpace, Spool } from '../spool/index.ts';

async function send(port: number, count: number): Promise<void> {
  const stream = await RtpStream.to(port);
  await stream.send(count);
  stream.close();
}

describe.each(['batch', 'portable'] as const)('%s', (receiver) => {
  test('a call of two legs, from the first packet to the spool, and out of it when released', async () => {
    const { capture, spool, metrics } = await openCapture({ receiver });
    const call = captureRequest();
    const active = await startedCall(capture, call);
    expect(active.ports.every((port) => port % 2 === 0)).toBe(true);
    expect(capture.activeCalls).toBe(1);
    const { tenantId, startedAt } = call.description;
    expect(capture.oldestStarts).toEqual(new Map([[tenantId, startedAt]]));
    await Promise.all([send(active.ports[0]!, 120), send(active.ports[1]!, 80)]);
    const spooled = await active.end('hang-up');
    expect(kept(spooled)).toEqual({ 0: upTo(120), 1: upTo(80) });
    expect(spooled).toMatchObject({ description: call.description, legs: TWO_PCMA_LEGS, endReason: 'hang-up' });
    expect(await active.end('shutdown')).toBe(spooled);
    expect(capture.activeCalls).toBe(0);
    expect(capture.oldestStarts.size).toBe(0);
    await spool.release(spooled.recordingId);
    await expect.poll(() => spool.bytes, { timeout: 5000 }).toBe(0);
    const text = await metrics.metrics();
    expect(text).toMatch(/^fonoteka_capture_active_legs 0$/m);
  });

  test('what is on disk of a call can be read while it runs, and is what begins it when it has ended', async () => {
    const { capture } = await openCapture({ receiver });
    const active = await startedCall(capture);
    const [running] = [...capture.runningCalls];
    await send(active.ports[0]!, 40);
    const written = async () => (await running!.written(0))!;
    await until('it is on disk', async () => (await written()).extents.length > 0);
    active.setPaused(1, 'pbx', 1000);
    const first = await written();
    expect(first).toMatchObject({ description: { pauses: [{ leg: 1, from: 1000 }] }, legs: TWO_PCMA_LEGS });
    await send(active.ports[0]!, 40);
    await until('more is', async () => (await written()).extents.length > first.extents.length);
    const { extents } = (await running!.written(first.extents.length))!;
    const spooled = await active.end('hang-up');
    expect(spooled.extents.slice(0, first.extents.length + 1)).toEqual([...first.extents, extents[0]]);
    expect(await running!.written(0)).toBe(null);
    expect([...capture.runningCalls]).toEqual([]);
  });

  test('a call without packets is recorded too', async () => {
    const { capture } = await openCapture({ receiver });
    const spooled = await (await startedCall(capture)).end('rtp-timeout');
    expect(spooled).toMatchObject({ extents: [], description: { flags: ['rtp-timeout'] } });
  });
});

test('accepts nothing more when only one port is left: a call has two legs', async () => {
  const { capture } = await openCapture({ ports: rtpPorts(6) });
  expect(capture.accepting).toBe(true);
  await startedCall(capture);
  expect(capture.accepting).toBe(false);
  expect(capture.refusal).toBe('no-ports');
});

test('legs are added, changed and removed while the call runs', async () => {
  const { capture } = await openCapture();
  const active = await startedCall(capture);
  const added = await active.addLegs([{ channel: 'mixed', codecs: [] }]);
  expect(added).toEqual({ ok: true, value: [active.ports[2]] });
  await Promise.all([send(active.ports[1]!, 3), send(active.ports[2]!, 2)]);
  active.removeLeg(1);
  active.updateLeg(0, { channel: 'callee', codecs: [] });
  active.setPaused(0, 'pbx', systemClock.now());
  const description = { ...callDescription(), direction: 'internal' as const };
  active.updateDescription(description);
  const spooled = await active.end('hang-up');
  expect(kept(spooled)).toEqual({ 1: upTo(3), 2: upTo(2) });
  expect(spooled.legs.map(({ channel }) => channel)).toEqual(['callee', 'callee', 'mixed']);
  expect(spooled.description.direction).toBe('internal');
});

test('refuses a call when there are no ports, and keeps the running ones', async () => {
  const { capture } = await openCapture({ ports: rtpPorts(8) });
  const calls = [await startedCall(capture), await startedCall(capture)];
  expect(await capture.start(captureRequest())).toEqual({ ok: false, reason: 'no-ports' });
  expect(await calls[0]!.addLegs([{ channel: 'mixed', codecs: [] }])).toEqual({ ok: false, reason: 'no-ports' });
  expect(capture.activeCalls).toBe(2);
});

test('skips ports that other programs use', async () => {
  const ports = rtpPorts(20);
  const others = await Promise.all(
    [0, 2, 4]
      .map((offset) => ports.min + offset)
      .map(async (port) => {
        const socket = createSocket('udp4').bind(port, '127.0.0.1');
        // Other programs of this machine may have it already.
        await once(socket, 'listening').catch(() => {});
        return socket;
      }),
  );
  onTestFinished(() => others.forEach((socket) => socket.close()));
  const { capture } = await openCapture({ ports });
  const active = await startedCall(capture);
  expect(active.ports.every((port) => port > ports.min + 4)).toBe(true);
});

test('reports an RTP timeout', async () => {
  const { capture } = await openCapture({ rtpTimeoutMs: 1 });
  const { promise, resolve } = Promise.withResolvers<void>();
  await startedCall(capture, { ...captureRequest(), onRtpTimeout: resolve });
  await promise;
});

test('a close ends open calls as shutdown; the next start recovers them', async () => {
  const { capture, folder, close } = await openCapture();
  const active = await startedCall(capture);
  await send(active.ports[0]!, 7);
  await close();
  expect(await capture.start(captureRequest())).toEqual({ ok: false, reason: 'closed' });
  const spooled = await active.end('hang-up');
  expect(spooled).toMatchObject({ endReason: 'shutdown', description: { flags: ['cut'] } });
  const spool = await Spool.open({ folder, log: quietLog });
  const recovered = await spool.recover();
  expect(recovered).toEqual([spooled]);
  expect(kept(recovered[0]!)).toEqual({ 0: upTo(7) });
  await spool.close();
});

test('several threads share the calls', async () => {
  const { capture, folder } = await openCapture({ threads: 2 });
  const calls = await Promise.all(upTo(4).map(() => startedCall(capture)));
  await Promise.all(calls.map((call) => send(call.ports[0]!, 5)));
  const spooled = await Promise.all(calls.map((call) => call.end('hang-up')));
  expect(spooled.map(kept)).toEqual(calls.map(() => ({ 0: upTo(5) })));
  const logs = new Set(spooled.map((call) => call.extents[0]!.file.slice(folder.length).split('-')[1]));
  expect(logs).toEqual(new Set(['000', '001']));
});

test('an address of another machine fails at the start', async () => {
  await expect(openCapture({ bind: '192.0.2.1', receiver: 'batch' })).rejects.toThrow('cannot listen for RTP');
});

test('while the disk of the spool is nearly full new calls are refused, those that run go on; then they are taken again', async () => {
  const disk: { level: DiskSpace['level'] } = { level: 'short' };
  const { capture, spool } = await openCapture({ disk });
  const running = await startedCall(capture);
  disk.level = 'nearly-full';
  expect(capture.refusal).toBe('disk-nearly-full');
  expect(await capture.start(captureRequest())).toEqual({ ok: false, reason: 'disk-nearly-full' });
  expect((await running.end('hang-up')).endReason).toBe('hang-up');
  disk.level = 'short';
  expect(capture.accepting).toBe(true);
  const next = await startedCall(capture);
  await next.end('hang-up');
  expect(spool.unreadable).toBe(0);
});
